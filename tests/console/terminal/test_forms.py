"""Forms from files and options: read as people mean them, refused in sentences."""

from collections.abc import Callable
from datetime import time
from pathlib import Path

import pytest
from typer.testing import Result

from console.terminal.forms import BrokenForm, from_file, from_options
from schemas.forms.concerns import DisclosureForm
from schemas.forms.days import HeldForm
from schemas.forms.form import Form
from schemas.forms.letters import ContactsForm
from schemas.forms.note import DraftForm, SharingForm
from schemas.forms.preparation import DatesForm, SurveyForm, TimetableForm
from schemas.forms.team import DeclarationsForm, OfficerForm

MEETING = """
meetings:
  - slot_id: feedback
    kind: feedback
    day: 2
    starts: 15:30
    ends: 16:30
    mode: virtual
    case:
    title: No
    place: 2020-10-05
    fallback: by telephone
"""


def written(text: str) -> Path:
    file = Path("form.yaml")
    file.write_text(text, encoding="utf-8")
    return file


def refusal(kind: type[Form], text: str) -> str:
    with pytest.raises(BrokenForm) as refused:
        from_file(kind, written(text))
    return str(refused.value)


def test_values_are_what_a_person_typed_and_not_what_yaml_makes_of_them() -> None:
    meeting = from_file(TimetableForm, written(MEETING)).meetings[0]
    assert (meeting.starts, meeting.ends) == (time(15, 30), time(16, 30))
    assert (meeting.title, meeting.place, meeting.day) == ("No", "2020-10-05", 2)
    assert meeting.case is None


def test_a_byte_order_mark_is_no_part_of_a_form() -> None:
    written("\N{BYTE ORDER MARK}slots: [forum]")
    assert from_file(HeldForm, Path("form.yaml")).slots == ("forum",)


@pytest.mark.parametrize(
    ("kind", "text", "told"),
    [
        (
            DeclarationsForm,
            "inspectors:\n- {ref: hmi-1, role: ofsted_education_hmi, name: R, email: r@x.uk}",
            "inspectors 1, organisation is missing (line 2)",
        ),
        (
            DeclarationsForm,
            (
                "inspectors:\n- {ref: hmi-1, role: ofsted_education_hmi, name: R, email: r@x.uk,"
                " organisation: O,\n   conflict: [financial]}"
            ),
            "inspectors 1, conflict is not a field here; did you mean conflicts? (line 3)",
        ),
        (
            ContactsForm,
            (
                "people:\n- ref: dcs\n  role: headmaster\n  name: A\n  email: a@b.uk\n"
                "  organisation: O"
            ),
            (
                "people 1, role is “headmaster”, which is none of those there are; known are "
                "accountable_officer, director_of_childrens_services, parent_carer_forum (line 3)"
            ),
        ),
        (
            ContactsForm,
            "people: nobody",
            "people must be a list, each entry on a line after a hyphen (line 1)",
        ),
        (
            ContactsForm,
            "\npeople: [3]",
            "people 1 must be fields, as in `name: value` (line 2)",
        ),
        (
            SharingForm,
            "version: two\ndepartments: [Treasury]",
            (
                "version must be a whole number, not “two” (line 1); "
                "departments 1 must be dfe, nhs_england or a reference, not “Treasury” (line 2)"
            ),
        ),
        (
            SurveyForm,
            "links:\n  parents_and_carers: http://a.example\n",
            (
                "links, parents_and_carers (“http://a.example”) is not an address that starts with "
                "https:// (line 2)"
            ),
        ),
        (
            DatesForm,
            "day_one: 2026-02-30\nday_two: 86400",
            (
                "day_one (“2026-02-30”) is not a date, such as 2020-10-05 (line 1); "
                "day_two (“86400”) is not a date, such as 2020-10-05 (line 2)"
            ),
        ),
        (DisclosureForm, "seen: maybe", "seen must be yes or no, not “maybe” (line 1)"),
        (DraftForm, "sections: []", "sections is empty (line 1)"),
        (
            OfficerForm,
            f"name: {'x' * 201}\nemail: a@b.uk\norganisation:",
            "name is longer than 200 characters (line 1); organisation is empty (line 3)",
        ),
        (
            OfficerForm,
            f"name: A\nemail: {'nobody ' * 20}\norganisation: O",
            (
                "email (“nobody nobody nobody nobody nobody nobod…”) is not an e-mail address: "
                "an email address must have an @-sign (line 2)"
            ),
        ),
        (
            OfficerForm,
            'name: "A\\0B"\nemail: a@b.uk\norganisation: O',
            "name has a character that cannot be kept or printed, \\x00 (line 1)",
        ),
        (
            OfficerForm,
            'name: "Eve \\e]0;owned\\a\\e[2J"\nemail: a@b.uk\norganisation: O',
            "name has a character that cannot be kept or printed, \\x1b (line 1)",
        ),
        (
            OfficerForm,
            'name: "\\ud800"\nemail: a@b.uk\norganisation: O',
            "name has a character that cannot be kept or printed, \\ud800 (line 1)",
        ),
        (
            OfficerForm,
            'name: A\nemail: a@b.uk\norganisation: O\n"gr\\e[2Jade": good',
            (
                "gr\\x1b[2Jade is not a field of the form; known are email, name, organisation, "
                "reason, ref (line 4)"
            ),
        ),
    ],
    ids=[
        "missing",
        "misspelt",
        "none of the words",
        "words for a list",
        "a number for fields",
        "two mistakes",
        "an unsafe link",
        "days that do not exist",
        "neither yes nor no",
        "an empty list",
        "too long",
        "a long value told back",
        "NUL",
        "an escape sequence",
        "half a character",
        "an escape sequence in a name",
    ],
)
def test_a_mistake_is_told_by_its_line_and_in_the_words_of_the_form(
    kind: type[Form], text: str, told: str
) -> None:
    assert refusal(kind, text) == f"form.yaml cannot be used: {told}."


