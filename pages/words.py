"""The filters of templates: how pages say what they are given."""

from collections.abc import Callable, Iterable
from datetime import datetime
from enum import Enum
from typing import Final

from pages.dates import dated, day, moment, time_of_day, weekday
from pages.prose import prose
from pages.sentences import in_pages
from register.area_names import visited_area
from schemas.visible import visible


def machine(at: datetime) -> str:
    """A moment as HTML's `time` has it."""
    return at.isoformat(timespec="seconds")


def plain(value: object) -> str:
    """The words of a choice: `on site`."""
    text = value.value if isinstance(value, Enum) else value
    return str(text).replace("_", " ").replace("-", " ")


def called(subject: str) -> str:
    """What is decided about, as people call it: `Kent (interim-e10000016)`."""
    area = visited_area(subject)
    return subject if area == subject else f"{area} ({subject})"


def capital(text: str) -> str:
    """A sentence's beginning."""
    return text[:1].upper() + text[1:]


def zip_same(values: Iterable[str]) -> list[tuple[str, str]]:
    """Choices whose words are their values."""
    return [(value, value) for value in values]


FILTERS: Final[dict[str, Callable[..., object]]] = {
    "called": called,
    "dated": dated,
    "in_pages": in_pages,
    "day": day,
    "weekday": weekday,
    "moment": moment,
    "time_of_day": time_of_day,
    "machine": machine,
    "plain": plain,
    "prose": prose,
    "capital": capital,
    "visible": visible,
    "zip_same": zip_same,
}
