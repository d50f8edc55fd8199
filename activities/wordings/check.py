"""What is wrong with a wording: as it is written, and in every case that a letter can be in.

A condition asks whether something is there, whether a flag holds, or which of few words something
is. So the cases are few and can all be tried: each wording is rendered once for every combination
of what it asks, and each of these letters is looked at.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from math import prod
from typing import Any, Final, Self

from jinja2 import UndefinedError

from activities.fonts import find_unprintable
from activities.wordings.fault import Fault
from activities.wordings.language import Uses, uses_of
from activities.wordings.placeholders import (
    Placeholder,
    Shape,
    needed_in,
    placeholders_of,
)
from activities.wordings.wording import UnusableWording, Wording, parts_of, wording_of
from rules.letters import Needed
from schemas.programme.content import LONGEST_WORDING
from schemas.values import LetterKind

_LONGEST_SUBJECT: Final = 300  # characters, with the names of what it shows
_CASES: Final = 2048
_MOST_TOLD: Final = 10
_MISSING: Final = object()
_BEGIN, _END = "\ue000", "\ue001"  # private characters, which no wording can have


@lru_cache(maxsize=256)
def faults_of(kind: LetterKind, text: str) -> tuple[Fault, ...]:
    """What is wrong with a wording of a kind of letter; nothing where it can be used.

    Args:
        kind: Of the letter.
        text: The wording, cleaned (`schemas.words`).
    """
    if len(text) > LONGEST_WORDING:
        return (Fault(f"the wording is longer than {LONGEST_WORDING:,} characters"),)
    parts = parts_of(text)
    if parts is None:
        return (Fault("the wording begins with “Subject:” and what it is about", 1),)
    known = placeholders_of(kind)
    in_subject = uses_of(parts.subject, known)
    in_body = uses_of(parts.body, known, parts.body_after)
    faults = [*_unprintable(text), *in_subject.faults, *in_body.faults]
    faults += [
        Fault(f"{name} names a person, and the subject is read by anybody: leave it out there", 1)
        for name in sorted(in_subject.names)
        if known[name].personal
    ]
    if not faults:
        try:
            wording = wording_of(text)
        except UnusableWording:
            return (Fault("this is too entangled to be used"),)
        faults = list(_in_every_case(kind, wording, _both(in_subject, in_body)))
    return tuple(dict.fromkeys(faults))[:_MOST_TOLD]


def _unprintable(text: str) -> Iterator[Fault]:
    """Characters that no font sets, or that have no meaning of their own."""
    for number, line in enumerate(text.splitlines(), start=1):
        found = find_unprintable(line)
        if found is not None:
            yield Fault(found.words, number)
        elif _BEGIN in line or _END in line:
            yield Fault("there is a character that no font sets", number)


def _both(one: Uses, other: Uses) -> Uses:
    names = {*one.compared, *other.compared}
    compared = {
        name: one.compared.get(name, set()) | other.compared.get(name, set()) for name in names
    }
    return Uses(one.names | other.names, compared)


# --- Every case ------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Case:
    """One combination of what a wording asks.

    Attributes:
        given: What holds, by placeholder; those that are missing are not in it.
        missing: Those.
        words: What is peculiar to it, as a clause; empty where nothing is.
    """

    given: Mapping[str, Any]
    missing: frozenset[str]
    words: str


def _in_every_case(kind: LetterKind, wording: Wording, uses: Uses) -> Iterator[Fault]:
    known = placeholders_of(kind)
    needed = needed_in(kind)
    ranges = _ranges(kind, known, uses, needed)
    if prod(len(values) for values in ranges.values()) > _CASES:
        yield Fault(
            f"its conditions make more than {_CASES:,} cases, too many to try each: ask fewer"
        )
        return
    told: dict[str, Fault] = {}  # each fault once, of the plainest case that has it
    for case in _cases(known, ranges):
        for words in _in(case, known, wording, needed):
            where = f" where {case.words}" if case.words else ""
            told.setdefault(words, Fault(words.format(where=where)))
        if len(told) >= _MOST_TOLD:
            break
    yield from told.values()


def _ranges(
    kind: LetterKind, known: Mapping[str, Placeholder], uses: Uses, needed: tuple[Needed, ...]
) -> dict[str, tuple[Any, ...]]:
    """What each placeholder that matters can be."""
    matter = {
        *uses.names,
        *(one.name for one in needed),
        *(one.instead for one in needed if one.instead),
        *(one.unless for one in needed if one.unless),
    }
    matter |= {flag for name in matter if (flag := known[name].with_flag)}
    ranges = {}
    for name in known:  # in an order that is always the same
        if name not in matter:
            continue
        values = _values(known[name], name, uses.compared.get(name, set()))
        if kind in known[name].sometimes:
            values = (*values, () if known[name].shape is Shape.LIST else _MISSING)
        ranges[name] = values
    return ranges


def _values(known: Placeholder, name: str, compared: set[str | int]) -> tuple[Any, ...]:
    match known.shape:
        case Shape.FLAG:
            return (False, True)
        case Shape.NUMBER:
            return tuple(_MarkedNumber(int(one), name) for one in sorted(compared or {1}, key=int))
        case Shape.CHOICE:
            others = [one for one in known.choices if one not in compared][:1]
            return (*sorted(compared, key=str), *others)
        case Shape.LIST:
            assert isinstance(known.example, tuple)  # noqa: S101 - of this shape
            return (tuple(dict.fromkeys(one, _marked(name)) for one in known.example),)
        case Shape.TEXT:
            return (_marked(name),)


class _MarkedNumber(int):
    """A number that shows whose it is."""

    name: str

    def __new__(cls, value: int, name: str) -> Self:
        """A number of a placeholder."""
        made = super().__new__(cls, value)
        made.name = name
        return made

    def __str__(self) -> str:
        """Its mark."""
        return _marked(self.name)


def _marked(name: str) -> str:
    return f"{_BEGIN}{name}{_END}"


def _cases(
    known: Mapping[str, Placeholder], ranges: Mapping[str, tuple[Any, ...]]
) -> Iterator[_Case]:
    for values in product(*ranges.values()):
        every = dict(zip(ranges, values, strict=True))
        given = {name: value for name, value in every.items() if value is not _MISSING}
        if any(given.get(known[name].with_flag or "") and name not in given for name in every):
            continue
        missing = frozenset(every) - frozenset(given)
        yield _Case(given, missing, _case_words(known, every))


def _case_words(known: Mapping[str, Placeholder], every: Mapping[str, Any]) -> str:
    said = []
    for name, value in every.items():
        if value is _MISSING or value == ():
            said.append(f"there is no {name}")
        elif known[name].shape is Shape.FLAG and value:
            said.append(name)
        elif known[name].shape is Shape.CHOICE and value:
            said.append(f"{name} is “{value}”")
    return " and ".join(said)


def _in(
    case: _Case, known: Mapping[str, Placeholder], wording: Wording, needed: tuple[Needed, ...]
) -> Iterator[str]:
    """What is wrong in one case, with a place for the words of which case that is."""
    try:
        subject, body = wording.render(case.given)
    except UndefinedError:
        missing = [name for name, one in known.items() if one.sometimes and name in case.missing]
        within = " or ".join(f"{{{{% if {name} is defined %}}}}" for name in missing)
        yield f"something is shown that is missing{{where}}: put it within {within}"
        return
    if not subject:
        yield "the subject is empty{where}"
    if len(subject) > _LONGEST_SUBJECT:
        yield f"the subject is longer than {_LONGEST_SUBJECT} characters{{where}}"
    if not body.strip():
        yield "the letter says nothing{where}"
        return
    for one in needed:
        if one.unless and case.given.get(one.unless):
            continue
        name = one.name if one.name in case.given else one.instead
        if name is None or case.given.get(name) == ():
            continue
        if _marked(name) not in subject + body:
            yield f"the letter cannot do without {{{{{{{{ {name} }}}}}}}}{{where}}"


def usable(kind: LetterKind, text: str) -> Wording:
    """A wording that passes every check.

    Raises:
        UnusableWording: It does not, as where another release wrote it.
    """
    if faults_of(kind, text):
        raise UnusableWording("A wording does not pass its check.")
    return wording_of(text)
