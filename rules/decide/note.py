"""The summary note: drafted, agreed, shared, acknowledged. Never published, never graded."""

from collections.abc import Sequence
from datetime import datetime

from rules.refusals import RefusalCode, Refused
from schemas.events import Closed, Fact, NoteAcknowledged, NoteAgreed, NoteDrafted, NoteShared
from schemas.ids import Digest
from schemas.messages import AcknowledgeNote, AgreeNote, IssueDraft, ShareNote
from schemas.state import VisitState
from schemas.values import Department

DEPARTMENT_WORDS: dict[Department, str] = {
    Department.DFE: "DfE",
    Department.NHS_ENGLAND: "NHS England",
}


def issue_draft(state: VisitState, message: IssueDraft, now: datetime) -> Sequence[Fact]:
    """Send the next version to the leaders; an agreement to an earlier one no longer stands."""
    del now
    expected = state.note.version + 1 if state.note else 1
    if message.version != expected:
        raise Refused(
            RefusalCode.NOTE_VERSION,
            f"The draft was not issued: version {expected} is next, not version {message.version}.",
        )
    if state.note and state.note.digest == message.content.digest:
        raise Refused(
            RefusalCode.NOTE_VERSION,
            f"The draft was not issued: its words are those of version {state.note.version}.",
        )
    return [NoteDrafted(version=message.version, content=message.content)]


def agree_note(state: VisitState, message: AgreeNote, now: datetime) -> Sequence[Fact]:
    """Keep the leaders' agreement to exactly the latest version."""
    del now
    note = state.note
    if note is None or message.version != note.version:
        latest = note.version if note else 0
        raise Refused(
            RefusalCode.NOTE_VERSION,
            f"Agreement was not recorded: version {latest} is the latest, "
            f"not version {message.version}.",
        )
    _same_words("Agreement was not recorded", message.digest, note.digest)
    return [NoteAgreed(version=message.version, digest=message.digest)]


def share_note(state: VisitState, message: ShareNote, now: datetime) -> Sequence[Fact]:
    """Hand the agreed version, and no other, to DfE and NHS England, and to nobody else."""
    del now
    agreement = state.agreement
    if agreement is None or message.version != agreement.version:
        agreed = agreement.version if agreement else 0
        raise Refused(
            RefusalCode.NOTE_VERSION,
            f"The note was not shared: version {agreed} is the agreed one, "
            f"not version {message.version}.",
        )
    _same_words("The note was not shared", message.digest, agreement.digest)
    have = {sharing.department for sharing in state.sharings}
    for department in message.departments:
        if department in have:
            raise Refused(
                RefusalCode.ALREADY_DONE,
                f"The note was not shared: {DEPARTMENT_WORDS[department]} already has it.",
            )
        have.add(department)
    return [
        NoteShared(version=message.version, digest=message.digest, departments=message.departments)
    ]


def _same_words(what: str, given: Digest, known: Digest) -> None:
    if given != known:
        raise Refused(
            RefusalCode.NOTE_VERSION,
            f"{what}: the digest given is not that of this version's words.",
        )


def acknowledge_note(state: VisitState, message: AcknowledgeNote, now: datetime) -> Sequence[Fact]:
    """Keep a department's acknowledgement; with the last one the visit closes."""
    del now
    words = DEPARTMENT_WORDS[message.department]
    sharing = {s.department: s for s in state.sharings}.get(message.department)
    if sharing is None:
        raise Refused(
            RefusalCode.RECIPIENT,
            f"The acknowledgement was not recorded: the note has not been shared with {words}.",
        )
    if sharing.acknowledged_at is not None:
        raise Refused(RefusalCode.ALREADY_DONE, f"{words} has already acknowledged the note.")
    facts: list[Fact] = [NoteAcknowledged(department=message.department)]
    done = {s.department for s in state.sharings if s.acknowledged_at} | {message.department}
    return [*facts, Closed()] if done == set(Department) else facts
