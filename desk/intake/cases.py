"""The case studies, and who agreed to them."""

from desk.intake.context import Intake, takes_in
from register import visits
from rules.decide.consent import require_consenter
from schemas import forms as f
from schemas import messages as m
from schemas.parts import CaseStudy


@takes_in(f.CasesForm)
async def chosen(form: f.CasesForm, intake: Intake) -> m.ChooseCases:
    """Which of the cases offered are studied."""
    return intake.copied(form, m.ChooseCases, cases=await _agreements(form.cases, intake))


@takes_in(f.AgreedCasesForm)
async def agreed(form: f.AgreedCasesForm, intake: Intake) -> m.AgreeCases:
    """Who agreed to which of the cases."""
    return intake.message(m.AgreeCases, cases=await _agreements(form.cases, intake))


async def _agreements(cases: tuple[f.AgreedCaseForm, ...], intake: Intake) -> tuple[CaseStudy, ...]:
    """Who agreed, if it is who must; a birthday is looked at here and goes no further."""
    state = await visits.require(intake.connection, intake.visit)
    on = state.days.day_one if state.days else state.day_one
    for case in cases:
        if case.agreed_by is not None:
            require_consenter(
                case.case,
                case.agreed_by,
                born=case.born,
                on=on,
                instead=case.lacks_capacity and intake.reason is not None,
            )
    return tuple(CaseStudy(case=case.case, agreed_by=case.agreed_by) for case in cases)
