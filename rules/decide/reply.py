"""An area's silence, and its change of mind after it had accepted."""

from collections.abc import Sequence
from datetime import datetime

from rules.decide.rule import FROM_ACCEPTANCE, at_deadline, rule
from rules.refusals import RefusalCode, Refused
from rules.timetable import Timetable, timetable
from rules.working_days import is_working_day
from rules.zones import london, london_date
from schemas.events.event import Fact
from schemas.events.invitation import NoReply, ReplyExtended, ReplyReminded, Withdrawn
from schemas.messages import ExtendReply, RecordNoReply, WithdrawVisit
from schemas.state import Invitation, VisitState
from schemas.values import DeadlineKind, Stage

_NOT_EXTENDED = "The reply was not extended"
_SILENCE_NOT_RECORDED = "That there was no reply was not recorded"


@at_deadline(DeadlineKind.REPLY_REMINDER)
def remind_to_reply(_state: VisitState, _due: datetime, dates: Timetable) -> Sequence[Fact]:
    """Remind the leaders, once, by when their reply is due."""
    return [ReplyReminded(reply_due=dates.reply_due)] if dates.reply_due else []


def _open_to_more_time(state: VisitState, _now: datetime) -> None:
    _waiting(_NOT_EXTENDED, state)


@rule(
    ExtendReply,
    stages=(Stage.INVITED,),
    words="more time to reply can be given",
    while_paused=False,
    open_to=_open_to_more_time,
)
def extend_reply(state: VisitState, message: ExtendReply, now: datetime) -> Sequence[Fact]:
    """Give the area until the end of a later working day; it is reminded before that day."""
    invitation, dates, due = _waiting(_NOT_EXTENDED, state)
    until = message.until
    if state.calendar is not None and not is_working_day(until, state.calendar):
        _refuse_extension(f"{until:%A %-d %B %Y} is not a working day")
    latest = max(london_date(now), london_date(due))
    if until <= latest:
        _refuse_extension(
            f"{until:%A %-d %B %Y} is not after {latest:%A %-d %B %Y}; name a later day"
        )
    if until >= london_date(dates.day_one):
        _refuse_extension(
            f"the visit is planned from {london_date(dates.day_one):%A %-d %B %Y}; name a day "
            "before it"
        )
    later = invitation.model_copy(update={"extended_to": until})
    moved = timetable(state.model_copy(update={"invitation": later}))
    reply_due = moved.reply_due if moved else None
    reminder = moved.reminder_at if moved else None
    return [
        ReplyExtended(
            until=until,
            reply_due=reply_due or due,
            remind_again=reminder is not None and reminder > now,
        )
    ]


def _refuse_extension(why: str) -> None:
    raise Refused(RefusalCode.DATES, f"{_NOT_EXTENDED}: {why}.")


def _open_to_silence(state: VisitState, now: datetime) -> None:
    _, _, due = _waiting(_SILENCE_NOT_RECORDED, state)
    if now < due:
        raise Refused(
            RefusalCode.NOT_YET,
            f"{_SILENCE_NOT_RECORDED}: the area has until "
            f"{london(due):%H:%M on %A %-d %B %Y}; what it replies is recorded with "
            "`visits respond`.",
        )


@rule(
    RecordNoReply,
    stages=(Stage.INVITED,),
    words="it can be recorded that there was no reply",
    while_paused=False,
    open_to=_open_to_silence,
)
def record_no_reply(state: VisitState, message: RecordNoReply, now: datetime) -> Sequence[Fact]:
    """End a visit whose area stayed silent; only a person does, and only after the time."""
    del state, message, now
    return [NoReply()]


def _waiting(what: str, state: VisitState) -> tuple[Invitation, Timetable, datetime]:
    """The invitation, the dates and when the reply is due, once its clock runs."""
    dates = timetable(state)
    if state.invitation is None or dates is None or dates.reply_due is None:
        raise Refused(
            RefusalCode.NOT_YET,
            f"{what}: the invitation is not known to have arrived everywhere, so no time runs "
            "yet; see to that first, with `visits delivery` or `visits contacts`.",
        )
    return state.invitation, dates, dates.reply_due


def _open_to_withdrawing(state: VisitState, _now: datetime) -> None:
    if state.sharings:
        raise Refused(
            RefusalCode.ALREADY_DONE,
            "The withdrawal was not recorded: the agreed note has been shared; a case is taken "
            "out of it by withdrawing its consent, with `visits cases withdraw`.",
        )


@rule(
    WithdrawVisit,
    stages=FROM_ACCEPTANCE,
    words="the area can withdraw",
    open_to=_open_to_withdrawing,
)
def withdraw(state: VisitState, message: WithdrawVisit, now: datetime) -> Sequence[Fact]:
    """End a visit in which the area takes part no longer; taking part is voluntary to the end."""
    del state, message, now
    return [Withdrawn()]
