"""Which mentions are refused, which are asked about, and which pass."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Final

from rules.anonymity.mentions import Mention
from rules.anonymity.patterns import MAY_BE_ANOTHERS, Form
from rules.anonymity.tokens import Token, sentence_of
from rules.anonymity.word_lists import (
    CALENDAR,
    CERTAIN_TITLES,
    COUNCILS,
    OF_AREAS,
    TITLES,
    WITHIN_TITLES,
)
from schemas.anonymity import NameKind, Ruling, Why

_LONG = 10  # letters that ordinary words do not make by chance
_SHORT = 6  # letters; a shorter name is a letter away from too much
_TELLING = 4  # letters of a word that shows how a heading is written
_HEADING = 0.8  # of its words that have capitals
_HYPHENS: Final = frozenset("-\N{HYPHEN}\N{NON-BREAKING HYPHEN}")
_STRICTEST: Final = (Ruling.NAMED, Ruling.ASK, Ruling.ASK_ONCE)
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
            kept.append(min(counted, key=lambda pair: _STRICTEST.index(pair[1])))
    yield from sorted(kept, key=lambda pair: pair[0].first)


def _rank(mention: Mention, tokens: Sequence[Token]) -> tuple[int, bool]:
    letters = sum(len(one.letters) for one in tokens[mention.first : mention.last + 1])
    return -letters, mention.why is not Why.EXACT


def _passes(alike: Sequence[Mention], may_be_named: Collection[str]) -> bool:
    """Whether what some words stand for is a region, or an area that agreed, and nobody else."""
    whole = [one for one in alike if one.pattern.form not in MAY_BE_ANOTHERS]
    names = [one.pattern.name for one in whole or alike]
    if None in names:
        return True
    if any(name.kind is not NameKind.AREA for name in names if name):
        return False
    agreed = {name.text for name in names if name and name.area in may_be_named}
    if all(one.pattern.form is Form.INITIALS for one in alike):
        return agreed == {name.text for name in names if name}  # whichever of them is meant
    return bool(agreed)


def _ruling(mention: Mention, tokens: Sequence[Token]) -> Ruling | None:
    """What becomes of a mention by itself; `None` if it is none."""
    if mention.pattern.form is Form.INITIALS:
        here = tokens[mention.first : mention.last + 1]
        as_word = mention.ordinary and not all(one.upper for one in here)
        return None if as_word or any(one.begins for one in here[1:]) else Ruling.ASK
    if mention.pattern.form in MAY_BE_ANOTHERS:
        return _of_part(mention, tokens)
    return _of_ordinary(mention, tokens) if mention.ordinary else _of_unusual(mention, tokens)


def _of_ordinary(mention: Mention, tokens: Sequence[Token]) -> Ruling | None:
    """Of words of which each is in the dictionary."""
    here = tokens[mention.first : mention.last + 1]
    pattern = mention.pattern
    if any(one.begins for one in here[1:]):
        return None  # of two sentences
    if mention.why is not Why.EXACT:
        return _of_nearly(mention, tokens)
    as_written = tuple(one.letters for one in here) == pattern.words
    if as_written and not pattern.needs_capitals:
        return Ruling.NAMED
    if not as_written:
        return _of_parted(mention, tokens)
    if _is_addressed(mention, tokens):
        return Ruling.NAMED
    if not all(one.capital for one in here):
        return _of_small(mention, tokens)
    if pattern.form is Form.INITIAL:
        article = here[0].letters in {"a", "i"} and "." not in here[1].gap
        return Ruling.ASK if article else Ruling.NAMED
    if pattern.name and pattern.name.kind is NameKind.PERSON and len(here) == 1:
        return _of_surname(mention, tokens)
    return _by_capital(mention, tokens)


def _of_part(mention: Mention, tokens: Sequence[Token]) -> Ruling | None:
    """Of a given name, or of one word of a longer name."""
    here = tokens[mention.first]
    if mention.first != mention.last:
        return None
    if not mention.ordinary:
        return None if here.upper and len(here.letters) < _TELLING else Ruling.ASK
    plain = not here.capital or here.upper or here.begins or here.letters in CALENDAR
    if plain or _is_heading(mention, tokens) or _capital_beside(mention, tokens):
        return None
    return Ruling.ASK


def _of_nearly(mention: Mention, tokens: Sequence[Token]) -> Ruling | None:
    """Of ordinary words, each with a capital, that are a name's plural or nearly a name."""
    here = tokens[mention.first : mention.last + 1]
    if mention.why is Why.WITHIN and here[0].begins:
        return Ruling.ASK
    if here[0].begins or here[0].upper or _is_heading(mention, tokens):
        return None
    return None if _capital_beside(mention, tokens) else Ruling.ASK


