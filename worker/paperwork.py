"""Parts a form: its content goes into the register, and a message with references remains."""

from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from register import content, visits
from register.connection import Connection
from rules.refusals import RefusalCode, Refused
from schemas import forms as f
from schemas import messages as m
from schemas.content import ContentRef
from schemas.ids import ActorRef, Digest, VisitId
from schemas.parts import Contact, Declaration, FindingCount, Slot, TeamMember
from schemas.personal import (
    FindingText,
    FindingTexts,
    MeetingDetails,
    People,
    Person,
    Personal,
    Reason,
    SummaryNote,
    SurveyLinks,
    TimetableDetails,
)
from schemas.values import ContactRole, ContentKind


@dataclass(frozen=True)
class Paper:
    """A form on its way: whose visit, who filled it in, and where content goes."""

    connection: Connection
    visit: VisitId
    actor: ActorRef
    reason: ContentRef | None

    async def keep(self, kind: ContentKind, body: Personal) -> ContentRef:
        """Put content into the register."""
        return await content.keep(self.connection, self.visit, kind, body)


async def prepare(
    connection: Connection, visit: VisitId, form: f.Form, actor: ActorRef
) -> m.Decision:
    """Keep a form's content and give the message that remains.

    Args:
        connection: In a transaction.
        visit: The visit it is for.
        form: As filled in.
        actor: Who filled it in.

    Raises:
        Refused: It names something the register does not have.
    """
    reason = (
        await content.keep(connection, visit, ContentKind.REASON, Reason(text=form.reason))
        if form.reason
        else None
    )
    return await _PARTINGS[type(form)](form, Paper(connection, visit, actor, reason))


async def _contacts(form: f.ContactsForm, paper: Paper) -> m.Decision:
    await content.keep_people(paper.connection, paper.visit, form.people)
    kept = await paper.keep(ContentKind.CONTACTS, People(people=form.people))
    return m.RecordContacts(
        actor=paper.actor,
        reason=paper.reason,
        content=kept,
        contacts=tuple(
            Contact(ref=person.ref, role=person.role)
            for person in form.people
            if isinstance(person.role, ContactRole)
        ),
    )


async def _delivery(form: f.DeliveryForm, paper: Paper) -> m.Decision:
    return m.RecordDelivery(
        actor=paper.actor, reason=paper.reason, letter=form.letter, status=form.status
    )


async def _response(form: f.ResponseForm, paper: Paper) -> m.Decision:
    return m.Respond(actor=paper.actor, reason=paper.reason, answer=form.answer)


async def _officer(form: f.OfficerForm, paper: Paper) -> m.Decision:
    person = Person(
        ref=form.ref,
        role=ContactRole.NOMINATED_OFFICER,
        name=form.name,
        email=form.email,
        organisation=form.organisation,
    )
    await content.keep_people(paper.connection, paper.visit, [person])
    kept = await paper.keep(ContentKind.NOMINATED_OFFICER, person)
    return m.NominateOfficer(actor=paper.actor, reason=paper.reason, officer=form.ref, content=kept)


async def _declarations(form: f.DeclarationsForm, paper: Paper) -> m.Decision:
    people = [
        Person(ref=i.ref, role=i.role, name=i.name, email=i.email, organisation=i.organisation)
        for i in form.inspectors
    ]
    await content.keep_people(paper.connection, paper.visit, people)
    return m.DeclareConflicts(
        actor=paper.actor,
        reason=paper.reason,
        declarations=tuple(
            Declaration(inspector=i.ref, role=i.role, conflicts=i.conflicts)
            for i in form.inspectors
        ),
    )


async def _team(form: f.TeamForm, paper: Paper) -> m.Decision:
    return m.ConfirmTeam(
        actor=paper.actor,
        reason=paper.reason,
        members=tuple(TeamMember(inspector=x.inspector, role=x.role) for x in form.members),
    )


async def _dates(form: f.DatesForm, paper: Paper) -> m.Decision:
    return m.SetDates(
        actor=paper.actor,
        reason=paper.reason,
        day_one=form.day_one,
        day_two=form.day_two,
        mode=form.mode,
    )


async def _mode(form: f.ModeForm, paper: Paper) -> m.Decision:
    return m.SetMode(actor=paper.actor, reason=paper.reason, mode=form.mode)


