"""Moments of a programme's scenario."""

from datetime import UTC, datetime

from rules.zones import at_london
from schemas.programme.scenario import WallTime, wall_time

FAR = datetime.max.replace(tzinfo=UTC)
"""Never."""


def moment_of(text: WallTime) -> datetime:
    """A scenario's `2020-11-05 09:00`, aware."""
    at = wall_time(text)
    return at_london(at.date(), at.time())
