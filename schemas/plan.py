"""What is planned: the visits of a programme, who may make them, and what a plan must keep to.

It is what a person writes down in `PLAN.yaml` and what a programme puts together from its own
state. What a planner answers is in `schemas.plan_answer`.
"""

from datetime import date, timedelta
from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from schemas.base import Model
from schemas.days import Day
from schemas.values import InspectorRole, Mode
from schemas.words import ON_ONE_LINE

Code = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]*$", max_length=40)]
"""An area's code or an inspector's reference, as a plan's own text spells it."""

Words = Annotated[str, ON_ONE_LINE, StringConstraints(min_length=1, max_length=200)]
"""A name or a text on one line."""


class HardRule(StrEnum):
    """What no plan may break, by the names that an impossible plan uses."""

    ROLE = "role"
    DAYS = "days"
    TERM = "term"
    OVERLAP = "overlap"
    CONFLICT = "conflict"
    LEAVE = "leave"
    MOST_VISITS = "most_visits"
    PACE = "pace"


class Span(Model):
    """Days from the first to the last, both included."""

    first: Day
    last: Day

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> Self:
        if self.last < self.first:
            raise PydanticCustomError(
                "span_backwards",
                "ends on {last}, before it begins on {first}",
                {"first": f"{self.first}", "last": f"{self.last}"},
            )
        return self

    def has(self, day: date) -> bool:
        """Whether a day is one of them."""
        return self.first <= day <= self.last

    def days(self) -> tuple[date, ...]:
        """All of them in order."""
        length = (self.last - self.first).days + 1
        return tuple(self.first + timedelta(days=number) for number in range(length))


class Pace(Model):
    """How fast a programme may go.

    Attributes:
        visits_a_week: That may begin in one week, Monday to Sunday.
    """

    visits_a_week: Annotated[int, Field(ge=1)]


class Weights(Model):
    """How much each part of the objective counts; 0 leaves it out."""

    travel: Annotated[int, Field(ge=0, le=1_000_000)]
    workload: Annotated[int, Field(ge=0, le=1_000_000)]
    spread: Annotated[int, Field(ge=0, le=1_000_000)]


class PlannedArea(Model):
    """An area that may be visited.

    Attributes:
        name: As people know it.
        region: As `Inspector.home` spells it.
        terms: When its schools are open; a visit lies in one of them.
    """

    name: Words
    region: Words
    terms: tuple[Span, ...]


class PlannedVisit(Model):
    """A visit that needs two days and a team.

    Attributes:
        area: Its code, one of `PlanRequest.areas`.
        earliest: The first day that may be its first.
        latest: The last day that may be its second.
        mode: How it is held; `mixed` counts as on site.
    """

    area: Code
    earliest: Day
    latest: Day
    mode: Mode

    @property
    def on_site(self) -> bool:
        """Whether anybody travels to it."""
        return self.mode is not Mode.VIRTUAL


class Inspector(Model):
    """Somebody who may be on teams.

    Attributes:
        ref: An opaque reference.
        role: The one in which they visit.
        home: Their region, spelt as in `PlannedArea.region`.
        leave: When they are not there.
        conflicts: Codes of areas that they may not visit.
        most_visits: In the whole plan; any number if `None`.
    """

    ref: Code
    role: InspectorRole
    home: Words
    leave: tuple[Span, ...] = ()
    conflicts: tuple[Code, ...] = ()
    most_visits: Annotated[int, Field(ge=0)] | None = None

    def is_on_leave(self, day: date) -> bool:
        """Whether a day is one of their leave."""
        return any(leave.has(day) for leave in self.leave)


class PlanRequest(Model):
    """All that a planner is told.

    Attributes:
        window: In which both days of each visit lie.
        seed: Any text; decides between plans that are equally good.
        seconds: The time that the planner may take.
        pace: How many visits may begin in a week.
        weights: Of the parts of the objective.
        bank_holidays: Weekdays on which nobody works.
        areas: By code; those without a visit do no harm.
        visits: At most one for an area.
        inspectors: Of all roles.
    """

    window: Span
    seed: Words
    seconds: Annotated[float, Field(gt=0, le=86_400, allow_inf_nan=False)]
    pace: Pace
    weights: Weights
    bank_holidays: tuple[Day, ...] = ()
    areas: dict[Code, PlannedArea]
    visits: Annotated[tuple[PlannedVisit, ...], Field(min_length=1)]
    inspectors: tuple[Inspector, ...]

    def area_named(self, code: str) -> str:
        """An area as a sentence names it, e.g. `Hartlepool (E06000001)`."""
        return f"{self.areas[code].name} ({code})"

    def of_role(self, role: InspectorRole) -> tuple[Inspector, ...]:
        """The inspectors of a role."""
        return tuple(inspector for inspector in self.inspectors if inspector.role is role)
