"""What a planner answers: who visits which area when, what that costs, or why it cannot be."""

from datetime import date
from enum import StrEnum

from schemas.base import Model
from schemas.plan import Code, HardRule
from schemas.values import InspectorRole


class PlanStatus(StrEnum):
    """How good a plan is known to be."""

    OPTIMAL = "optimal"
    FEASIBLE = "feasible"


class Assignment(Model):
    """The two days and the team of one visit."""

    area: Code
    days: tuple[date, date]
    team: dict[InspectorRole, Code]


class PlanTerms(Model):
    """The parts of the objective, before they are weighed.

    Attributes:
        travel: Pairs of a visit on site and a member of its team from another region.
        workload: Over the roles, the most visits of one inspector less the fewest, added up.
        spread: The most visits that begin in one week.
    """

    travel: int
    workload: int
    spread: int


class PlanAnswer(Model):
    """A plan that keeps all the rules.

    Attributes:
        status: Whether no better one is possible.
        seed: As it was asked with.
        assignments: One for each visit, in the order in which they begin.
        terms: What it costs, part by part.
        objective: The terms, weighed and added up.
        bound: What the objective of any plan is at least.
        gap: (objective - bound) / max(objective, 1).
    """

    status: PlanStatus
    seed: str
    assignments: tuple[Assignment, ...]
    terms: PlanTerms
    objective: int
    bound: int
    gap: float


class Collision(Model):
    """A rule that takes part in making a plan impossible, for some areas or some inspectors."""

    rule: HardRule
    about: tuple[Code, ...]


class Impossible(Model):
    """There is no plan.

    Attributes:
        collides: The rules that collide; without any one of them there would be a plan.
        frees: A sentence for each way out.
    """

    status: str = "impossible"
    collides: tuple[Collision, ...]
    frees: tuple[str, ...]


class Move(Model):
    """One thing that is otherwise than in a confirmed plan.

    Attributes:
        area: Of which visit.
        role: Whose place is taken by somebody else; `None` if the days are others.
        before: The inspector, or the first day, as confirmed.
        after: The same as it is now.
    """

    area: Code
    role: InspectorRole | None
    before: str
    after: str


class Replanned(Model):
    """A confirmed plan, changed in as few places as what has changed allows.

    Attributes:
        answer: The plan as it is now; it is optimal if no other one has fewer moves, or as few
            and costs less.
        moves: What is otherwise.
        before: What the confirmed plan cost, as far as it is still asked for.
        objective_before: The same, weighed and added up.
        fewest: Whether it is proved that no plan has fewer moves.
    """

    answer: PlanAnswer
    moves: tuple[Move, ...]
    before: PlanTerms
    objective_before: int
    fewest: bool
