"""Forms from files and options: read as people mean them, refused in sentences."""

from collections.abc import Callable
from datetime import time
from pathlib import Path

import pytest
from typer.testing import Result

from console.terminal.forms import BrokenForm, from_file, from_options
from schemas.forms import DeclarationsForm, DraftForm, Form, HeldForm, OfficerForm, TimetableForm

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


def test_a_reason_on_the_command_line_stands_instead_of_the_files() -> None:
    file = written("slots: [forum]\nreason: as written")
    assert from_file(HeldForm, file).reason == "as written"
    assert from_file(HeldForm, file, reason="as said").reason == "as said"


def test_a_missing_field_is_named_where_it_is_missing() -> None:
    text = "inspectors:\n- {ref: hmi-1, role: ofsted_education_hmi, name: R, email: r@x.uk}"
    sentence = refusal(DeclarationsForm, text)
    assert sentence == "form.yaml cannot be used: inspectors 1, organisation is missing."


def test_a_misspelt_field_is_not_taken_for_one_left_out() -> None:
    text = (
        "inspectors:\n- {ref: hmi-1, role: ofsted_education_hmi, name: R, email: r@x.uk,"
        " organisation: O, conflict: [financial]}"
    )
    assert "inspectors 1, conflict is not a field of this form" in refusal(DeclarationsForm, text)


def test_there_is_no_field_for_a_grade() -> None:
    text = "grade: good\nsections: [{heading: H, paragraphs: [P]}]"
    assert "grade is not a field of this form" in refusal(DraftForm, text)


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("name: [", "is not YAML: there is a mistake in line 1"),
        ("just words", "should be lines of `name: value`"),
        ("", "should be lines of `name: value`"),
        ("{name: A, email: nobody, organisation: O}", "email (“nobody”) is not an e-mail address"),
        ("{name: '', email: a@b.uk, organisation: O}", "name is empty"),
    ],
)
def test_a_broken_file_is_refused_in_a_sentence(text: str, hint: str) -> None:
    assert hint in refusal(OfficerForm, text)


def test_a_file_that_is_not_there_or_not_text_is_refused_in_a_sentence() -> None:
    with pytest.raises(BrokenForm, match="cannot be read: No such file"):
        from_file(OfficerForm, Path("nonesuch.yaml"))
    Path("picture.yaml").write_bytes(b"\x89PNG\xff")
    with pytest.raises(BrokenForm, match="it is not text"):
        from_file(OfficerForm, Path("picture.yaml"))


def test_options_left_out_are_named() -> None:
    with pytest.raises(BrokenForm, match="email is missing; organisation is missing"):
        from_options(OfficerForm, {"name": "Morwenna Hale", "email": None})


def test_a_broken_form_is_refused_before_any_server_is_asked(
    visits: Callable[..., Result],
) -> None:
    file = written("{name: A, organisation: O}")
    result = visits("nominate", "interim-e10000016", "--file", str(file))
    assert result.exit_code == 1
    assert result.stderr == "form.yaml cannot be used: email is missing.\n"


def test_a_form_may_come_from_standard_input(visits: Callable[..., Result]) -> None:
    result = visits("nominate", "interim-e10000016", "--file", "-", stdin="{name: A}")
    assert "email is missing" in result.stderr
