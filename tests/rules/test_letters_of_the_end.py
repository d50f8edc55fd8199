"""Letters that tell of the end: one that fails is a task for a person, who then ends it."""

from collections.abc import Callable

import pytest

from rules.evolve import evolve
from rules.next_action import next_action
from rules.refusals import RefusalCode
from rules.todo import todo
from schemas import messages as m
from schemas.events.invitation import LetterDelivered, LetterFailed
from schemas.ids import letter_key
from schemas.state import NextAction
from schemas.values import Action, LetterKind, LetterStatus, Owner, TaskKind
from tests.support import visits
from tests.support.visits import (
    VISIT,
    Visit,
    cancel,
    cancelled,
    closed,
    invitation_to,
    outcome,
    planned,
    record_delivery,
    refused,
    settled,
    with_rules,
)

REFUSED, DELIVERED = LetterStatus.REFUSED, LetterStatus.DELIVERED
NEWS = letter_key(VISIT, LetterKind.CANCELLATION, 1, "dcs")


def unheard(visit: Visit | None = None) -> Visit:
    """Cancelled, and the director's mailbox refuses to hear of it."""
    over = visit or cancelled()
    return over.told(settled(outcome("dcs", REFUSED, over.now, kind=LetterKind.CANCELLATION)))


def test_one_that_fails_is_a_task_and_keeps_the_visit_until_it_is_done() -> None:
    visit = unheard()

    assert isinstance(visit.facts[-1], LetterFailed)
    assert next_action(visit.state) == NextAction(
        action=Action.SEE_TO_TASKS, owner=Owner.COORDINATOR
    )
    (thing,) = todo(visit.state, visit.now)
    assert (thing.task, thing.letter) == (TaskKind.LETTER_NOT_DELIVERED, NEWS)
    assert visit.due == ()

    done = visit.told(record_delivery(NEWS))

    assert done.facts[-1] == LetterDelivered(letter=NEWS)
    assert todo(done.state, done.now) == []
    assert next_action(done.state) == next_action(cancelled().state)
    assert done.due == cancelled().due


def test_the_same_report_again_is_no_news() -> None:
    once = unheard()
    done = once.told(record_delivery(NEWS))

    assert unheard(once).events == once.events
    assert unheard(done).events == done.events


def test_one_that_a_person_has_seen_to_is_not_asked_about_again_in_any_stage() -> None:
    letter = letter_key(VISIT, LetterKind.CONFIRMATION, 1, "hmi-1")
    report = settled(outcome("hmi-1", REFUSED, planned().now, kind=LetterKind.CONFIRMATION))
    done = planned().told(report, record_delivery(letter))

    assert done.told(report).events == done.events
    bounced = done.told(record_delivery(letter, REFUSED))
    assert [task.letter for task in bounced.state.tasks] == [letter]


@pytest.mark.parametrize("kind", [LetterKind.INVITATION, LetterKind.CONFIRMATION])
def test_what_was_written_before_is_nobodys_concern_any_more(kind: LetterKind) -> None:
    bounced = settled(outcome("dcs", REFUSED, cancelled().now, kind=kind))

    assert cancelled().told(bounced).events == cancelled().events


def test_words_about_a_case_that_is_taken_out_concern_whoever_has_them() -> None:
    case = m.WithdrawConsent(actor="coordinator", case="case-3")
    late = planned().told(cancel(), case)
    letter = letter_key(VISIT, LetterKind.CASE_WITHDRAWN, 1, "dcs")
    bounced = settled(outcome("dcs", REFUSED, late.now, kind=LetterKind.CASE_WITHDRAWN))

    assert [task.letter for task in late.told(bounced).state.tasks] == [letter]


def test_nobody_waits_for_its_invitation() -> None:

    refusal = refused(cancelled(), record_delivery(invitation_to("dcs")))
    assert refusal.code is RefusalCode.LETTER
    assert "is over, so nobody waits for its invitation" in refusal.sentence


@pytest.mark.parametrize(
    ("over", "kind"),
    [
        (visits.declined, LetterKind.DECLINE_NOTED),
        (visits.no_reply, LetterKind.NO_REPLY_NOTED),
        (visits.withdrawn, LetterKind.WITHDRAWAL_NOTED),
        (visits.cancelled, LetterKind.CANCELLATION),
        (visits.incomplete, LetterKind.INCOMPLETE),
        (visits.deferred, LetterKind.DEFERRAL_GRANTED),
        (visits.closed, LetterKind.SHARED_NOTE),
    ],
)
def test_a_person_may_say_that_one_came_back(over: Callable[[], Visit], kind: LetterKind) -> None:
    to = "dfe" if kind is LetterKind.SHARED_NOTE else "dcs"
    told = over().told(record_delivery(letter_key(VISIT, kind, 1, to), REFUSED))

    assert [task.kind for task in told.state.tasks] == [TaskKind.LETTER_NOT_DELIVERED]
    again = refused(told, record_delivery(letter_key(VISIT, kind, 1, to), REFUSED))
    assert "already known to be undelivered" in again.sentence


def test_one_that_was_never_written_cannot_come_back() -> None:
    refusal = refused(closed(), record_delivery(NEWS, REFUSED))

    assert f"No letter {NEWS} was written" in refusal.sentence


def test_a_visit_of_earlier_rules_goes_on_as_it_began() -> None:
    old = with_rules(cancelled(), 1)
    report = settled(outcome("dcs", REFUSED, old.now, kind=LetterKind.CANCELLATION))
    confirmation = letter_key(VISIT, LetterKind.CONFIRMATION, 1, "hmi-1")
    failed = settled(outcome("hmi-1", REFUSED, planned().now, kind=LetterKind.CONFIRMATION))

    assert old.told(report).events == old.events
    done = with_rules(planned(), 1).told(failed, record_delivery(confirmation))
    assert done.state.letters_seen_to == ()
    assert isinstance(done.told(failed).facts[-1], LetterFailed)
    assert evolve(old.state, unheard().events[-1]).tasks
