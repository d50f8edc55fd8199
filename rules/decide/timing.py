"""Within which time something may be put right, or told of later."""

from datetime import datetime

from rules.refusals import RefusalCode, Refused
from rules.timetable import corrections_end
from rules.wording import moment
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
        raise Refused(
            RefusalCode.NOT_YET, "The bank holidays are still being fetched; try again in a moment."
        )
    if now >= ends:
        raise Refused(
            RefusalCode.WRONG_STAGE,
            f"{what}: that could be put right until {moment(ends)}; {instead}.",
        )
