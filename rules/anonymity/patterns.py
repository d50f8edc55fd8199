"""The ways in which a name is written: whole, by the part that gives it away, with initials."""

import re
from collections.abc import Iterable, Iterator, Sequence
from enum import Enum, auto
from functools import cache
from typing import Final, NamedTuple

from rules.anonymity.initials import initials_of
from rules.anonymity.tokens import tokens_of
from rules.anonymity.word_lists import GENERIC, TITLES
from schemas.anonymity import Name, NameKind
from schemas.areas import Region

_MADE_OF_COMMON_WORDS: Final = frozenset({NameKind.SCHOOL, NameKind.TRUST})
_TURNED: Final = re.compile(r"^(.+), ((?:city|county|borough|district|isle) of)$", re.IGNORECASE)
_ABBREVIATION: Final = re.compile(r"(?:[A-Z&][a-z]?){2,6}")
FRAME, SHORT = "frame", "short"
"""Where names of areas come from: what they are called, and what they are called for short."""
_SHORTEST_PART = 3  # letters: the “B” of “B&NES” and the “St” of “St. Helens” are anybody's
_SHORTEST_SURNAME = 2
_SHORTEST_GIVEN = 3
_SHORTEST_TELLING = 5  # letters of a word by which a school is told from others
_SHORTEST_JOINED = 5  # letters of an initial and a surname written as one
_WHOLE_ANYWAY = 3  # words that do not stand together by chance


class Form(Enum):
    """How a name is written."""

    WORDS = auto()
    """By words of it; they are found misspelled and within other words, too."""
    INITIAL = auto()
    """A person's, by an initial and the surname."""
    SIGN = auto()
    """By a listed abbreviation or a code: letter by letter, or not at all."""
    INITIALS = auto()
    """By first letters, worked out: they may stand for something else."""
    GIVEN = auto()
    """A person's, by the given name alone: others may be called so."""
    PART = auto()
    """By one word of it that is in no dictionary: other names may have it."""


MAY_BE_ANOTHERS: Final = frozenset({Form.GIVEN, Form.PART})


class Pattern(NamedTuple):
    """A way in which a name is written.

    Attributes:
        words: Each in small letters.
        name: What it gives away; `None` for a region, which gives nobody away.
        needs_capitals: Whether ordinary words that are these stand together by chance.
        form: What these words are of it.
    """

    words: tuple[str, ...]
    name: Name | None
    needs_capitals: bool = True
    form: Form = Form.WORDS

    @property
    def letters(self) -> str:
        """Its words as one."""
        return "".join(self.words)

    @property
    def is_exact(self) -> bool:
        """Whether it is found letter by letter alone."""
        return self.form in {Form.SIGN, Form.INITIALS, *MAY_BE_ANOTHERS}


def patterns_of(names: Iterable[Name]) -> list[Pattern]:
    """Every way in which names are written, and the regions."""
    found = [one for name in names for one in _of_name(name)]
    return found + list(_regions())


def is_abbreviation(text: str) -> bool:
    """Whether a name is written as one, such as BCP, B&NES or BwD."""
    return bool(_ABBREVIATION.fullmatch(text))


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
    if name.area and name.source == FRAME:
        yield Pattern((name.area.casefold(),), name, form=Form.SIGN)
    if is_abbreviation(name.text):
        yield Pattern(_words(name.text), name, needs_capitals=False, form=Form.SIGN)
        return
    turned = _TURNED.sub(r"\2 \1", name.text)
    for written in sorted({name.text, turned}):
        words = _words(written)
        if not words:
            continue
        by_chance = len(words) == 1 or (
            name.kind in _MADE_OF_COMMON_WORDS and len(words) < _WHOLE_ANYWAY
        )
        yield Pattern(words, name, needs_capitals=by_chance)
        generic = GENERIC[name.kind]
        core = _core(words, generic)
        if core != words and len("".join(core)) >= _SHORTEST_PART:
            yield Pattern(core, name)
        if name.source == SHORT:
            continue
        yield from _parts(name, core)
        if name.kind is NameKind.AREA:
            yield from (
                Pattern((word,), name)
                for word in words
                if len(word) >= _SHORTEST_PART and word not in generic
            )
        for short in _initials(name, words):
            yield Pattern(short, name, form=Form.INITIALS)


def _parts(name: Name, core: Sequence[str]) -> Iterator[Pattern]:
    """By single words, of what has several and is no area."""
    if name.kind is NameKind.AREA or len(core) == 1:
        return
    for word in core:
        if len(word) >= _SHORTEST_TELLING and word not in GENERIC[name.kind]:
            yield Pattern((word,), name, form=Form.PART)


def _initials(name: Name, words: Sequence[str]) -> Iterator[tuple[str, ...]]:
    yield from initials_of(name, words)
    if name.kind is NameKind.AREA and words[:2] in {("city", "of"), ("county", "of")}:
        yield from initials_of(name, words[2:])


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
    if len(given[0]) >= _SHORTEST_GIVEN:
        yield Pattern((given[0],), name, form=Form.GIVEN)
    if len(surname) >= _SHORTEST_SURNAME:
        yield Pattern((surname,), name)
    if len(surname) + 1 >= _SHORTEST_JOINED:
        yield Pattern((given[0][0], surname), name, form=Form.INITIAL)


def _words(text: str) -> tuple[str, ...]:
    return tuple(one.letters for one in tokens_of(text))
