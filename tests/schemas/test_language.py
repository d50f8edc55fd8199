"""What the language has words for, and what it must never have words for."""

import re

import pytest
from pydantic import ValidationError

from schemas.base import Model
from schemas.letters import MARKINGS
from schemas.messages import Respond
from schemas.parts import CaseStudy, Contact
from schemas.personal import NoteComments, Person, Personal
from schemas.policy import VisitPolicy
from schemas.state import VisitState
from schemas.values import ContactRole, Department, DocumentKind, Marking
from tests.schemas.vocabulary import models, names, vocabularies, words
from tests.support.visits import closed

JUDGEMENTS = {
    *("grade", "grades", "graded", "score", "scores", "scored", "rank", "ranks", "ranking"),
    *("rating", "ratings", "rated", "judgement", "judgements", "judgment", "judgments"),
    *("verdict", "pass", "fail", "inadequate", "outstanding", "good", "satisfactory", "stars"),
}
PUBLISHING = {"publish", "publishes", "published", "publication", "public", "press", "website"}


def test_the_walk_finds_the_language() -> None:
    assert VisitState in models()
    assert Person in models()
    assert Department in vocabularies()
    assert words("HoldFeedback") == {"hold", "feedback"}
    assert words("OFFICIAL_SENSITIVE") == {"official", "sensitive"}
    assert len(models()) > 200
    assert len(names()) > 500


def test_a_visit_is_no_inspection_and_gives_no_grade() -> None:
    assert [name for name in names() if words(name) & JUDGEMENTS] == []


def test_a_note_is_shared_with_two_departments_and_never_published() -> None:
    # A national report is, and so are tables: that is what they are for. A key is public.
    assert [
        name
        for name in names(but=("schemas.report.", "schemas.disclosure", "schemas.proofs"))
        if words(name) & PUBLISHING
    ] == []


def test_only_two_departments_can_be_shared_with() -> None:
    assert {department.value for department in Department} == {"dfe", "nhs_england"}
    assert {ContactRole(department.value) for department in Department} == {
        ContactRole.DFE,
        ContactRole.NHS_ENGLAND,
    }


def test_every_model_is_frozen() -> None:
    assert [m.__name__ for m in models() if m.model_config.get("frozen") is not True] == []


def test_every_model_is_a_tolerant_reader() -> None:
    extra = {model.__name__: model.model_config.get("extra") for model in models()}

    assert {name: how for name, how in extra.items() if how not in {None, "ignore"}} == {}


def test_every_model_says_what_it_is() -> None:
    said = {model.__name__: (model.__doc__ or "").strip() for model in models()}

    assert [name for name, words in said.items() if not words.endswith((".", "`."))] == []


def test_what_is_not_marked_personal_holds_nothing_that_is() -> None:
    impersonal = [
        model
        for model in models()
        if not issubclass(model, Personal) and not model.__module__.endswith(".scenario")
    ]

    assert {Person, NoteComments} <= set(personal_models())
    assert {VisitState, Respond} <= set(impersonal)
    assert [where for model in impersonal for where in personal_fields(model)] == []


def test_a_person_in_a_model_that_is_not_marked_would_be_found() -> None:
    class Planted(Model):
        whom: dict[str, list[Person | None]]
        others: int

    assert personal_fields(Planted) == ["Planted.whom"]


def personal_models() -> list[type[Model]]:
    return [model for model in models() if issubclass(model, Personal)]


def personal_fields(model: type[Model]) -> list[str]:
    """The fields of a model whose types name what is marked `Personal`."""
    personal = {marked.__name__ for marked in personal_models()}
    return [
        f"{model.__name__}.{name}"
        for name, field in model.model_fields.items()
        if personal & set(re.findall(r"\w+", str(field.annotation)))
    ]


def test_what_a_newer_release_added_is_read_past() -> None:
    newer = {**Contact(ref="dcs", role=ContactRole.DFE).model_dump(), "telephone_hours": "9 to 5"}

    assert Contact.model_validate(newer) == Contact(ref="dcs", role=ContactRole.DFE)
    state = {**closed().state.model_dump(mode="json"), "mood": "sunny"}
    assert VisitState.model_validate(state) == closed().state


def test_a_value_does_not_change() -> None:
    case = CaseStudy(case="case-1")

    with pytest.raises(ValidationError, match="frozen"):
        case.case = "case-2"  # type: ignore[misc]  # the refusal is what is tested


def test_every_document_says_how_it_is_to_be_handled() -> None:
    assert set(MARKINGS) == set(DocumentKind)
    assert MARKINGS[DocumentKind.INVITATION] is Marking.OFFICIAL
    assert MARKINGS[DocumentKind.SUMMARY_NOTE] is Marking.OFFICIAL_SENSITIVE


class TestPolicy:
    def test_has_the_numbers_of_the_domain_brief(self) -> None:
        policy = VisitPolicy()

        assert (policy.invitation_before, policy.officer_before) == (20, 14)
        assert (policy.arrangements_before, policy.timetable_before) == (10, 3)
        assert (policy.draft_after, policy.agreement_after) == (6, 14)
        assert (policy.cases_at_least, policy.cases_at_most) == (4, 6)
        assert policy.invitation_before - policy.reply_after_delivery == 15  # T-15
        assert policy.invitation_before - policy.reminder_after_delivery == 17  # T-17

    def test_takes_no_negative_period(self) -> None:
        periods = [n for n, field in VisitPolicy.model_fields.items() if field.annotation is int]

        assert len(periods) > 20
        assert [name for name in periods if not _refused({name: -1})] == []


def _refused(policy: dict[str, int]) -> bool:
    try:
        VisitPolicy.model_validate(policy)
    except ValidationError as refused:
        return "greater than or equal" in str(refused)
    return False
