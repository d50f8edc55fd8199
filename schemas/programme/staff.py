"""Who may be on a programme's teams, and how its plan is weighed: what a planner is told."""

from typing import Annotated, ClassVar

from pydantic import Field, model_validator

from schemas.days import Day
from schemas.email_address import EmailAddress
from schemas.forms import Form
from schemas.ids import AreaCode, PersonRef
from schemas.personal import Name, Personal
from schemas.plan import Span, Weights
from schemas.programme.forms import PlannedInspector
from schemas.values import InspectorRole, Mode


class StaffMember(Personal):
    """An inspector who may be on teams.

    Attributes:
        home: The region they travel from, as the frame spells it.
        leave: When they are not there.
        conflicts: Areas that they may not visit.
        most_visits: In the whole programme; any number if `None`.
    """

    ref: PersonRef
    role: InspectorRole
    name: Name
    email: EmailAddress
    organisation: Name
    home: str
    leave: tuple[Span, ...] = ()
    conflicts: tuple[AreaCode, ...] = ()
    most_visits: Annotated[int, Field(ge=0)] | None = None

    @property
    def planned(self) -> PlannedInspector:
        """Who they are, as a confirmed plan keeps it."""
        return PlannedInspector.model_validate(self.model_dump(include=set(_PLANNED)))


_PLANNED = tuple(PlannedInspector.model_fields)


class AskedDays(Personal):
    """What is asked of the days of one visit.

    Attributes:
        area: Where.
        earliest: The first day that may be its first.
        latest: The last day that may be its second.
        mode: How it is held.
    """

    area: AreaCode
    earliest: Day | None = None
    latest: Day | None = None
    mode: Mode | None = None


class Staff(Form):
    """What is planned with; it is asked and answered, and no decision.

    Attributes:
        inspectors: Of all three roles.
        mode: How visits are held, where nothing else is asked.
        weights: Of travel, workload and spread.
        visits: What is asked of the days of some visits.
    """

    reasoned: ClassVar[bool] = False

    inspectors: Annotated[tuple[StaffMember, ...], Field(min_length=1)]
    mode: Mode = Mode.ON_SITE
    weights: Weights = Weights(travel=3, workload=2, spread=5)
    visits: tuple[AskedDays, ...] = ()


class SettledPlace(Personal):
    """What somebody settles of one visit, to see what it would cost.

    Attributes:
        area: Where.
        day_one: Its first day, if that is settled.
        role: Whose place is.
        inspector: Who has it.
    """

    area: AreaCode
    day_one: Day | None = None
    role: InspectorRole | None = None
    inspector: PersonRef | None = None

    @model_validator(mode="after")
    def _whole(self) -> "SettledPlace":
        if (self.role is None) != (self.inspector is None):
            raise ValueError("needs both a role and an inspector, or neither")
        if self.day_one is None and self.role is None:
            raise ValueError("needs a first day, or a role and an inspector")
        return self

    @property
    def changes(self) -> tuple[str, ...]:
        """The same as it is typed after `--set`."""
        day = (f"{self.area}.day={self.day_one}",) if self.day_one else ()
        return (*day, f"{self.area}.{self.role}={self.inspector}") if self.role else day


class ProposalForm(Staff):
    """A plan is asked for: what it is planned with, and what is to be otherwise than confirmed.

    Attributes:
        again: Areas that are planned anew although they were planned before.
        changed: Whether what was confirmed may not do any more, as when somebody is away.
        settled: What is settled of single visits.
        seconds: How long the planner may think.
    """

    again: tuple[AreaCode, ...] = ()
    changed: bool = False
    settled: tuple[SettledPlace, ...] = ()
    seconds: Annotated[int, Field(ge=1, le=120)] = 10
