"""Names are found in the spellings of those who are careless, hurried, or want to get past.

Every name of every area, and names of people, schools, trusts and places; in statements, and in
captions, which begin with them and are no sentences. What cannot be seen to be a name any more is
not asked for: a word of three letters or an abbreviation with a wrong letter is anything.
"""

from collections.abc import Callable

import pytest

from register.english_words import english_words
from rules.anonymity.gate import find_names
from rules.anonymity.patterns import is_abbreviation
from tests.support.names import LISTED, names
from tests.support.spellings import DISGUISED, HIDDEN, MISTYPED, TURNED, WRITTEN_OTHERWISE

SENTENCES: dict[str, Callable[[str], str]] = {
    "statement": "We saw in {} that plans were timely.".format,
    "caption": "Replies of parents in {}, by question".format,
    "heading": "{}: what parents said".format,
}
WAYS = WRITTEN_OTHERWISE | HIDDEN | DISGUISED | MISTYPED | TURNED
EACH = {
    "statement": WRITTEN_OTHERWISE | HIDDEN | MISTYPED,
    "caption": WRITTEN_OTHERWISE | HIDDEN,
    "heading": WRITTEN_OTHERWISE | MISTYPED,
}
"""For every name; all of them take a while, so one name of some has them."""
_ONE_OF = 15
_GLUED = {"as a tag", "with its council"}
_TO_BE_MISTYPED = 5  # letters


def every_name() -> list[str]:
    listed = [text for texts in LISTED.values() for text in texts]
    return sorted({*(one.text for one in names()), *listed})


def can_be_seen(name: str, how: str, kind: str) -> bool:
    """Whether a reader who knows the name would take it for that."""
    if how in _GLUED:
        return len(name) > 2
    if how in MISTYPED and kind == "heading" and WAYS[how](name).lower() in english_words():
        return False  # every heading begins with a word that has a capital
    if how in TURNED or how in MISTYPED:
        longest = max(len(word) for word in name.split())
        return not is_abbreviation(name) and longest >= _TO_BE_MISTYPED
    return True


@pytest.mark.parametrize("kind", SENTENCES)
def test_every_name_is_found_in_every_spelling(kind: str) -> None:
    texts = {
        f"{name}, {how}": SENTENCES[kind](spelled(name))
        for number, name in enumerate(every_name())
        for how, spelled in (EACH[kind] if number % _ONE_OF else WAYS).items()
        if can_be_seen(name, how, kind)
    }
    found = {one.place for one in find_names(texts, names(), words=english_words())}
    assert sorted(texts.keys() - found) == []
    assert len(texts) > 6_000