def test_there_is_no_field_for_a_grade() -> None:
    text = "grade: good\nsections: [{heading: H, paragraphs: [P]}]"
    assert "grade is not a field of the form" in refusal(DraftForm, text)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("just words", "form.yaml is not a form: it should be lines of `name: value`."),
        ("", "form.yaml is not a form: it should be lines of `name: value`."),
        (
            "name: Morwenna Example\nname: Peter Example",
            "form.yaml cannot be understood: line 2: “name” is there already, in line 1.",
        ),
    ],
    ids=["words", "nothing", "twice the same name"],
)
def test_a_text_that_is_no_form_is_refused(text: str, told: str) -> None:
    assert refusal(OfficerForm, text) == told


def test_a_file_that_cannot_be_read_is_refused_in_a_sentence(tmp_path: Path) -> None:
    Path("latin.yaml").write_bytes("name: A\norganisation: Caf\xe9".encode("latin-1"))
    Path("folder.yaml").mkdir()
    Path("large.yaml").write_text("name: A\n" * 40_000, encoding="utf-8")
    for file, why in (
        (
            "nonesuch.yaml",
            (
                "No such file or directory. `visits forms nominate --out nonesuch.yaml` writes one "
                "to be filled in."
            ),
        ),
        ("latin.yaml", "line 2 is not text in UTF-8. Save it as UTF-8."),
        ("folder.yaml", "Is a directory."),
        ("large.yaml", "it is larger than 256 KiB."),
        ("/dev/zero", "it is larger than 256 KiB."),
    ):
        with pytest.raises(BrokenForm) as refused:
            from_file(OfficerForm, Path(file))
        assert str(refused.value) == f"{file} cannot be read: {why}"


def test_options_left_out_are_named() -> None:
    with pytest.raises(BrokenForm, match="email is missing; organisation is missing"):
        from_options(OfficerForm, {"name": "Morwenna Hale", "email": None})


def test_options_with_characters_that_no_letter_can_hold_are_refused() -> None:
    with pytest.raises(BrokenForm, match=r"name has a character .*, \\x1b\."):
        from_options(
            OfficerForm, {"name": "Eve \x1b[2J", "email": "e@b.example", "organisation": "O"}
        )


def test_a_broken_form_is_refused_before_any_server_is_asked(
    visits: Callable[..., Result],
) -> None:
    file = written("{name: A, organisation: O}")
    result = visits("nominate", "interim-e10000016", "--file", str(file))
    assert result.exit_code == 1
    assert result.stderr == "form.yaml cannot be used: email is missing.\n"


def test_a_form_may_come_from_standard_input(visits: Callable[..., Result]) -> None:
    result = visits("nominate", "interim-e10000016", "--file", "-", stdin="{name: A}")
    assert result.stderr.startswith("Standard input cannot be used: email is missing")
