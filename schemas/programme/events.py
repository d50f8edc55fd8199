"""What happens to a programme; the grammar is that of `schemas.events`."""

from datetime import date
from enum import StrEnum
from typing import Annotated, ClassVar, Literal, TypeAlias

from pydantic import Field

from schemas.content import ContentRef
from schemas.ids import ActorRef, AreaCode, Digest, ProgrammeId
from schemas.policy import VisitPolicy
from schemas.programme.values import Assignment, Standing, Steering, Window
from schemas.streams import Event, FactModel, Lane
from schemas.values import LetterKind
from schemas.working_calendar import WorkingCalendar


class ProgrammeEventType(StrEnum):
    """Every event of a programme."""

    OPENED = "programme.opened.v1"
    FRAME_FIXED = "programme.frame_fixed.v1"
    PORTFOLIO_FIXED = "programme.portfolio_fixed.v1"
    SEED_GIVEN = "programme.seed_given.v1"
    SAMPLE_DRAWN = "programme.sample_drawn.v1"
    PLAN_CONFIRMED = "programme.plan_confirmed.v1"
    WAVE_OPENED = "programme.wave_opened.v1"
    VISITS_OPENED = "programme.visits_opened.v1"
    AREA_CHANGED = "programme.area_changed.v1"
    RESERVE_PROMOTED = "programme.reserve_promoted.v1"
    RESERVES_EXHAUSTED = "programme.reserves_exhausted.v1"
    ARRANGEMENTS_MADE = "programme.arrangements_made.v1"
    AREA_SEEN_TO = "programme.area_seen_to.v1"
    VISIT_REFUSED = "programme.visit_refused.v1"
    AREA_ADDED = "programme.area_added.v1"
    AREA_REMOVED = "programme.area_removed.v1"
    VISIT_CANCELLED = "programme.visit_cancelled.v1"
    CONTACTS_RECORDED = "programme.contacts_recorded.v1"
    PACE_SET = "programme.pace_set.v1"
    WORDING_SET = "programme.wording_set.v1"
    STANDARD_WORDING_RESTORED = "programme.standard_wording_restored.v1"
    INVITING_STOPPED = "programme.inviting_stopped.v1"
    STEERED = "programme.steered.v1"
    VISITS_STEERED = "programme.visits_steered.v1"
    CLOSED = "programme.closed.v1"


class ProgrammeFactModel(FactModel):
    """Base of what can happen to a programme."""

    lane: ClassVar[Lane] = Lane.PROGRAMMES

    type: ProgrammeEventType


class ProgrammeOpened(ProgrammeFactModel):
    """A programme of visits was opened.

    The first event of every programme.

    Attributes:
        number: How many areas are visited.
        reserves: How many reserves are drawn, where that was said.
        window: The days on which visits may be held.
        visits_a_week: How many visits may be opened in a week.
        coordinators: Who looks after visits, in turn.
        policy: The periods and limits of its visits.
        calendar: The bank holidays it counts with.
    """

    type: Literal[ProgrammeEventType.OPENED] = ProgrammeEventType.OPENED
    number: int
    reserves: int | None = None
    window: Window
    visits_a_week: int
    coordinators: tuple[ActorRef, ...]
    policy: VisitPolicy
    calendar: WorkingCalendar


class FrameFixed(ProgrammeFactModel):
    """The frame from which areas are selected was fixed.

    With the opening; it does not change any more.

    Attributes:
        frame: The frame and what is asked of the sample, in the register.
        sha256: Of the frame's file.
        areas: How many areas it has.
    """

    type: Literal[ProgrammeEventType.FRAME_FIXED] = ProgrammeEventType.FRAME_FIXED
    frame: ContentRef
    sha256: Digest
    areas: int


class PortfolioFixed(ProgrammeFactModel):
    """The portfolio of permissible samples was fixed, with the tickets of its lottery.

    Before anybody knows the seed.

    Attributes:
        portfolio: In the register.
        sha256: Of the portfolio as it is published.
        samples: How many samples it has.
        tickets: Of the lottery.
    """

    type: Literal[ProgrammeEventType.PORTFOLIO_FIXED] = ProgrammeEventType.PORTFOLIO_FIXED
    portfolio: ContentRef
    sha256: Digest
    samples: int
    tickets: int


