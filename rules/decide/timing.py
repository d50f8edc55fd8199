"""Within which time something may be put right, or told of later."""

from datetime import date, datetime, time
from typing import Protocol

from rules.decide.holidays import still_fetched
from rules.refusals import RefusalCode, Refused
from rules.timetable import corrections_end
from rules.wording import moment
from rules.working_days import add_working_days
from rules.zones import at_london, london_date
from schemas.state import VisitState


def require_time(
    state: VisitState, since: datetime, now: datetime, what: str, instead: str
) -> None:
    """Refuse to put right what was recorded longer ago than the policy allows.

    Args:
        state: The visit.
        since: When it was recorded.
        now: The moment.
        what: The beginning of the sentence, what was not done.
        instead: What can be done now, as a clause.
    """
    ends = corrections_end(state, since)
    if ends is None:
        raise still_fetched()
    if now >= ends:
        raise Refused(
            RefusalCode.WRONG_STAGE,
            f"{what}: that could be put right until {moment(ends)}; {instead}.",
        )


class Happened(Protocol):
    """A decision on what may have happened before it is recorded."""

    @property
    def happened_on(self) -> date | None:
        """On which day, if not just now."""

    @property
    def happened_at(self) -> time | None:
        """At what time of it, if that is known."""


def happened(  # noqa: PLR0913 - the last two by name
    state: VisitState,
    message: Happened,
    now: datetime,
    what: str,
    *,
    since: datetime | None = None,
    because: str = "",
) -> datetime | None:
    """When something happened that is recorded later; `None` where it is recorded at once.

    Of a day alone it is the end of the day, or now.

    Args:
        state: The visit.
        message: What is recorded.
        now: The moment.
        what: The beginning of the sentence, what was not done.
        since: Before which it cannot have happened.
        because: What happened then, as a clause.

    Raises:
        Refused: It is not past, too long ago, or before what makes it possible.
    """
    on, clock = message.happened_on, message.happened_at
    if on is None:
        if clock is not None:
            _refuse(what, "a time needs its day")
        return None
    told = at_london(on, clock or state.policy.day_ends_at)
    if clock is None and on == london_date(now):
        told = min(told, now)
    if clock is None and since is not None and on == london_date(since):
        told = max(told, since)
    if told > now:
        _refuse(what, f"{moment(told)} has not come")
    if since is not None and told < since:
        _refuse(what, f"it was not on {moment(told)}, because {because} on {moment(since)}")
    days = state.policy.recorded_late_within
    if state.calendar and on < add_working_days(london_date(now), -days, state.calendar):
        _refuse(what, f"{moment(told)} is more than {days} working days ago")
    return told


def _refuse(what: str, why: str) -> None:
    raise Refused(RefusalCode.DATES, f"{what}: {why}.")
