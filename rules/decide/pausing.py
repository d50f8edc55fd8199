"""A visit that stands still: on hold before it has begun, paused once it has.

One that is paused goes on within a limit, or ends incomplete; of one on hold a person is asked.
"""

from collections.abc import Sequence
from datetime import date, datetime

from rules.decide.changes import checked_again
from rules.decide.holding import going_on
from rules.decide.holidays import still_fetched
from rules.decide.rule import rule
from rules.decide.term_days import out_of_term
from rules.holds import HELD, on_hold
from rules.reasons import require_reason
from rules.refusals import RefusalCode, Refused
from rules.timetable import hold_limit, pause_limit
from rules.working_days import add_working_days, is_working_day
from rules.zones import london, london_date
from schemas.events.course import EndedIncomplete, Paused, PutOnHold, Resumed
from schemas.events.event import Fact
from schemas.messages import EndIncomplete, PauseVisit, ResumeVisit
from schemas.parts import VisitDays
from schemas.state import Pause, VisitState
from schemas.values import Stage

_NOT_RESUMED = "The visit was not resumed"
_NOT_INCOMPLETE = "The visit was not ended as incomplete"


def _open_to_pause(state: VisitState, _now: datetime) -> None:
    if state.pause is not None:
        raise Refused(
            RefusalCode.ALREADY_DONE,
            f"The visit was not paused: it has stood still since "
            f"{london(state.pause.since):%A %-d %B %Y}; `visits resume` lets it go on.",
        )


@rule(
    PauseVisit,
    stages=(*HELD, Stage.VISITING),
    words="the visit can be paused",
    open_to=_open_to_pause,
)
def pause(state: VisitState, message: PauseVisit, now: datetime) -> Sequence[Fact]:
    """Let a visit stand still; why is kept."""
    require_reason("The visit was not paused", message.reason)
    begun = state.stage not in HELD
    until = (pause_limit if begun else hold_limit)(state, now)
    if until is None:
        raise still_fetched()
    if begun:
        return [Paused(number=state.pauses + 1, until=until)]
    return [PutOnHold(number=state.holds + 1, until=until)]


def _open_to_resuming(state: VisitState, now: datetime) -> None:
    """On site within the limit, and with a team."""
    stands = _paused(state, _NOT_RESUMED)
    if on_hold(state):
        return
    if now > stands.until:
        _refuse_resuming(
            f"it could go on until {london(stands.until):%A %-d %B %Y}; end it with "
            "`visits incomplete`",
            RefusalCode.PAUSED,
        )
    if not state.team:
        # No visit without all three inspectors (domain brief, section 2, Team).
        _refuse_resuming("there is no team of three; confirm one with `visits team`")


@rule(
    ResumeVisit,
    stages=(*HELD, Stage.VISITING),
    words="the visit can be resumed",
    open_to=_open_to_resuming,
)
def resume(state: VisitState, message: ResumeVisit, now: datetime) -> Sequence[Fact]:
    """Let a visit go on: from where it was put on hold, or on site within the limit."""
    stands = _paused(state, _NOT_RESUMED)
    if on_hold(state):
        return going_on(state, message, now)
    return _on_site(state, stands, message, now)


def _on_site(
    state: VisitState, stands: Pause, message: ResumeVisit, now: datetime
) -> Sequence[Fact]:
    """On days within the limit."""
    limit = f"{london(stands.until):%A %-d %B %Y}"
    one, calendar = message.next_day, state.calendar
    if one is None:
        _refuse_resuming(
            f"name the day on which its meetings go on, {limit} at the latest, with "
            f"`visits resume {state.visit_id} --on DATE`",
            RefusalCode.DATES,
        )
        return []
    if calendar is None or state.days is None:
        _refuse_resuming("its days are not known")
        return []
    last = message.last_day or one
    _require_left(state, one, last, now)
    outside = out_of_term(
        _NOT_RESUMED,
        *dict.fromkeys((one, last)),
        terms=message.terms,
        reason=message.reason,
        calendar=calendar,
        earliest=max(london_date(now), state.days.day_one),
        latest=london_date(stands.until),
    )
    days = VisitDays(day_one=state.days.day_one, day_two=last)
    going = Resumed(number=stands.number, next_day=one, days=days, out_of_term=outside)
    return [going, *checked_again(state)] if days != state.days else [going]


def _require_left(state: VisitState, one: date, last: date, now: datetime) -> None:
    """See that what is left can be held on these days."""
    stands, days, calendar = state.pause, state.days, state.calendar
    if stands is None or days is None or calendar is None:
        return
    for day in (one, last):
        if not is_working_day(day, calendar):
            _refuse_resuming(f"{day:%A %-d %B %Y} is not a working day", RefusalCode.DATES)
    if one < london_date(now):
        _refuse_resuming(f"{one:%A %-d %B %Y} has passed", RefusalCode.DATES)
    if one > london_date(stands.until):
        limit = f"{london(stands.until):%A %-d %B %Y}"
        _refuse_resuming(f"it can go on until {limit}, and not later", RefusalCode.DATES)
    if last not in {one, add_working_days(one, 1, calendar)}:
        _refuse_resuming(
            f"what is left is held on {one:%A %-d %B %Y} and at most the working day after it",
            RefusalCode.DATES,
        )
    if last <= days.day_one:
        _refuse_resuming(
            "the second day comes after the first; name the last day as well", RefusalCode.DATES
        )


def _open_to_ending(state: VisitState, now: datetime) -> None:
    stands = _paused(state, _NOT_INCOMPLETE)
    if now < stands.until:
        raise Refused(
            RefusalCode.NOT_YET,
            f"{_NOT_INCOMPLETE}: it can go on until {london(stands.until):%A %-d %B %Y} with "
            "`visits resume`.",
        )


@rule(
    EndIncomplete,
    stages=(Stage.VISITING,),
    words="the visit can be ended as incomplete",
    open_to=_open_to_ending,
)
def end_incomplete(state: VisitState, message: EndIncomplete, now: datetime) -> Sequence[Fact]:
    """End a visit that has stood still beyond the limit; why is kept."""
    del state, now
    require_reason(_NOT_INCOMPLETE, message.reason)
    return [EndedIncomplete()]


def _paused(state: VisitState, what: str) -> Pause:
    if state.pause is None:
        raise Refused(RefusalCode.NOT_YET, f"{what}: it is not paused; `visits pause` pauses it.")
    return state.pause


def _refuse_resuming(why: str, code: RefusalCode = RefusalCode.NOT_YET) -> None:
    raise Refused(code, f"{_NOT_RESUMED}: {why}.")
