"""Days and times as GOV.UK writes them, and the words of the rules and the desk with those.

Rules and commands write a day so that it takes little room, or so that it can be typed again:
`Mon 5 Oct 2020 17:00`, `2020-10-05`. Whoever reads a page reads `Monday 5 October 2020 at 5pm`.
"""

import re
from calendar import day_abbr, day_name, month_abbr, month_name
from collections.abc import Callable
from datetime import date, datetime, time
from typing import Final

from rules.zones import london

_WEEKDAYS: Final = dict(zip(day_abbr, day_name, strict=True))
_MONTHS: Final = dict(zip(month_abbr[1:], month_name[1:], strict=True))
_NOON: Final = 12
_CLOCK: Final = r"(?:[01]?[0-9]|2[0-3]):[0-5][0-9]"

_QUOTED: Final = re.compile(r"(“[^”]*”|`[^`]*`)")
"""What somebody typed, or what is to be typed: it stays as it is."""

_ISO: Final = re.compile(rf"(?<![\w./-])(\d{{4}}-\d\d-\d\d)(?:[ T]({_CLOCK}))?(?![\w:/-])")
_SHORT: Final = re.compile(
    rf"\b(?:({'|'.join(_WEEKDAYS)}) )?([12]?[0-9]|3[01]) ({'|'.join(_MONTHS)})\b"
    rf"(?! [12]?[0-9]\b)(?: (\d{{4}}))?(?: ({_CLOCK})(?!\d))?"
)
_TIME: Final = re.compile(rf"(?<![\w:.])({_CLOCK})(?!\w|[:.]\d)")


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
    if local.minute == 0 and local.hour in {0, _NOON}:
        return "midday" if local.hour else "midnight"
    minutes = f":{local:%M}" if local.minute else ""
    return f"{local.hour % _NOON or _NOON}{minutes}{'am' if local.hour < _NOON else 'pm'}"


def dated(said: str) -> str:
    """Words of the rules or the desk, with their days and times as pages write them.

    What stands in quotation marks is somebody's own, and is left.
    """
    parts = _QUOTED.split(said)
    return "".join(_dated(part) if not part.startswith(("“", "`")) else part for part in parts)


def _dated(text: str) -> str:
    for pattern, told in _WRITTEN:
        text = pattern.sub(told, text)
    return text


def _iso(found: re.Match[str]) -> str:
    try:
        on = date.fromisoformat(found[1])
    except ValueError:
        return found[0]
    return f"{day(on)}{_at(found[2])}"


def _short(found: re.Match[str]) -> str:
    week, number, month, year, clock = found.groups()
    words = (_WEEKDAYS[week] if week else "", number, _MONTHS[month], year or "")
    return f"{' '.join(filter(None, words))}{_at(clock)}"


def _at(clock: str | None) -> str:
    return f" at {_clock(clock)}" if clock else ""


def _clock(text: str) -> str:
    hour, _, minute = text.partition(":")
    return time_of_day(time(int(hour), int(minute)))


_WRITTEN: Final[tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...]] = (
    (_ISO, _iso),
    (_SHORT, _short),
    (_TIME, lambda found: _clock(found[1])),
)