async def _survey(form: f.SurveyForm, paper: Paper) -> m.Decision:
    kept = await paper.keep(ContentKind.SURVEY_LINKS, SurveyLinks(links=form.links))
    return m.HandOverSurvey(
        actor=paper.actor, reason=paper.reason, audiences=tuple(form.links), content=kept
    )


async def _cases(form: f.CasesForm, paper: Paper) -> m.Decision:
    return m.ChooseCases(
        actor=paper.actor, reason=paper.reason, offered=form.offered, cases=form.cases
    )


async def _agreed_cases(form: f.AgreedCasesForm, paper: Paper) -> m.Decision:
    return m.AgreeCases(actor=paper.actor, reason=paper.reason, cases=form.cases)


async def _timetable(form: f.TimetableForm, paper: Paper) -> m.Decision:
    details = tuple(
        MeetingDetails(
            slot_id=x.slot_id,
            title=x.title,
            place=x.place,
            fallback=x.fallback,
            starts=x.starts,
            ends=x.ends,
        )
        for x in form.meetings
    )
    kept = await paper.keep(ContentKind.TIMETABLE_DETAILS, TimetableDetails(meetings=details))
    slots = tuple(
        Slot(
            slot_id=x.slot_id,
            kind=x.kind,
            day=x.day,
            starts=x.starts,
            ends=x.ends,
            mode=x.mode,
            case=x.case,
        )
        for x in form.meetings
    )
    return m.FixTimetable(actor=paper.actor, reason=paper.reason, slots=slots, content=kept)


async def _held(form: f.HeldForm, paper: Paper) -> m.Decision:
    return m.RecordMeetings(actor=paper.actor, reason=paper.reason, slots=form.slots)


async def _findings(form: f.FindingsForm, paper: Paper) -> m.Decision:
    state = await visits.require(paper.connection, paper.visit)
    texts = tuple(
        FindingText(ref=f"finding-{number}", kind=finding.kind, text=finding.text)
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


async def _feedback(form: f.FeedbackForm, paper: Paper) -> m.Decision:
    del form
    return m.HoldFeedback(actor=paper.actor, reason=paper.reason)


async def _draft(form: f.DraftForm, paper: Paper) -> m.Decision:
    note = SummaryNote(sections=form.sections, cases=form.cases)
    kept = await paper.keep(ContentKind.SUMMARY_NOTE, note)
    latest = (await visits.require(paper.connection, paper.visit)).note
    same_again = latest is not None and latest.digest == kept.digest
    coming = (latest.version if latest else 0) + (0 if same_again else 1)
    return m.IssueDraft(
        actor=paper.actor, reason=paper.reason, version=form.version or coming, content=kept
    )


async def _agreement(form: f.AgreementForm, paper: Paper) -> m.Decision:
    digest = form.digest or await _digest_of_note(paper, form.version)
    return m.AgreeNote(actor=paper.actor, reason=paper.reason, version=form.version, digest=digest)


async def _sharing(form: f.SharingForm, paper: Paper) -> m.Decision:
    digest = form.digest or await _digest_of_note(paper, form.version)
    return m.ShareNote(
        actor=paper.actor,
        reason=paper.reason,
        version=form.version,
        digest=digest,
        departments=form.departments,
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


async def _acknowledgement(form: f.AcknowledgementForm, paper: Paper) -> m.Decision:
    return m.AcknowledgeNote(actor=paper.actor, reason=paper.reason, department=form.department)


async def _cancellation(form: f.CancellationForm, paper: Paper) -> m.Decision:
    del form
    return m.CancelVisit(actor=paper.actor, reason=paper.reason)


# `Any`: each parting takes its own form; the key beside it is that form's type.
_PARTINGS: dict[type[f.Form], Callable[[Any, Paper], Awaitable[m.Decision]]] = {
    f.ContactsForm: _contacts,
    f.DeliveryForm: _delivery,
    f.ResponseForm: _response,
    f.OfficerForm: _officer,
    f.DeclarationsForm: _declarations,
    f.TeamForm: _team,
    f.DatesForm: _dates,
    f.ModeForm: _mode,
    f.SurveyForm: _survey,
    f.CasesForm: _cases,
    f.AgreedCasesForm: _agreed_cases,
    f.TimetableForm: _timetable,
    f.HeldForm: _held,
    f.FindingsForm: _findings,
    f.FeedbackForm: _feedback,
    f.DraftForm: _draft,
    f.AgreementForm: _agreement,
    f.SharingForm: _sharing,
    f.AcknowledgementForm: _acknowledgement,
    f.CancellationForm: _cancellation,
}
