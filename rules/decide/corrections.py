"""What was recorded by mistake: a reply, an end; and what nobody outside has heard of yet."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Final, NoReturn

from rules.consent import rests_on
from rules.decide.again import prepared_before
from rules.decide.records import held_until, recalled
from rules.decide.rule import EVERY_STAGE, rule
from rules.decide.timing import require_time
from rules.reasons import require_reason
from rules.refusals import RefusalCode, Refused
from rules.timetable import timetable
from rules.wording import OUTCOME_WORDS, moment
from rules.working_days import add_working_days
from rules.zones import london_date
from schemas.events.corrections import AcceptanceCorrected, NoteRecalled, Reopened
from schemas.events.event import Fact
from schemas.events.invitation import Accepted, Declined
from schemas.messages import CorrectReply, ReinstateVisit, TakeBack
from schemas.state import Acceptance, Ending, VisitState
from schemas.values import Outcome, Reply, Stage

_REPLIES = {Outcome.DECLINED: Reply.DECLINE, Outcome.NO_REPLY: None}
_ENDED_BY_US = (Outcome.WITHDRAWN, Outcome.CANCELLED, Outcome.INCOMPLETE)
_BY_COMMAND = {
    **dict.fromkeys(_REPLIES, "`visits correct-reply`"),
    **dict.fromkeys(_ENDED_BY_US, "`visits reinstate`"),
}
_NOTE_STANDS = (Stage.AGREEING, Stage.SHARING)
_NOT_CORRECTED = "The reply was not corrected"
_NOT_TAKEN_BACK = "Nothing was taken back"
_NOT_REINSTATED = "The visit was not reinstated"

_INSTEAD: Final[Mapping[Stage, str]] = {
    Stage.OPENED: "whatever was recorded is recorded again, and the latest holds",
    Stage.INVITED: "contacts and the day for the reply are recorded again, and the latest holds",
    Stage.PREPARING: (
        "an acceptance is put right with `visits correct-reply`; team, days, mode, surveys and "
        "timetable are decided again, and the letters that wait are replaced"
    ),
    Stage.VISITING: (
        "meetings are put right with `visits not-held`, findings with `visits correct-finding`; "
        "mode and team are decided again, and the letters that wait are replaced"
    ),
    Stage.DRAFTING: (
        "meetings are put right with `visits not-held`, findings with `visits correct-finding`, "
        "who visited with `visits correct-team`"
    ),
    Stage.AGREEING: (
        "a new version of the note, with `visits draft`, replaces the one before; who visited is "
        "put right with `visits correct-team`"
    ),
    Stage.SHARING: (
        "while no department has the note, a new version of it, with `visits draft`, voids the "
        "agreement, and who visited is put right with `visits correct-team`"
    ),
    Stage.ENDED: "an end like this is not taken back",
}
"""What puts right what else was decided, by the stage of a visit."""


def _open_to_another_reply(state: VisitState, now: datetime) -> None:
    if state.stage is Stage.ENDED:
        if state.outcome not in _REPLIES:
            _refuse_end(state, _NOT_CORRECTED)
        _remembered(state, now, _NOT_CORRECTED)
    else:
        _acceptance(state, now)


@rule(
    CorrectReply,
    stages=(Stage.PREPARING, Stage.ENDED),
    words="a reply can be corrected",
    open_to=_open_to_another_reply,
)
def correct_reply(state: VisitState, message: CorrectReply, now: datetime) -> Sequence[Fact]:
    """Let another reply hold, or none yet, than the one that was recorded."""
    what = _NOT_CORRECTED
    require_reason(what, message.reason)
    if state.stage is Stage.PREPARING:
        return _not_accepted(state, message, now)
    if state.outcome is Outcome.DECLINED and message.reply is Reply.DECLINE:
        raise Refused(RefusalCode.ALREADY_DONE, f"{what}: that is the reply that is recorded.")
    facts: list[Fact] = [_reopened(state, now, what, message.reply)]
    if message.reply is Reply.ACCEPT:
        return [*facts, Accepted(), *prepared_before(state, now)]
    return [*facts, Declined()] if message.reply is Reply.DECLINE else facts


def _not_accepted(state: VisitState, message: CorrectReply, now: datetime) -> Sequence[Fact]:
    if message.reply is Reply.ACCEPT:
        raise Refused(
            RefusalCode.ALREADY_DONE, f"{_NOT_CORRECTED}: that is the reply that is recorded."
        )
    accepted = _acceptance(state, now)
    until = None if message.reply else _reply_until(state, now)
    corrected = AcceptanceCorrected(
        undoes=accepted.sequence, reply=message.reply, reply_until=until
    )
    return [corrected, Declined()] if message.reply else [corrected]


def _acceptance(state: VisitState, now: datetime) -> Acceptance:
    """How the area accepted, while that can be put right.

    Raises:
        Refused: It was recorded under earlier rules, or too long ago.
    """
    accepted = state.acceptance
    if accepted is None:
        raise Refused(
            RefusalCode.WRONG_STAGE,
            f"{_NOT_CORRECTED}: the visit was opened under earlier rules; an area that does not "
            "take part withdraws, with `visits withdraw`.",
        )
    require_time(
        state,
        accepted.at,
        now,
        _NOT_CORRECTED,
        "an area that has changed its mind withdraws, with `visits withdraw`",
    )
    return accepted


def _open_to_reinstating(state: VisitState, now: datetime) -> None:
    if state.outcome not in _ENDED_BY_US:
        _refuse_end(state, _NOT_REINSTATED)
    _remembered(state, now, _NOT_REINSTATED)


@rule(
    ReinstateVisit,
    stages=(Stage.ENDED,),
    words="a visit can be reinstated",
    open_to=_open_to_reinstating,
)
def reinstate(state: VisitState, message: ReinstateVisit, now: datetime) -> Sequence[Fact]:
    """Let a visit go on that was withdrawn, cancelled or ended incomplete by mistake."""
    require_reason(_NOT_REINSTATED, message.reason)
    return [_reopened(state, now, _NOT_REINSTATED)]


def _open_to_taking_back(state: VisitState, now: datetime) -> None:
    _taken_back(state, now)


@rule(
    TakeBack,
    stages=EVERY_STAGE,
    words="a decision can be taken back",
    open_to=_open_to_taking_back,
)
def take_back(state: VisitState, message: TakeBack, now: datetime) -> Sequence[Fact]:
    """Take an end, or a sharing of the note, back before a letter of it has left."""
    require_reason(_NOT_TAKEN_BACK, message.reason)
    return [_taken_back(state, now)]


def _taken_back(state: VisitState, now: datetime) -> Reopened | NoteRecalled:
    what = _NOT_TAKEN_BACK
    by = _BY_COMMAND.get(state.outcome) if state.outcome else None
    if by is not None and state.ended_at is not None:
        held = timedelta(minutes=state.policy.letters_held_minutes)
        _require_held(what, state, state.ended_at + held, now, by)
        return _reopened(state, now, what)
    shared = held_until(state)
    if state.stage is Stage.SHARING and shared is not None:
        _require_held(what, state, shared, now, "`visits recall`")
        return recalled(state, now, what)
    raise Refused(RefusalCode.WRONG_STAGE, f"{what}: {_INSTEAD[state.stage]}.")


def _require_held(what: str, state: VisitState, leave: datetime, now: datetime, by: str) -> None:
    if now < leave:
        return
    if state.invitation is None:
        raise Refused(
            RefusalCode.ALREADY_DONE,
            f"{what}: nobody has been written to, so nothing waits; put it right with {by}.",
        )
    waited = state.policy.letters_held_minutes
    when = f"wait no longer, since {moment(leave)}" if waited else "of this visit leave at once"
    raise Refused(
        RefusalCode.ALREADY_DONE,
        f"{what}: letters to people outside {when}; put it right with {by}, which tells those "
        "who were written to, if anybody was.",
    )


def _reopened(state: VisitState, now: datetime, what: str, reply: Reply | None = None) -> Reopened:
    """The visit as it was before it ended.

    Raises:
        Refused: Nobody knows any more what it was like, or its time has passed.
    """
    ending, outcome = _remembered(state, now, what)
    waits = reply is None and ending.stage is Stage.INVITED
    return Reopened(
        outcome=outcome,
        undoes=ending.sequence,
        reply=reply,
        reply_until=_reply_until(state, now) if waits else None,
        void_version=_void(state, ending),
    )


def _remembered(state: VisitState, now: datetime, what: str) -> tuple[Ending, Outcome]:
    """How the visit ended, while that can be put right.

    Raises:
        Refused: Nobody knows any more what it was like before, or its time has passed.
    """
    ending, outcome = state.ending, state.outcome
    if ending is None or outcome is None or state.ended_at is None:
        raise Refused(RefusalCode.WRONG_STAGE, f"{what}: the visit was opened under earlier rules.")
    require_time(state, state.ended_at, now, what, "the area can be visited by another visit")
    return ending, outcome


def _void(state: VisitState, ending: Ending) -> int | None:
    """The version of the note that stood, if agreement to a case in it was withdrawn meanwhile."""
    note = state.note
    if note is None or ending.stage not in _NOTE_STANDS:
        return None
    gone = any(case in note.cases and rests_on(note, case) for case in state.cases_withdrawn)
    return note.version if gone else None


def _reply_until(state: VisitState, now: datetime) -> date | None:
    """Some days for a reply whose time has passed; `None` while it has not, or no day is left."""
    dates = timetable(state)
    if dates is None or dates.reply_due is None or dates.reply_due > now or not state.calendar:
        return None
    days = max(state.policy.reply_after_delivery - state.policy.reminder_after_delivery, 1)
    until = add_working_days(london_date(now), days, state.calendar)
    return until if until < london_date(dates.day_one) else None


def _refuse_end(state: VisitState, what: str) -> NoReturn:
    outcome = state.outcome or Outcome.CLOSED
    by = _BY_COMMAND.get(outcome)
    instead = f"; put that right with {by}" if by else ", which is not put right here"
    raise Refused(RefusalCode.WRONG_STAGE, f"{what}: {OUTCOME_WORDS[outcome]}{instead}.")
