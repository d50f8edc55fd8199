"""What areas and others are called by their first letters: with and without small words."""

from collections.abc import Iterator, Sequence
from typing import Final

from rules.anonymity.word_lists import FOR_OTHERS, SMALL
from schemas.anonymity import Name, NameKind

_BEFORE: Final = {"E09": ("lb", "rb")}
"""By how codes begin: London boroughs, some of them royal."""
_BEHIND: Final = {
    "E06": ("bc", "c", "cc", "ua"),
    "E08": ("cc", "mbc", "mdc"),
    "E10": ("cc",),
}
"""By how codes begin: the councils of unitary authorities, metropolitan districts, counties."""
_SHORTEST = 3  # letters; two of them stand for too much
_SHORTEST_OF_OTHERS = 4  # of schools and trusts, of which there are many more


def initials_of(name: Name, words: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """How a name is abbreviated, each time as the words that a reader sees.

    Args:
        name: Of an area, a school or a trust.
        words: It, in small letters, without what only says what it is.
    """
    if name.kind is not NameKind.AREA:
        if name.kind in {NameKind.SCHOOL, NameKind.TRUST}:
            yield from _bare(words, _SHORTEST_OF_OTHERS)
        return
    yield from _bare(words, _SHORTEST)
    code = (name.area or "")[:3]
    for short in _shortened(words):
        for whole in (
            *(f"{before}{short}" for before in _BEFORE.get(code, ())),
            *(f"{short}{behind}" for behind in _BEHIND.get(code, ())),
        ):
            if _tells(whole, _SHORTEST):
                yield (whole,)
    if "and" in words:
        first, second = (_first(part) for part in _around_and(words))
        for behind in ("", *_BEHIND.get(code, ())):
            yield (first, "and", f"{second}{behind}")


def _bare(words: Sequence[str], shortest: int) -> Iterator[tuple[str, ...]]:
    for short in _shortened(words):
        if _tells(short, shortest):
            yield (short,)


def _shortened(words: Sequence[str]) -> list[str]:
    """All first letters, and those of the words that are not small."""
    every = _first(words)
    large = _first([word for word in words if word not in SMALL])
    return [*dict.fromkeys((every, large))]


def _first(words: Sequence[str]) -> str:
    return "".join(word[0] for word in words)


def _around_and(words: Sequence[str]) -> tuple[Sequence[str], Sequence[str]]:
    at = words.index("and")
    return words[:at], words[at + 1 :]


def _tells(short: str, shortest: int) -> bool:
    return len(short) >= shortest and short not in FOR_OTHERS
