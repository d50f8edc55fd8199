"""The case studies, and who agreed to them."""

from datetime import date

from desk.intake.context import Intake, takes_in
from register import content, visits
from rules.decide.consent import require_age, require_consenter
from schemas import messages as m
from schemas.forms.cases import AgreedCaseForm, AgreedCasesForm, CasesForm
from schemas.ids import CaseRef
from schemas.parts import CaseStudy
from schemas.personal import CaseContext, CaseContexts
from schemas.values import AgeBand, ContentKind


@takes_in(CasesForm)
async def chosen(form: CasesForm, intake: Intake) -> m.ChooseCases:
    """Which of the cases offered are studied; what is told of them stays in the register."""
    on = await _day_one(intake)
    for case in form.cases:
        require_age(case.case, case.age_band, born=case.born, on=on)
    told = tuple(
        CaseContext(case=case.case, age_band=case.age_band, need=case.need)
        for case in form.cases
        if case.age_band or case.need
    )
    return intake.copied(
        form,
        m.ChooseCases,
        cases=_agreements(form.cases, intake, on),
        context=await intake.keep(ContentKind.CASE_CONTEXT, CaseContexts(cases=told))
        if told
        else None,
    )


@takes_in(AgreedCasesForm)
async def agreed(form: AgreedCasesForm, intake: Intake) -> m.AgreeCases:
    """Who agreed to which of the cases."""
    on = await _day_one(intake)
    bands = await _bands(intake) if any(case.born for case in form.cases) else {}
    for case in form.cases:
        require_age(case.case, bands.get(case.case), born=case.born, on=on)
    return intake.message(m.AgreeCases, cases=_agreements(form.cases, intake, on))


async def _day_one(intake: Intake) -> date:
    state = await visits.require(intake.connection, intake.visit)
    return state.days.day_one if state.days else state.day_one


async def _bands(intake: Intake) -> dict[CaseRef, AgeBand | None]:
    """The age bands that were told when the cases were chosen."""
    state = await visits.require(intake.connection, intake.visit)
    ref = state.case_studies.context if state.case_studies else None
    if ref is None:
        return {}
    kept = await content.fetch(intake.connection, intake.visit, ref, CaseContexts)
    return {case.case: case.age_band for case in kept.cases}


def _agreements(
    cases: tuple[AgreedCaseForm, ...], intake: Intake, on: date
) -> tuple[CaseStudy, ...]:
    """Who agreed, if it is who must; a birthday is looked at here and goes no further."""
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
