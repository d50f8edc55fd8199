"""Which mentions are refused, which are asked about, and which pass."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Final

from rules.anonymity.mentions import Mention
from rules.anonymity.patterns import TITLES
from rules.anonymity.tokens import Token, sentence_of
from schemas.anonymity import NameKind, Ruling, Why

_LONG = 10  # letters that ordinary words do not make by chance
_SHORT = 6  # letters; a shorter name is a letter away from too much
_TELLING = 4  # letters of a word that shows how a heading is written
_HEADING = 0.6  # of its words that have capitals
_CALENDAR: Final = frozenset({"march", "april", "may", "june", "august"})

Verdict = tuple[Mention, Ruling]


def ruled(
    tokens: Sequence[Token], mentions: Iterable[Mention], may_be_named: Collection[str]
) -> Iterator[Verdict]:
    """The mentions that do not pass, the longest of those that overlap, in their order.

    Args:
        tokens: The words of a text.
        mentions: What was recognised in it.
        may_be_named: The codes of areas that agreed to be named.
    """
    spans: dict[tuple[int, int], list[Mention]] = {}
    for one in sorted(mentions, key=lambda one: _rank(one, tokens)):
        spans.setdefault((one.first, one.last), []).append(one)
    taken: set[int] = set()
    kept: list[Verdict] = []
    for (first, last), alike in spans.items():
        if taken.issuperset(range(first, last + 1)):
            continue
        counted = [(one, said) for one in alike if (said := _ruling(one, tokens))]
        if not counted:
            continue
        taken.update(range(first, last + 1))
        if not _passes([one for one, _ in counted], may_be_named):
            named = [pair for pair in counted if pair[1] is Ruling.NAMED]
            kept.append((named or counted)[0])
    yield from sorted(kept, key=lambda pair: pair[0].first)


def _rank(mention: Mention, tokens: Sequence[Token]) -> tuple[int, bool]:
    letters = sum(len(one.letters) for one in tokens[mention.first : mention.last + 1])
    return -letters, mention.why is not Why.EXACT


def _passes(alike: Sequence[Mention], may_be_named: Collection[str]) -> bool:
    """Whether what some words stand for is a region, or an area that agreed, and nobody else."""
    names = [one.pattern.name for one in alike]
    if None in names:
        return True
    if any(name.kind is not NameKind.AREA for name in names if name):
        return False
    return any(name.area in may_be_named for name in names if name)


def _ruling(mention: Mention, tokens: Sequence[Token]) -> Ruling | None:
    """What becomes of a mention by itself; `None` if it is none."""
    here = tokens[mention.first : mention.last + 1]
    pattern = mention.pattern
    if not mention.ordinary:
        return _of_unusual(mention, tokens)
    if any(one.begins for one in here[1:]):
        return None  # of two sentences
    as_written = tuple(one.letters for one in here) == pattern.words
    if as_written and not pattern.needs_capitals:
        return Ruling.NAMED
    if not as_written:
        return _of_parted(mention, tokens)
    if _is_addressed(mention, tokens):
        return Ruling.NAMED
    if not all(one.capital for one in here):
        return None
    if pattern.initial:
        article = here[0].letters in {"a", "i"} and "." not in here[1].gap
        return Ruling.ASK if article else Ruling.NAMED
    if pattern.name and pattern.name.kind is NameKind.PERSON and len(here) == 1:
        return _of_surname(mention, tokens)
    return _by_capital(mention, tokens)


def _of_unusual(mention: Mention, tokens: Sequence[Token]) -> Ruling | None:
    """Of words of which one at least is in no dictionary."""
    here = tokens[mention.first : mention.last + 1]
    hidden = any(one.disguised or one.odd for one in here) or len(here) > 1
    if mention.why is Why.NEAR and not hidden:
        if mention.common and not here[0].capital:
            return None  # a slip in an ordinary word
        if mention.common or len(mention.pattern.letters) < _SHORT:
            return Ruling.ASK
    if mention.common and _is_broken(here):
        return _by_capital(mention, tokens) if here[0].capital else None
    if mention.common and mention.why is Why.WITHIN and not here[0].capital:
        return Ruling.ASK
    return Ruling.NAMED


def _of_parted(mention: Mention, tokens: Sequence[Token]) -> Ruling | None:
    """Of ordinary words that a name is in when they are read as one."""
    here = tokens[mention.first : mention.last + 1]
    if len(mention.pattern.letters) >= _LONG:
        return Ruling.NAMED
    if mention.common and _is_broken(here):
        return _by_capital(mention, tokens) if here[0].capital else None
    if not any(one.gap.isspace() for one in here[1:]):
        return Ruling.NAMED
    return _by_capital(mention, tokens) if here[0].capital else None


def _is_broken(here: Sequence[Token]) -> bool:
    """Whether it is one word that a line's end breaks."""
    return len(here) == 2 and "\n" in here[1].gap and not here[1].gap.isspace()  # noqa: PLR2004


def _of_surname(mention: Mention, tokens: Sequence[Token]) -> Ruling | None:
    """Of a surname that is an ordinary word and stands alone, with a capital."""
    before = tokens[mention.first - 1] if mention.first else None
    behind = tokens[mention.last + 1] if mention.last + 1 < len(tokens) else None
    if before and before.letters in TITLES:
        return Ruling.NAMED
    if mention.pattern.words[0] in _CALENDAR:
        return None
    if (before and before.capital and not before.begins) or (behind and behind.capital):
        return Ruling.ASK  # as in Children and Young People
    return _by_capital(mention, tokens)


def _by_capital(mention: Mention, tokens: Sequence[Token]) -> Ruling:
    """Whether a capital says that it is a name, or only that a sentence or heading begins."""
    here = tokens[mention.first : mention.last + 1]
    starts = here[0].begins and sum(one.capital for one in here) == 1
    if starts or _is_heading(mention, tokens):
        return Ruling.ASK
    return Ruling.NAMED


def _is_heading(mention: Mention, tokens: Sequence[Token]) -> bool:
    first, behind = sentence_of(tokens, mention.first, mention.last)
    others = [
        one.capital
        for at, one in enumerate(tokens[first:behind], first)
        if not mention.first <= at <= mention.last and len(one.letters) >= _TELLING
    ]
    return len(others) > 1 and sum(others) >= _HEADING * len(others)


def _is_addressed(mention: Mention, tokens: Sequence[Token]) -> bool:
    """Whether it is part of an address on the web or of a mailbox."""
    behind = tokens[mention.last + 1] if mention.last + 1 < len(tokens) else None
    dotted = behind is not None and behind.gap == "." and not behind.capital
    return dotted or tokens[mention.first].gap in {"@", "www."}
