"""The fonts are asked, cluster by cluster, and say where they have no shape."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from activities.documents.typesetting import NotTypeset
from activities.fonts import FAMILIES, find_unprintable
from activities.fonts.faces import FACES
from register.areas import local_areas
from schemas.values import DocumentKind
from schemas.words import on_one_line
from tests.activities.test_print import note_of, printed

# Names are spelt by their numbers, because an editor shows them in any order it likes.
SCRIPTS = {
    "Latin": "Zo\u00eb \u0141\u00f3d\u017a Nguy\u1ec5n \u0174yn \u01e9 \u00d8 \u00df \u0131",
    "Greek": "\u0395\u03bb\u03bb\u03b7\u03bd\u03b9\u03ba\u03ac \u1f08\u03b8\u1fc6",
    "Cyrillic": "\u041a\u0438\u0457\u0432 \u0419\u043e\u0441\u0438\u0444",
    "Arabic": "\u0645\u062d\u0645\u062f \u0639\u0628\u062f \u0627\u0644\u0644\u0647",
    "Urdu": "\u0679\u06be\u06cc\u06a9 \u06c1\u06d2",
    "Farsi": "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
    "Hebrew": "\u05e9\u05c1\u05b8\u05dc\u05d5\u05b9\u05dd",
    "Devanagari": "\u0939\u093f\u0928\u094d\u0926\u0940 \u0915\u094d\u0937\u0924\u094d\u0930\u093f",
    "Bengali": "\u09ac\u09be\u0982\u09b2\u09be \u09b0\u200d\u09cd\u09af\u09be\u09ac",
    "Gurmukhi": "\u0a2a\u0a70\u0a1c\u0a3e\u0a2c\u0a40",
    "Gujarati": "\u0a97\u0ac1\u0a9c\u0ab0\u0abe\u0aa4\u0ac0",
    "Tamil": "\u0ba4\u0bae\u0bbf\u0bb4\u0bcd",
    "Sinhala": "\u0dc1\u0dca\u200d\u0dbb\u0dd3",
    "Chinese": "\u4e2d\u6587 \u9999\u6e2f \u9ec3 \u738b\u5c0f\u660e",
    "signs": "\u2265 \u2264 \u2212 \u2013 \u2014 \u2026 \u2022 \u00a3 \u20ac \u00bd",
    "more signs": "\u2153 \u2713 \u2192 \u2190 \u2191 \u00b0 \u00d7 \u00f7 \u00b1 \u2122 \u00a9",
    "quotation marks": "\u2018 \u2019 \u201c \u201d \u00ab \u00bb",
}
REFUSED = (
    ("Hello \u0f42", 7, "cannot be printed: “\u0f42” (U+0F42)"),  # Tibetan
    ("\u2610 done", 1, "cannot be printed: “\u2610” (U+2610)"),
    ("\u0301 alone", 1, "is a mark without a letter to stand on (U+0301)"),
    ("a \u093f", 2, "is a mark without a letter"),  # a Hindi vowel sign after a space
    ("x\ue000", 2, "cannot be printed: U+E000"),  # private use
    ("x\U000e0fff", 2, "cannot be printed: U+E0FFF"),
    ("lost \ufffd", 6, "(U+FFFD)"),  # what another program could not read
    ("Z" + "\u0300" * 5, 1, "(U+005A U+0300"),  # marks heaped over the line above
    ("\u4e2d\U000e01ef", 1, "U+E01EF"),  # a way of writing the character that no font has
)


@pytest.mark.parametrize("script", SCRIPTS)
def test_what_people_in_england_write_can_be_set(script: str) -> None:
    words = SCRIPTS[script]
    assert find_unprintable(words) is None
    assert printed(DocumentKind.SUMMARY_NOTE, note_of(words, heading=words))


def test_what_cannot_be_set_is_shown_with_its_place() -> None:
    for text, position, words in REFUSED:
        found = find_unprintable(text)
        assert found is not None, text
        assert found.position == position
        assert found.words.startswith(f"character {position} ")
        assert words in found.words


@given(st.text(max_size=12))
def test_whatever_passes_typst_sets(text: str) -> None:
    words = on_one_line(text)
    if words and find_unprintable(words) is None:
        assert printed(DocumentKind.SUMMARY_NOTE, note_of(words, heading=words))


def test_every_areas_name_can_be_printed() -> None:
    assert [area.name for area in local_areas() if find_unprintable(area.name)] == []


def test_each_font_is_there_under_the_name_it_is_asked_for() -> None:
    assert [face.file.name for face in FACES if not face.file.is_file()] == []
    assert len(set(FAMILIES)) == len(FACES)


def test_a_document_with_words_from_before_they_were_asked_about_says_where() -> None:
    with pytest.raises(NotTypeset, match=r"^No font sets the words of summary_note: sections 1, "):
        printed(DocumentKind.SUMMARY_NOTE, note_of("Fine.", heading="\u0f42"))
