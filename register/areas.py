"""The local areas of England, by code and date, read from `register/reference`."""

import csv
from datetime import date
from difflib import get_close_matches
from functools import cache
from importlib.resources import files

from schemas.areas import LocalArea
from schemas.sentences import Sentence
from schemas.state import VisitState
from schemas.visible import echoed

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
        what = "the code" if any(letter.isdecimal() for letter in code) else "the name"
        super().__init__(f"No local area has {what} “{echoed(code)}”. {advice}")
        self.suggestion = suggestion


class AreaNotThen(Sentence, LookupError):
    """The code is a real one, but it does not stand for an area on that day.

    Attributes:
        area: What the code stands for on other days.
        instead: What there is in its place on that day, in the order of their codes.
    """

    def __init__(self, area: LocalArea, on: date, instead: tuple[LocalArea, ...]) -> None:
        """Say when the area exists and which areas stand in its place on that day."""
        super().__init__(_not_then(area, on, instead))
        self.area = area
        self.instead = instead


@cache
def local_areas() -> tuple[LocalArea, ...]:
    """Every local area since 2009, those that have ended included, in the order of their codes."""
    source = files("register") / "reference" / "local_areas.csv"
    return tuple(
        LocalArea.model_validate({column: value or None for column, value in row.items()})
        for row in csv.DictReader(source.read_text(encoding="utf-8").splitlines())
    )


@cache
def area_changes() -> tuple[dict[str, str], ...]:
    """Which area went over into which: the GSS codes `before` and `after`, a pair each."""
    source = files("register") / "reference" / "area_changes.csv"
    return tuple(csv.DictReader(source.read_text(encoding="utf-8").splitlines()))


def areas_on(day: date) -> tuple[LocalArea, ...]:
    """The local areas that existed on that day, in the order of their codes."""
    return tuple(area for area in local_areas() if area.existed_on(day))


def area_on(code: str, *days: date) -> LocalArea:
    """The local area that has this GSS code on each of some days.

    A fact with dates of validity is asked for the day that it is needed on, which is seldom the
    day of asking: a visit's area for its two days, a successor's for the later days, an authority
    for the day of the referral to it.

    Args:
        code: In any case.
        days: At least one.

    Raises:
        UnknownArea: No area has ever had the code.
        AreaNotThen: The area has ended by one of the days, or not yet begun.
    """
    area = _by_code().get(code.strip().upper())
    if area is None:
        raise UnknownArea(code, _meant_by(code, days[0]))
    for day in days:
        if not area.existed_on(day):
            raise AreaNotThen(area, day, _instead_of(area, day))
    return area


def area_of_visit(state: VisitState) -> LocalArea:
    """The local area of a visit on its first day, for letters and screens.

    Raises:
        UnknownArea: No area has ever had the code.
    """
    first = state.days.day_one if state.days else state.day_one
    return _area_then(state.area, first)


def area_name(code: str, day: date) -> str:
    """The name of a visit's area on a day, or its code where the list does not know it."""
    try:
        return _area_then(code, day).name
    except UnknownArea:
        return code


def _area_then(code: str, day: date) -> LocalArea:
    try:
        return area_on(code, day)
    except AreaNotThen as gone:
        # The list changed after the days were set. A code is never given twice, so what the
        # letters speak of is still known.
        return gone.area


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


def _instead_of(area: LocalArea, on: date) -> tuple[LocalArea, ...]:
    """The areas that stand in another's place on a day, over all changes in between."""
    forward = area.last_date is not None and on > area.last_date
    found, looked_at = [area], 0
    while looked_at < len(found):
        current = found[looked_at]
        looked_at += 1
        if not current.existed_on(on):
            found += [other for other in _changed(current, forward=forward) if other not in found]
    return tuple(sorted((o for o in found if o.existed_on(on)), key=lambda o: o.gss_code))


def _changed(area: LocalArea, *, forward: bool) -> list[LocalArea]:
    """What an area became at its end, or what it was made of at its beginning."""
    ended, began = ("before", "after") if forward else ("after", "before")
    return [
        _by_code()[change[began]] for change in area_changes() if change[ended] == area.gss_code
    ]


def _not_then(area: LocalArea, on: date, instead: tuple[LocalArea, ...]) -> str:
    beginning = min(known.first_date for known in local_areas())
    if on < beginning:
        return (
            f"The list of local areas begins on {_written(beginning)}, so it cannot say whether "
            f"{area} existed on {_written(on)}."
        )
    if area.last_date is not None and on > area.last_date:
        stands = f"{area} exists until {_written(area.last_date)}"
    else:
        stands = f"{area} exists from {_written(area.first_date)} on"
    names = [str(other) for other in instead]
    choice = " or ".join([", ".join(names[:-1]), names[-1]] if names[1:] else names)
    return f"{stands}. For {_written(on)}, choose {choice or 'an area that exists then'}."


def _written(day: date) -> str:
    """The date as GOV.UK writes it, e.g. 1 April 2021."""
    return f"{day.day} {day:%B %Y}"