def _of_small(mention: Mention, tokens: Sequence[Token]) -> Ruling | None:
    """Of ordinary words that are a name, not all of them with a capital."""
    here = tokens[mention.first : mention.last + 1]
    before, behind = _neighbours(mention, tokens)
    pattern = mention.pattern
    if pattern.name is None or pattern.form is not Form.WORDS:
        return None
    if pattern.name.kind is NameKind.PERSON:
        titled = before is not None and before.letters in TITLES
        if len(here) == 1:
            certain = titled and before is not None and before.letters in CERTAIN_TITLES
            return Ruling.NAMED if certain else None
        if titled:
            return Ruling.NAMED
        of_office = any(word in OF_AREAS for word in pattern.words)
        shortened = len(pattern.words) < len(pattern.name.text.split())
        return None if of_office or shortened else Ruling.ASK
    if any(one.capital for one in here):
        return Ruling.ASK
    of_council = behind is not None and behind.letters in COUNCILS
    return Ruling.ASK if of_council else Ruling.ASK_ONCE


def _of_unusual(mention: Mention, tokens: Sequence[Token]) -> Ruling | None:
    """Of words of which one at least is in no dictionary."""
    here = tokens[mention.first : mention.last + 1]
    of_person = mention.pattern.name and mention.pattern.name.kind is NameKind.PERSON
    if of_person and len(mention.pattern.letters) == 2:  # noqa: PLR2004 - a surname such as Li or Ng
        written_so = len(here) == 1 and here[0].capital and not here[0].upper
        return Ruling.NAMED if written_so else None
    if mention.why is Why.NEAR and here[0].upper and len(here[0].letters) < _TELLING:
        return None  # an abbreviation
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
    if here[0].capital:
        return _by_capital(mention, tokens)
    return None if _is_hyphened(mention, tokens) else Ruling.ASK_ONCE


def _is_hyphened(mention: Mention, tokens: Sequence[Token]) -> bool:
    """Whether its first word or its last belongs to a word beside it, as in ring-fenced."""
    _, behind = _neighbours(mention, tokens)
    gaps = (tokens[mention.first].gap, behind.gap if behind else "")
    return any(gap in _HYPHENS for gap in gaps)


def _is_broken(here: Sequence[Token]) -> bool:
    """Whether it is one word that a line's end breaks."""
    return len(here) == 2 and "\n" in here[1].gap and not here[1].gap.isspace()  # noqa: PLR2004 - before and after the break


def _of_surname(mention: Mention, tokens: Sequence[Token]) -> Ruling | None:
    """Of a surname that is an ordinary word and stands alone, with a capital."""
    before, _ = _neighbours(mention, tokens)
    if before and before.letters in TITLES:
        return Ruling.NAMED
    if mention.pattern.words[0] in CALENDAR:
        return None
    if _capital_beside(mention, tokens):
        return Ruling.ASK  # as in Children and Young People
    return _by_capital(mention, tokens)


def _by_capital(mention: Mention, tokens: Sequence[Token]) -> Ruling:
    """Whether a capital says that it is a name, or only that a sentence, heading or title has it.

    As titles have it: Reading Recovery, Rugby Football Union; but Reading Council.
    """
    here = tokens[mention.first : mention.last + 1]
    starts = here[0].begins and sum(one.capital for one in here) == 1
    if starts or _is_heading(mention, tokens):
        return Ruling.ASK
    beside = _capital_beside(mention, tokens)
    if len(here) == 1 and beside and not any(one.letters in OF_AREAS for one in beside):
        return Ruling.ASK
    return Ruling.NAMED


def _neighbours(mention: Mention, tokens: Sequence[Token]) -> tuple[Token | None, Token | None]:
    before = tokens[mention.first - 1] if mention.first else None
    behind = tokens[mention.last + 1] if mention.last + 1 < len(tokens) else None
    return before, behind


def _capital_beside(mention: Mention, tokens: Sequence[Token]) -> list[Token]:
    """The words with capitals right before and behind, as titles of several words have them."""
    before, behind = _neighbours(mention, tokens)
    here = tokens[mention.first]
    found = []
    if before and before.capital and not before.begins and not here.begins and here.gap.isspace():
        found.append(before)
    if behind and behind.capital and not behind.begins and behind.gap.isspace():
        found.append(behind)
    return found


def _is_heading(mention: Mention, tokens: Sequence[Token]) -> bool:
    """Whether nearly every word has a capital: all but the first, and those that have none."""
    first, behind = sentence_of(tokens, mention.first, mention.last)
    others = [
        one.capital
        for at, one in enumerate(tokens[first:behind], first)
        if at > first
        and not mention.first <= at <= mention.last
        and one.letters not in WITHIN_TITLES
    ]
    return bool(others) and sum(others) >= _HEADING * len(others)


def _is_addressed(mention: Mention, tokens: Sequence[Token]) -> bool:
    """Whether it is part of an address on the web or of a mailbox."""
    behind = tokens[mention.last + 1] if mention.last + 1 < len(tokens) else None
    dotted = behind is not None and behind.gap == "." and not behind.capital
    return dotted or tokens[mention.first].gap in {"@", "www."}
