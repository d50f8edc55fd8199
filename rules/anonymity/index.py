"""Finds the names that some letters are, nearly are, or hold."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Final

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

from rules.anonymity.patterns import Form, Pattern
from schemas.anonymity import Why

_SHORTEST = 3
_SHORT = 4
_ONE_LETTER = 6
_TWO_LETTERS = 10
_WITHIN = 6
_ENDINGS: Final = ("s", "es", "ish", "ian", "ers", "er")
_WITHIN_WORDS: Final = frozenset({Form.WORDS, Form.SIGN})
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
        patterns = [
            one for one in patterns if one.form is not Form.PART or one.letters not in words
        ]
        self._exact: dict[str, list[Pattern]] = defaultdict(list)
        for pattern in patterns:
            self._exact[pattern.letters].append(pattern)
        self._words = words
        self._by_length: dict[int, list[str]] = defaultdict(list)
        for letters in {one.letters for one in patterns if not one.is_exact}:
            self._by_length[len(letters)].append(letters)
        self._lengths = sorted(length for length in self._by_length if length >= _WITHIN)
        self._cache: dict[str, Recognised] = {}
        self.longest = max(map(len, self._exact), default=0)

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

    def covered(self, letters: str, sign: str) -> list[Pattern]:
        """The names that letters may be of which some are covered; half of them are seen at least.

        Args:
            letters: With a sign for each that is covered.
            sign: That sign.
        """
        seen = [(at, one) for at, one in enumerate(letters) if one != sign]
        if len(letters) < _SHORT or 2 * len(seen) < len(letters):
            return []
        return [
            one
            for text in self._by_length.get(len(letters), ())
            if all(text[at] == there for at, there in seen)
            for one in self.exact(text)
            if one.name and not one.is_exact
        ]

    def _recognised(self, letters: str, *, alone: bool) -> Recognised:
        if found := self.exact(letters):
            return [(one, Why.EXACT) for one in found]
        if alone:
            for ending in _ENDINGS:
                stem = letters.removesuffix(ending)
                if stem != letters and (found := self.exact(stem)):
                    return [(one, Why.WITHIN) for one in found if one.name]
        near = self.near(letters, alone=alone)
        within = self._within(letters) if alone else []
        return [*near, *((one, Why.WITHIN) for one in within)]

    def near(self, letters: str, *, alone: bool) -> Recognised:
        """The names that letters nearly are; the nearest first."""
        texts = self._near(letters) or (self._near_short(letters) if alone else [])
        return [
            (one, Why.NEAR)
            for text in texts
            for one in self.exact(text)
            if one.name and not one.is_exact
        ]

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
        if length < _SHORTEST or not letters.isalpha():
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
        for at in range(_SHORTEST, len(letters) - 2) if len(letters) <= _LONGEST else ():
            before, behind = letters[:at], letters[at:]
            if self.is_word(behind):
                found += self._beside(before, behind)
            if self.is_word(before):
                found += self._beside(behind, before)
        return [one for one in found if one.name and one.form in _WITHIN_WORDS]

    def _beside(self, letters: str, word: str) -> list[Pattern]:
        """What stands in one word with an ordinary one; what is short, with a long one."""
        if len(letters) >= _SHORT:
            return self.exact(letters)
        unlike_word = len(letters) == _SHORTEST and not self.is_word(letters)
        return self.exact(letters) if unlike_word and len(word) >= _SHORT else []

    def begun(self, letters: str, at_least: int) -> Recognised:
        """The names that several words written as one begin with, before an ordinary word.

        Args:
            letters: Of the words.
            at_least: So many of them are those of the words but the last.
        """
        return [
            (one, Why.WITHIN)
            for at in range(max(at_least + 1, _SHORT), len(letters) - 2)
            if self.is_word(letters[at:])
            for one in self.exact(letters[:at])
            if one.name and one.form in _WITHIN_WORDS
        ]
