"""What it means for one visit that all visits of a programme are paused, go on, or go on line.

Pure: whoever steers many visits asks here for the decision to bring to each, by the phase it is in:
not invited, hold; accepted, re-date; on site, stop safely; drafting, continue.
"""

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Final, NamedTuple

from rules.decide import decide
from rules.holds import HELD, on_hold
from rules.refusals import Refused
from rules.working_days import add_working_days
from rules.zones import london_date
from schemas.forms.course import PauseForm, ResumptionForm
from schemas.forms.form import VisitForm
from schemas.forms.preparation import ModeForm
from schemas.ids import SYSTEM
from schemas.messages import ResumeVisit
from schemas.state import VisitState
from schemas.values import Mode, Stage


class Course(StrEnum):
    """What befalls all visits at once."""

    PAUSE = "pause"
    RESUME = "resume"
    REMOTE = "remote"


class Steered(NamedTuple):
    """What is to be done with one visit.

    Attributes:
        form: The decision to bring to it; why is for whoever decides to add. `None`: nothing.
        why: What that means for the visit, or why nothing is to be done, as a sentence.
    """

    form: VisitForm | None
    why: str


def steered(
    course: Course, state: VisitState, now: datetime, *, day_one: date | None = None
) -> Steered:
    """What a course means for a visit in the state it is in.

    Args:
        course: What befalls all.
        state: The visit.
        now: The moment, aware.
        day_one: Its first day, or the next of its days on site, where it goes on and somebody has
            planned another than before.
    """
    if state.stage is Stage.ENDED:
        return Steered(None, "It is over.")
    if state.stage not in {*HELD, Stage.VISITING}:
        return Steered(None, "Its two days are over, and the work on its note goes on.")
    match course:
        case Course.PAUSE:
            return _paused(state)
        case Course.RESUME:
            return _resumed(state, now, day_one)
        case Course.REMOTE:
            return _remote(state)


_PAUSED: Final[Mapping[Stage, str]] = {
    Stage.OPENED: "It is put on hold: no invitation leaves.",
    Stage.INVITED: "It is put on hold: the area is told, and its time to reply stands still.",
    Stage.PREPARING: "It is put on hold: everybody is told, and the entries in calendars go.",
    Stage.VISITING: "It stops on site: what is left of its meetings is held when it goes on.",
}


def _paused(state: VisitState) -> Steered:
    if state.pause is not None:
        return Steered(None, "It stands still already.")
    return Steered(PauseForm(), _PAUSED[state.stage])


_RESUMED: Final[Mapping[Stage, str]] = {
    Stage.OPENED: "It goes on: the invitation leaves on its day.",
    Stage.INVITED: "It goes on: the area is told, and has the days to reply that were left.",
    Stage.PREPARING: "It goes on: everybody is told its days anew.",
    Stage.VISITING: "It goes on with the meetings that are left.",
}


def _resumed(state: VisitState, now: datetime, day_one: date | None) -> Steered:
    if state.pause is None:
        return Steered(None, "It does not stand still.")
    form = ResumptionForm(next_day=day_one) if on_hold(state) else _on_site(state, now, day_one)
    going = ResumeVisit(actor=SYSTEM, next_day=form.next_day, last_day=form.last_day)
    try:
        decide(state, going, now)
    except Refused as refused:
        return Steered(None, refused.sentence)
    return Steered(form, _RESUMED[state.stage])


def _on_site(state: VisitState, now: datetime, day: date | None) -> ResumptionForm:
    """The next working day, or the day that is named; two days where meetings of both are left."""
    if state.calendar is None or state.meetings is None or state.days is None:
        return ResumptionForm(next_day=day)
    one = day or add_working_days(london_date(now), 1, state.calendar)
    left = {slot.day for slot in state.meetings.slots if slot.slot_id not in state.meetings.held}
    both = len(left) > 1 or one <= state.days.day_one
    return ResumptionForm(
        next_day=one, last_day=add_working_days(one, 1, state.calendar) if both else one
    )


def _remote(state: VisitState) -> Steered:
    if state.mode is Mode.VIRTUAL:
        return Steered(None, "It is held on line already.")
    return Steered(
        ModeForm(mode=Mode.VIRTUAL),
        "What is left of it is held on line."
        if state.stage is Stage.VISITING
        else "It is held on line.",
    )
