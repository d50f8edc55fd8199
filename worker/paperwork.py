"""Parts a form: its content goes into the register, and a message with references remains."""

from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from register import content, visits
from register.connection import Connection
from rules.decide.consent import require_consenter
from rules.decide.note import department_of
from rules.evolve import ADDRESSEES
from rules.refusals import RefusalCode, Refused
from schemas import forms as f
from schemas import messages as m
from schemas.content import ContentRef
from schemas.ids import ActorRef, Digest, PersonRef, VisitId
from schemas.parts import (
    CaseStudy,
    Contact,
    Declaration,
    FindingCount,
    SectionComments,
    Slot,
    TeamMember,
)
from schemas.personal import (
    FindingText,
    FindingTexts,
    MeetingDetails,
    NoteComments,
    People,
    Person,
    Personal,
    Reason,
    SectionComment,
    SummaryNote,
    SurveyLinks,
    TimetableDetails,
)
from schemas.values import ContactRole, ContentKind, Mode


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


async def _extension(form: f.ExtensionForm, paper: Paper) -> m.Decision:
    return m.ExtendReply(actor=paper.actor, reason=paper.reason, until=form.until)


async def _no_reply(form: f.NoReplyForm, paper: Paper) -> m.Decision:
    del form
    return m.RecordNoReply(actor=paper.actor, reason=paper.reason)


async def _withdrawal(form: f.WithdrawalForm, paper: Paper) -> m.Decision:
    del form
    return m.WithdrawVisit(actor=paper.actor, reason=paper.reason)


async def _officer(form: f.OfficerForm, paper: Paper) -> m.Decision:
    ref = form.ref or await _officer_ref(form, paper)
    person = Person(
        ref=ref,
        role=ContactRole.NOMINATED_OFFICER,
        name=form.name,
        email=form.email,
        organisation=form.organisation,
    )
    await content.keep_people(paper.connection, paper.visit, [person])
    kept = await paper.keep(ContentKind.NOMINATED_OFFICER, person)
    return m.NominateOfficer(actor=paper.actor, reason=paper.reason, officer=ref, content=kept)


async def _officer_ref(form: f.OfficerForm, paper: Paper) -> PersonRef:
    """Somebody else has a reference of their own, so that both can be written to."""
    known = await content.people_of(paper.connection, paper.visit)
    officers = [p for p in known.values() if p.role is ContactRole.NOMINATED_OFFICER]
    same = next((p.ref for p in officers if p.email.lower() == form.email.lower()), None)
    number = len(officers) + 1
    while f"officer-{number}" in known:
        number += 1
    return same or f"officer-{number}"


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


async def _override(form: f.OverrideForm, paper: Paper) -> m.Decision:
    return m.OverrideConflict(
        actor=paper.actor,
        reason=paper.reason,
        inspector=form.inspector,
        seconder=form.seconder,
    )


async def _replacement(form: f.ReplacementForm, paper: Paper) -> m.Decision:
    return m.ReplaceInspector(
        actor=paper.actor, reason=paper.reason, leaving=form.leaving, joining=form.joining
    )


async def _mode(form: f.ModeForm, paper: Paper) -> m.Decision:
    kept = await _joining(form, paper) if form.mode is Mode.VIRTUAL else None
    return m.SetMode(actor=paper.actor, reason=paper.reason, mode=form.mode, content=kept)


async def _joining(form: f.ModeForm, paper: Paper) -> ContentRef | None:
    """The words of a fixed timetable once what is left of it is held on line."""
    fixed = (await visits.require(paper.connection, paper.visit)).meetings
    if fixed is None:
        return None
    details = await content.fetch(paper.connection, paper.visit, fixed.content, TimetableDetails)
    moving = {
        slot.slot_id
        for slot in fixed.slots
        if slot.mode is not Mode.VIRTUAL and slot.slot_id not in fixed.held
    }
    meetings = tuple(
        x.model_copy(update={"place": form.joining or x.fallback}) if x.slot_id in moving else x
        for x in details.meetings
    )
    return await paper.keep(ContentKind.TIMETABLE_DETAILS, TimetableDetails(meetings=meetings))


async def _survey(form: f.SurveyForm, paper: Paper) -> m.Decision:
    kept = await paper.keep(ContentKind.SURVEY_LINKS, SurveyLinks(links=form.links))
    return m.HandOverSurvey(
        actor=paper.actor, reason=paper.reason, audiences=tuple(form.links), content=kept
    )


async def _cases(form: f.CasesForm, paper: Paper) -> m.Decision:
    return m.ChooseCases(
        actor=paper.actor,
        reason=paper.reason,
        offered=form.offered,
        cases=await _agreements(form.cases, paper),
    )


async def _agreed_cases(form: f.AgreedCasesForm, paper: Paper) -> m.Decision:
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


async def _fewer_cases(form: f.FewerCasesForm, paper: Paper) -> m.Decision:
    del form
    return m.AcceptFewerCases(actor=paper.actor, reason=paper.reason)


async def _withdrawn_case(form: f.WithdrawnCaseForm, paper: Paper) -> m.Decision:
    return m.WithdrawConsent(actor=paper.actor, reason=paper.reason, case=form.case)


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
        actor=paper.actor,
        reason=paper.reason,
        version=form.version or coming,
        content=kept,
        sections=len(form.sections),
        cases=form.cases,
    )


