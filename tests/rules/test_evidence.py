"""What a national report may use of a visit: what its area agreed to, and no case withdrawn."""

from collections.abc import Callable
from datetime import date

import pytest

from rules.decide import opening_events
from rules.decide.deferral import successor_opening
from rules.evidence import agreed_note, evidence
from rules.evolve import replay
from rules.timetable import timetable
from schemas import messages as m
from schemas.evidence import VisitEvidence
from schemas.personal import (
    CaseContext,
    CaseContexts,
    FindingText,
    FindingTexts,
    SurveyResults,
    SurveyRow,
)
from schemas.values import AgeBand, ContentKind, FindingKind, Need, Outcome, SurveyAudience
from tests.rules.decide.test_stages import ENDED
from tests.support import samples
from tests.support import visits as v
from tests.support.visits import Visit


def finding(number: int, *cases: str, text: str = "They waited.") -> FindingText:
    ref = f"finding-{number}"
    return FindingText(ref=ref, kind=FindingKind.CHALLENGE, text=text, cases=cases)


FINDINGS = [
    FindingTexts(findings=(finding(1), finding(2, "case-3"), finding(3, "case-1", "case-4"))),
    FindingTexts(findings=(finding(2, "case-3", text="They waited long."),)),
]
CONTEXT = CaseContexts(
    cases=(
        CaseContext(case="case-3", age_band=AgeBand.UNDER_5),
        CaseContext(case="case-7", need=Need.SENSORY_AND_OR_PHYSICAL),
    )
)
RESULTS = SurveyResults(
    rows=(SurveyRow(audience=SurveyAudience.YOUNG_PEOPLE, question="Heard", answer="Yes", count=2),)
)
AGREED = (v.sharing, v.shared, v.closed)


def gives(visit: Visit) -> VisitEvidence | None:
    return evidence(visit.state, findings=FINDINGS, context=CONTEXT, results=RESULTS)


def given(visit: Visit) -> VisitEvidence:
    found = gives(visit)
    assert found is not None
    return found


def withdraw(number: int) -> m.WithdrawConsent:
    return m.WithdrawConsent(actor="coordinator", case=f"case-{number}")


@pytest.mark.parametrize("stage", v.STAGES)
def test_nothing_is_given_before_the_note_is_agreed(stage: Callable[[], Visit]) -> None:
    assert (gives(stage()) is not None) is (stage in AGREED)


@pytest.mark.parametrize("outcome", ENDED)
def test_of_all_ends_only_a_closed_visit_gives_anything(outcome: Outcome) -> None:
    assert (gives(ENDED[outcome]()) is not None) is (outcome is Outcome.CLOSED)


def test_an_agreed_note_that_ends_before_its_time_gives_nothing() -> None:
    assert gives(v.sharing().told(v.cancel())) is None
    again = m.ReinstateVisit(actor="coordinator", reason=samples.REASON)
    assert gives(v.sharing().told(v.cancel(), again)) is not None


def test_it_tells_where_the_visit_was_and_which_words_were_agreed() -> None:
    found, state = given(v.closed()), v.closed().state
    assert (found.visit, found.area) == (state.visit_id, state.area)
    assert (found.region, found.council_type) == (state.region, state.council_type)
    assert (found.agreed.version, found.agreed.digest) == (1, v.digest_of(1))
    assert found.agreed.agreed_at == v.at("2020-10-19 12:00")
    assert found.survey == RESULTS.rows


def test_a_finding_is_given_once_as_it_was_put_right() -> None:
    found = given(v.closed())

    assert [(f.ref, f.text) for f in found.findings] == [
        ("finding-1", "They waited."),
        ("finding-2", "They waited long."),
        ("finding-3", "They waited."),
    ]


def test_each_case_that_stands_is_given_with_what_was_told_of_it() -> None:
    assert given(v.closed()).cases == (
        CaseContext(case="case-1"),
        CaseContext(case="case-3", age_band=AgeBand.UNDER_5),
        CaseContext(case="case-4"),
        CaseContext(case="case-7", need=Need.SENSORY_AND_OR_PHYSICAL),
    )


def test_a_withdrawn_case_leaves_with_its_findings_and_a_note_without_it_stands() -> None:
    note = v.issue_draft().model_copy(update={"cases": ("case-1", "case-4")})
    agreed = v.drafting().at("2020-10-12 12:00").told(note, v.agree_note())
    found = given(agreed.told(withdraw(3)))
    assert [f.ref for f in found.findings] == ["finding-1", "finding-3"]
    assert [c.case for c in found.cases] == ["case-1", "case-4", "case-7"]


def test_a_void_note_gives_nothing_until_another_is_agreed() -> None:
    void = v.closed().told(withdraw(1))
    assert void.state.note_void_since is not None
    assert gives(void) is None

    drafted = void.told(v.issue_draft(2))
    assert gives(drafted) is None
    found = given(drafted.told(v.agree_note(2)))
    assert found.agreed.version == 2
    assert [f.ref for f in found.findings] == ["finding-1", "finding-2"]


def test_a_new_draft_takes_the_agreement_back() -> None:
    assert gives(v.sharing().told(v.issue_draft(2))) is None


def decided_by_manager(*, share: bool = True) -> Visit:
    visit = v.agreeing()
    for version in (1, 2):
        visit = visit.told(samples.comment_on_note(version, version))
        visit = visit.told(v.issue_draft(version + 1))
    return visit.told(
        v.agree_note(3).model_copy(update={"leaders": ("dcs",)}),
        samples.decide_facts(3),
        samples.decide_sharing(3, share=share),
    )


def test_what_a_manager_decided_is_not_agreed() -> None:
    shared = decided_by_manager()
    assert shared.state.agreement is not None
    assert shared.state.agreement.by_manager
    assert gives(shared) is None
    assert gives(decided_by_manager(share=False)) is None

    everybody = shared.state.agreement.model_copy(update={"leaders": v.ADDRESSEES})
    assert agreed_note(shared.state.model_copy(update={"agreement": everybody})) is not None


def test_it_says_until_when_a_case_may_be_withdrawn() -> None:
    dates = timetable(v.closed().state)
    assert dates is not None
    assert dates.consent_window_ends is not None
    assert given(v.closed()).consent_until == dates.consent_window_ends
    assert given(v.sharing()).consent_until is None


def test_a_visit_with_neither_context_nor_results_gives_its_findings() -> None:
    found = evidence(v.closed().state, findings=FINDINGS)

    assert found is not None
    assert found.survey == ()
    assert {(c.age_band, c.need) for c in found.cases} == {(None, None)}


def test_what_was_told_of_cases_goes_with_them_to_a_successor() -> None:
    later = m.GrantDeferral(actor="programme-office", day_one=date(2020, 11, 9))
    asked = m.AskDeferral(actor="coordinator", reason=samples.REASON)
    visit = v.arranged().told(v.choose_cases(context=2), asked, later)
    opening = successor_opening(visit.state)
    assert opening is not None

    successor = replay(opening_events(opening, visit.now))
    assert successor.case_studies is not None
    assert successor.case_studies.context == v.content(ContentKind.CASE_CONTEXT, 2)


def test_another_choice_takes_the_place_of_what_was_told_with_the_one_before() -> None:
    told = v.arranged().told(v.choose_cases(context=1))

    for context, left in ((2, v.content(ContentKind.CASE_CONTEXT, 2)), (None, None)):
        again = told.told(v.choose_cases(context=context)).state.case_studies
        assert again is not None
        assert again.context == left
