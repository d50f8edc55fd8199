"""What a decision would bring about that whoever takes it may not expect, said before it is taken.

Pure, as the rules are: a command asks, a page can show the same.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from rules.correspondence import letters_after
from rules.deadlines import DEADLINES, open_deadlines
from rules.letter_kinds import LETTERS
from rules.timetable import timetable
from rules.wording import moment
from rules.zones import london_date
from schemas import messages as m
from schemas.state import VisitState
from schemas.values import DeadlineKind, LetterKind

_OF_SURVEYS = frozenset({DeadlineKind.SURVEY_OPENS, DeadlineKind.SURVEY_CLOSES})
_TOLD_AGAIN = (LetterKind.CONFIRMATION, LetterKind.TIMETABLE)


class Step(NamedTuple):
    """An event that would happen, and the process just after it."""

    # `Any`: of whatever kind of process; the state goes with the event.
    event: Any
    after: Any


def consequences(
    state: VisitState, message: m.Message, steps: Sequence[Step], now: datetime
) -> tuple[str, ...]:
    """What a decision would bring about, as sentences; none when there is nothing to say.

    Only a move of the days has such consequences so far.

    Args:
        state: The visit as it is.
        message: What would be decided.
        steps: What would happen.
        now: The moment, aware, by the visit's clock.
    """
    if not isinstance(message, m.SetDates) or not steps:
        return ()
    after: VisitState = steps[-1].after
    return (
        *_of_surveys(state, after, now),
        *_in_the_past(state, after, now),
        *_told_again(state, steps, now),
    )


def _of_surveys(before: VisitState, after: VisitState, now: datetime) -> Iterator[str]:
    was, will = timetable(before), timetable(after)
    survey = after.survey
    if was is None or will is None or was.survey_closes == will.survey_closes:
        return
    if survey is not None and survey.closed_at is not None:
        return
    closes = moment(will.survey_closes)
    if survey is None:
        if will.survey_closes <= now < was.survey_closes:
            yield f"There would be no surveys any more: they would have closed on {closes}."
    elif will.survey_closes <= now:
        yield f"The surveys would close at once: with these days they close on {closes}."
    elif survey.opened_at is not None and will.survey_closes < was.survey_closes:
        yield (
            f"The surveys, which are open, would close earlier: on {closes}, "
            f"and not on {moment(was.survey_closes)}."
        )


def _in_the_past(before: VisitState, after: VisitState, now: datetime) -> Iterator[str]:
    known = {deadline.kind for deadline in open_deadlines(before) if deadline.at <= now}
    for at, kind in open_deadlines(after):
        if at <= now and kind not in known | _OF_SURVEYS:
            asked = ", and a person would be asked at once" if DEADLINES[kind].asks else ""
            yield (
                f"A deadline would lie in the past: {DEADLINES[kind].words} on {moment(at)}{asked}."
            )


def _told_again(before: VisitState, steps: Sequence[Step], now: datetime) -> Iterator[str]:
    orders = [order for step in steps for order in letters_after(step.after, step.event)]
    for kind in _TOLD_AGAIN:
        readers = {order.recipient for order in orders if order.kind is kind}
        last = _last_sent(before, kind)
        if readers and last is not None and london_date(last) == london_date(now):
            people = "1 person" if len(readers) == 1 else f"{len(readers)} people"
            what = LETTERS[kind].words.capitalize()
            yield f"{what} would go again to {people}: it went today already."


def _last_sent(state: VisitState, kind: LetterKind) -> datetime | None:
    if kind is LetterKind.CONFIRMATION:
        return state.arrangements_at
    return state.meetings.fixed_at if state.meetings else None
