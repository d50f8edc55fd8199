"""The local areas of England, by code and date, read from `register/reference`."""

import csv
from collections.abc import Iterable
from datetime import date, timedelta
from difflib import get_close_matches
from functools import cache
from importlib.resources import files

from schemas.areas import LocalArea
from schemas.sentences import Sentence

_DAY = timedelta(days=1)
_NEAR = 0.8  # how like a name (0 to 1) a typing error still is


class UnknownArea(Sentence, LookupError):
    """No local area has ever had this code."""

    def __init__(self, code: str, suggestion: LocalArea | None) -> None:
        """Say what was typed and, where one comes close, which area may be meant."""
        advice = (
            f"Did you mean {suggestion}?"
            if suggestion
            else "A code has an E and eight digits, such as E06000063."
        )
        super().__init__(f"No local area has the code “{code}”. {advice}")
        self.suggestion = suggestion


class AreaNotThen(Sentence, LookupError):
    """The code is a real one, but it did not stand for an area on that day."""

    def __init__(self, area: LocalArea, on: date, same_then: LocalArea | None) -> None:
        """Say when the area existed and, where the list tells, what it was called then."""
        super().__init__(_not_then(area, on, same_then))
        self.area = area
        self.same_then = same_then


@cache
def local_areas() -> tuple[LocalArea, ...]:
    """Every local area since 2009, those that have ended included, in the order of their codes."""
    source = files("register") / "reference" / "local_areas.csv"
    return tuple(
        LocalArea.model_validate({column: value or None for column, value in row.items()})
        for row in csv.DictReader(source.read_text(encoding="utf-8").splitlines())
    )


def areas_on(day: date) -> tuple[LocalArea, ...]:
    """The local areas that existed on that day, in the order of their codes."""
    return tuple(area for area in local_areas() if area.existed_on(day))


def area_on(code: str, on: date) -> LocalArea:
    """The local area that had this GSS code on that day.

    Raises:
        UnknownArea: No area has ever had the code.
        AreaNotThen: The area had ended by that day, or had not yet begun.
    """
    area = _by_code().get(code.strip().upper())
    if area is None:
        raise UnknownArea(code, _meant_by(code, on))
    if not area.existed_on(on):
        raise AreaNotThen(area, on, _same_then(area, on))
    return area


@cache
def _by_code() -> dict[str, LocalArea]:
    return {area.gss_code: area for area in local_areas()}


def _meant_by(typed: str, on: date) -> LocalArea | None:
    """The area whose name or DfE code was typed in place of its GSS code, if one comes close.

    Areas that existed on the day win over those that share their name.
    """
    wanted = typed.strip().casefold()
    for areas in (areas_on(on), local_areas()):
        keys = {area.name.casefold(): area for area in areas}
        keys |= {area.dfe_code: area for area in areas if area.dfe_code}
        if wanted in keys:
            return keys[wanted]
        if not any(character.isdigit() for character in wanted):
            for near in get_close_matches(wanted, keys, n=1, cutoff=_NEAR):
                return keys[near]
    return None


def _same_then(area: LocalArea, on: date) -> LocalArea | None:
    """The area's other self on that day, as far as the list can tell.

    The list has no column for successors. An area that begins the day after another ends and
    keeps its name or DfE code is taken to carry it on; a council split in two, or merged into
    another, is not followed.
    """
    forward = area.last_date is not None and on > area.last_date
    current: LocalArea | None = area
    while current is not None and not current.existed_on(on):
        current = _one(
            other
            for other in local_areas()
            if (_follows(other, current) if forward else _follows(current, other))
        )
    return current


def _follows(later: LocalArea, earlier: LocalArea) -> bool:
    return (
        earlier.last_date is not None
        and later.first_date == earlier.last_date + _DAY
        and (
            later.name == earlier.name
            or (later.dfe_code is not None and later.dfe_code == earlier.dfe_code)
        )
    )


def _one(areas: Iterable[LocalArea]) -> LocalArea | None:
    found = tuple(areas)
    return found[0] if len(found) == 1 else None


def _not_then(area: LocalArea, on: date, same_then: LocalArea | None) -> str:
    beginning = min(known.first_date for known in local_areas())
    if on < beginning:
        return (
            f"The list of local areas begins on {_written(beginning)}, so it cannot say whether "
            f"{area} existed on {_written(on)}."
        )
    if area.last_date is not None and on > area.last_date:
        change = f"ceased to exist on {_written(area.last_date + _DAY)}"
    else:
        change = f"did not exist before {_written(area.first_date)}"
    if same_then is not None:
        return (
            f"{area} {change}. On {_written(on)} the code of {same_then.name} was "
            f"{same_then.gss_code}; use that one."
        )
    return f"{area} {change}. For {_written(on)}, choose an area that existed then."


def _written(day: date) -> str:
    """The date as GOV.UK writes it, e.g. 1 April 2021."""
    return f"{day.day} {day:%B %Y}"
