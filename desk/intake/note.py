"""The summary note: drafted, commented on, agreed, decided on, shared."""

from collections import Counter
from typing import TypeAlias

from desk.intake.context import Intake, takes_in
from desk.intake.people import mailboxes_moved
from register import visits
from rules.addressees import ADDRESSEES
from rules.decide.note import department_of, names_others
from rules.next_step import with_next_step
from rules.prose import note_of
from rules.refusals import RefusalCode, Refused
from schemas import messages as m
from schemas.forms.note import (
    AgreementForm,
    CommentsForm,
    DraftForm,
    FactsForm,
    SharingDecisionForm,
    SharingForm,
)
from schemas.ids import Digest
from schemas.parts import SectionComments
from schemas.personal import NoteComments, SectionComment
from schemas.values import ContentKind


@takes_in(DraftForm)
async def draft(form: DraftForm, intake: Intake) -> m.IssueDraft:
    """The note stays in the register; its version and its cases remain."""
    note = note_of(form.sections, form.cases)
    kept = await intake.keep(ContentKind.SUMMARY_NOTE, note)
    state = await visits.require(intake.connection, intake.visit)
    latest = state.note
    # The same decision brought again is the same message; words that may be issued anew are not.
    same_again = latest is not None and latest.digest == kept.digest and not names_others(state)
    coming = (latest.version if latest else 0) + (0 if same_again else 1)
    return intake.message(
        m.IssueDraft,
        version=form.version or coming,
        content=kept,
        sections=len(form.sections),
        cases=form.cases,
        editable_copy=form.editable_copy,
    )


@takes_in(CommentsForm)
async def comments(form: CommentsForm, intake: Intake) -> m.CommentOnNote:
    """The comments stay in the register; how many there are of each section remains."""
    words = tuple(SectionComment(section=c.section, text=c.text) for c in form.comments)
    version = await _version(form, intake)
    note = NoteComments(version=version, comments=words)
    kept = await intake.keep(ContentKind.NOTE_COMMENTS, note)
    counts = Counter(comment.section for comment in form.comments)
    return intake.message(
        m.CommentOnNote,
        version=version,
        comments=tuple(SectionComments(section=s, count=n) for s, n in sorted(counts.items())),
        content=kept,
    )


@takes_in(AgreementForm)
async def agreement(form: AgreementForm, intake: Intake) -> m.AgreeNote:
    """Who agrees to which words; nobody named is every leader."""
    words = await _words(form, intake)
    state = await visits.require(intake.connection, intake.visit)
    everybody = tuple(c.ref for c in state.contacts if c.role in ADDRESSEES)
    return intake.copied(form, m.AgreeNote, **words, leaders=form.leaders or everybody)


@takes_in(FactsForm)
async def facts(form: FactsForm, intake: Intake) -> m.DecideFacts:
    """The facts of a version stand as they are."""
    return intake.copied(form, m.DecideFacts, **await _words(form, intake))


@takes_in(SharingDecisionForm)
async def sharing_decision(form: SharingDecisionForm, intake: Intake) -> m.DecideSharing:
    """A version is shared, or not, whoever has not signed."""
    return intake.copied(form, m.DecideSharing, **await _words(form, intake))


@takes_in(SharingForm)
async def sharing(form: SharingForm, intake: Intake) -> m.ShareNote:
    """Which departments have the note, and whose mailbox is set to another address by now."""
    state = await visits.require(intake.connection, intake.visit)
    departments = tuple(department_of(state, to) for to in form.departments)
    words = await _words(form, intake)
    return intake.copied(
        form,
        m.ShareNote,
        **words,
        departments=departments,
        corrected=await mailboxes_moved(intake, departments),
    )


_OfOneVersion: TypeAlias = (
    CommentsForm | AgreementForm | FactsForm | SharingDecisionForm | SharingForm
)


async def _version(form: _OfOneVersion, intake: Intake) -> int:
    """The version that the form names, or else the latest: it is only needed to be sure."""
    if form.version is not None:
        return form.version
    state = await visits.require(intake.connection, intake.visit)
    note = state.note
    if note is None:
        none = Refused(RefusalCode.NOT_YET, f"Visit {intake.visit} has no summary note yet.")
        raise with_next_step(state, none)
    return note.version


async def _words(
    form: AgreementForm | FactsForm | SharingDecisionForm | SharingForm, intake: Intake
) -> dict[str, int | Digest]:
    """Which version, and the digest that the form quotes, or else that of the version."""
    version = await _version(form, intake)
    if form.digest:
        return {"version": version, "digest": form.digest}
    note = (await visits.require(intake.connection, intake.visit)).note
    if note is None or note.version != version:
        latest = f"version {note.version} is the latest" if note else "there is none"
        raise Refused(
            RefusalCode.NOTE_VERSION,
            f"Version {version} of the note of {intake.visit} does not stand: {latest}. "
            "Without --version the latest is meant.",
        )
    return {"version": version, "digest": note.digest}
