"""What can be decided now is what the rules let be decided, however it is filled in."""

from datetime import timedelta

from desk.offered import (
    as_offered_to,
    offered_about_programme,
    offered_about_report,
    offered_with,
)
from register.related import Related
from rules.permissions import Standing as Permitted
from schemas.messages import HoldSharing
from schemas.policy import VisitPolicy
from schemas.programme import messages as m
from schemas.programme.state import ProgrammeState
from schemas.programme.values import ProgrammeStage, Standing, Steering
from schemas.staff import Acting, StaffRole
from schemas.values import ContentKind
from tests.rules.programme.programmes import Told, drawn, ref
from tests.rules.report.reports import Told as Report
from tests.rules.report.reports import drafting, finding, passed, themes, written
from tests.rules.test_side_processes import ANSWER, Side, complaint
from tests.support import visits
from tests.support.samples import REASON


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


def refused_of(visit: visits.Visit, *slugs: str) -> dict[str, str]:
    refused = of_visit(visit)
    return {slug: refused[slug] for slug in slugs}


def test_nothing_is_offered_that_is_refused_however_it_is_filled_in() -> None:
    """One telling moment for each decision that its stage alone does not rule out."""
    silent = refused_of(visits.delivered(), "no-reply")
    assert "has until" in silent["no-reply"]
    unheard = refused_of(visits.invited(), "extend", "no-reply")
    assert all("not known to have arrived" in why for why in unheard.values())

    accepted = refused_of(visits.accepted(), "survey", "timetable", "held", "replace")
    assert "has not named the officer" in accepted["survey"]
    assert accepted["timetable"]
    assert "no timetable is fixed" in accepted["held"]
    assert "no team is confirmed" in accepted["replace"]

    agreeing = refused_of(visits.agreeing(), "decide-facts", "decide-sharing")
    assert "rounds of comments were used" in agreeing["decide-facts"]
    assert "has not decided the facts" in agreeing["decide-sharing"]

    agreed = refused_of(visits.sharing(), "acknowledge", "share")
    assert "has not been shared" in agreed["acknowledge"]
    assert not agreed["share"]
    held = refused_of(
        visits.sharing().told(HoldSharing(actor="coordinator", reason=REASON)), "share"
    )
    assert "holds its sharing" in held["share"]

    shared = refused_of(visits.shared(), "share", "draft", "withdraw", "correct-team", "recall")
    assert "already has it" in shared["share"]
    assert "already shared" in shared["draft"]
    assert "has been shared" in shared["withdraw"]
    assert "call it back" in shared["correct-team"]
    assert not shared["recall"]


def test_what_can_be_put_right_for_some_days_is_offered_for_those_days() -> None:
    over = visits.cancelled()
    later = over.at(over.now + timedelta(days=90))

    assert not of_visit(over)["reinstate"]
    assert "could be put right until" in of_visit(later)["reinstate"]


def test_of_a_form_of_two_decisions_the_first_is_why_it_cannot_be_filled_in() -> None:
    assert (
        "a disclosure in a survey reply can be reported only"
        in of_visit(visits.just_opened())["disclosure"]
    )


def test_of_a_programme_nothing_is_offered_that_has_nothing_to_be_about() -> None:
    told = drawn()
    assert not {"seen", "wave", "standard-wording"} & possible(told.state)
    assert {"stop", "remove", "close"} <= possible(told.state)

    told.tell(m.StopInviting(actor="anna"))
    assert "stop" not in possible(told.state)


def test_a_programme_is_closed_once_no_visit_is_under_way() -> None:
    told = drawn()
    under_way = told.state.areas[0].model_copy(update={"standing": Standing.OPENED})
    state = told.state.model_copy(update={"areas": (under_way, *told.state.areas[1:])})

    offered = {one.kind.slug: one.refused for one in offered_about_programme(state)}

    assert "under way" in offered["close"]


def test_a_report_offers_statements_once_there_are_themes() -> None:
    told = drafting()
    offered = {one.kind.slug: one.refused for one in offered_about_report(told.state)}
    assert "no themes yet" in offered["statement"]
    assert "no statement" in offered["without"]

    told.tell(themes("joint", findings=(finding(1),)))

    assert "statement" in {o.kind.slug for o in offered_about_report(told.state) if not o.refused}


def test_of_a_complaint_an_answer_or_its_review_is_offered() -> None:
    one = complaint()

    def answers(side: Side) -> tuple[str, str]:
        beside = [Related(side.kind, side.state)]
        offered = offered_with(visits.accepted().state, beside, side.now)
        refused = {each.kind.slug: each.refused for each in offered}
        return refused["answer-complaint"], refused["review-complaint"]

    answer, review = answers(one)
    assert not answer
    assert "has no answer yet" in review

    answer, review = answers(one.told(ANSWER))
    assert "has its answer" in answer
    assert not review


def test_nobody_is_offered_what_is_for_the_team_of_a_visit_and_refused_to_them() -> None:
    prepared = visits.planned()
    offered = offered_with(prepared.state, (), prepared.now)
    (member, *_) = prepared.state.team
    inspector = frozenset({StaffRole.INSPECTOR})

    def told(ref: str) -> dict[str, str]:
        acting, standing = Acting(ref=ref, roles=inspector), Permitted(team=prepared.state.team)
        return {one.kind.slug: one.refused for one in as_offered_to(offered, acting, standing)}

    assert not told(member.inspector)["refer"]
    assert told("somebody-else")["refer"].endswith("and you are not in its team.")
    # About whom a declaration is, is filled in.
    assert not told("somebody-else")["declare"]


def test_whoever_had_a_report_checked_is_not_offered_to_sign_it() -> None:
    offered = offered_about_report(passed(written()).state)
    manager = frozenset({StaffRole.SENIOR_MANAGER})

    def told(ref: str) -> dict[str, str]:
        acting, standing = Acting(ref=ref, roles=manager), Permitted(first="anna")
        return {one.kind.slug: one.refused for one in as_offered_to(offered, acting, standing)}

    assert not told("bo")["sign"]
    assert told("anna")["sign"].startswith("That needs a second person, and you decided first")
