"""What a national report may use of a visit: the findings of a note that the area agreed to.

Nothing of a visit that was declined, withdrawn or ended before its time, and nothing of a case to
which agreement was taken back (domain brief, section 3: reports draw
only on agreed notes).
"""

from collections.abc import Iterable

from rules.signatures import leaders_of
from rules.timetable import timetable
from schemas.evidence import AgreedNote, VisitEvidence
from schemas.ids import CaseRef, FindingRef
from schemas.personal import CaseContext, CaseContexts, FindingText, FindingTexts, SurveyResults
from schemas.state import VisitState
from schemas.values import Outcome


def agreed_note(state: VisitState) -> AgreedNote | None:
    """The note that the area agreed to, if a report may use what stands behind it.

    A version that became void, or was followed by another, is agreed no more. What a senior manager
    decided to share is not agreed, unless each leader had agreed all the same.
    """
    agreement = state.agreement
    if agreement is None or state.outcome not in {None, Outcome.CLOSED}:
        return None
    if agreement.by_manager and not _all_agreed(state):
        return None
    return AgreedNote(
        version=agreement.version, digest=agreement.digest, agreed_at=agreement.agreed_at
    )


def _all_agreed(state: VisitState) -> bool:
    leaders = leaders_of(state)
    agreed = state.agreement.leaders if state.agreement else ()
    return bool(leaders) and set(leaders) <= set(agreed)


def evidence(
    state: VisitState,
    *,
    findings: Iterable[FindingTexts],
    context: CaseContexts | None = None,
    results: SurveyResults | None = None,
) -> VisitEvidence | None:
    """What a report may use of a visit, as it stands; `None` where that is nothing.

    Args:
        state: The visit.
        findings: What was written down and put right, in the order in which it was recorded.
        context: What was told of the cases when they were chosen.
        results: What the surveys came to.
    """
    agreed = agreed_note(state)
    if agreed is None:
        return None
    dates = timetable(state)
    return VisitEvidence(
        visit=state.visit_id,
        area=state.area,
        region=state.region,
        council_type=state.council_type,
        agreed=agreed,
        findings=_standing(findings, state.cases_withdrawn),
        cases=_cases(state, context),
        survey=results.rows if results else (),
        consent_until=dates.consent_window_ends if dates else None,
    )


def _standing(
    findings: Iterable[FindingTexts], withdrawn: tuple[CaseRef, ...]
) -> tuple[FindingText, ...]:
    """Each finding as it is right now; those on a withdrawn case are left out."""
    latest: dict[FindingRef, FindingText] = {}
    for texts in findings:
        latest.update({finding.ref: finding for finding in texts.findings})
    return tuple(f for f in latest.values() if not set(f.cases) & set(withdrawn))


def _cases(state: VisitState, context: CaseContexts | None) -> tuple[CaseContext, ...]:
    """The cases that stand; of one of which nothing was told, that it was studied."""
    told = {case.case: case for case in context.cases} if context else {}
    chosen = state.case_studies.cases if state.case_studies else ()
    return tuple(
        told.get(study.case, CaseContext(case=study.case))
        for study in chosen
        if study.case not in state.cases_withdrawn
    )
