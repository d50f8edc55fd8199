"""Who may be on a programme's teams, and how its plan is weighed: what a planner is told."""

from typing import Annotated

from pydantic import Field

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
    """What is planned with.

    Attributes:
        inspectors: Of all three roles.
        mode: How visits are held, where nothing else is asked.
        weights: Of travel, workload and spread.
        visits: What is asked of the days of some visits.
    """

    inspectors: Annotated[tuple[StaffMember, ...], Field(min_length=1)]
    mode: Mode = Mode.ON_SITE
    weights: Weights = Weights(travel=3, workload=2, spread=5)
    visits: tuple[AskedDays, ...] = ()
