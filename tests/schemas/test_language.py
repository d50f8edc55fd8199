"""What the language has words for, and what it must never have words for."""

import re

import pytest
from pydantic import ValidationError

from schemas.base import Model
from schemas.letters import MARKINGS
from schemas.parts import CaseStudy, Contact
from schemas.personal import Person, Personal
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
    assert len(names()) > 500


@pytest.mark.parametrize(
    "forbidden",
    [
        pytest.param(JUDGEMENTS, id="a visit is no inspection and gives no grade"),
        pytest.param(PUBLISHING, id="a note is shared with two departments and never published"),
    ],
)
def test_no_name_says_what_a_visit_is_not(forbidden: set[str]) -> None:
    assert [name for name in names() if words(name) & forbidden] == []


def test_only_two_departments_can_be_shared_with() -> None:
    assert {department.value for department in Department} == {"dfe", "nhs_england"}
    assert {ContactRole(department.value) for department in Department} == {
        ContactRole.DFE,
        ContactRole.NHS_ENGLAND,
    }


@pytest.mark.parametrize("model", models(), ids=lambda model: model.__name__)
class TestEveryModel:
    def test_is_frozen(self, model: type[Model]) -> None:
        assert model.model_config.get("frozen") is True

    def test_is_a_tolerant_reader(self, model: type[Model]) -> None:
        assert model.model_config.get("extra") in {None, "ignore"}

    def test_says_what_it_is(self, model: type[Model]) -> None:
        assert (model.__doc__ or "").strip().endswith((".", "`."))

    def test_keeps_its_content_to_itself_when_it_is_personal(self, model: type[Model]) -> None:
        """What is not marked `Personal` holds nothing that is."""
        if issubclass(model, Personal) or model.__module__ == "schemas.scenario":
            return
        for field in model.model_fields.values():
            named = set(re.findall(r"\w+", str(field.annotation)))
            assert named.isdisjoint(p.__name__ for p in models_marked_personal())


def models_marked_personal() -> list[type[Model]]:
    return [model for model in models() if issubclass(model, Personal)]


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

    @pytest.mark.parametrize(
        "name", sorted(n for n, f in VisitPolicy.model_fields.items() if f.annotation is int)
    )
    def test_takes_no_negative_period(self, name: str) -> None:
        with pytest.raises(ValidationError, match="greater than or equal"):
            VisitPolicy.model_validate({name: -1})
