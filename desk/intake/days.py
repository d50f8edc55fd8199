"""The days in the area: what was found."""

from collections import Counter

from desk.intake.context import Intake, takes_in
from desk.intake.terms import around
from register import content, visits
from rules.refusals import RefusalCode, Refused
from schemas import messages as m
from schemas.forms.corrections import FindingCorrectionForm
from schemas.forms.course import ResumptionForm
from schemas.forms.days import FindingsForm
from schemas.parts import FindingCount
from schemas.personal import FindingText, FindingTexts
from schemas.values import ContentKind


@takes_in(FindingsForm)
async def findings(form: FindingsForm, intake: Intake) -> m.RecordFindings:
    """The findings stay in the register; how many there are of each kind remains."""
    state = await visits.require(intake.connection, intake.visit)
    texts = tuple(
        FindingText(
            ref=f"finding-{number}", kind=finding.kind, text=finding.text, cases=finding.cases
        )
        for number, finding in enumerate(form.findings, start=state.findings_recorded + 1)
    )
    kept = await intake.keep(ContentKind.FINDINGS, FindingTexts(findings=texts))
    counts = Counter(finding.kind for finding in form.findings)
    return intake.message(
        m.RecordFindings,
        findings=tuple(FindingCount(kind=kind, count=count) for kind, count in counts.items()),
        content=kept,
    )


@takes_in(FindingCorrectionForm)
async def finding(form: FindingCorrectionForm, intake: Intake) -> m.CorrectFinding:
    """One finding as it is right, under the number that it has; what is not given stays."""
    kept = await content.fetch_all(
        intake.connection, intake.visit, ContentKind.FINDINGS, FindingTexts
    )
    known = {one.ref: one for texts in kept for one in texts.findings}
    was = known.get(form.finding)
    if was is None:
        raise Refused(
            RefusalCode.ID,
            f"The finding was not put right: there is no {form.finding} in visit {intake.visit}.",
        )
    given = form.model_dump(include={"kind", "text", "cases"}, exclude_none=True)
    right = FindingText.model_validate({**was.model_dump(), **given})
    if right == was:
        raise Refused(
            RefusalCode.ALREADY_DONE,
            f"The finding was not put right: {form.finding} says that already; give --kind or "
            "--text.",
        )
    return intake.message(
        m.CorrectFinding,
        finding=form.finding,
        was=was.kind,
        kind=right.kind,
        content=await intake.keep(ContentKind.FINDINGS, FindingTexts(findings=(right,))),
    )


@takes_in(ResumptionForm)
async def resumption(form: ResumptionForm, intake: Intake) -> m.ResumeVisit:
    """The visit goes on; days that are named come with the terms around them."""
    if form.next_day is None:
        return intake.copied(form, m.ResumeVisit)
    terms = await around(intake, form.next_day, form.last_day or form.next_day)
    return intake.copied(form, m.ResumeVisit, terms=terms)
