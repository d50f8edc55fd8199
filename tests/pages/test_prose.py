"""The words of a note as pages show them: lists as lists, and every word a word."""

import html5lib

from pages.prose import as_it_reads, prose
from rules.prose import note_of
from schemas.personal import NoteSection

HOSTILE = '<script>alert(1)</script> & *<b>"x"</b>*'


def shown(*paragraphs: str, marked: bool | None = None) -> str:
    note = note_of((NoteSection(heading="Waiting", paragraphs=paragraphs),), ())
    if marked is not None:
        note = note.model_copy(update={"marked": marked})
    return str(prose(note.sections[0], note))


def test_a_list_within_a_list_is_within_its_item() -> None:
    assert shown("- a\n  1. b\n  2. **c**\n- d") == (
        '<ul class="govuk-list govuk-list--bullet"><li>a'
        '<ol class="govuk-list govuk-list--number"><li>b</li><li><strong>c</strong></li></ol>'
        "</li><li>d</li></ul>"
    )


def test_a_list_that_does_not_begin_at_one_says_so() -> None:
    assert '<ol class="govuk-list govuk-list--number" start="7"><li>a</li>' in shown("7. a\n8. b")
    assert "start" not in shown("1. a")


def test_words_are_shown_and_never_obeyed() -> None:
    for html in (shown(HOSTILE), str(as_it_reads(HOSTILE, [HOSTILE, f"- {HOSTILE}"]))):
        tree = html5lib.parse(html, treebuilder="etree", namespaceHTMLElements=False)
        assert tree.find(".//script") is None
        assert tree.find(".//b") is None
        assert tree.findtext(".//em") == '<b>"x"</b>'


def test_an_older_note_is_shown_as_every_character_stands() -> None:
    text = "- 5 *per cent*\nof all"
    assert shown(text, marked=False) == f'<p class="govuk-body av-words">{text}</p>'
