"""A plan in words, whichever door shows it: by week, by inspector, what it costs, what changes."""

from datetime import date
from typing import Any, NamedTuple

from desk.wording import NONE, plain
from rules.planning.plan_days import week_of
from rules.planning.problem import ROLES
from rules.wording import ROLE_WORDS
from schemas.plan import HardRule, Inspector, PlanRequest
from schemas.plan_answer import Assignment, Impossible, Move, PlanAnswer, PlanStatus, Replanned
from schemas.values import InspectorRole

TRAVELS = "*"
"""Beside an inspector who travels to another region for a visit on site."""

_A_FEW = 3
_RULES = {
    HardRule.ROLE: "each visit has one inspector of each role",
    HardRule.DAYS: "the two days are working days in the window",
    HardRule.TERM: "the two days are in the area's school terms",
    HardRule.OVERLAP: "nobody is at two visits at once",
    HardRule.CONFLICT: "nobody visits where they have a conflict of interest",
    HardRule.LEAVE: "nobody visits while on leave",
    HardRule.MOST_VISITS: "nobody has more visits than they may",
    HardRule.PACE: "no week has more visits than are allowed",
}

ROLE_HEADINGS = {
    InspectorRole.OFSTED_EDUCATION: "Education",
    InspectorRole.OFSTED_SOCIAL_CARE: "Social care",
    InspectorRole.CQC_CHILDREN: "CQC",
}


class VisitRow(NamedTuple):
    """One visit of a plan.

    Attributes:
        week: The Monday of the week in which it begins.
        days: Its two days.
        area: Its area's name.
        code: And code.
        held: How.
        team: Who, in the order of the roles; `TRAVELS` after whoever travels.
    """

    week: date
    days: str
    area: str
    code: str
    held: str
    team: tuple[str, ...]


class InspectorRow(NamedTuple):
    """One inspector of a plan."""

    role: InspectorRole
    ref: str
    home: str
    visits: str
    which: str


class CostRow(NamedTuple):
    """One part of what a plan costs, before and after it is weighed."""

    name: str
    counted: int
    weight: int
    weighed: int
    what: str


class MoveRow(NamedTuple):
    """One thing that is otherwise than it was confirmed."""

    area: str
    what: str
    before: str
    after: str


def by_visit(request: PlanRequest, answer: PlanAnswer) -> list[VisitRow]:
    """The visits of a plan, in the order in which they begin."""
    modes = {visit.area: plain(visit.mode) for visit in request.visits}
    return [
        VisitRow(
            week=week_of(one.days[0]),
            days=f"{day_words(one.days[0])}, {one.days[1]:%a %-d %b}",
            area=request.areas[one.area].name,
            code=one.area,
            held=modes[one.area],
            team=tuple(_place(request, one, role) for role in ROLES),
        )
        for one in answer.assignments
    ]


def _place(request: PlanRequest, one: Assignment, role: InspectorRole) -> str:
    inspector = next(i for i in request.inspectors if i.ref == one.team[role])
    visit = next(visit for visit in request.visits if visit.area == one.area)
    travels = visit.on_site and inspector.home != request.areas[one.area].region
    return f"{inspector.ref}{TRAVELS if travels else ''}"


def by_inspector(request: PlanRequest, answer: PlanAnswer) -> list[InspectorRow]:
    """Who goes where, in the order of the roles."""
    return [_inspector(request, answer, one) for role in ROLES for one in request.of_role(role)]


def _inspector(request: PlanRequest, answer: PlanAnswer, one: Inspector) -> InspectorRow:
    own = [made for made in answer.assignments if one.ref in made.team.values()]
    most = "" if one.most_visits is None else f" of {one.most_visits}"
    which = ", ".join(f"{request.areas[made.area].name} {made.days[0]:%-d %b}" for made in own)
    return InspectorRow(one.role, one.ref, one.home, f"{len(own)}{most}", which or NONE)


def costs(request: PlanRequest, answer: PlanAnswer) -> list[CostRow]:
    """What a plan costs, part by part."""
    weights, terms = request.weights, answer.terms
    told = (
        ("travel", terms.travel, weights.travel, f"places that somebody travels to ({TRAVELS})"),
        ("workload", terms.workload, weights.workload, "most less fewest visits, over the roles"),
        ("spread", terms.spread, weights.spread, "most visits that begin in one week"),
    )
    return [
        CostRow(name, count, weight, count * weight, what) for name, count, weight, what in told
    ]


def verdict(answer: PlanAnswer) -> str:
    """How good a plan is, in a sentence."""
    visits = len(answer.assignments)
    begins = f"{visits} {'visit' if visits == 1 else 'visits'} planned at a cost of "
    if answer.status is PlanStatus.OPTIMAL:
        return f"{begins}{answer.objective}: none costs less."
    return (
        f"{begins}{answer.objective}; none costs less than {answer.bound} "
        f"(gap {answer.gap:.1%}). More seconds may find a better one."
    )


def moves(request: PlanRequest, answer: Replanned) -> list[MoveRow]:
    """What is otherwise than it was confirmed."""
    return [_move(request, move) for move in answer.moves]


def _move(request: PlanRequest, move: Move) -> MoveRow:
    area = request.area_named(move.area)
    if move.role is not None:
        return MoveRow(area, ROLE_WORDS[move.role], move.before or NONE, move.after)
    before, after = (_day_in(text) for text in (move.before, move.after))
    return MoveRow(area, "first day", before, after)


def _day_in(text: str) -> str:
    return day_words(date.fromisoformat(text)) if text else NONE


def cost_of_moves(answer: Replanned) -> str:
    """How much is otherwise than it was confirmed and what that costs, in a sentence."""
    count = len(answer.moves)
    fewest = "" if answer.fewest or not count else " (perhaps fewer would do)"
    before, after = answer.objective_before, answer.answer.objective
    return (
        f"{count} {'change' if count == 1 else 'changes'} to what was confirmed{fewest}; "
        f"the cost was {before} and is {after} ({after - before:+d})."
    )


def collisions(request: PlanRequest, answer: Impossible) -> list[str]:
    """The rules that no plan can keep together, with what each is about."""
    told = []
    for one in answer.collides:
        about = [request.area_named(name) if name in request.areas else name for name in one.about]
        more = f" and {len(about) - _A_FEW} more" if len(about) > _A_FEW else ""
        told.append(f"{_RULES[one.rule]}: {', '.join(about[:_A_FEW])}{more}")
    return told


def day_words(day: date) -> str:
    """A day of a plan, e.g. `Wed 3 Feb 2027`."""
    return f"{day:%a %-d %b %Y}"


def moves_as_json(answer: Replanned) -> dict[str, Any]:
    """What is otherwise than it was confirmed, as programs read it beside the plan."""
    told = answer.model_dump(mode="json")
    return {
        "moves": told["moves"],
        "fewest_moves": told["fewest"],
        "before": {"terms": told["before"], "objective": told["objective_before"]},
    }
