"""Meetings, findings, a planned day and a shared note that were recorded by mistake."""

from collections import Counter
from collections.abc import Callable
from datetime import date

import pytest

from rules.correspondence import letters_after
from rules.evolve import evolve
from rules.reading import NoteRecalled, note_for
from rules.refusals import RefusalCode
from schemas import messages as m
from schemas.events.corrections import DayOnePlanned, FindingCorrected, MeetingsNotHeld
from schemas.events.invitation import Invited
from schemas.ids import LetterKey
from schemas.policy import VisitPolicy
from schemas.state import VisitState
from schemas.values import ContentKind, Department, FindingKind, LetterKind, Outcome, Stage
from tests.support import visits
from tests.support.carrying_on import to_the_end
from tests.support.samples import REASON
from tests.support.visits import ON_DAY_ONE, Visit, refused

RECALL = m.RecallNote(actor="coordinator", reason=REASON)
TAKEN_BACK = m.TakeBack(actor="coordinator", reason=REASON)


def not_held(*slots: str) -> m.CorrectMeetings:
    return m.CorrectMeetings(actor="hmi-1", slots=slots, reason=REASON)


def letters(visit: Visit, *kinds: LetterKind) -> list[LetterKey]:
    """The keys of a visit's letters of these kinds."""
    found: list[LetterKey] = []
    state: VisitState | None = None
    for event in visit.events:
        state = evolve(state, event)
        found += [o.key for o in letters_after(state, event) if o.kind in kinds]
    return found


def test_a_visit_that_was_begun_by_mistake_is_prepared_as_before() -> None:
    before = visits.deferral_asked().at("2020-10-05 09:30")
    begun = before.told(visits.record_meetings("leaders"))

    again = begun.told(not_held("leaders")).at(begun.now)

    # That a decision on later days is overdue had been settled by the beginning, and is asked anew.
    assert [task.kind for task in again.state.tasks] == [task.kind for task in before.state.tasks]
    own = {"sequence", "changed_at", "deferral_before", "tasks"}
    assert again.state.model_dump(exclude=own) == before.state.model_dump(exclude=own)
    assert again.due == before.due
    assert to_the_end(again).state.outcome is Outcome.CLOSED


def test_of_several_meetings_one_is_still_to_be_held() -> None:
    again = visits.visiting().told(not_held("forum"))

    assert again.state.stage is Stage.VISITING
    assert again.state.meetings is not None
    assert set(again.state.meetings.held) == set(ON_DAY_ONE) - {"forum"}
    assert again.facts[-1] == MeetingsNotHeld(slots=("forum",), begun=True)


def test_a_feedback_meeting_that_was_not_held_leaves_the_team_in_the_area() -> None:
    before = visits.visited()
    held = before.told(visits.hold_feedback())

    again = held.told(not_held("feedback"))

    own = {"sequence", "changed_at"}
    assert again.state.model_dump(exclude=own) == before.state.model_dump(exclude=own)
    assert again.due == before.due
    assert "name feedback as well" in refused(held, not_held("priorities")).sentence


@pytest.mark.parametrize(
    ("visit", "message", "why"),
    [
        (visits.visiting, not_held("priorities"), "not recorded as held"),
        (visits.agreeing, not_held("feedback"), "only while"),
        (visits.sharing, RECALL, "has not been shared"),
        (visits.cancelled, RECALL, "it was cancelled"),
        (visits.agreeing, RECALL, "only while"),
    ],
)
def test_elsewhere_it_is_refused(visit: Callable[[], Visit], message: m.Decision, why: str) -> None:
    assert why in refused(visit(), message).sentence


def test_a_finding_has_other_words_and_tells_something_else() -> None:
    right = m.CorrectFinding(
        actor="hmi-1",
        reason=REASON,
        finding="finding-1",
        was=FindingKind.WORKED_WELL,
        kind=FindingKind.CHALLENGE,
        content=visits.content(ContentKind.FINDINGS, 2),
    )

    again = visits.visited().told(right)

    fact = again.facts[-1]
    assert isinstance(fact, FindingCorrected)
    assert (fact.was, fact.kind) == (FindingKind.WORKED_WELL, FindingKind.CHALLENGE)
    assert again.state.findings_recorded == 1
    other = right.model_copy(update={"finding": "finding-2"})
    assert "no finding-2" in refused(visits.visited(), other).sentence


def test_before_the_invitation_another_day_one_is_planned() -> None:
    later = visits.opened().told(visits.set_dates(date(2020, 10, 12), date(2020, 10, 13), None))

    assert later.facts[-1] == DayOnePlanned(day_one=date(2020, 10, 12))
    assert [due.at for due in later.due] == [visits.at("2020-09-14 09:00")]
    assert isinstance(later.at("2020-09-14 09:00").facts[-1], Invited)
    assert letters(later) == []


@pytest.mark.parametrize(
    ("dates", "code"),
    [
        (visits.set_dates(date(2020, 10, 12), date(2020, 10, 13)), RefusalCode.DATES),
        (visits.set_dates(date(2020, 10, 1), date(2020, 10, 2), None), RefusalCode.DATES),
        (visits.set_dates(mode=None), RefusalCode.ALREADY_DONE),
    ],
    ids=["with a mode", "too soon to invite", "the same day"],
)
def test_a_day_that_cannot_be_planned_is_refused(dates: m.SetDates, code: RefusalCode) -> None:
    assert refused(visits.opened(), dates).code is code


@pytest.mark.parametrize("before", [visits.shared, visits.closed], ids=["shared", "closed"])
def test_a_note_that_was_shared_too_early_is_called_back_and_shared_again(
    before: Callable[[], Visit],
) -> None:
    recalled = before().told(RECALL)
    again = recalled.told(visits.share_note())

    assert recalled.state.stage is Stage.SHARING
    assert recalled.state.agreement == before().state.agreement
    with pytest.raises(NoteRecalled, match="too early"):
        note_for(recalled.events, Department.DFE)
    assert note_for(again.events, Department.DFE).version == 1
    keys = letters(again, LetterKind.SHARED_NOTE, LetterKind.NOTE_RECALLED)
    assert Counter(key.split("/")[1] for key in keys) == {"shared_note": 4, "note_recalled": 2}
    assert len(set(keys)) == len(keys)
    assert to_the_end(again).state.outcome is Outcome.CLOSED
    assert to_the_end(recalled.told(visits.issue_draft(2))).state.outcome is Outcome.CLOSED


def test_a_sharing_is_taken_back_while_its_letters_wait() -> None:
    held = VisitPolicy(letters_held_minutes=5)
    shared = visits.shared()
    state = shared.state.model_copy(update={"policy": held})
    waiting = Visit(state, shared.events, shared.now)

    assert waiting.told(TAKEN_BACK).state.sharings == ()
    assert "`visits recall`" in refused(waiting.at("2020-10-20 10:05"), TAKEN_BACK).sentence
