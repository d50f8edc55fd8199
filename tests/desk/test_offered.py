"""What can be decided now is what the rules let be decided, however it is filled in."""

from datetime import timedelta

from desk.offered import offered_about_programme, offered_about_report, offered_with
from schemas.policy import VisitPolicy
from schemas.programme import messages as m
from schemas.programme.state import ProgrammeState
from schemas.programme.values import ProgrammeStage, Steering
from schemas.values import ContentKind
from tests.rules.programme.programmes import Told, drawn, ref
from tests.rules.report.reports import Told as Report
from tests.support import visits


def possible(state: ProgrammeState) -> set[str]:
    return {one.kind.slug for one in offered_about_programme(state) if not one.refused}


def test_a_seed_is_asked_for_once_and_not_before_its_time() -> None:
    told = Told()
    fixed = told.state.model_copy(update={"stage": ProgrammeStage.FIXED})

    assert "select" not in possible(told.state)
    assert "select" in possible(fixed)
    assert "select" not in possible(drawn().state)


def test_of_a_pause_and_its_end_one_is_offered() -> None:
    told = drawn()
    assert {"pause", "resume"} & possible(told.state) == {"pause"}

    told.tell(m.PauseProgramme(actor="anna", reason=ref(ContentKind.REASON)))
    told.tell(m.VisitsSteered(steering=Steering.PAUSE))

    assert {"pause", "resume"} & possible(told.state) == {"resume"}


def test_a_report_offers_what_its_stage_lets_be_decided() -> None:
    offered = {one.kind.slug: one.refused for one in offered_about_report(Report().state)}

    assert not offered["withdraw"]
    assert "only while it" in offered["publish"]


NEEDS_SOMETHING = {
    "resume": "it is not paused",
    "take-back": "Nothing was taken back",
    "correct-finding": "none is recorded",
    "correct": "nobody is recorded",
    "resend": "No letter",
    "delivery": "No letter",
    "take-from-letter": "none was added",
    "withdraw-case": "no case studies",
    "override": "nobody has declared",
}
"""What a visit that was just opened cannot be told, and why."""


def of_visit(visit: visits.Visit) -> dict[str, str]:
    return {one.kind.slug: one.refused for one in offered_with(visit.state, (), visit.now)}


def test_of_a_visit_just_opened_nothing_is_offered_that_needs_something_before() -> None:
    refused = of_visit(visits.just_opened())

    told = {slug: refused[slug] for slug in NEEDS_SOMETHING}
    assert {slug: why for slug, why in told.items() if NEEDS_SOMETHING[slug] not in why} == {}
    assert not any(refused[slug] for slug in ("pause", "contacts", "cancel"))


def test_what_was_refused_is_offered_once_there_is_something() -> None:
    on_hold = visits.invited().told(visits.hold())

    refused = of_visit(on_hold)

    assert not any(refused[slug] for slug in ("resume", "correct", "resend", "delivery"))
    assert "stood still since" in refused["pause"]


def test_an_end_is_taken_back_until_its_letters_have_left() -> None:
    holding = visits.opened(policy=VisitPolicy(letters_held_minutes=5))
    over = holding.at("2020-09-07 09:00").told(visits.cancel())
    later = over.at(over.now + timedelta(minutes=over.state.policy.letters_held_minutes))

    assert not of_visit(over)["take-back"]
    assert "wait no longer" in of_visit(later)["take-back"]
