"""Text that is shown does nothing to a terminal, and is still known again."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from schemas.complaints import complaint
from schemas.forms.preparation import DatesForm
from schemas.visible import echoed, visible


@given(st.text() | st.text(st.characters(categories=["Cc", "Cf", "Cs", "Zl", "Zp"])))
def test_nothing_that_a_terminal_obeys_is_left(text: str) -> None:
    shown = visible(text)
    assert {c for c in shown if unicodedata.category(c) in {"Cc", "Cs"}} <= {"\n", "\t"}
    assert not {c for c in shown if unicodedata.bidirectional(c) in {"RLO", "LRO", "RLI", "LRI"}}
    shown.encode("utf-8")


@pytest.mark.parametrize(
    "text",
    [
        "Łukasz Żak",
        "שלום",
        "\u0632\u0647\u0631\u0627\u200c\u0633",
        "a\nb\tc",
        "“Quoted” €5 ≥ 4",
        "👩‍🏫",
    ],
    ids=["Polish", "Hebrew", "Farsi", "lines", "signs", "joined"],
)
def test_words_in_any_script_stay_as_they_are(text: str) -> None:
    assert visible(text) == text


def test_an_escape_sequence_is_seen_for_what_it_is() -> None:
    assert visible("Eve \x1b]0;owned\x07\x1b[2J") == "Eve \\x1b]0;owned\\x07\\x1b[2J"
    assert visible("\x9b2J and \u202egnp.exe") == "\\x9b2J and \\u202egnp.exe"


@given(st.text() | st.lists(st.text()) | st.none() | st.integers())
def test_a_value_told_back_is_short_and_on_one_line(value: object) -> None:
    told = echoed(value)
    assert "\n" not in told
    assert len(told) <= 41


@pytest.mark.parametrize("unseen", ["\u200b", "\ufeff", "\xad", "\u2060"])
def test_what_came_along_unseen_is_seen_in_what_is_told_back(unseen: str) -> None:
    form = {"day_one": f"2027-01-12{unseen}", "day_two": "2027-01-13"}
    with pytest.raises(ValidationError) as refused:
        DatesForm.model_validate(form)
    sentence = complaint(refused.value.errors())
    written = unseen.encode("ascii", "backslashreplace").decode()
    assert sentence == f"(“2027-01-12{written}”) is not a date, such as 2020-10-05"
