"""Local areas as people name them: by code, or by name where it is plain which one is meant."""

import re
from collections.abc import Sequence
from datetime import date
from functools import cache

from register.areas import UnknownArea, area_on, areas_on, local_areas
from schemas.areas import LocalArea
from schemas.ids import AreaCode
from schemas.sentences import Sentence
from schemas.visible import echoed

_ADDED_BEFORE = re.compile(
    r"^(the )?(((royal|london|metropolitan) )*(borough|city|district) of (the )?|county (of )?)"
)
_ADDED_BEHIND = re.compile(
    r"( (city|county|borough|district|metropolitan|unitary|local|authority|council|area))+$"
)
_NOT_IN_WORDS = re.compile(r"[^a-z0-9]+")
_NO_COUNCIL = frozenset({"london"})
"""What is left of a name without its addition, and names somewhere else too."""

_TOO_LITTLE = frozenset({"", "city", "county", "of", "st", "the"})
"""Words that names begin with or hold, and that say nothing alone."""

_CODE = re.compile(r"-e[0-9]{8}(?=-|/|$)")
_WHOLE_CODE = re.compile(r"E[0-9]{8}")
_MOST = 6  # candidates that a sentence can hold


class AreaNotPlain(Sentence, LookupError):
    """What was typed may be more than one area, or only may be one.

    Attributes:
        candidates: What may be meant, in the order of their names.
    """

    def __init__(self, typed: str, candidates: Sequence[LocalArea]) -> None:
        """Say which there are."""
        names = [str(area) for area in candidates[:_MOST]]
        if len(candidates) > _MOST:
            names.append(f"{len(candidates) - _MOST} more")
        choice = " or ".join([", ".join(names[:-1]), names[-1]] if names[1:] else names)
        super().__init__(
            f"“{echoed(typed)}” is not plainly one area: it may be {choice}. Give the code."
        )
        self.candidates = tuple(candidates)


def area_named(typed: str, *days: date) -> LocalArea:
    """The local area that is meant, on each of some days.

    A name stands for an area where it is the whole of its name, without what councils are called
    beside it, or the beginning of one name only.

    Args:
        typed: A GSS code or a name, in any case.
        days: On which it is to exist, at least one; the first decides whose name it is.

    Raises:
        UnknownArea: It is nobody's code or name.
        AreaNotPlain: It may be the name of several.
        AreaNotThen: The area has ended by one of the days, or not yet begun.
    """
    try:
        return area_on(typed, *days)
    except UnknownArea as unknown:
        found = _plainly_meant(typed, areas_on(days[0]))
        if found is None:
            raise unknown from None
    return area_on(found.gss_code, *days)


def code_meant(typed: str, on: date) -> AreaCode:
    """The code of the area that is meant by its code or its name.

    A code is taken as it is: of an area that has ended, too.

    Args:
        typed: Either.
        on: The day on which names are those of areas.

    Raises:
        UnknownArea: It is nobody's name then.
        AreaNotPlain: It may be the name of several.
    """
    code = typed.strip().upper()
    return code if _WHOLE_CODE.fullmatch(code) else area_named(typed, on).gss_code


def codes_named(typed: str) -> frozenset[AreaCode]:
    """The codes of an area that has gone by a name, or has a code, at any time.

    Raises:
        UnknownArea: It is nobody's code or name.
        AreaNotPlain: It may be the name of several.
    """
    code = typed.strip().upper()
    if any(area.gss_code == code for area in local_areas()):
        return frozenset({code})
    last_change = max(area.first_date for area in local_areas())
    now = areas_on(last_change)
    names = {area.name for area in (*_whole(typed, local_areas()), *_one(_beginning(typed, now)))}
    if not names:
        found = _plainly_meant(typed, now)
        names = {found.name if found else area_on(typed, last_change).name}
    return frozenset(area.gss_code for area in local_areas() if area.name in names)


def visited_area(subject: str) -> str:
    """The name of the area of a visit, or of what lives beside it, by the code in its id.

    The latest name of the area; its code where the list does not know it.
    """
    found = _CODE.search(subject)
    if found is None:
        return subject
    code = found[0][1:].upper()
    names = [area.name for area in local_areas() if area.gss_code == code]
    return names[-1] if names else code


def _plainly_meant(typed: str, then: Sequence[LocalArea]) -> LocalArea | None:
    """The area that is plainly meant, or `None` where the name is nobody's.

    Raises:
        AreaNotPlain: It may be several, or only may be one.
    """
    # Who means an area that has ended is told so, rather than given one that sounds like it.
    for areas in (then, local_areas()):
        if found := _one(_whole(typed, areas)):
            return found[-1]
    if found := _one(_beginning(typed, then)):
        return found[-1]
    inside = _inside(typed, then)
    if not inside:
        return None
    raise AreaNotPlain(typed, sorted(inside, key=lambda area: area.name))


def _one(areas: Sequence[LocalArea]) -> Sequence[LocalArea]:
    """All of them if they have one name, the latest last; else none."""
    alike = len({area.name for area in areas}) == 1
    return sorted(areas, key=lambda area: area.first_date) if alike else ()


def _whole(typed: str, areas: Sequence[LocalArea]) -> list[LocalArea]:
    return [area for area in areas if _wanted(typed) & _names(area.name)]


def _beginning(typed: str, areas: Sequence[LocalArea]) -> list[LocalArea]:
    starts = tuple(f"{words} " for words in _wanted(typed))
    return [a for a in areas if any(f"{name} ".startswith(starts) for name in _names(a.name))]


def _inside(typed: str, areas: Sequence[LocalArea]) -> list[LocalArea]:
    words = [f" {some} " for some in _wanted(typed)]
    return [a for a in areas if any(some in f" {_words(a.name)} " for some in words)]


def _wanted(typed: str) -> frozenset[str]:
    words = _words(typed)
    return frozenset({words, _ADDED_BEHIND.sub("", words), _plain(typed)} - _TOO_LITTLE)


@cache
def _names(name: str) -> frozenset[str]:
    """An area's name, and what is left of it without what its council is called."""
    return frozenset({_words(name), _plain(name)} - _NO_COUNCIL)


def _plain(text: str) -> str:
    before, comma, behind = text.casefold().partition(", ")
    turned = f"{behind} {before}" if comma and behind.endswith(" of") else text
    return _ADDED_BEHIND.sub("", _ADDED_BEFORE.sub("", _words(turned)))


def _words(text: str) -> str:
    """The words of a name alone: “&” is “and”, and “St.” and “St” are the same."""
    return _NOT_IN_WORDS.sub(" ", text.casefold().replace("&", " and ")).strip()
