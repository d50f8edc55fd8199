"""Tracked changes and comments are told where they are, without whoever made them."""

from datetime import date

from activities.documents.editable import EditableNote, Section, as_odt
from desk.reading.note_files import note_file
from rules.prose import blocks_in, texts_of
from tests.support.note_files import by_pandoc, replaced

_AS = 'author="Ann Example" date="2027-01-01T00:00:00Z"'
_OFFICE = 'xmlns:dc="http://purl.org/dc/elements/1.1/"'
_BY = f"<dc:creator {_OFFICE}>Ann Example</dc:creator>"

DOCX = f"""# What worked

Nothing here.

# Waiting

Some [waited]{{.deletion {_AS}}}[were *seen*]{{.insertion {_AS}}} early.
[Is this so?]{{.comment-start id="0" {_AS}}}By whom[]{{.comment-end id="0"}} it was said.

- [A new item.]{{.insertion {_AS}}}
"""


def sentences(content: bytes) -> list[tuple[str, str]]:
    return [(one.heading, one.sentence) for one in note_file(content).remarks]


def test_of_a_docx_changes_and_comments_come_in_their_order_and_nobody_is_named() -> None:
    content = by_pandoc(DOCX)

    assert sentences(content) == [
        ("Waiting", "Taken out: “waited”."),
        ("Waiting", "Put in: “were seen”."),
        ("Waiting", "On “By whom”: Is this so?"),
        ("Waiting", "Put in: “A new item.”."),
    ]
    read = note_file(content)
    assert "Ann" not in repr(read)
    assert texts_of(read.sections[1].blocks) == (
        "Some were *seen* early. By whom it was said.",
        "- A new item.",
    )


def odt_with_remarks() -> bytes:
    section = Section("Waiting", blocks_in(["Some were seen early. By whom it was said.", "- a"]))
    plain = as_odt(EditableNote("Note", "OFFICIAL", date(2027, 1, 1), (section,)))
    start = '<text:p text:style-name="Standard">Some were seen early. By whom it'
    marked = (
        '<text:p text:style-name="Standard">Some <text:change text:change-id="ct1"/>'
        '<text:change-start text:change-id="ct2"/>were seen<text:change-end text:change-id="ct2"/>'
        f' early. <office:annotation office:name="n1">{_BY}<text:p>Is this so?</text:p>'
        '</office:annotation>By whom<office:annotation-end office:name="n1"/> it'
    )
    changes = (
        '<office:text><text:tracked-changes><text:changed-region text:id="ct1"><text:deletion>'
        f"<office:change-info>{_BY}</office:change-info><text:p>waited</text:p></text:deletion>"
        '</text:changed-region><text:changed-region text:id="ct2"><text:insertion>'
        f"<office:change-info>{_BY}</office:change-info></text:insertion></text:changed-region>"
        "</text:tracked-changes>"
    )
    return replaced(
        replaced(plain, "content.xml", start, marked), "content.xml", "<office:text>", changes
    )


def test_of_an_odt_they_do_so_too() -> None:
    content = odt_with_remarks()

    assert sentences(content) == [
        ("Waiting", "Taken out: “waited”."),
        ("Waiting", "Put in: “were seen”."),
        ("Waiting", "On “By whom”: Is this so?"),
    ]
    read = note_file(content)
    assert "Ann" not in repr(read)
    assert texts_of(read.sections[0].blocks) == (
        "Some were seen early. By whom it was said.",
        "- a",
    )
