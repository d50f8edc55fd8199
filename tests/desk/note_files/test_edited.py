"""An edited copy becomes comments: by section, with what was changed and what was said."""

import pytest

from desk.reading.note_files import UnusableNote, comments_in, note_file
from rules.prose import note_of
from schemas.personal import NoteSection, SummaryNote
from tests.support.note_files import by_pandoc

AS = 'author="Ann" date="2027-01-01T00:00:00Z"'


def note(**sections: str) -> SummaryNote:
    return note_of(
        tuple(
            NoteSection(heading=heading, paragraphs=(text,)) for heading, text in sections.items()
        ),
        (),
    )


SENT = note(Worked="Weekly calls helped – families said so.", Waiting="Some waited too long.")


WORKED = "Weekly calls helped – families said so."
SAME = "# Worked\n\nWeekly calls helped – families said so.\n\n# Waiting\n\nSome waited too long."


def said(markdown: str, sent: SummaryNote = SENT) -> list[tuple[int, str]]:
    copy = note_file(by_pandoc(markdown), whole=False)
    return [(one.section, one.text) for one in comments_in(copy, sent, 3)]


def test_changes_tracked_or_not_and_comments_are_told_by_section() -> None:
    assert said(
        "# Worked\n\nWeekly calls helped – "
        f"[families]{{.deletion {AS}}}[parents]{{.insertion {AS}}} said so.\n\n"
        f'# Waiting\n\nSome [Who?]{{.comment-start id="0" {AS}}}waited[]{{.comment-end id="0"}} '
        "20 weeks.\n"
    ) == [
        (1, f"“{WORKED}” became “Weekly calls helped – parents said so.”"),
        (2, "“Some waited too long.” became “Some waited 20 weeks.”"),
        (2, "On “waited”: Who?"),
    ]


def test_a_section_that_was_emptied_is_told_as_taken_out() -> None:
    told = said("# Worked\n\nWeekly calls helped – families said so.\n\n# Waiting\n")
    assert told == [(2, "A paragraph was taken out: “Some waited too long.”")]


def test_sections_in_another_order_and_signs_nobody_sees_are_no_changes() -> None:
    told = said(
        "# waiting\n\nSome wai\N{SOFT HYPHEN}ted too long.\n\n"
        "# Worked\n\nWeekly\N{NO-BREAK SPACE}calls helped – families said so. Twice.\n"
    )
    assert [section for section, _ in told] == [1]


@pytest.mark.parametrize(
    ("markdown", "sent", "told"),
    [
        ("# Worked\n\nx", SENT, "the section “Waiting” of version 3 is missing; put its heading"),
        (
            "# Worked\n\nx\n\n# Other\n\ny",
            SENT,
            "“Other” is no section of version 3, whose sections",
        ),
        ("# Worked\n\nx\n\n# Worked\n\ny", SENT, "there are two sections “Worked”; put them toge"),
        (
            "# A\n\nx",
            note_of((NoteSection(heading="A", paragraphs=("x",)),) * 2, ()),
            "version 3 has two sections “A”, so that nobody can tell which of them",
        ),
        (
            SAME,
            SENT,
            "it says what version 3 says, and there are no comments in it",
        ),
    ],
)
def test_a_copy_of_something_else_is_refused(markdown: str, sent: SummaryNote, told: str) -> None:
    with pytest.raises(UnusableNote, match=told):
        said(markdown, sent)


def test_more_than_a_comment_may_hold_is_several_and_nothing_is_lost() -> None:
    words = " ".join(f"word{number}" for number in range(550))
    told = said(f"# Worked\n\n{words}\n\n{words}\n\n# Waiting\n\nSome waited too long.\n")
    assert len(told) > 1
    assert all(len(text) <= 5000 and section == 1 for section, text in told)
    assert sum(text.count("word549") for _, text in told) == 2
