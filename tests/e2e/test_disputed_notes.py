"""The summary note when leaders do not simply agree: what its scenarios leave behind."""

import email
import email.policy

from register.letters import LetterRow
from schemas.events.note import (
    AcknowledgementReminded,
    FactsDecided,
    NoteAgreed,
    NoteCommented,
    NoteDrafted,
    NoteShared,
    NoteSigned,
    SharingDecided,
)
from schemas.events.visit import TaskRaised
from schemas.values import DocumentKind, LetterKind, Outcome, TaskKind
from tests.performances import Performance, Performances

_LEADERS = {"dcs", "health-1", "health-2", "officer-1"}


def test_two_rounds_then_the_lead_and_a_senior_manager_decide(performances: Performances) -> None:
    disputed = performances["disputed"]

    story = [
        type(event.fact)
        for event in disputed.events
        if isinstance(
            event.fact,
            NoteDrafted | NoteCommented | NoteSigned | FactsDecided | SharingDecided | NoteShared,
        )
    ]
    assert story == [
        NoteDrafted,
        NoteCommented,
        NoteSigned,
        NoteDrafted,
        NoteCommented,
        NoteDrafted,
        NoteSigned,
        FactsDecided,
        SharingDecided,
        NoteShared,
    ]
    decided = {type(e.fact): e for e in disputed.events}
    assert decided[FactsDecided].actor == "hmi-education-7"
    assert decided[SharingDecided].actor == "senior-manager-2"
    assert all(decided[kind].reason for kind in (FactsDecided, SharingDecided))
    assert disputed.state.outcome is Outcome.CLOSED


def test_the_departments_are_told_that_not_all_leaders_agreed(performances: Performances) -> None:
    shared = _of(performances["disputed"], LetterKind.SHARED_NOTE)

    assert {row.order.recipient for row in shared} == {"dfe", "nhs-england"}
    assert all("Not all of the area's leaders have agreed" in _text(row) for row in shared)
    usual = _of(performances["smooth"], LetterKind.SHARED_NOTE)
    assert all("leaders have agreed to this version" in _text(row) for row in usual)


def test_leaders_are_told_what_was_decided(performances: Performances) -> None:
    disputed = performances["disputed"]

    for kind in (LetterKind.FACTS_DECIDED, LetterKind.SHARING_DECIDED):
        assert {row.order.recipient for row in _of(disputed, kind)} == _LEADERS


def test_an_acknowledgement_is_chased_by_letter_and_then_by_a_person(
    performances: Performances,
) -> None:
    disputed = performances["disputed"]

    chased = [e for e in disputed.events if isinstance(e.fact, AcknowledgementReminded)]
    asked = [e for e in disputed.events if isinstance(e.fact, TaskRaised)]
    assert [e.fact.task for e in asked if isinstance(e.fact, TaskRaised)] == [
        TaskKind.ACKNOWLEDGEMENT_OVERDUE
    ]
    assert len(chased) == 1
    assert chased[0].at < asked[0].at
    reminded = _of(disputed, LetterKind.RECEIPT_REMINDER)
    assert [row.order.recipient for row in reminded] == ["nhs-england"]
    assert disputed.state.tasks == ()


def test_an_edit_voids_every_signature(performances: Performances) -> None:
    signatures = performances["signatures"]

    agreed = [e.fact for e in signatures.events if isinstance(e.fact, NoteAgreed)]
    assert [fact.version for fact in agreed] == [1, 2]
    assert all(fact.leaders == ("dcs", "health-1", "health-2") for fact in agreed)
    shared = [e.fact for e in signatures.events if isinstance(e.fact, NoteShared)]
    assert [fact.version for fact in shared] == [2]
    assert shared[0].digest == agreed[1].digest != agreed[0].digest
    notes = [d for d in signatures.documents if d.kind is DocumentKind.SUMMARY_NOTE]
    assert [note.version for note in notes] == [1, 2]


def test_a_note_that_is_not_to_be_shared_reaches_nobody(performances: Performances) -> None:
    kept = performances["not-shared"]

    assert kept.state.outcome is Outcome.CLOSED
    assert kept.state.sharings == ()
    assert _of(kept, LetterKind.SHARED_NOTE) == []
    told = _of(kept, LetterKind.SHARING_DECIDED)
    assert {row.order.recipient for row in told} == _LEADERS
    assert all("We will not share the note with anybody." in _text(row) for row in told)


def _of(performance: Performance, kind: LetterKind) -> list[LetterRow]:
    return [row for row in performance.letters if row.order.kind is kind]


def _text(row: LetterRow) -> str:
    assert row.message is not None
    parsed = email.message_from_bytes(row.message, policy=email.policy.default)
    body = parsed.get_body(("plain",))
    assert body is not None
    return " ".join(str(body.get_content()).split())
