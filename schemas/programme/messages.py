"""What people and the engine tell a programme.

`OpenProgramme` starts it; each `ProgrammeDecision` is one Temporal update of its own name;
`ProgrammeOccurrence`s are what its own work came to.
"""

from datetime import datetime, timedelta
from typing import Annotated

from pydantic import Field

from schemas.base import Model
from schemas.content import ContentRef
from schemas.decided import Decided
from schemas.ids import ActorRef, AreaCode, Digest, ProgrammeId
from schemas.policy import VisitPolicy
from schemas.programme.values import Assignment, Change, Steering, Window
from schemas.values import LetterKind
from schemas.working_calendar import WorkingCalendar


class OpenProgramme(Model):
    """Start a programme.

    Attributes:
        programme: Its id, also the workflow id.
        actor: Who started it.
        frame: The frame and what is asked of the sample, in the register.
        frame_sha256: Of the frame's file.
        areas: How many areas the frame has.
        number: How many are visited.
        reserves: How many reserves are drawn; as many as are visited by default.
        window: The days on which visits may be held.
        visits_a_week: How many visits may be opened in a week.
        coordinators: Who looks after visits, in turn; whoever started it by default.
        policy: The periods and limits of its visits.
        calendar: The bank holidays it counts with.
        clock_offset: Added to the clock in rehearsals; zero otherwise.
    """

    programme: ProgrammeId
    actor: ActorRef
    frame: ContentRef
    frame_sha256: Digest
    areas: int = Field(ge=1)
    number: int = Field(ge=1)
    reserves: int | None = Field(None, ge=0)
    window: Window
    visits_a_week: int = Field(ge=1)
    coordinators: tuple[ActorRef, ...] = ()
    policy: VisitPolicy = VisitPolicy()
    calendar: WorkingCalendar
    clock_offset: timedelta = timedelta(0)


# --- Decisions -------------------------------------------------------------------------------


class ProgrammeDecision(Decided):
    """Something a person decided about a programme."""


class DrawSample(ProgrammeDecision):
    """Draw the sample by a seed, which nobody knew before the portfolio was fixed."""

    seed: ContentRef


class ConfirmPlan(ProgrammeDecision):
    """Confirm days and teams."""

    plan: ContentRef
    visits: Annotated[tuple[Assignment, ...], Field(min_length=1)]


class RecordAreaContacts(ProgrammeDecision):
    """Whom to write to in areas, for the visits that are opened from now on."""

    contacts: ContentRef


class SetPace(ProgrammeDecision):
    """Change how many visits may be opened in a week."""

    visits_a_week: int = Field(ge=1)


class SetWording(ProgrammeDecision):
    """Word a kind of letter anew, for letters that are ordered from now on."""

    letter: LetterKind
    wording: ContentRef


class UseStandardWording(ProgrammeDecision):
    """Go back to the standard wording of a kind of letter."""

    letter: LetterKind


class AddArea(ProgrammeDecision):
    """Take an area in by hand; the reason is needed."""

    area: AreaCode


class RemoveArea(ProgrammeDecision):
    """Take an area out by hand; its visit is cancelled; the reason is needed."""

    area: AreaCode


class OpenWave(ProgrammeDecision):
    """Open visits now, before it is their turn."""

    areas: Annotated[tuple[AreaCode, ...], Field(min_length=1)]


class SeeToArea(ProgrammeDecision):
    """What an area's visit had refused was seen to by a person."""

    area: AreaCode


class StopInviting(ProgrammeDecision):
    """Open no more visits and promote no more reserves; visits under way go on."""


class PauseProgramme(ProgrammeDecision):
    """Let every visit stand still, as the rule for its phase says; the reason is needed."""


class ResumeProgramme(ProgrammeDecision):
    """Let visits that stand still go on."""


class GoRemote(ProgrammeDecision):
    """Hold what is left of every visit virtually, as the rule for its phase says."""


class CloseProgramme(ProgrammeDecision):
    """End the programme, once no visit is under way."""


# --- What its work came to -------------------------------------------------------------------


class ProgrammeOccurrence(Model):
    """Something that happened without a decision."""


class PortfolioFound(ProgrammeOccurrence):
    """The portfolio of permissible samples was worked out.

    Attributes:
        portfolio: In the register.
        sha256: Of the portfolio as it is published.
        samples: How many.
        tickets: Of the lottery, over all of them.
    """

    portfolio: ContentRef
    sha256: Digest
    samples: int = Field(ge=1)
    tickets: int = Field(ge=1)


class SampleFound(ProgrammeOccurrence):
    """The seed has decided.

    Attributes:
        selected: The areas to visit.
        reserves: In the order in which they are promoted.
    """

    selected: tuple[AreaCode, ...]
    reserves: tuple[AreaCode, ...]


class PromotionFound(ProgrammeOccurrence):
    """Which reserve takes an area's place.

    Attributes:
        lost: Whose place.
        area: Which reserve; `None` when none is left.
        misses: How many quotas the sample then misses.
    """

    lost: AreaCode
    area: AreaCode | None
    misses: int = Field(0, ge=0)


class VisitsStarted(ProgrammeOccurrence):
    """Visits were opened.

    Attributes:
        opened: Where.
        refused: Where it could not be; a person must see to it.
    """

    opened: tuple[AreaCode, ...] = ()
    refused: tuple[AreaCode, ...] = ()


class VisitsChanged(ProgrammeOccurrence):
    """What has become of areas, as the register tells."""

    changes: Annotated[tuple[Change, ...], Field(min_length=1)]


class ArrangementsMade(ProgrammeOccurrence):
    """A visit was told its days and its team.

    Attributes:
        area: Where.
        number: Of the plan that has them.
        refused: Whether it refused; a person must see to it.
    """

    area: AreaCode
    number: int
    refused: bool = False


class VisitsSteered(ProgrammeOccurrence):
    """Every visit under way was told.

    Attributes:
        steering: What.
        told: Where the visit took it.
        refused: Where it did not; a person must see to it.
    """

    steering: Steering
    told: tuple[AreaCode, ...] = ()
    refused: tuple[AreaCode, ...] = ()


class VisitCancelled(ProgrammeOccurrence):
    """The visit of an area that was taken out was cancelled, or was over."""

    area: AreaCode


class WaveDue(ProgrammeOccurrence):
    """The moment has come to open visits."""

    due: datetime
