"""Finds the names that some letters are, nearly are, or hold."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Final

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

from rules.anonymity.patterns import Pattern
from schemas.anonymity import Why

_SHORT = 4
_ONE_LETTER = 6
_TWO_LETTERS = 10
_WITHIN = 6
_ENDINGS: Final = ("s", "es", "ish", "ian", "ers", "er")
_LONGEST = 60  # letters of a word that may hold a name at any place

Recognised = list[tuple[Pattern, Why]]


class Index:
    """Patterns by their letters."""

    def __init__(self, patterns: Iterable[Pattern], words: Collection[str]) -> None:
        """Take the patterns in.

        Args:
            patterns: To be found.
            words: The dictionary's, in small letters.
        """
        self._exact: dict[str, list[Pattern]] = defaultdict(list)
        for pattern in patterns:
            self._exact[pattern.letters].append(pattern)
        self._words = words
        self._by_length: dict[int, list[str]] = defaultdict(list)
        for letters in self._exact:
            self._by_length[len(letters)].append(letters)
        self._lengths = sorted(length for length in self._by_length if length >= _WITHIN)
        self._cache: dict[str, Recognised] = {}
        self.longest = max(self._by_length, default=0)

    def is_word(self, letters: str) -> bool:
        """Whether it is an ordinary word."""
        return letters in self._words

    def exact(self, letters: str) -> list[Pattern]:
        """What is written by just these letters."""
        return self._exact.get(letters, [])

    def unusual(self, letters: str, *, alone: bool) -> Recognised:
        """What letters that are no ordinary word stand for.

        Args:
            letters: Of one word, or of several.
            alone: Whether they are one word as it stands.
        """
        key = f"{alone}{letters}"
        if key not in self._cache:
            self._cache[key] = self._recognised(letters, alone=alone)
        return self._cache[key]

    def _recognised(self, letters: str, *, alone: bool) -> Recognised:
        if found := self.exact(letters):
            return [(one, Why.EXACT) for one in found]
        if alone:
            for ending in _ENDINGS:
                stem = letters.removesuffix(ending)
                if stem != letters and (found := self.exact(stem)):
                    return [(one, Why.WITHIN) for one in found if one.name]
        texts = self._near(letters) or (self._near_short(letters) if alone else [])
        near = [(one, Why.NEAR) for text in texts for one in self.exact(text) if one.name]
        within = self._within(letters) if alone else []
        return [*near, *((one, Why.WITHIN) for one in within)]

    def _near(self, letters: str) -> list[str]:
        """The names at most one letter away, or two in long ones; the nearest first."""
        length = len(letters)
        found: list[tuple[float, str]] = []
        for other in range(max(_ONE_LETTER, length - 2), length + 3):
            most = 2 if other >= _TWO_LETTERS else 1
            if abs(other - length) > most or other not in self._by_length:
                continue
            near = extract(
                letters, self._by_length[other], scorer=OSA.distance, score_cutoff=most, limit=None
            )
            found += [(distance, text) for text, distance, _ in near]
        return [text for _, text in sorted(found)]

    def _near_short(self, letters: str) -> list[str]:
        """The names of four letters or five that are one letter away and begin alike."""
        length = len(letters)
        if length < _SHORT or not letters.isalpha():
            return []
        return [
            text
            for other in range(max(_SHORT, length - 1), min(_ONE_LETTER, length + 2))
            for text in self._by_length.get(other, ())
            if text[0] == letters[0] and OSA.distance(letters, text, score_cutoff=1) == 1
        ]

    def _within(self, letters: str) -> list[Pattern]:
        """The names that a word holds, or begins or ends with beside an ordinary word."""
        found = []
        for length in self._lengths:
            for at in range(len(letters) - length + 1):
                found += self.exact(letters[at : at + length])
        for at in range(4, len(letters) - 2) if len(letters) <= _LONGEST else ():
            before, behind = letters[:at], letters[at:]
            if self.is_word(behind):
                found += self.exact(before)
            if self.is_word(before) and len(behind) >= _SHORT:
                found += self.exact(behind)
        return [one for one in found if one.name and not one.initial]
