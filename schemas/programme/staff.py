"""Who may be on a programme's teams, and how its plan is weighed: what a planner is told."""

from typing import Annotated, ClassVar

from pydantic import Field, model_validator

from schemas.days import Day
from schemas.email_address import EmailAddress
from schemas.field_words import REF_HINT, FieldWords
from schemas.forms.form import Form
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

    ref: Annotated[PersonRef, FieldWords("Short reference", REF_HINT)]
    role: InspectorRole
    name: Name
    email: EmailAddress
    organisation: Name
    home: Annotated[
        str, FieldWords("Home region", "As the frame spells it, for example South East")
    ]
    leave: tuple[Span, ...] = ()
    conflicts: Annotated[
        tuple[AreaCode, ...], FieldWords("Areas with a conflict of interest", "Codes, one a line")
    ] = ()
    most_visits: Annotated[
        Annotated[int, Field(ge=0)] | None,
        FieldWords("At most how many visits?", "Leave it empty for any number"),
    ] = None

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

    area: Annotated[AreaCode, FieldWords("Area", "Its code, for example E10000016")]
    earliest: Annotated[Day | None, FieldWords("Not before")] = None
    latest: Annotated[Day | None, FieldWords("Not after")] = None
    mode: Annotated[
        Mode | None, FieldWords("How is it held?", "Leave it open for as the others")
    ] = None


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
    mode: Annotated[Mode, FieldWords("How are visits held, where nothing else is asked?")] = (
        Mode.ON_SITE
    )
    weights: Annotated[Weights, FieldWords("What counts how much")] = Weights(
        travel=3, workload=2, spread=5
    )
    visits: Annotated[tuple[AskedDays, ...], FieldWords("Visit of which something is asked")] = ()


class SettledPlace(Personal):
    """What somebody settles of one visit, to see what it would cost.

    Attributes:
        area: Where.
        day_one: Its first day, if that is settled.
        role: Whose place is.
        inspector: Who has it.
    """

    area: Annotated[AreaCode, FieldWords("Area", "Its code, for example E10000016")]
    day_one: Annotated[Day | None, FieldWords("First day", "Leave it empty if it stays open")] = (
        None
    )
    role: Annotated[
        InspectorRole | None, FieldWords("Whose place?", "Leave it open if nobody's is settled")
    ] = None
    inspector: Annotated[PersonRef | None, FieldWords("Who has it?", "Their short reference")] = (
        None
    )

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

    heading = "Propose days and teams"

    again: Annotated[
        tuple[AreaCode, ...],
        FieldWords(
            "Areas that are planned anew", "Codes, one a line; those that were planned keep it else"
        ),
    ] = ()
    changed: Annotated[
        bool,
        FieldWords("What was confirmed may not do any more, for example because somebody is away"),
    ] = False
    settled: Annotated[tuple[SettledPlace, ...], FieldWords("Change to try")] = ()
    seconds: Annotated[
        int,
        Field(ge=1, le=120),
        FieldWords("How many seconds may the planner think?", "A large programme needs a minute"),
    ] = 10
