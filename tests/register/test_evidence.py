"""What reports read of visits, from a register that a whole visit was recorded in."""

from collections.abc import Awaitable, Callable

import pytest

from register import content
from register.connection import Pool
from register.evidence import survey_results, visit_evidence
from register.visits import UnknownVisit
from release.rehearsal.days import days_from
from rules.refusals import Refused
from schemas.content import ContentRef
from schemas.evidence import VisitEvidence
from schemas.forms.form import FORMS
from schemas.personal import CaseContext, CaseContexts, FindingText, FindingTexts, SurveyRow
from schemas.values import AgeBand, ContentKind, FindingKind, Need, SurveyAudience
from tests.engine import AUTUMN_2020, scenario_of
from tests.register.recording import record
from tests.support import visits as v
from tests.support.register_alone import Alone

Play = Callable[[str], Awaitable[Alone]]

PARENTS = SurveyAudience.PARENTS_AND_CARERS
SUPPORT = "Support while services were closed"


@pytest.fixture
def play(pool: Pool) -> Play:
    async def until(step_name: str, scenario_name: str = "gives") -> Alone:
        """Play a scenario up to and with a step: what it does, and which of those it is."""
        scenario = scenario_of(scenario_name)
        days = days_from(AUTUMN_2020, scenario.policy.invitation_before)
        alone = Alone(scenario, days, pool)
        await alone.open()
        wanted, _, number = step_name.partition(" ")
        seen = 0
        for place, step in enumerate(scenario.steps):
            await alone.pass_to(days.moment(step.at))
            taken = alone.take(alone.form(step), step.by, f"step-{place}", read=False)
            if step.refused:
                with pytest.raises(Refused):
                    await taken
                continue
            await taken
            seen += step.do == wanted
            if seen == int(number or 1):
                break
        return alone

    return until


async def evidence(pool: Pool, alone: Alone) -> VisitEvidence | None:
    async with pool.acquire() as connection:
        return await visit_evidence(connection, alone.visit)


async def counts(pool: Pool, alone: Alone) -> list[tuple[SurveyAudience, str, str, int]]:
    async with pool.acquire() as connection:
        rows = await survey_results(connection, alone.visit)
    return [(row.audience, row.question, row.answer, row.count) for row in rows]


async def test_before_the_note_is_agreed_a_report_has_nothing_and_the_results_are_there(
    pool: Pool, play: Play
) -> None:
    alone = await play("survey-results")

    assert await evidence(pool, alone) is None
    assert (PARENTS, SUPPORT, "Poor", 3) in await counts(pool, alone)


async def test_an_agreed_note_gives_findings_cases_and_results(pool: Pool, play: Play) -> None:
    found = await evidence(pool, await play("agree"))

    assert found is not None
    assert [finding.ref for finding in found.findings] == ["finding-1", "finding-2", "finding-3"]
    assert found.cases == (
        CaseContext(
            case="case-1",
            age_band=AgeBand.FROM_5_TO_10,
            need=Need.COMMUNICATION_AND_INTERACTION,
        ),
        CaseContext(case="case-3", age_band=AgeBand.UNDER_5, need=Need.COGNITION_AND_LEARNING),
        CaseContext(
            case="case-4",
            age_band=AgeBand.FROM_16_TO_18,
            need=Need.SOCIAL_EMOTIONAL_AND_MENTAL_HEALTH,
        ),
        CaseContext(
            case="case-7", age_band=AgeBand.FROM_11_TO_15, need=Need.SENSORY_AND_OR_PHYSICAL
        ),
        CaseContext(case="case-9", age_band=AgeBand.FROM_19_TO_25),
    ), "as they were chosen last, and not as they had been told before"
    assert SurveyRow(audience=PARENTS, question=SUPPORT, answer="Poor", count=3) in found.survey


async def test_corrected_results_and_a_withdrawn_case_are_what_a_report_has_from_then_on(
    pool: Pool, play: Play
) -> None:
    alone = await play("withdraw_case")
    found = await evidence(pool, alone)

    assert found is not None
    assert found.consent_until is not None
    assert [finding.ref for finding in found.findings] == ["finding-1", "finding-3"]
    assert [case.case for case in found.cases] == ["case-1", "case-3", "case-4", "case-7"]
    told = await counts(pool, alone)
    assert (PARENTS, SUPPORT, "Poor", 12) in told
    assert (PARENTS, SUPPORT, "Poor", 3) not in told


async def test_words_that_were_kept_and_never_recorded_are_not_evidence(pool: Pool) -> None:
    visit = v.closed()
    await record(pool, visit.events)
    recorded = FindingTexts(findings=(_finding("As recorded."),))
    other = FindingTexts(findings=(_finding("Never recorded."),))
    async with pool.acquire() as connection, connection.transaction():
        await content.keep(connection, v.VISIT, ContentKind.FINDINGS, recorded)
        await content.keep(connection, v.VISIT, ContentKind.FINDINGS, other)
        found = await visit_evidence(connection, v.VISIT)

    assert found is not None
    assert [finding.text for finding in found.findings] == ["As recorded."]
    assert found.survey == ()


def _finding(text: str) -> FindingText:
    return FindingText(ref="finding-1", kind=FindingKind.WORKED_WELL, text=text)


async def test_what_refuses_leaves_nothing_kept(pool: Pool, play: Play) -> None:
    alone = await play("held 2")
    form = FORMS["survey-results"].model_validate(
        {"rows": [{"audience": PARENTS, "question": SUPPORT, "answer": "Why? So.", "count": 1}]}
    )
    with pytest.raises(Refused, match="line 2"):
        await alone.take(form, "coordinator", "again", read=False)

    async with pool.acquire() as connection:
        assert ContentKind.SURVEY_RESULTS not in await content.kinds_of(connection, alone.visit)
        assert await survey_results(connection, alone.visit) == ()


async def test_the_context_of_cases_goes_with_them_to_a_deferred_visits_successor(
    pool: Pool,
) -> None:
    told = CaseContexts(cases=(CaseContext(case="case-3", age_band=AgeBand.UNDER_5),))
    async with pool.acquire() as connection, connection.transaction():
        ref: ContentRef = await content.keep(connection, v.VISIT, ContentKind.CASE_CONTEXT, told)
        await content.take_over(connection, v.VISIT, f"{v.VISIT}-2")

        assert await content.fetch(connection, f"{v.VISIT}-2", ref, CaseContexts) == told


async def test_a_visit_that_is_not_there_is_a_sentence(pool: Pool) -> None:
    async with pool.acquire() as connection:
        with pytest.raises(UnknownVisit):
            await visit_evidence(connection, v.VISIT)
        with pytest.raises(UnknownVisit):
            await survey_results(connection, v.VISIT)


async def test_no_event_and_no_read_model_has_a_label_an_age_or_a_need(
    pool: Pool, play: Play
) -> None:
    await play("withdraw_case")

    events = await pool.fetch("SELECT * FROM events")
    told = repr(events) + repr(await pool.fetch("SELECT * FROM visits"))
    assert "survey_results_recorded" in told
    said = (SUPPORT, "Very good", *AgeBand, *Need)
    assert [words for words in said if words in told] == []
