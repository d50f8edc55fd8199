"""All that a programme knows: the fold of its events."""

from datetime import date, datetime

from pydantic import Field

from schemas.base import Model
from schemas.content import ContentRef
from schemas.ids import ActorRef, AreaCode, Digest, ProgrammeId
from schemas.policy import VisitPolicy
from schemas.programme.values import (
    Assignment,
    OwnWording,
    ProgrammeStage,
    Removal,
    Source,
    Standing,
    SteeringAsked,
    Window,
)
from schemas.values import LetterKind
from schemas.working_calendar import WorkingCalendar


class ProgrammeArea(Model):
    """One area of a programme.

    Attributes:
        area: Which one.
        source: How it came in.
        replaces: Whose place it took.
        standing: What has become of it.
        planned: Its days and team, once they are confirmed.
        planned_by: Who confirmed them.
        plan: Who the inspectors of that plan are, in the register.
        plan_number: The event by which they were confirmed; each later plan has a higher one.
        week: The Monday of the week in which it was its turn.
        arranged: Whether its visit has been told the days and the team.
        replaced: Whether its place was seen to, where it is free.
        trouble: Whether its visit refused something, so that a person must see to it.
    """

    area: AreaCode
    source: Source = Source.DRAWN
    replaces: AreaCode | None = None
    standing: Standing = Standing.SELECTED
    planned: Assignment | None = None
    planned_by: ActorRef | None = None
    plan: ContentRef | None = None
    plan_number: int = 0
    week: date | None = None
    arranged: bool = False
    replaced: bool = False
    trouble: bool = False


class ProgrammeState(Model):
    """One programme.

    Attributes:
        sequence: The number of its last event.
        number: How many areas are to be visited.
        reserves_asked: How many reserves were asked for; `None` where that was left open.
        window: Within which the two days of each visit lie.
        visits_a_week: How many visits are opened in one week at most.
        coordinators: Who looks after its visits, in turn.
        policy: Of the visits that it opens.
        calendar: The bank holidays it counts with.
        frame: Where the register keeps the list of areas that is drawn from.
        frame_sha256: Of that list, as it is made known before the seed.
        portfolio: Where the register keeps the permissible samples and their chances.
        portfolio_sha256: Of those, likewise.
        seed: Where the register keeps what decides the draw, once it was given.
        plan: Where the register keeps the latest plan that was confirmed.
        contacts: Where the register keeps whom to write to in visits that are opened.
        areas: Those selected, promoted and added, in the order in which they came.
        reserves: Those left, in the order in which they are promoted.
        steering: What every visit is to be told, until it was.
        to_cancel: Areas taken out whose visits are still to be cancelled.
        waves: How many there were.
        stopped: Whether no area is invited any more.
        paused: Whether its visits were told to stand still.
        remote: Whether its visits were told to be held virtually.
        wordings: The kinds of letters that it words itself.
    """

    programme: ProgrammeId
    sequence: int
    opened_at: datetime
    opened_by: ActorRef
    changed_at: datetime
    stage: ProgrammeStage = ProgrammeStage.OPENED
    number: int
    reserves_asked: int | None = None
    window: Window
    visits_a_week: int
    coordinators: tuple[ActorRef, ...]
    policy: VisitPolicy
    calendar: WorkingCalendar
    frame: ContentRef | None = None
    frame_sha256: Digest | None = None
    portfolio: ContentRef | None = None
    portfolio_sha256: Digest | None = None
    seed: ContentRef | None = None
    plan: ContentRef | None = None
    contacts: ContentRef | None = None
    areas: tuple[ProgrammeArea, ...] = ()
    reserves: tuple[AreaCode, ...] = ()
    waves: int = 0
    stopped: bool = False
    paused: bool = False
    remote: bool = False
    steering: SteeringAsked | None = None
    to_cancel: tuple[Removal, ...] = ()
    wordings: tuple[OwnWording, ...] = Field((), exclude_if=lambda wordings: not wordings)

    @property
    def over(self) -> bool:
        """Whether its life has ended."""
        return self.stage is ProgrammeStage.CLOSED

    def area(self, code: AreaCode) -> ProgrammeArea | None:
        """What is known of an area; `None` for one that is not in it."""
        return next((one for one in self.areas if one.area == code), None)

    def wording(self, letter: LetterKind) -> ContentRef | None:
        """Its own wording of a kind of letter; `None` where that is the standard one."""
        return next((one.wording for one in self.wordings if one.letter is letter), None)


class ProgrammeReceipt(Model):
    """What a coordinator gets back once a programme has recorded what they brought.

    Attributes:
        programme: Which one.
        sequence: The number of the last event it caused.
        stage: Where the programme stands.
        recorded: Whether the register has it; always so in the answer to a decision.
    """

    programme: ProgrammeId
    sequence: int
    stage: ProgrammeStage
    recorded: bool = Field(default=True, exclude_if=bool)
