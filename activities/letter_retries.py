"""When a letter that was put off for its own sake is tried again."""

from datetime import datetime, timedelta
from typing import Final

_FIRST: Final = (
    timedelta(minutes=1),
    timedelta(minutes=5),  # most greylists let a sender in by now
    timedelta(minutes=15),
    timedelta(minutes=30),
    timedelta(hours=1),
    timedelta(hours=2),
)
_THEN: Final = timedelta(hours=4)
_GIVEN_UP_AFTER: Final = timedelta(days=5)
"""As mail servers do themselves (RFC 5321, 4.5.4.1: four to five days)."""


def next_attempt(deferrals: int, now: datetime) -> datetime | None:
    """When to try again.

    Args:
        deferrals: How often the letter was put off, at least once.
        now: When it was put off last.

    Returns:
        `None` when it has been tried for as long as mail is; a person must see to it.
    """
    wait = _FIRST[deferrals - 1] if deferrals <= len(_FIRST) else _THEN
    waited = sum(_FIRST[:deferrals], timedelta(0)) + _THEN * max(deferrals - len(_FIRST), 0)
    return now + wait if waited <= _GIVEN_UP_AFTER else None
