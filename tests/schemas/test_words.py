"""Words are freed of what nobody sees, and of nothing else."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from schemas.personal import Name, Text
from schemas.words import cleaned, on_one_line

NAME: TypeAdapter[str] = TypeAdapter(Name)
TEXT: TypeAdapter[str] = TypeAdapter(Text)

JOINED = (
    "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",  # Farsi: two parts of one word
    "\u0dc1\u0dca\u200d\u0dbb\u0dd3",  # Sinhala: the Sri of Sri Lanka
    "\u09b0\u200d\u09cd\u09af\u09be\u09ac",  # Bengali: ra and ya that do not merge
    "\u0915\u094d\u200d\u0937",  # Hindi: half a letter before another
    "\U0001f468\u200d\U0001f469\u200d\U0001f467",  # a family, as one picture
)


def test_joiners_that_show_stay() -> None:
    for name in JOINED:
        assert NAME.validate_python(name) == name


def test_joiners_that_show_nothing_go() -> None:
    assert cleaned("Zo\u200de\u200c Example\u200d") == "Zoe Example"
    assert cleaned(f"{JOINED[0]}\u200c") == JOINED[0]
    assert cleaned(JOINED[0].replace("\u200c", "\u200c\u200c")) == JOINED[0]


@pytest.mark.parametrize(
    "unseen", ["\u200b", "\u2800", "\U000e0100", "\U0001d173", "\u3164 \u2060", "\u200d\u200c"]
)
def test_of_what_cannot_be_seen_at_all_nothing_is_left(unseen: str) -> None:
    assert cleaned(unseen) == ""
    assert cleaned(f"Anna{unseen}").startswith("Anna")
    with pytest.raises(ValidationError):
        NAME.validate_python(unseen)


def test_what_nobody_sees_goes() -> None:
    seen = "a\u00adb\u200bc\u2060d\ufeffe\u202ef\u2066g\u034fh\u3164i\ufe0fj\U000e0041k"
    assert cleaned(seen) == "abcdefghijk"


def test_a_letter_and_its_accent_are_one() -> None:
    assert cleaned("Zoe\u0308") == "Zo\u00eb"


def test_line_breaks_stay_in_a_text_and_not_in_a_name() -> None:
    assert TEXT.validate_python("One.\r\n\r\nTwo\u2029three\x00four") == "One.\n\nTwo\nthree four"
    assert NAME.validate_python("Amara\r\n\tOkafor") == "Amara Okafor"


def test_a_heading_that_nobody_sees_is_no_heading() -> None:
    for empty in ("", " ", "\u200b", "\u200b\u2060\ufeff", "\u3164", "\ufe0f", "\u200d"):
        for kind in (NAME, TEXT):
            with pytest.raises(ValidationError, match="at least 1 character"):
                kind.validate_python(empty)


@given(st.text())
def test_what_is_clean_stays_as_it_is(text: str) -> None:
    once = cleaned(text)
    assert cleaned(once) == once
    assert on_one_line(on_one_line(text)) == on_one_line(text)
    assert unicodedata.is_normalized("NFC", once)


@given(st.text(st.characters(categories=("Lu", "Ll", "Nd", "Po"), max_codepoint=0x24F)))
def test_no_letter_digit_or_point_is_lost(text: str) -> None:
    assert cleaned(text) == unicodedata.normalize("NFC", text)
