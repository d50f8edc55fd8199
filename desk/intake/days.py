"""The days in the area: held, fed back, interrupted, gone on with."""

from collections import Counter

from desk.intake.context import Paper
from register import visits
from schemas import forms as f
from schemas import messages as m
from schemas.parts import FindingCount
from schemas.personal import FindingText, FindingTexts
from schemas.values import ContentKind


async def held(form: f.HeldForm, paper: Paper) -> m.Decision:
    """Which meetings were held."""
    return m.RecordMeetings(actor=paper.actor, reason=paper.reason, slots=form.slots)


async def findings(form: f.FindingsForm, paper: Paper) -> m.Decision:
    """The findings stay in the register; how many there are of each kind remains."""
    state = await visits.require(paper.connection, paper.visit)
    texts = tuple(
        FindingText(
            ref=f"finding-{number}", kind=finding.kind, text=finding.text, cases=finding.cases
        )
        for number, finding in enumerate(form.findings, start=state.findings_recorded + 1)
    )
    kept = await paper.keep(ContentKind.FINDINGS, FindingTexts(findings=texts))
    counts = Counter(finding.kind for finding in form.findings)
    return m.RecordFindings(
        actor=paper.actor,
        reason=paper.reason,
        findings=tuple(FindingCount(kind=kind, count=count) for kind, count in counts.items()),
        content=kept,
    )


async def feedback(form: f.FeedbackForm, paper: Paper) -> m.Decision:
    """The feedback was given."""
    del form
    return m.HoldFeedback(actor=paper.actor, reason=paper.reason)


async def pause(form: f.PauseForm, paper: Paper) -> m.Decision:
    """The visit rests."""
    del form
    return m.PauseVisit(actor=paper.actor, reason=paper.reason)


async def resumption(form: f.ResumptionForm, paper: Paper) -> m.Decision:
    """The visit goes on; a single day is its own last day."""
    return m.ResumeVisit(
        actor=paper.actor,
        reason=paper.reason,
        next_day=form.next_day,
        last_day=form.last_day or form.next_day,
    )


async def incomplete(form: f.IncompleteForm, paper: Paper) -> m.Decision:
    """The visit ends as far as it got."""
    del form
    return m.EndIncomplete(actor=paper.actor, reason=paper.reason)
