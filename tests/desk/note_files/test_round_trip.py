"""A note goes out to a word processor and comes back with every word in its place."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from activities.documents.editable import EditableNote, Section, as_docx, as_odt
from desk.reading.note_files import note_file
from rules.prose import blocks_in, texts_of
from tests.support.long_note import long_note
from tests.support.note_files import by_pandoc, changed, parts_of, replaced

WRITERS = pytest.mark.parametrize("write", [as_docx, as_odt])


def to_edit(*sections: Section) -> EditableNote:
    return EditableNote("Summary note: Kent", "OFFICIAL-SENSITIVE", date(2027, 3, 9), sections)


@WRITERS
def test_twenty_pages_come_back_word_for_word_and_list_for_list(
    write: Callable[[EditableNote], bytes],
) -> None:
    note = long_note()
    kept = [(heading, texts_of(blocks)) for heading, blocks in note]
    written = write(to_edit(*(Section(heading, blocks_in(texts)) for heading, texts in kept)))

    read = note_file(written)

    assert [section.heading for section in read.sections] == [heading for heading, _ in note]
    assert [tuple(section.blocks) for section in read.sections] == [blocks for _, blocks in note]
    assert [(one.heading, texts_of(one.blocks)) for one in read.sections] == kept
    assert (read.remarks, read.notices) == ((), ())
    again = (Section(one.heading, tuple(one.blocks)) for one in read.sections)
    assert write(to_edit(*again)) == written


@WRITERS
def test_the_same_note_is_the_same_file_with_its_marking(
    write: Callable[[EditableNote], bytes],
) -> None:
    note = to_edit(Section("Waiting", blocks_in(["- a", "b"])))
    assert write(note) == write(note)
    shown = b"".join(parts_of(write(note)).values())
    assert b"OFFICIAL-SENSITIVE" in shown
    assert b"2027-03-09" in shown


@pytest.mark.parametrize("kind", ["docx", "odt"])
def test_a_file_that_another_program_wrote_is_read_as_it_shows(kind: str) -> None:
    written = by_pandoc(
        "# What worked\n\nCalls, *every* week, to **each** “family” – [a@b.uk](mailto:a@b.uk):\n\n"
        "- calls\n    1. first\n    2. second\n- letters\n\n> Indented words, m^2^ and 1^st^.\n",
        kind,
    )

    (section,) = note_file(written).sections

    assert texts_of(section.blocks) == (
        "Calls, *every* week, to **each** “family” – a@b.uk:",
        "- calls\n  1. first\n  2. second\n- letters",
        "Indented words, m² and 1st.",
    )


def test_letters_of_a_list_become_numbers_and_that_is_said() -> None:
    read = note_file(by_pandoc("# A\n\n(a) one\n(b) two\n"))
    assert texts_of(read.sections[0].blocks) == ("1. one\n2. two",)
    assert read.notices == ("Items of a list that had letters have numbers now.",)


@WRITERS
def test_changes_are_tracked_only_for_whoever_answers_by_editing(
    write: Callable[[EditableNote], bytes],
) -> None:
    note = to_edit(Section("Waiting", blocks_in(["a"])))
    for tracked in (True, False):
        written = write(replace(note, tracked=tracked))
        parts = parts_of(written)
        told = b"<w:trackRevisions/>" in parts.get("word/settings.xml", b"")
        assert (told or b"<text:tracked-changes/>" in parts.get("content.xml", b"")) is tracked
        assert note_file(written).remarks == ()


def test_word_has_lists_within_lists_by_their_style_alone_and_bold_by_it_too() -> None:
    items = ("Bullet", "one"), ("Bullet 2", "within"), ("Number 3", "deepest"), ("Bullet", "two")
    markdown = "# A\n\n[Bold]{custom-style=Strong} words\n\n" + "\n\n".join(
        f'::: {{custom-style="List {style}"}}\n{text}\n:::' for style, text in items
    )
    numbers = {style: number for number, (style, _) in enumerate(dict(items).items(), start=900)}

    def as_word_has_them(parts: dict[str, bytes]) -> None:
        styles, numbering = parts["word/styles.xml"].decode(), parts["word/numbering.xml"].decode()
        bold = '<w:name w:val="Strong" />'
        assert bold in styles
        styles = styles.replace(bold, f"{bold}<w:rPr><w:b/></w:rPr>", 1)
        for style, number in numbers.items():
            named = f'<w:name w:val="List {style}" />'
            assert named in styles
            of_list = f'<w:pPr><w:numPr><w:numId w:val="{number}"/></w:numPr></w:pPr>'
            styles = styles.replace(named, named + of_list, 1)
            shown = "decimal" if style.startswith("Number") else "bullet"
            kind = (
                f'<w:abstractNum w:abstractNumId="{number}"><w:lvl w:ilvl="0"><w:start w:val="1"/>'
                f'<w:numFmt w:val="{shown}"/><w:lvlText w:val="%1."/></w:lvl></w:abstractNum>'
            )
            own = f'<w:num w:numId="{number}"><w:abstractNumId w:val="{number}"/></w:num>'
            head, tag, rest = numbering.partition("<w:abstractNum ")
            numbering = f"{head}{kind}{tag}{rest}".replace("</w:numbering>", f"{own}</w:numbering>")
        parts.update({"word/styles.xml": styles.encode(), "word/numbering.xml": numbering.encode()})

    (section,) = note_file(changed(by_pandoc(markdown), as_word_has_them)).sections

    assert texts_of(section.blocks) == (
        "**Bold** words",
        "- one\n  - within\n    1. deepest\n- two",
    )


def test_what_led_to_another_place_in_the_file_is_said_to_lead_nowhere() -> None:
    plain = by_pandoc("# One\n\nWords.\n\n# Two\n\nMore.\n")
    linked = by_pandoc("# One\n\nSee [Two](#two).\n\n# Two\n\nMore.\n")
    linked_odt = by_pandoc("# One\n\nSee [Two](#two).\n\n# Two\n\nMore.\n", "odt")
    field = replaced(
        plain,
        "word/document.xml",
        '<w:t xml:space="preserve">Words.</w:t>',
        '<w:t xml:space="preserve">Words.</w:t></w:r><w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        '<w:r><w:instrText xml:space="preserve"> REF two \\h </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>Two</w:t></w:r>'
        '<w:r><w:fldChar w:fldCharType="end"/>',
    )
    assert field != plain

    assert note_file(plain).notices == ()
    for content in (linked, linked_odt, field):
        (notice,) = note_file(content).notices
        assert "plain words now: they lead nowhere" in notice
