"""The summary note: drafted, commented on, agreed, decided on, shared."""

from collections import Counter

from desk.intake.context import Intake, takes_in
from desk.intake.people import mailboxes_moved
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


@takes_in(f.DraftForm)
async def draft(form: f.DraftForm, intake: Intake) -> m.IssueDraft:
    """The note stays in the register; its version and its cases remain."""
    note = SummaryNote(sections=form.sections, cases=form.cases)
    kept = await intake.keep(ContentKind.SUMMARY_NOTE, note)
    latest = (await visits.require(intake.connection, intake.visit)).note
    same_again = latest is not None and latest.digest == kept.digest
    coming = (latest.version if latest else 0) + (0 if same_again else 1)
    return intake.message(
        m.IssueDraft,
        version=form.version or coming,
        content=kept,
        sections=len(form.sections),
        cases=form.cases,
    )


@takes_in(f.CommentsForm)
async def comments(form: f.CommentsForm, intake: Intake) -> m.CommentOnNote:
    """The comments stay in the register; how many there are of each section remains."""
    words = tuple(SectionComment(section=c.section, text=c.text) for c in form.comments)
    note = NoteComments(version=form.version, comments=words)
    kept = await intake.keep(ContentKind.NOTE_COMMENTS, note)
    counts = Counter(comment.section for comment in form.comments)
    return intake.message(
        m.CommentOnNote,
        version=form.version,
        comments=tuple(SectionComments(section=s, count=n) for s, n in sorted(counts.items())),
        content=kept,
    )


@takes_in(f.AgreementForm)
async def agreement(form: f.AgreementForm, intake: Intake) -> m.AgreeNote:
    """Who agrees to which words; nobody named is every leader."""
    digest = await _digest(form, intake)
    state = await visits.require(intake.connection, intake.visit)
    everybody = tuple(c.ref for c in state.contacts if c.role in ADDRESSEES)
    return intake.copied(form, m.AgreeNote, digest=digest, leaders=form.leaders or everybody)


@takes_in(f.FactsForm)
async def facts(form: f.FactsForm, intake: Intake) -> m.DecideFacts:
    """The facts of a version stand as they are."""
    return intake.copied(form, m.DecideFacts, digest=await _digest(form, intake))


@takes_in(f.SharingDecisionForm)
async def sharing_decision(form: f.SharingDecisionForm, intake: Intake) -> m.DecideSharing:
    """A version is shared, or not, whoever has not signed."""
    return intake.copied(form, m.DecideSharing, digest=await _digest(form, intake))


@takes_in(f.SharingForm)
async def sharing(form: f.SharingForm, intake: Intake) -> m.ShareNote:
    """Which departments have the note, and whose mailbox is set to another address by now."""
    state = await visits.require(intake.connection, intake.visit)
    departments = tuple(department_of(state, to) for to in form.departments)
    digest = await _digest(form, intake)
    return intake.copied(
        form,
        m.ShareNote,
        digest=digest,
        departments=departments,
        corrected=await mailboxes_moved(intake, departments),
    )


async def _digest(
    form: f.AgreementForm | f.FactsForm | f.SharingDecisionForm | f.SharingForm, intake: Intake
) -> Digest:
    """The digest that the form quotes, or else that of the version it names."""
    if form.digest:
        return form.digest
    note = (await visits.require(intake.connection, intake.visit)).note
    if note is None or note.version != form.version:
        latest = f"version {note.version} is the latest" if note else "there is none"
        raise Refused(
            RefusalCode.NOTE_VERSION,
            f"Version {form.version} of the note of {intake.visit} does not stand: {latest}.",
        )
    return note.digest
