"""The case studies, who agreed to them, and a consent that is taken back."""

from rules.evolve.fact import fact
from rules.evolve.tasks import without
from rules.folds import Changes, OutOfOrderError
from schemas.events.cases import CasesAgreed, CasesChosen, ConsentWithdrawn, FewerCasesAccepted
from schemas.events.event import VisitEvent
from schemas.state import CaseStudies, VisitState
from schemas.values import Stage, TaskKind


@fact(CasesChosen, "case studies chosen")
def chosen(_state: VisitState, _event: VisitEvent, fact: CasesChosen) -> Changes:
    """What was accepted for another choice is not accepted for this one."""
    return {
        "case_studies": CaseStudies(offered=fact.offered, cases=fact.cases, context=fact.context),
        "fewer_cases_accepted": False,
    }


@fact(CasesAgreed, "case studies agreed")
def agreed(state: VisitState, _event: VisitEvent, fact: CasesAgreed) -> Changes:
    """Who agreed to which of the cases.

    Raises:
        OutOfOrderError: None has been chosen.
    """
    if state.case_studies is None:
        raise OutOfOrderError(f"{state.visit_id} has no case studies")
    by = {case.case: case for case in fact.cases}
    cases = tuple(by.get(case.case, case) for case in state.case_studies.cases)
    return {"case_studies": state.case_studies.model_copy(update={"cases": cases})}


@fact(FewerCasesAccepted, "fewer case studies accepted")
def fewer_accepted(_state: VisitState, _event: VisitEvent, _fact: FewerCasesAccepted) -> Changes:
    """The visit goes on with the cases that are left."""
    return {"fewer_cases_accepted": True}


@fact(ConsentWithdrawn, "agreement to a case study withdrawn")
def consent_withdrawn(state: VisitState, event: VisitEvent, fact: ConsentWithdrawn) -> Changes:
    """The case is gone; a note that used it is void, and a visit that was over goes on."""
    changes: Changes = {"cases_withdrawn": (*state.cases_withdrawn, fact.case)}
    if state.case_studies is not None:
        cases = tuple(c for c in state.case_studies.cases if c.case != fact.case)
        changes["case_studies"] = state.case_studies.model_copy(update={"cases": cases})
        changes["fewer_cases_accepted"] = False
    if state.meetings is not None:
        held = state.meetings.held
        slots = tuple(s for s in state.meetings.slots if s.case != fact.case or s.slot_id in held)
        changes["meetings"] = state.meetings.model_copy(update={"slots": slots})
    if fact.void_version is None:
        return changes
    going_on: Changes = {"outcome": None, "ended_at": None, "ending": None}
    return changes | without_note(state, event) | going_on


def without_note(state: VisitState, event: VisitEvent) -> Changes:
    """The version of the note that stood is void, and another is drafted."""
    return {
        "stage": Stage.DRAFTING,
        "note_void_since": event.at,
        "agreement": None,
        "signed": (),
        "facts": None,
        "comment_rounds": (),
        "sharings": (),
        "tasks": without(
            state,
            TaskKind.AGREEMENT_OVERDUE,
            TaskKind.SHARING_OVERDUE,
            TaskKind.ACKNOWLEDGEMENT_OVERDUE,
        ),
    }
