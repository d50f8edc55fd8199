"""Which note a department may read, told from the visit's log."""

from collections.abc import Callable

import pytest

from rules.reading import (
    READING_EVENT_WORDS,
    NoteNotShared,
    NoteRecalled,
    note_for,
    reading_words,
)
from schemas import messages as m
from schemas.ids import CaseRef, note_subject
from schemas.reading import NoteRead, ReadingEvent, ReadingEventType
from schemas.values import Department
from tests.support import visits
from tests.support.visits import STAGES, VISIT, Visit, at, digest_of, issue_draft, share_note

DFE, NHS_ENGLAND = Department.DFE, Department.NHS_ENGLAND


def taken_back(visit: Visit, case: CaseRef = "case-1") -> Visit:
    return visit.told(m.WithdrawConsent(actor="coordinator", case=case))


def shared_again(visit: Visit) -> Visit:
    """A second version, without the case, agreed and shared with DfE alone."""
    return visit.told(
        issue_draft(2, words=2),
        visits.agree_note(2, digest=digest_of(2)),
        share_note(DFE, version=2),
    )


@pytest.mark.parametrize("stage", STAGES, ids=lambda stage: stage.__name__)
@pytest.mark.parametrize("department", Department)
def test_a_note_is_read_from_when_it_is_shared_and_never_before(
    stage: Callable[[], Visit], department: Department
) -> None:
    visit = stage()
    if not visit.state.sharings:
        with pytest.raises(NoteNotShared):
            note_for(visit.events, department)
        return
    assert note_for(visit.events, department) == (1, digest_of(1))


def test_it_is_for_whom_it_was_shared_with() -> None:
    visit = visits.sharing().told(share_note(DFE))

    assert note_for(visit.events, DFE).version == 1
    with pytest.raises(NoteNotShared):
        note_for(visit.events, NHS_ENGLAND)


@pytest.mark.parametrize("before", [visits.shared, visits.closed])
def test_a_recalled_note_is_gone_until_another_is_shared(before: Callable[[], Visit]) -> None:
    recalled = taken_back(before())
    again = shared_again(recalled)

    for department in Department:
        with pytest.raises(NoteRecalled, match="Destroy"):
            note_for(recalled.events, department)
    assert note_for(again.events, DFE) == (2, digest_of(2))
    with pytest.raises(NoteRecalled):
        note_for(again.events, NHS_ENGLAND)


def test_a_note_that_nobody_had_is_not_said_to_be_recalled() -> None:
    with pytest.raises(NoteNotShared):
        note_for(taken_back(visits.sharing()).events, DFE)


def test_an_access_is_told_in_words_and_read_back_as_it_was_written() -> None:
    fact = NoteRead(department=NHS_ENGLAND, version=2, digest=digest_of(2), document="a" * 64)
    event = ReadingEvent(
        subject=note_subject(VISIT),
        sequence=3,
        at=at("2020-11-02 10:00"),
        actor="nhs-archive",
        fact=fact,
    )

    assert set(READING_EVENT_WORDS) == set(ReadingEventType)
    assert reading_words(event) == "summary note read for NHS England (version 2)"
    assert ReadingEvent.model_validate_json(event.model_dump_json()) == event
    assert (event.subject, event.type) == (f"{VISIT}/note", "note.read.v1")
