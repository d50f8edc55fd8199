"""The summary note: drafted, agreed, shared, acknowledged. Never published, never graded."""

from collections.abc import Sequence
from datetime import datetime

from rules.addressees import ADDRESSEES
from rules.decide.concerns import require_released
from rules.decide.dispute import require_same_words, require_version
from rules.decide.people import corrections
from rules.decide.rule import at_deadline, rule
from rules.decide.timing import happened
from rules.next_step import listed, signing
from rules.refusals import RefusalCode, Refused
from rules.signatures import missing_signatures
from rules.timetable import Timetable
from rules.wording import DEPARTMENT_WORDS
from schemas.events.event import Fact
from schemas.events.note import (
    AcknowledgementReminded,
    NoteAcknowledged,
    NoteAgreed,
    NoteDrafted,
    NoteShared,
    NoteSigned,
)
from schemas.events.visit import Closed
from schemas.ids import PersonRef
from schemas.messages import AcknowledgeNote, AgreeNote, IssueDraft, ShareNote
from schemas.state import VisitState
from schemas.values import ContactRole, DeadlineKind, Department, Stage


def _open_to_a_draft(state: VisitState, _now: datetime) -> None:
    if state.sharings:
        version = state.note.version if state.note else 0
        raise Refused(
            RefusalCode.ALREADY_DONE,
            f"The draft was not issued: version {version} is already shared, and stays as it "
            f"is; `visits show {state.visit_id}` tells who has it.",
        )


@rule(
    IssueDraft,
    stages=(Stage.DRAFTING, Stage.AGREEING, Stage.SHARING),
    words="a draft of the summary note can be issued",
    open_to=_open_to_a_draft,
)
def issue_draft(state: VisitState, message: IssueDraft, now: datetime) -> Sequence[Fact]:
    """Send the next version to the leaders; an agreement to an earlier one no longer stands."""
    del now
    if state.note and state.note.digest == message.content.digest and not names_others(state):
        raise Refused(
            RefusalCode.NOTE_VERSION,
            f"The draft was not issued: its words are those of version {state.note.version}; "
            f"`visits read {state.visit_id} note` shows them, change what is to change.",
        )
    expected = state.note.version + 1 if state.note else 1
    if message.version != expected:
        raise Refused(
            RefusalCode.NOTE_VERSION,
            f"The draft was not issued: version {expected} is next, not version {message.version}; "
            "without --version it is the next.",
        )
    chosen = {c.case for c in state.case_studies.cases} if state.case_studies else set()
    gone = [case for case in message.cases if case not in chosen]
    if gone:
        why = "agreement to it was withdrawn" if gone[0] in state.cases_withdrawn else "not chosen"
        raise Refused(
            RefusalCode.CASES,
            f"The draft was not issued: it uses {gone[0]}, and {why}; write it without.",
        )
    return [
        NoteDrafted(
            version=message.version,
            content=message.content,
            sections=message.sections,
            cases=message.cases,
            editable_copy=message.editable_copy,
        )
    ]


def names_others(state: VisitState) -> bool:
    """Whether the latest version names inspectors who had not visited, whatever its words are."""
    right = state.team_put_right
    return right is not None and state.note is not None and state.note.version == right.note


@rule(AgreeNote, stages=(Stage.AGREEING,), words="agreement to the summary note can be recorded")
def agree_note(state: VisitState, message: AgreeNote, now: datetime) -> Sequence[Fact]:
    """Keep who of the leaders agrees to exactly the latest version; with the last it is agreed."""
    what = "Agreement was not recorded"
    note = require_version(state, what, message.version, message.digest)
    sent = note.drafted_at
    when = happened(state, message, now, what, since=sent, because="the draft was sent")
    leaders = [contact.ref for contact in state.contacts if contact.role in ADDRESSEES]
    given = message.leaders or tuple(leaders)
    others = [ref for ref in given if ref not in leaders]
    if others:
        raise Refused(
            RefusalCode.RECIPIENT,
            f"{what}: {others[0]} is none of the area's leaders, who are {' and '.join(leaders)}; "
            f"{signing(state, missing_signatures(state))} records who is missing.",
        )
    signed = tuple(ref for ref in leaders if ref in {*state.signed, *given})
    if len(signed) == len(leaders):
        return [
            NoteAgreed(version=note.version, digest=note.digest, leaders=signed, happened_at=when)
        ]
    fresh = tuple(ref for ref in signed if ref not in state.signed)
    if not fresh:
        missing = missing_signatures(state)
        raise Refused(
            RefusalCode.ALREADY_DONE,
            f"{what}: {listed(given)} agreed to version {note.version} already; missing "
            f"{'are' if missing[1:] else 'is'} {listed(missing)}, whose agreement "
            f"{signing(state, missing)} records.",
        )
    return [NoteSigned(version=note.version, digest=note.digest, leaders=fresh, happened_at=when)]


