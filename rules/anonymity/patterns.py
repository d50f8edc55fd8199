"""The ways in which a name is written: whole, by the part that gives it away, with initials."""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import Final, NamedTuple

from rules.anonymity.tokens import tokens_of
from schemas.anonymity import Name, NameKind
from schemas.areas import Region

_GENERIC: Final = {
    NameKind.AREA: frozenset(
        [
            "north",
            "south",
            "east",
            "west",
            "central",
            "city",
            "county",
            "borough",
            "district",
            "council",
            "royal",
            "london",
            "england",
            "of",
            "the",
            "upon",
            "on",
            "and",
            "with",
            "isle",
            "isles",
            "sea",
            "thames",
            "trent",
            "tees",
            "tyne",
            "humber",
            "riding",
            "yorkshire",
            "forest",
            "tower",
            "hamlets",
            "metropolitan",
            "unitary",
            "authority",
            "under",
            "in",
        ]
    ),
    NameKind.SCHOOL: frozenset(
        [
            "the",
            "school",
            "schools",
            "academy",
            "academies",
            "college",
            "primary",
            "secondary",
            "infant",
            "infants",
            "junior",
            "juniors",
            "nursery",
            "high",
            "grammar",
            "special",
            "free",
            "community",
            "centre",
            "foundation",
            "federation",
            "of",
            "and",
            "church",
            "england",
            "ce",
            "rc",
            "catholic",
            "voluntary",
            "aided",
            "controlled",
            "c",
            "e",
            "for",
            "trust",
            "pupil",
            "referral",
            "unit",
            "sixth",
            "form",
            "learning",
            "education",
            "studio",
            "technical",
            "university",
        ]
    ),
    NameKind.TRUST: frozenset(
        [
            "the",
            "trust",
            "trusts",
            "multi",
            "academy",
            "academies",
            "mat",
            "nhs",
            "foundation",
            "partnership",
            "of",
            "and",
            "for",
            "education",
            "educational",
            "learning",
            "schools",
            "school",
            "group",
            "hospital",
            "hospitals",
            "university",
            "healthcare",
            "health",
            "care",
            "community",
            "services",
            "service",
            "integrated",
        ]
    ),
    NameKind.PLACE: frozenset({"the"}),
}
"""What names of a kind have in common, and what gives nobody away alone."""

_MADE_OF_COMMON_WORDS: Final = frozenset({NameKind.SCHOOL, NameKind.TRUST})
TITLES: Final = frozenset(
    [
        "mr",
        "mrs",
        "ms",
        "miss",
        "mx",
        "dr",
        "prof",
        "professor",
        "sir",
        "dame",
        "lady",
        "lord",
        "rev",
        "cllr",
    ]
)
_TURNED: Final = re.compile(r"^(.+), ((?:city|county|borough|district|isle) of)$", re.IGNORECASE)
_SHORTEST_PART = 3  # letters: the “B” of “B&NES” and the “St” of “St. Helens” are anybody's
_SHORTEST_SURNAME = 3
_SHORTEST_JOINED = 5  # letters of an initial and a surname written as one
_WHOLE_ANYWAY = 3  # words that do not stand together by chance


class Pattern(NamedTuple):
    """A way in which a name is written.

    Attributes:
        words: Each in small letters.
        name: What it gives away; `None` for a region, which gives nobody away.
        needs_capitals: Whether ordinary words that are these stand together by chance.
        initial: Whether it is an initial and a surname.
    """

    words: tuple[str, ...]
    name: Name | None
    needs_capitals: bool = True
    initial: bool = False

    @property
    def letters(self) -> str:
        """Its words as one."""
        return "".join(self.words)


def patterns_of(names: Iterable[Name]) -> list[Pattern]:
    """Every way in which names are written, and the regions."""
    found = [one for name in names for one in _of_name(name)]
    return found + list(_regions())


@cache
def _regions() -> tuple[Pattern, ...]:
    """Regions give no area away."""
    return tuple(
        Pattern(_words(written), None, needs_capitals=False)
        for written in (*Region, "England", "Yorkshire", "Humber", "Tyne", "Thames")
    )


def _of_name(name: Name) -> Iterator[Pattern]:
    if name.kind is NameKind.PERSON:
        yield from _of_person(name)
        return
    turned = _TURNED.sub(r"\2 \1", name.text)
    for written in {name.text, turned}:
        words = _words(written)
        if not words:
            continue
        by_chance = len(words) == 1 or (
            name.kind in _MADE_OF_COMMON_WORDS and len(words) < _WHOLE_ANYWAY
        )
        yield Pattern(words, name, needs_capitals=by_chance)
        generic = _GENERIC[name.kind]
        core = _core(words, generic)
        if core and core != words:
            yield Pattern(core, name)
        if name.kind is NameKind.AREA:
            yield from (
                Pattern((word,), name)
                for word in words
                if len(word) >= _SHORTEST_PART and word not in generic
            )


def _core(words: Sequence[str], generic: frozenset[str]) -> tuple[str, ...]:
    """What is left without the generic words that it begins and ends with."""
    first, behind = 0, len(words)
    while first < behind and words[first] in generic:
        first += 1
    while behind > first and words[behind - 1] in generic:
        behind -= 1
    return tuple(words[first:behind])


def _of_person(name: Name) -> Iterator[Pattern]:
    words = tuple(word for word in _words(name.text) if word not in TITLES)
    if not words:
        return
    *given, surname = words
    yield Pattern(words, name)
    if not given:
        return
    if len(given) > 1:
        yield Pattern((given[0], surname), name)
    yield Pattern((surname, given[0]), name)
    if len(surname) >= _SHORTEST_SURNAME:
        yield Pattern((surname,), name)
    if len(surname) + 1 >= _SHORTEST_JOINED:
        yield Pattern((given[0][0], surname), name, initial=True)


def _words(text: str) -> tuple[str, ...]:
    return tuple(one.letters for one in tokens_of(text))
