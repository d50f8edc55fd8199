"""The moment at which a command is given: the one place where commands that look read a clock."""

from datetime import UTC, datetime


def now() -> datetime:
    """Now, aware."""
    return datetime.now(UTC)