def _open_to_sharing(state: VisitState, _now: datetime) -> None:
    require_released(state)
    if {sharing.department for sharing in state.sharings} == set(Department):
        raise Refused(
            RefusalCode.ALREADY_DONE,
            "The note was not shared: DfE already has it, and so has NHS England; "
            f"`visits show {state.visit_id}` tells who has said so.",
        )


@rule(
    ShareNote,
    stages=(Stage.SHARING,),
    words="the summary note can be shared",
    open_to=_open_to_sharing,
)
def share_note(state: VisitState, message: ShareNote, now: datetime) -> Sequence[Fact]:
    """Hand the agreed version, and no other, to DfE and NHS England, and to nobody else.

    A mailbox that has moved since the contacts were recorded is corrected first, so that the note
    goes to where it is now.
    """
    del now
    agreement = state.agreement
    if agreement is None or message.version != agreement.version:
        agreed = agreement.version if agreement else 0
        raise Refused(
            RefusalCode.NOTE_VERSION,
            f"The note was not shared: version {agreed} is the agreed one, "
            f"not version {message.version}; without --version the agreed one is shared.",
        )
    require_same_words("The note was not shared", message.digest, agreement.digest)
    have = {sharing.department for sharing in state.sharings}
    for department in message.departments:
        if department in have:
            raise Refused(
                RefusalCode.ALREADY_DONE,
                f"The note was not shared: {DEPARTMENT_WORDS[department]} already has it; "
                f"`visits share {state.visit_id} --to DEPARTMENT` shares it with one only.",
            )
        have.add(department)
    return [
        *corrections(state, message.corrected),
        NoteShared(version=message.version, digest=message.digest, departments=message.departments),
    ]


def department_of(state: VisitState, recipient: Department | PersonRef) -> Department:
    """Which department a recipient is, by its name or by the reference of its mailbox.

    Raises:
        Refused: It is neither DfE nor NHS England: nobody else may have the note.
    """
    for department in Department:
        refs = [c.ref for c in state.contacts if c.role is ContactRole(department)]
        if recipient == department or recipient in refs:
            return department
    raise Refused(
        RefusalCode.RECIPIENT,
        f"The note was not shared: “{recipient}” is neither DfE nor NHS England, and nobody "
        "else may have it; the area's leaders have it as a draft.",
    )


@at_deadline(DeadlineKind.ACKNOWLEDGEMENT_REMINDER)
def remind_to_acknowledge(state: VisitState, _due: datetime, _dates: Timetable) -> Sequence[Fact]:
    """Remind the departments that have the note and have not said so."""
    left = tuple(s.department for s in state.sharings if s.acknowledged_at is None)
    if state.agreement is None or not left:
        return []
    return [AcknowledgementReminded(version=state.agreement.version, departments=left)]


def _open_to_an_acknowledgement(state: VisitState, _now: datetime) -> None:
    """While a department has the note and has not said so; with both the visit closes."""
    if not state.sharings:
        raise Refused(
            RefusalCode.RECIPIENT,
            "The acknowledgement was not recorded: the note has not been shared with DfE or NHS "
            f"England yet; `visits share {state.visit_id}` shares it.",
        )
    said = [s.department for s in state.sharings if s.acknowledged_at is not None]
    if len(said) == len(state.sharings):
        other = next((one for one in Department if one not in said), None)
        left = f"{DEPARTMENT_WORDS[other]} has not been sent it" if other else "nobody is left"
        raise Refused(
            RefusalCode.ALREADY_DONE,
            f"{DEPARTMENT_WORDS[said[0]]} has already acknowledged the note; {left}, as "
            f"`visits show {state.visit_id}` tells.",
        )


@rule(
    AcknowledgeNote,
    stages=(Stage.SHARING,),
    words="an acknowledgement can be recorded",
    open_to=_open_to_an_acknowledgement,
)
def acknowledge_note(state: VisitState, message: AcknowledgeNote, now: datetime) -> Sequence[Fact]:
    """Keep a department's acknowledgement; with the last one the visit closes."""
    words = DEPARTMENT_WORDS[message.department]
    sharing = {s.department: s for s in state.sharings}.get(message.department)
    if sharing is None:
        raise Refused(
            RefusalCode.RECIPIENT,
            f"The acknowledgement was not recorded: the note has not been shared with {words}; "
            f"`visits share {state.visit_id} --to {message.department.replace('_', '-')}` "
            "shares it.",
        )
    if sharing.acknowledged_at is not None:
        raise Refused(
            RefusalCode.ALREADY_DONE,
            f"{words} has already acknowledged the note; `visits show {state.visit_id}` tells who "
            "has not.",
        )
    what = "The acknowledgement was not recorded"
    had = sharing.shared_at
    when = happened(state, message, now, what, since=had, because="the note was shared")
    facts: list[Fact] = [NoteAcknowledged(department=message.department, happened_at=when)]
    done = {s.department for s in state.sharings if s.acknowledged_at} | {message.department}
    return [*facts, Closed()] if done == set(Department) else facts
