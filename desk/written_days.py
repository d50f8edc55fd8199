"""A day as people write one, at a terminal or in a page's filter."""

from datetime import date, datetime
from typing import Final

_WAYS: Final = ("%Y-%m-%d", "%d %B %Y", "%d %b %Y", "%d/%m/%Y")


def day_written(text: str) -> date | None:
    """The day that is written there, in any of the ways one is; `None` where it is none."""
    for way in _WAYS:
        try:
            return datetime.strptime(" ".join(text.split()), way).date()  # noqa: DTZ007 - a day
        except ValueError:
            continue
    return None
