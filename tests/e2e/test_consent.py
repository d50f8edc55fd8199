"""Agreement to case studies: too few, by whom, and taken back; what its scenarios leave behind."""

from register.letters import LetterRow
from schemas.events.cases import ConsentWithdrawn, FewerCasesAccepted
from schemas.events.note import NoteAgreed, NoteDrafted, NoteShared
from schemas.events.visit import Closed
from schemas.values import Consenter, DocumentKind, LetterKind, Outcome
from tests.engine import Engine
from tests.performances import Performance, Performances

_AREA_AND_TEAM = {
    "dcs",
    "health-1",
    "health-2",
    "officer-1",
    "hmi-education-7",
    "hmi-social-care-3",
    "cqc-inspector-12",
}


def test_a_visit_goes_on_with_three_cases_for_a_recorded_reason(
    performances: Performances,
) -> None:
    few = performances["few-cases"]

    accepted = [e for e in few.events if isinstance(e.fact, FewerCasesAccepted)]
    assert len(accepted) == 1
    assert accepted[0].reason is not None
    assert few.state.case_studies is not None
    by = {case.case: case.agreed_by for case in few.state.case_studies.cases}
    assert by == {
        "case-1": Consenter.PARENT,
        "case-3": Consenter.PARENT,  # for want of capacity, for a recorded reason
        "case-4": Consenter.YOUNG_PERSON,
    }
    assert few.state.outcome is Outcome.CLOSED


async def test_a_birthday_is_kept_nowhere(engine: Engine) -> None:
    scenario = engine.scenario("few-cases")
    await engine.play(scenario)

    async with engine.pool.acquire() as connection:
        kept = [row["body"] for row in await connection.fetch("SELECT body FROM content")]
        kept += [row["payload"] for row in await connection.fetch("SELECT payload FROM events")]
        kept += [row["state"] for row in await connection.fetch("SELECT state FROM visits")]
    births = [
        case["born"]
        for step in scenario.steps
        for case in step.form.get("cases", ())
        if isinstance(case, dict) and "born" in case
    ]
    assert len(births) == 5
    assert all(born not in str(text) for born in births for text in kept)


def test_agreement_taken_back_before_and_after_the_days(performances: Performances) -> None:
    visit = performances["consent-withdrawn"]

    withdrawn = [e.fact for e in visit.events if isinstance(e.fact, ConsentWithdrawn)]
    assert [(fact.case, fact.void_version) for fact in withdrawn] == [
        ("case-9", None),
        ("case-7", None),
        ("case-4", 1),
    ]
    assert visit.state.cases_withdrawn == ("case-9", "case-7", "case-4")
    drafted = [e.fact for e in visit.events if isinstance(e.fact, NoteDrafted)]
    assert [fact.cases for fact in drafted] == [
        ("case-1", "case-3", "case-4"),
        ("case-1", "case-3"),
    ]
    agreed = [e.fact.version for e in visit.events if isinstance(e.fact, NoteAgreed)]
    assert agreed == [2]
    for number in (1, 2, 3):
        told = _of(visit, LetterKind.CASE_WITHDRAWN, number)
        assert {row.order.recipient for row in told} == _AREA_AND_TEAM
    assert _of(visit, LetterKind.NOTE_RECALLED) == []


def test_agreement_taken_back_after_the_end_recalls_the_note(performances: Performances) -> None:
    visit = performances["consent-late"]

    closed = [e.sequence for e in visit.events if isinstance(e.fact, Closed)]
    taken_back = next(e for e in visit.events if isinstance(e.fact, ConsentWithdrawn))
    assert closed[0] < taken_back.sequence < closed[1]
    assert [e.fact.version for e in visit.events if isinstance(e.fact, NoteShared)] == [1, 2]
    recalled = _of(visit, LetterKind.NOTE_RECALLED)
    assert {row.order.recipient for row in recalled} == {"dfe", "nhs-england"}
    assert {row.order.recipient for row in _of(visit, LetterKind.SHARED_NOTE, 2)} == {
        "dfe",
        "nhs-england",
    }
    notes = [d.version for d in visit.documents if d.kind is DocumentKind.SUMMARY_NOTE]
    assert notes == [1, 2]
    assert visit.state.outcome is Outcome.CLOSED
    assert visit.state.tasks == ()


def _of(performance: Performance, kind: LetterKind, number: int | None = None) -> list[LetterRow]:
    return [
        row
        for row in performance.letters
        if row.order.kind is kind and number in {None, row.order.round}
    ]
