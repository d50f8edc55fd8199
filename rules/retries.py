"""When a delivery that failed is tried again (Standard Webhooks 1.0.0, "Retry schedule").

Pure: the jitter is a digest of what is delivered to whom, so the same attempt always waits alike.
"""

import hashlib
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from schemas.subscriptions import SubscriptionId

WAITS: tuple[timedelta, ...] = (
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=14),
    timedelta(hours=20),
    timedelta(hours=24),
)
"""After the first attempt, which is immediate, and after each that follows; 75 h in all."""

SPAN = sum(WAITS, timedelta(0))
ATTEMPTS = len(WAITS) + 1

_JITTER = 0.1
"""A wait is shortened by up to this share: a consumer that comes back is not met by all at once,
and the schedule never lasts longer than it says."""


def next_attempt(  # noqa: PLR0913 - all by name
    *,
    subscription: SubscriptionId,
    event_id: str,
    attempts: int,
    first_tried_at: datetime,
    now: datetime,
    retry_after: timedelta | None = None,
) -> datetime | None:
    """When to try again.

    Args:
        subscription: To whom.
        event_id: What.
        attempts: How many were made, at least one.
        first_tried_at: When the first was made.
        now: When the latest failed.
        retry_after: What the consumer asked for; it lengthens a wait, though never beyond the end
            of the schedule.

    Returns:
        `None` when the schedule is exhausted.
    """
    if attempts >= ATTEMPTS:
        return None
    chance = _chance(f"{subscription}\n{event_id}\n{attempts}")
    at = now + WAITS[attempts - 1] * (1 - _JITTER * chance)
    if retry_after is not None:
        at = max(at, min(now + retry_after, first_tried_at + SPAN))
    return at


def parse_retry_after(text: str | None, now: datetime) -> timedelta | None:
    """What a `Retry-After` header asks for (RFC 9110, 10.2.3): seconds, or a date.

    Args:
        text: The header, if there was one.
        now: By which a date is counted; aware.

    Returns:
        `None` for what cannot be understood or has passed; never more than the whole schedule.
    """
    if text is None:
        return None
    text = text.strip()
    if text.isascii() and text.isdecimal():
        # More digits than any wait that is honoured would need.
        return min(timedelta(seconds=int(text[:9])), SPAN) if int(text[:9]) else None
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, OverflowError):  # the latter of a year or a zone with twenty digits
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return min(moment - now, SPAN) if moment > now else None


def _chance(text: str) -> float:
    """From 0 up to 1, the same for the same text."""
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big") / 2**64