class SeedGiven(ProgrammeFactModel):
    """The seed of the lottery was given.

    When a person gives it; from then on the draw is decided.

    Attributes:
        seed: In the register.
    """

    type: Literal[ProgrammeEventType.SEED_GIVEN] = ProgrammeEventType.SEED_GIVEN
    seed: ContentRef


class SampleDrawn(ProgrammeFactModel):
    """The seed has decided which areas are visited.

    By itself, soon after the seed was given.

    Attributes:
        selected: The areas.
        reserves: In the order in which they are promoted.
    """

    type: Literal[ProgrammeEventType.SAMPLE_DRAWN] = ProgrammeEventType.SAMPLE_DRAWN
    selected: tuple[AreaCode, ...]
    reserves: tuple[AreaCode, ...]


class PlanConfirmed(ProgrammeFactModel):
    """Days and teams were confirmed.

    When a person confirms them: for all visits, or for those that a later plan changes.

    Attributes:
        plan: In the register.
        visits: Days and team of each.
    """

    type: Literal[ProgrammeEventType.PLAN_CONFIRMED] = ProgrammeEventType.PLAN_CONFIRMED
    plan: ContentRef
    visits: tuple[Assignment, ...]


class WaveOpened(ProgrammeFactModel):
    """It is the turn of some areas: their visits are opened.

    By itself at the turn of the areas, or when a person opens some earlier.

    Attributes:
        number: The wave's, from 1.
        week: The Monday of its week.
        areas: Whose turn it is.
    """

    type: Literal[ProgrammeEventType.WAVE_OPENED] = ProgrammeEventType.WAVE_OPENED
    number: int
    week: date
    areas: tuple[AreaCode, ...]


class VisitsOpened(ProgrammeFactModel):
    """Visits were opened.

    By itself, soon after the wave.

    Attributes:
        areas: Where.
    """

    type: Literal[ProgrammeEventType.VISITS_OPENED] = ProgrammeEventType.VISITS_OPENED
    areas: tuple[AreaCode, ...]


class AreaChanged(ProgrammeFactModel):
    """Something has become of an area's visit.

    When its visit has recorded that the area takes part, or that the visit is over.

    Attributes:
        area: Which one.
        standing: What has become of it.
    """

    type: Literal[ProgrammeEventType.AREA_CHANGED] = ProgrammeEventType.AREA_CHANGED
    area: AreaCode
    standing: Standing


class ReservePromoted(ProgrammeFactModel):
    """A reserve takes the place of an area that is not visited.

    By itself, soon after an area declined, did not reply or withdrew.

    Attributes:
        area: The reserve.
        lost: Whose place it takes.
        misses: How many quotas the sample then misses.
    """

    type: Literal[ProgrammeEventType.RESERVE_PROMOTED] = ProgrammeEventType.RESERVE_PROMOTED
    area: AreaCode
    lost: AreaCode
    misses: int = 0


class ReservesExhausted(ProgrammeFactModel):
    """No reserve is left for the place of an area that is not visited.

    By itself, in place of a promotion.

    Attributes:
        lost: Whose place stays free.
    """

    type: Literal[ProgrammeEventType.RESERVES_EXHAUSTED] = ProgrammeEventType.RESERVES_EXHAUSTED
    lost: AreaCode


class ArrangedVisit(ProgrammeFactModel):
    """A visit was told its days and its team.

    By itself, once the area takes part, and again when a later plan changes them.

    Attributes:
        area: Where.
    """

    type: Literal[ProgrammeEventType.ARRANGEMENTS_MADE] = ProgrammeEventType.ARRANGEMENTS_MADE
    area: AreaCode


class VisitRefused(ProgrammeFactModel):
    """A visit did not take what the programme told it; a person sees to it.

    When a visit refuses to be opened, arranged, paused, resumed or made virtual.

    Attributes:
        area: Where.
    """

    type: Literal[ProgrammeEventType.VISIT_REFUSED] = ProgrammeEventType.VISIT_REFUSED
    area: AreaCode


class AreaSeenTo(ProgrammeFactModel):
    """What a visit had refused was seen to by a person.

    When that person says so. One that was not opened waits for its turn again.

    Attributes:
        area: Where.
    """

    type: Literal[ProgrammeEventType.AREA_SEEN_TO] = ProgrammeEventType.AREA_SEEN_TO
    area: AreaCode


class AreaAdded(ProgrammeFactModel):
    """An area was taken in by hand.

    When a person decides it, with a reason.

    Attributes:
        area: Which one.
    """

    type: Literal[ProgrammeEventType.AREA_ADDED] = ProgrammeEventType.AREA_ADDED
    area: AreaCode


