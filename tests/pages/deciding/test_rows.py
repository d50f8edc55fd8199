"""Rows of a form: what is wrong is said of the row in which it is, and none of them is lost."""

import io
from typing import cast

import pytest
from starlette.datastructures import UploadFile

from desk.choosable import Known
from desk.decisions import About, decisions
from pages.deciding.answers import answers_of
from pages.deciding.fields import fields_of, with_known
from pages.deciding.half_filled import Begun
from pages.deciding.matter import Decision
from pages.deciding.typed import Typed
from pages.deciding.uploads import UnusableFile, typed_in
from pages.dependencies import PagesDependencies
from register.drafts import Draft
from schemas.forms.note import CommentsForm


def begun_with(about: About, slug: str, typed: Typed) -> Begun:
    matter = Decision(decisions(about)[slug], "interim")
    draft = Draft("coordinator", "interim", matter.name, "an-id", 0, typed)
    return Begun(matter, draft, fields_of(matter.form))


def _person(at: str, ref: str, email: str) -> Typed:
    return {
        f"{at}.ref": [ref],
        f"{at}.role": ["director_of_childrens_services" if ref == "dcs" else "accountable_officer"],
        f"{at}.name": ["Amara Okafor"],
        f"{at}.email": [email],
        f"{at}.organisation": ["Kent County Council"],
    }


def test_what_is_wrong_is_said_of_its_own_row_where_one_before_it_was_left_empty() -> None:
    empty = {at: [""] for at in _person("people.0", "", "")}
    form = begun_with(
        About.VISIT, "contacts", {**empty, **_person("people.1", "dcs", "no address")}
    )

    _, mistakes = form.filled_in()
    errors = form.errors(mistakes)

    assert errors.at("people.0.email") == ""
    assert "is not an e-mail address" in errors.at("people.1.email")
    assert "#people-1-email" in {wrong.href for wrong in errors.summary()}


def test_an_area_that_stands_there_twice_is_asked_about_and_neither_is_lost() -> None:
    typed: Typed = {}
    for number in range(2):
        typed[f"areas.{number}.key"] = ["E10000016"]
        typed |= _person(f"areas.{number}.value.0", "dcs", "dcs@kent.example.gov.uk")
        typed |= _person(f"areas.{number}.value.1", f"health-{number}", "h@nhs.example.uk")
    form = begun_with(About.PROGRAMME, "contacts", typed)

    filled_in, mistakes = form.filled_in()

    assert filled_in is None
    (wrong,) = form.errors(mistakes).summary()
    assert wrong.text.endswith("has E10000016 twice")
    assert wrong.href == "#areas"


def test_a_section_that_was_chosen_by_its_number_is_called_by_its_heading() -> None:
    sections = {"CommentForm.section": (Known("2", "2. Challenges and lessons learnt"),)}
    fields = with_known(fields_of(CommentsForm), sections)

    answers = dict(answers_of(fields, {"comments": [{"section": 2, "text": "It is not so."}]}))

    assert "2. Challenges and lessons learnt" in answers["Comment 1"]


async def _from_survey_of(rows: int) -> Begun:
    """The form for survey results, filled in from a file of so many rows."""
    table = "".join(f"practitioners,Question {n},Yes,{n}\n" for n in range(rows))
    content = io.BytesIO(f"audience,question,answer,count\n{table}".encode())
    form = begun_with(About.VISIT, "survey-results", {})
    unasked = cast("PagesDependencies", None)  # a table is read without the register
    file = UploadFile(content, filename="results.csv")
    return form.with_typed(await typed_in(unasked, form.matter, form.fields, {}, file))


async def test_every_row_of_a_file_is_taken_over() -> None:
    form = await _from_survey_of(900)

    assert [row["count"] for row in form.values["rows"]] == [f"{n}" for n in range(900)]


async def test_a_file_with_more_rows_than_a_page_sends_back_is_refused_whole() -> None:
    with pytest.raises(UnusableFile, match="more rows than a page can show"):
        await _from_survey_of(1100)


def test_what_is_called_yours_is_asked_for_as_yours() -> None:
    form = begun_with(About.VISIT, "add-to-letter", {"letter": ["invitation"]})

    _, mistakes = form.filled_in()

    assert "Enter your note" in {wrong.text for wrong in form.errors(mistakes).summary()}


@pytest.mark.parametrize(
    ("key", "told"),
    [("", "Enter the area"), ("Kent", "Area: what is there (“Kent”) is not the code of an area")],
)
def test_what_is_wrong_with_the_name_of_a_row_is_told_at_the_name(key: str, told: str) -> None:
    typed: Typed = {
        "areas.0.key": [key],
        **_person("areas.0.value.0", "dcs", "dcs@kent.example.gov.uk"),
    }
    form = begun_with(About.PROGRAMME, "contacts", typed)

    _, mistakes = form.filled_in()

    (wrong,) = form.errors(mistakes).summary()
    assert wrong.text.startswith(told)
    assert wrong.href == "#areas-0-key"
