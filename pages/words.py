"""How pages say days, moments and the words of the rules."""

from collections.abc import Callable, Iterable
from datetime import date, datetime, time
from enum import Enum
from typing import Final

from pages.prose import prose
from pages.sentences import in_pages
from register.area_names import visited_area
from rules.zones import london
from schemas.visible import visible


def day(on: date) -> str:
    """A day as GOV.UK writes it: `4 March 2027`."""
    return f"{on.day} {on:%B %Y}"


def weekday(on: date) -> str:
    """The same with its day of the week."""
    return f"{on:%A} {day(on)}"


def moment(at: datetime | None) -> str:
    """A moment in London: `4 March 2027 at 5:30pm`; midnight and noon by name."""
    if at is None:
        return ""
    local = london(at)
    return f"{day(local.date())} at {time_of_day(local.time())}"


def time_of_day(local: time) -> str:
    """A time of day: `5:30pm`; midnight and noon by name."""
    if local.minute == 0 and local.hour in {0, 12}:
        return "midnight" if local.hour == 0 else "midday"
    minutes = f":{local:%M}" if local.minute else ""
    return f"{local.hour % 12 or 12}{minutes}{'am' if local.hour < 12 else 'pm'}"  # noqa: PLR2004 - noon


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
    "in_pages": in_pages,
    "day": day,
    "weekday": weekday,
    "moment": moment,
    "machine": machine,
    "plain": plain,
    "prose": prose,
    "capital": capital,
    "visible": visible,
    "zip_same": zip_same,
}
