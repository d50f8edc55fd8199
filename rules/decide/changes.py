"""What follows when something changes that had been settled: told again, checked again."""

from rules.holds import on_hold
from rules.refusals import RefusalCode, Refused
from rules.versions import SAID_ALREADY
from schemas.events.event import Fact
from schemas.events.preparation import ArrangementsConfirmed, TimetableFixed
from schemas.events.team import ConflictsChecked
from schemas.state import VisitState
from schemas.values import Mode, Stage


def arrangements(
    state: VisitState, *, team: bool = False, days: bool = False, mode: bool = False
) -> list[Fact]:
    """With the last of team, days and mode the arrangements stand, and the area is told."""
    if on_hold(state):
        return []  # nobody is told until it goes on
    if (team or state.team) and (days or state.days) and (mode or state.mode):
        return [ArrangementsConfirmed(round=state.arrangements_round + 1)]
    return []


def require_new(state: VisitState, what: str, *, same: bool) -> None:
    """Refuse a decision that changes nothing: whoever has heard of it would hear of it again.

    While the arrangements do not stand although all of them are decided, it is what makes them
    stand.

    Args:
        state: The visit.
        what: The beginning of the sentence, what was not done.
        same: Whether it is decided so already.
    """
    if not same or state.rules_version < SAID_ALREADY:
        return
    if state.arrangements_stand or not (state.team and state.days and state.mode):
        raise Refused(
            RefusalCode.ALREADY_DONE,
            f"{what}: that is how it is recorded already, and nothing has changed.",
        )


def timetable_again(state: VisitState) -> list[Fact]:
    """Send a fixed timetable anew, so that letters and calendars move with what it rests on."""
    fixed = state.meetings
    if fixed is None or state.pause is not None:
        return []  # what stands still is sent anew when it goes on
    return [TimetableFixed(round=fixed.round + 1, slots=fixed.slots, content=fixed.content)]


def checked_again(state: VisitState) -> list[ConflictsChecked]:
    """Check a confirmed team against the area and the days that have changed under it.

    An override was decided for the area and the days as they were, so it stands no longer
    (domain brief, section 2, Conflicts: a late conflict reopens the allocation).
    """
    if state.stage not in {Stage.PREPARING, Stage.VISITING}:
        return []
    if not (state.arrangements_round and state.team):
        return []
    team = (member.inspector for member in state.team)
    return [ConflictsChecked(conflicted=tuple(ref for ref in team if ref in state.overridden))]


def new_team_checked(state: VisitState) -> list[Fact]:
    """That a team which replaces a confirmed one was checked; a refusal is the other outcome."""
    return [ConflictsChecked()] if state.arrangements_round else []


def held_otherwise(state: VisitState, mode: Mode) -> TimetableFixed | None:
    """The timetable once what is left of it is held otherwise; `None` when none is fixed.

    Raises:
        Refused: Some of it cannot be held like that.
    """
    fixed = state.meetings
    if fixed is None:
        return None
    if mode is state.mode:
        raise Refused(
            RefusalCode.ALREADY_DONE, "The mode was not set: that is how the visit is held already."
        )
    left = [slot for slot in fixed.slots if slot.slot_id not in fixed.held]
    if mode is Mode.ON_SITE:
        elsewhere = [slot.slot_id for slot in left if slot.mode is not Mode.ON_SITE]
        if elsewhere:
            raise Refused(
                RefusalCode.TIMETABLE,
                f"The mode was not set: {elsewhere[0]} is not on site; fix a timetable in which "
                "every meeting is, with `visits timetable`, or set the mode to mixed.",
            )
    slots = fixed.slots
    if mode is Mode.VIRTUAL:
        slots = tuple(
            slot.model_copy(update={"mode": Mode.VIRTUAL}) if slot in left else slot
            for slot in fixed.slots
        )
    return TimetableFixed(round=fixed.round + 1, slots=slots, content=fixed.content)
