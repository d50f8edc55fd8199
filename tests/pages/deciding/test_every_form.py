"""Every form that is declared: it has words, shows what was typed, and gives back the same form."""

from collections.abc import Iterator
from typing import Any

import html5lib
import pytest
from starlette.requests import Request

from desk.decisions import DecisionKind
from desk.reading import Mistakes, Terms, checked
from pages.deciding.answers import answers_of
from pages.deciding.errors import Errors
from pages.deciding.fields import Field, fields_of
from pages.deciding.shown import shown_of
from pages.deciding.typed import Typed, typed_of, values_of
from pages.rendering import environment
from schemas.field_words import SHARED
from schemas.forms.form import Form
from schemas.forms.letters import DeliveryForm
from schemas.forms.team import OverrideForm
from schemas.opening_forms import OPENING_FORMS
from schemas.programme.staff import ProposalForm
from tests.support.browsing import fields_in, text_of
from tests.support.form_examples import EVERY, IDS, example

HOSTILE = '<script>alert(1)</script> & "quoted" {{ 7*7 }} \'x'


def drawn(kind: DecisionKind, typed: Typed, errors: Errors | None = None) -> Any:  # noqa: ANN401 - a tree
    fields = fields_of(kind.form)
    errors = errors or Errors(fields, typed, ())
    request = Request({"type": "http", "path": "/", "headers": [], "query_string": b""})
    text = (
        environment()
        .get_template("ours/deciding/form.html")
        .render(
            request=request,
            acting=None,
            built=False,
            asset=str,
            live=False,
            on_gov_uk=False,
            csrf_field=str,
            parts=shown_of(fields, typed, errors),
            wrong=errors.summary(),
            title=kind.form.heading,
            subject="interim-e10000016",
            back="/",
            here="/here",
            update_id="one",
            file=True,
            file_error="",
            file_hint="",
            copies=(),
            marks=(),
        )
    )
    return html5lib.parse(text, treebuilder="etree", namespaceHTMLElements=False)


def sent(page: Any) -> Typed:  # noqa: ANN401 - as above
    return fields_in(page.find(".//form"))


def given(form: Form) -> dict[str, Any]:
    return form.model_dump(mode="json", exclude_defaults=True)


def asked_for(form: Form) -> Form:
    """A form without what no page asks for."""
    return form.model_copy(update=dict.fromkeys(form.not_asked))


def test_nobody_is_asked_for_a_second_person_who_signs_in_themselves() -> None:
    assert [field.name for field in fields_of(OverrideForm)] == ["inspector", "reason"]


@pytest.mark.parametrize("kind", EVERY, ids=IDS)
def test_it_gives_back_what_it_was_filled_in_with(kind: DecisionKind) -> None:
    form = asked_for(example(kind))
    fields = fields_of(kind.form)

    page = drawn(kind, typed_of(fields, given(form)))

    values = values_of(fields, sent(page))
    assert checked(kind.form, values, Terms()) == form
    assert text_of(page.find(".//h1")) == kind.form.heading
    assert answers_of(fields, values) or not given(form)


@pytest.mark.parametrize("kind", EVERY, ids=IDS)
def test_everything_that_is_asked_has_a_name_and_nothing_has_anothers_id(
    kind: DecisionKind,
) -> None:
    page = drawn(kind, typed_of(fields_of(kind.form), given(example(kind))))

    ids = [one.get("id") for one in page.iter() if one.get("id")]
    assert len(ids) == len(set(ids))
    labelled = {label.get("for") for label in page.iter("label")}
    for tag in ("input", "textarea", "select"):
        for one in page.iter(tag):
            if one.get("type") != "hidden":
                assert one.get("id") in labelled, one.attrib


def _asks_for_something(kind: DecisionKind) -> bool:
    try:
        checked(kind.form, values_of(fields_of(kind.form), {}), Terms())
    except Mistakes:
        return True
    return False


NEEDING = tuple(kind for kind in EVERY if _asks_for_something(kind))


@pytest.mark.parametrize("kind", NEEDING, ids=[f"{k.about}-{k.slug}" for k in NEEDING])
def test_left_empty_it_says_what_is_needed_and_where(kind: DecisionKind) -> None:
    fields = fields_of(kind.form)
    with pytest.raises(Mistakes) as refused:
        checked(kind.form, values_of(fields, {}), Terms())
    errors = Errors(fields, {}, refused.value.each)

    page = drawn(kind, {}, errors)

    ids = {one.get("id") for one in page.iter()}
    assert errors.summary()
    for wrong in errors.summary():
        assert wrong.href.removeprefix("#") in ids
        assert wrong.text.startswith(("Enter", "Select", "Add"))
        assert not wrong.text.startswith(("Enter the wh", "Enter the how"))


@pytest.mark.parametrize("kind", EVERY, ids=IDS)
def test_hostile_words_are_shown_as_words(kind: DecisionKind) -> None:
    fields = fields_of(kind.form)
    typed = {at: [HOSTILE] for at in typed_of(fields, given(example(kind)))}
    reason = {"reason": [HOSTILE]} if "reason" in {field.name for field in fields} else {}

    page = drawn(kind, typed | reason)

    assert page.find(".//script") is None
    assert sent(page).get("reason", []) == reason.get("reason", [])


def _named(fields: tuple[Field, ...]) -> Iterator[Field]:
    for field in fields:
        yield field
        yield from _named(field.parts)


def test_no_words_are_left_over() -> None:
    """A field that goes takes its words along."""
    kinds: list[type[Form]] = [
        *(kind.form for kind in EVERY),
        *OPENING_FORMS.values(),
        ProposalForm,
    ]
    names = {field.name for form in kinds for field in _named(fields_of(form))}
    assert {name for name in SHARED if name.rpartition(".")[2] not in names} == set()


def test_of_a_letter_only_that_is_asked_which_a_person_can_know() -> None:
    (status,) = (field for field in fields_of(DeliveryForm) if field.name == "status")

    assert [one.value for one in status.choices] == ["delivered", "refused"]
