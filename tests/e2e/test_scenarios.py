"""Each scenario comes to the end it is meant to, and together they reach everything there is."""

from collections import Counter

from rules.evolve import replay
from schemas.event_types import EventType
from schemas.events.invitation import InvitationDelivered, LetterDelivered, LetterFailed
from schemas.events.visit import Cancelled, TaskRaised
from schemas.values import (
    DocumentKind,
    LetterKind,
    LetterStatus,
    Outcome,
    TaskKind,
)
from tests.performances import Performances

HISTORY_EVENTS_AT_MOST = 900


def test_a_declined_visit_ends_and_everybody_who_was_invited_is_told(
    performances: Performances,
) -> None:
    declined = performances["declined"]

    assert declined.state.outcome is Outcome.DECLINED
    told = {r.order.recipient for r in declined.letters if r.order.kind is LetterKind.DECLINE_NOTED}
    assert told == {"dcs", "health-1", "health-2", "forum"}
    assert all(event.reason is None for event in declined.events)


def test_a_cancelled_visit_withdraws_what_was_sent(performances: Performances) -> None:
    cancelled = performances["cancelled"]

    assert cancelled.state.outcome is Outcome.CANCELLED
    withdrawn = [r for r in cancelled.letters if r.order.kind is LetterKind.CANCELLATION]
    invited = {r.order.recipient for r in cancelled.letters if r.order.calendar_sequence == 0}
    assert {r.order.recipient for r in withdrawn} >= invited
    for row in withdrawn:
        assert row.message is not None
        assert b"METHOD:CANCEL" in _calendar(row.message)


def test_the_reply_clock_starts_when_the_last_addressee_has_the_invitation(
    performances: Performances,
) -> None:
    undelivered = performances["undelivered"]

    proofs = [e.fact for e in undelivered.events if isinstance(e.fact, InvitationDelivered)]
    assert [proof.reply_due for proof in proofs[:-1]] == [None] * (len(proofs) - 1)
    last = max(outcome.at for outcome in proofs[-1].outcomes)
    assert proofs[-1].reply_due is not None
    assert undelivered.state.invitation is not None
    assert undelivered.state.invitation.delivered_at == last
    # T-20 is Monday 21 September; proven on Wednesday 23; five working days on is the 30th.
    assert f"{proofs[-1].reply_due:%Y-%m-%d %H:%M}" == "2020-09-30 17:00"
    rounds = Counter(
        (r.order.recipient, r.order.round)
        for r in undelivered.letters
        if r.order.kind is LetterKind.INVITATION
    )
    assert max(rounds.values()) == 1
    assert ("dcs", 2) not in rounds
    assert ("health-3", 2) in rounds


def test_news_of_the_end_that_does_not_arrive_is_seen_to_by_a_person(
    performances: Performances,
) -> None:
    unheard = performances["unheard"]

    *_, cancelled, failed, told = [event.fact for event in unheard.events]
    assert isinstance(cancelled, Cancelled)
    assert isinstance(failed, LetterFailed)
    assert told == LetterDelivered(letter=failed.outcome.key)
    (letter,) = (r for r in unheard.letters if r.order.key == failed.outcome.key)
    assert letter.status is LetterStatus.DELIVERED  # as the coordinator found out
    assert failed.outcome.status is LetterStatus.REFUSED
    assert unheard.state.tasks == ()


_NOT_OF_LATENESS = {
    TaskKind.LETTER_NOT_DELIVERED,
    TaskKind.LETTER_LATE,
    TaskKind.PAUSE_TOO_LONG,
    TaskKind.HOLD_TOO_LONG,
    TaskKind.DEFERRAL_OVERDUE,
    TaskKind.SURVEY_DISCLOSURE,
}
"""Tasks that come of something else than being late in what every visit does."""


def test_lateness_asks_a_person_each_time_and_ends_nothing(performances: Performances) -> None:
    late = performances["late"]

    assert late.state.outcome is Outcome.CLOSED
    asked = [event.fact.task for event in late.events if isinstance(event.fact, TaskRaised)]
    assert set(asked) == set(TaskKind) - _NOT_OF_LATENESS
    assert len(asked) == len(set(asked)), "a task is raised once"


def test_every_task_is_raised_by_some_scenario(performances: Performances) -> None:
    # A letter that failed is its own event, and the task follows from that.
    facts = [event.fact for p in performances.values() for event in p.events]
    raised = {fact.task for fact in facts if isinstance(fact, TaskRaised)}
    assert set(TaskKind) - raised == {TaskKind.LETTER_NOT_DELIVERED}


def test_every_log_folds_to_its_state(performances: Performances) -> None:
    for performance in performances.values():
        assert replay(performance.events) == performance.state


def test_every_event_type_is_emitted_by_some_scenario(performances: Performances) -> None:
    emitted = {event.type for p in performances.values() for event in (*p.events, *p.others)}
    assert set(EventType) - emitted == set()


def test_every_letter_and_document_kind_is_reached(performances: Performances) -> None:
    written = {row.order.kind for p in performances.values() for row in p.letters}
    assert written == set(LetterKind)
    rendered = {document.kind for p in performances.values() for document in p.documents}
    assert rendered == set(DocumentKind)


def test_every_letter_is_settled(performances: Performances) -> None:
    settled = {LetterStatus.SENT, LetterStatus.DELIVERED, LetterStatus.REFUSED}
    for performance in performances.values():
        assert {row.status for row in performance.letters} <= settled


def test_no_scenario_needs_a_long_history(performances: Performances) -> None:
    for name, performance in performances.items():
        assert performance.state.visit_id in performance.history_events
        for run, length in performance.history_events.items():
            assert length <= HISTORY_EVENTS_AT_MOST, f"{run} of {name}"


def _calendar(message: bytes) -> bytes:
    import email
    import email.policy

    parsed = email.message_from_bytes(message, policy=email.policy.default)
    parts = [part for part in parsed.walk() if part.get_content_type() == "text/calendar"]
    return b"".join(part.get_payload(decode=True) for part in parts)  # type: ignore[misc]
