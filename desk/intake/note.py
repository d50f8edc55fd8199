"""The summary note: drafted, commented on, agreed, shared, acknowledged."""

from collections import Counter

from desk.intake.context import Paper
from register import visits
from rules.decide.note import department_of
from rules.evolve import ADDRESSEES
from rules.refusals import RefusalCode, Refused
from schemas import forms as f
from schemas import messages as m
from schemas.ids import Digest
from schemas.parts import SectionComments
from schemas.personal import NoteComments, SectionComment, SummaryNote
from schemas.values import ContentKind


async def draft(form: f.DraftForm, paper: Paper) -> m.Decision:
    """The note stays in the register; its version and its cases remain."""
    note = SummaryNote(sections=form.sections, cases=form.cases)
    kept = await paper.keep(ContentKind.SUMMARY_NOTE, note)
    latest = (await visits.require(paper.connection, paper.visit)).note
    same_again = latest is not None and latest.digest == kept.digest
    coming = (latest.version if latest else 0) + (0 if same_again else 1)
    return m.IssueDraft(
        actor=paper.actor,
        reason=paper.reason,
        version=form.version or coming,
        content=kept,
        sections=len(form.sections),
        cases=form.cases,
    )


async def comments(form: f.CommentsForm, paper: Paper) -> m.Decision:
    """The comments stay in the register; how many there are of each section remains."""
    words = tuple(SectionComment(section=c.section, text=c.text) for c in form.comments)
    note = NoteComments(version=form.version, comments=words)
    kept = await paper.keep(ContentKind.NOTE_COMMENTS, note)
    counts = Counter(comment.section for comment in form.comments)
    return m.CommentOnNote(
        actor=paper.actor,
        reason=paper.reason,
        version=form.version,
        comments=tuple(SectionComments(section=s, count=n) for s, n in sorted(counts.items())),
        content=kept,
    )


async def agreement(form: f.AgreementForm, paper: Paper) -> m.Decision:
    """Who agrees to which words; nobody named is every leader."""
    digest = form.digest or await _digest_of_note(paper, form.version)
    state = await visits.require(paper.connection, paper.visit)
    everybody = tuple(c.ref for c in state.contacts if c.role in ADDRESSEES)
    return m.AgreeNote(
        actor=paper.actor,
        reason=paper.reason,
        version=form.version,
        digest=digest,
        leaders=form.leaders or everybody,
    )


async def facts(form: f.FactsForm, paper: Paper) -> m.Decision:
    """The facts of a version stand as they are."""
    digest = form.digest or await _digest_of_note(paper, form.version)
    return m.DecideFacts(
        actor=paper.actor, reason=paper.reason, version=form.version, digest=digest
    )


async def sharing_decision(form: f.SharingDecisionForm, paper: Paper) -> m.Decision:
    """A version is shared, or not, whoever has not signed."""
    digest = form.digest or await _digest_of_note(paper, form.version)
    return m.DecideSharing(
        actor=paper.actor,
        reason=paper.reason,
        version=form.version,
        digest=digest,
        share=form.share,
    )


async def sharing(form: f.SharingForm, paper: Paper) -> m.Decision:
    """Which departments have the note."""
    state = await visits.require(paper.connection, paper.visit)
    departments = tuple(department_of(state, to) for to in form.departments)
    digest = form.digest or await _digest_of_note(paper, form.version)
    return m.ShareNote(
        actor=paper.actor,
        reason=paper.reason,
        version=form.version,
        digest=digest,
        departments=departments,
    )


async def _digest_of_note(paper: Paper, version: int) -> Digest:
    state = await visits.require(paper.connection, paper.visit)
    if state.note is None or state.note.version != version:
        latest = f"version {state.note.version} is the latest" if state.note else "there is none"
        raise Refused(
            RefusalCode.NOTE_VERSION,
            f"Version {version} of the note of {paper.visit} does not stand: {latest}.",
        )
    return state.note.digest


async def acknowledgement(form: f.AcknowledgementForm, paper: Paper) -> m.Decision:
    """A department says that it has the note."""
    return m.AcknowledgeNote(actor=paper.actor, reason=paper.reason, department=form.department)