class AreaRemoved(ProgrammeFactModel):
    """An area was taken out by hand.

    When a person decides it, with a reason.

    Attributes:
        area: Which one.
    """

    type: Literal[ProgrammeEventType.AREA_REMOVED] = ProgrammeEventType.AREA_REMOVED
    area: AreaCode


class CancelledForRemoval(ProgrammeFactModel):
    """The visit of an area that was taken out is over.

    By itself, soon after the area was taken out.

    Attributes:
        area: Which one.
    """

    type: Literal[ProgrammeEventType.VISIT_CANCELLED] = ProgrammeEventType.VISIT_CANCELLED
    area: AreaCode


class AreaContactsRecorded(ProgrammeFactModel):
    """Whom to write to in areas was recorded, for visits that are opened later.

    When a person records them.

    Attributes:
        contacts: In the register.
    """

    type: Literal[ProgrammeEventType.CONTACTS_RECORDED] = ProgrammeEventType.CONTACTS_RECORDED
    contacts: ContentRef


class PaceChanged(ProgrammeFactModel):
    """Another number of visits may be opened in a week.

    When a person decides it; it holds from the next wave.

    Attributes:
        visits_a_week: How many, at most.
    """

    type: Literal[ProgrammeEventType.PACE_SET] = ProgrammeEventType.PACE_SET
    visits_a_week: int


class WordingChanged(ProgrammeFactModel):
    """A kind of letter was worded by the programme itself.

    When a person decides it; it holds for letters that are ordered later.

    Attributes:
        letter: Which kind.
        wording: In the register.
    """

    type: Literal[ProgrammeEventType.WORDING_SET] = ProgrammeEventType.WORDING_SET
    letter: LetterKind
    wording: ContentRef


class StandardWordingRestored(ProgrammeFactModel):
    """A kind of letter has its standard wording again.

    When a person decides it; it holds for letters that are ordered later.

    Attributes:
        letter: Which kind.
    """

    type: Literal[ProgrammeEventType.STANDARD_WORDING_RESTORED] = (
        ProgrammeEventType.STANDARD_WORDING_RESTORED
    )
    letter: LetterKind


class InvitingStopped(ProgrammeFactModel):
    """No more visits are opened and no more reserves promoted.

    When a person decides it; visits under way go on.
    """

    type: Literal[ProgrammeEventType.INVITING_STOPPED] = ProgrammeEventType.INVITING_STOPPED


class Steered(ProgrammeFactModel):
    """It was decided that all visits pause, go on or become virtual.

    When a person decides it; each visit is told next, by the rule for its phase.

    Attributes:
        steering: Which of these.
    """

    type: Literal[ProgrammeEventType.STEERED] = ProgrammeEventType.STEERED
    steering: Steering


class EachSteered(ProgrammeFactModel):
    """Every visit under way was told that it pauses, goes on or becomes virtual.

    By itself, soon after that was decided.

    Attributes:
        steering: Which of these.
        told: Where the visit took it.
    """

    type: Literal[ProgrammeEventType.VISITS_STEERED] = ProgrammeEventType.VISITS_STEERED
    steering: Steering
    told: tuple[AreaCode, ...]


class ProgrammeClosed(ProgrammeFactModel):
    """The programme is over.

    When a person closes it, once no visit is under way.
    """

    type: Literal[ProgrammeEventType.CLOSED] = ProgrammeEventType.CLOSED


ProgrammeFact = Annotated[
    ProgrammeOpened
    | FrameFixed
    | PortfolioFixed
    | SeedGiven
    | SampleDrawn
    | PlanConfirmed
    | WaveOpened
    | VisitsOpened
    | AreaChanged
    | ReservePromoted
    | ReservesExhausted
    | ArrangedVisit
    | VisitRefused
    | AreaSeenTo
    | AreaAdded
    | AreaRemoved
    | CancelledForRemoval
    | AreaContactsRecorded
    | PaceChanged
    | WordingChanged
    | StandardWordingRestored
    | InvitingStopped
    | Steered
    | EachSteered
    | ProgrammeClosed,
    Field(discriminator="type"),
]

ProgrammeEvent: TypeAlias = Event[ProgrammeId, ProgrammeFact]
"""One fact in a programme's own order; its subject is the programme."""