async def _comments(form: f.CommentsForm, paper: Paper) -> m.Decision:
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


async def _agreement(form: f.AgreementForm, paper: Paper) -> m.Decision:
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


async def _facts(form: f.FactsForm, paper: Paper) -> m.Decision:
    digest = form.digest or await _digest_of_note(paper, form.version)
    return m.DecideFacts(
        actor=paper.actor, reason=paper.reason, version=form.version, digest=digest
    )


async def _sharing_decision(form: f.SharingDecisionForm, paper: Paper) -> m.Decision:
    digest = form.digest or await _digest_of_note(paper, form.version)
    return m.DecideSharing(
        actor=paper.actor,
        reason=paper.reason,
        version=form.version,
        digest=digest,
        share=form.share,
    )


async def _sharing(form: f.SharingForm, paper: Paper) -> m.Decision:
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


async def _acknowledgement(form: f.AcknowledgementForm, paper: Paper) -> m.Decision:
    return m.AcknowledgeNote(actor=paper.actor, reason=paper.reason, department=form.department)


async def _hand_over(form: f.HandOverForm, paper: Paper) -> m.Decision:
    return m.HandOverVisit(actor=paper.actor, reason=paper.reason, to=form.to)


async def _cancellation(form: f.CancellationForm, paper: Paper) -> m.Decision:
    del form
    return m.CancelVisit(actor=paper.actor, reason=paper.reason)


async def _pause(form: f.PauseForm, paper: Paper) -> m.Decision:
    del form
    return m.PauseVisit(actor=paper.actor, reason=paper.reason)


async def _resumption(form: f.ResumptionForm, paper: Paper) -> m.Decision:
    return m.ResumeVisit(
        actor=paper.actor,
        reason=paper.reason,
        next_day=form.next_day,
        last_day=form.last_day or form.next_day,
    )


async def _incomplete(form: f.IncompleteForm, paper: Paper) -> m.Decision:
    del form
    return m.EndIncomplete(actor=paper.actor, reason=paper.reason)


async def _deferral_request(form: f.DeferralRequestForm, paper: Paper) -> m.Decision:
    del form
    return m.AskDeferral(actor=paper.actor, reason=paper.reason)


async def _deferral(form: f.DeferralForm, paper: Paper) -> m.Decision:
    return m.GrantDeferral(actor=paper.actor, reason=paper.reason, day_one=form.day_one)


async def _deferral_refusal(form: f.DeferralRefusalForm, paper: Paper) -> m.Decision:
    del form
    return m.RefuseDeferral(actor=paper.actor, reason=paper.reason)


async def _school_concern(form: f.SchoolConcernForm, paper: Paper) -> m.Decision:
    return m.RaiseSchoolConcern(actor=paper.actor, reason=paper.reason, school=form.school)


async def _disclosure(form: f.DisclosureForm, paper: Paper) -> m.Decision:
    told = m.SeeDisclosure if form.seen else m.ReportDisclosure
    return told(actor=paper.actor, reason=paper.reason)


async def _held_sharing(form: f.HeldSharingForm, paper: Paper) -> m.Decision:
    del form
    return m.HoldSharing(actor=paper.actor, reason=paper.reason)


async def _released_sharing(form: f.ReleasedSharingForm, paper: Paper) -> m.Decision:
    del form
    return m.ReleaseSharing(actor=paper.actor, reason=paper.reason)


# `Any`: each parting takes its own form; the key beside it is that form's type.
_PARTINGS: dict[type[f.Form], Callable[[Any, Paper], Awaitable[m.Decision]]] = {
    f.ContactsForm: _contacts,
    f.DeliveryForm: _delivery,
    f.ResponseForm: _response,
    f.ExtensionForm: _extension,
    f.NoReplyForm: _no_reply,
    f.WithdrawalForm: _withdrawal,
    f.OfficerForm: _officer,
    f.DeclarationsForm: _declarations,
    f.OverrideForm: _override,
    f.TeamForm: _team,
    f.ReplacementForm: _replacement,
    f.DatesForm: _dates,
    f.ModeForm: _mode,
    f.SurveyForm: _survey,
    f.CasesForm: _cases,
    f.AgreedCasesForm: _agreed_cases,
    f.FewerCasesForm: _fewer_cases,
    f.WithdrawnCaseForm: _withdrawn_case,
    f.TimetableForm: _timetable,
    f.HeldForm: _held,
    f.FindingsForm: _findings,
    f.FeedbackForm: _feedback,
    f.DraftForm: _draft,
    f.CommentsForm: _comments,
    f.AgreementForm: _agreement,
    f.FactsForm: _facts,
    f.SharingDecisionForm: _sharing_decision,
    f.SharingForm: _sharing,
    f.AcknowledgementForm: _acknowledgement,
    f.HandOverForm: _hand_over,
    f.CancellationForm: _cancellation,
    f.SchoolConcernForm: _school_concern,
    f.DisclosureForm: _disclosure,
    f.HeldSharingForm: _held_sharing,
    f.ReleasedSharingForm: _released_sharing,
    f.PauseForm: _pause,
    f.ResumptionForm: _resumption,
    f.IncompleteForm: _incomplete,
    f.DeferralRequestForm: _deferral_request,
    f.DeferralForm: _deferral,
    f.DeferralRefusalForm: _deferral_refusal,
}
