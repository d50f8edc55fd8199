"""The case studies, who agreed to them, and a consent that is taken back."""

from desk.intake.context import Paper
from register import visits
from rules.decide.consent import require_consenter
from schemas import forms as f
from schemas import messages as m
from schemas.parts import CaseStudy


async def chosen(form: f.CasesForm, paper: Paper) -> m.Decision:
    """Which of the cases offered are studied."""
    return m.ChooseCases(
        actor=paper.actor,
        reason=paper.reason,
        offered=form.offered,
        cases=await _agreements(form.cases, paper),
    )


async def agreed(form: f.AgreedCasesForm, paper: Paper) -> m.Decision:
    """Who agreed to which of the cases."""
    cases = await _agreements(form.cases, paper)
    return m.AgreeCases(actor=paper.actor, reason=paper.reason, cases=cases)


async def _agreements(cases: tuple[f.AgreedCaseForm, ...], paper: Paper) -> tuple[CaseStudy, ...]:
    """Who agreed, if it is who must; a birthday is looked at here and goes no further."""
    state = await visits.require(paper.connection, paper.visit)
    on = state.days.day_one if state.days else state.day_one
    for case in cases:
        if case.agreed_by is not None:
            require_consenter(
                case.case,
                case.agreed_by,
                born=case.born,
                on=on,
                instead=case.lacks_capacity and paper.reason is not None,
            )
    return tuple(CaseStudy(case=case.case, agreed_by=case.agreed_by) for case in cases)


async def fewer(form: f.FewerCasesForm, paper: Paper) -> m.Decision:
    """The visit goes on with the cases that are left."""
    del form
    return m.AcceptFewerCases(actor=paper.actor, reason=paper.reason)


async def withdrawn(form: f.WithdrawnCaseForm, paper: Paper) -> m.Decision:
    """A case that may no longer be used."""
    return m.WithdrawConsent(actor=paper.actor, reason=paper.reason, case=form.case)
