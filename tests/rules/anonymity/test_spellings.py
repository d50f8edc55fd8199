"""Names are found in the spellings of those who are careless, hurried, or want to get past."""

from register.english_words import english_words
from rules.anonymity.gate import find_names
from tests.support.names import LISTED, names
from tests.support.spellings import HIDDEN, MISTYPED, WRITTEN_OTHERWISE

_EVERY = 7  # one area of so many: all of them take a minute
_MOST_MISSED = 0.03  # of all names, those that are ordinary words included; measured: under 0.01


def test_names_are_found_in_statements() -> None:
    listed = [text for texts in LISTED.values() for text in texts]
    areas = sorted({one.text for one in names()} - set(listed))[::_EVERY]
    spellings = WRITTEN_OTHERWISE | HIDDEN | MISTYPED
    texts = {
        f"{text}, {how}": f"We saw in {spelled(text)} that plans were timely."
        for text in (*areas, *listed)
        for how, spelled in spellings.items()
    }
    found = {one.place for one in find_names(texts, names(), words=english_words())}
    missed = sorted(texts.keys() - found)
    assert len(missed) <= _MOST_MISSED * len(texts), missed
