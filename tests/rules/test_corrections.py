"""What was recorded by mistake is put right: as if it had been right at once, and told as such."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from rules.correspondence import letters_after
from rules.decide import decide
from rules.decide.reopening import opening_again
from rules.evolve import evolve
from rules.recipients import holders
from rules.refusals import RefusalCode, Refused
from rules.zones import london_date
from schemas import messages as m
from schemas.events.corrections import AcceptanceCorrected, Reopened
from schemas.events.invitation import Accepted, Declined
from schemas.letters import LetterOrder
from schemas.policy import VisitPolicy
from schemas.state import VisitState
from schemas.values import Answer, LetterKind, LetterStatus, Outcome, Reply, Stage, TaskKind
from tests.support import visits
from tests.support.carrying_on import to_the_end
from tests.support.samples import REASON
from tests.support.visits import Visit, accepted, arranged, at, cancel, delivered, planned, refused

UNDER_WAY = tuple(stage for stage in visits.STAGES if stage().state.stage is not Stage.ENDED)
WITHDRAWAL = m.WithdrawVisit(actor="coordinator")
REINSTATED = m.ReinstateVisit(actor="coordinator", reason=REASON)
TAKEN_BACK = m.TakeBack(actor="coordinator", reason=REASON)


def reply(answer: Reply | None) -> m.CorrectReply:
    return m.CorrectReply(actor="coordinator", reply=answer, reason=REASON)


def plain(state: VisitState) -> dict[str, Any]:
    """What a visit knows, without its count of events and of what was put right."""
    own = {"sequence", "changed_at", "put_right", "acceptance"}
    return state.model_dump(exclude=own)


def orders(visit: Visit, since: Visit) -> list[LetterOrder]:
    """The letters that were ordered since an earlier moment."""
    found: list[LetterOrder] = []
    state: VisitState | None = since.state
    for event in visit.events[len(since.events) :]:
        state = evolve(state, event)
        found += letters_after(state, event)
    return found


@pytest.mark.parametrize("stage", UNDER_WAY, ids=lambda stage: stage.__name__)
@pytest.mark.parametrize("end", [cancel(), WITHDRAWAL], ids=["cancelled", "withdrawn"])
def test_a_visit_that_was_ended_by_mistake_goes_on_as_it_was(
    stage: Callable[[], Visit], end: m.Decision
) -> None:
    before = stage()
    try:
        over = before.told(end)
    except Refused:
        assert end is WITHDRAWAL
        return

    again = over.told(REINSTATED)

    assert plain(again.state) == plain(before.state)
    assert again.due == before.due
    end_told, right = orders(over, before), orders(again, over)
    assert {o.recipient for o in right} == {o.recipient for o in end_told}
    assert {o.kind for o in right} <= {LetterKind.REOPENED}
    withdrawn = {o.recipient: o for o in end_told if o.calendar_cancelled}
    given = {o.recipient: o for o in right if o.calendar_sequence is not None}
    running = before.state.stage in {Stage.PREPARING, Stage.VISITING}
    assert set(given) == (set(withdrawn) if running else set())
    for ref, order in given.items():
        assert not order.calendar_cancelled
        assert (order.calendar_sequence or 0) > (withdrawn[ref].calendar_sequence or 0)
    assert to_the_end(again).state.outcome in {Outcome.CLOSED, Outcome.INCOMPLETE}


@pytest.mark.parametrize("stage", UNDER_WAY, ids=lambda stage: stage.__name__)
def test_deadlines_are_those_of_a_visit_that_never_ended(stage: Callable[[], Visit]) -> None:
    before = stage()
    later = before.now + timedelta(days=7)
    right, over = before.at(later), before.told(cancel()).at(later)

    again = over.told(REINSTATED).at(later)

    assert Counter(t.kind for t in again.state.tasks) == Counter(t.kind for t in right.state.tasks)
    assert again.due == right.due
    assert again.state.stage is right.state.stage


def test_an_end_that_happens_again_has_letters_of_its_own() -> None:
    over = planned().told(cancel())
    twice = over.told(REINSTATED, cancel())

    keys = [order.key for order in orders(twice, planned())]

    assert len(set(keys)) == len(keys)
    assert Counter(key.split("/")[1] for key in keys)[LetterKind.CANCELLATION] == 2 * len(
        [o for o in orders(over, planned()) if o.kind is LetterKind.CANCELLATION]
    )


def test_a_pause_goes_on_when_the_end_it_had_does_not_hold() -> None:
    over = visits.incomplete()

    again = over.told(REINSTATED)

    assert again.state.pause == visits.paused().state.pause
    assert TaskKind.PAUSE_TOO_LONG in {task.kind for task in again.state.tasks}


def test_a_note_is_void_if_agreement_to_its_case_was_withdrawn_meanwhile() -> None:
    note = m.IssueDraft.model_validate(
        visits.issue_draft().model_dump() | {"sections": 1, "cases": ("case-1",)}
    )
    over = visits.drafting().told(note, cancel())
    gone = over.told(m.WithdrawConsent(actor="coordinator", case="case-1"))

    again = gone.told(REINSTATED)

    assert again.state.stage is Stage.DRAFTING
    assert again.state.note_void_since == again.now
    assert gone.state.stage is Stage.ENDED


def test_what_became_of_letters_meanwhile_is_learnt_and_the_end_is_nobodys_task() -> None:
    over = visits.invited().told(visits.respond(Answer.DECLINE))
    refused_ = visits.outcome("dcs", LetterStatus.REFUSED, over.now, kind=LetterKind.DECLINE_NOTED)
    arrived = (visits.outcome(ref, LetterStatus.DELIVERED, over.now) for ref in visits.INVITED)
    news = visits.settled(*arrived, refused_)
    unheard = over.told(news)

    again = unheard.told(reply(None), news)

    assert [task.letter for task in unheard.state.tasks] == [refused_.key]
    assert again.state.tasks == ()
    assert again.state.invitation is not None
    assert again.state.invitation.delivered_at == over.now


# --- Replies ---------------------------------------------------------------------------------


@pytest.mark.parametrize("end", [visits.declined, visits.no_reply], ids=["declined", "no reply"])
def test_an_acceptance_that_was_recorded_otherwise_is_an_acceptance(
    end: Callable[[], Visit],
) -> None:
    over = end()
    right = delivered().at(over.now).told(visits.respond())

    again = over.told(reply(Reply.ACCEPT))

    assert again.since(over)[1:] == (Accepted(),)
    assert plain(again.state) == plain(right.state)
    assert again.due == right.due
    told = orders(again, over)
    assert [order.recipient for order in told] == list(visits.INVITED)
    assert {order.kind for order in told} == {LetterKind.REOPENED}


def test_a_decline_that_was_none_leaves_the_area_its_time() -> None:
    over = visits.declined()

    again = over.told(reply(None))

    assert plain(again.state) == plain(delivered().at(over.now).state)
    assert again.due == delivered().at(over.now).due


def test_where_the_time_has_passed_the_area_has_some_days_to_reply() -> None:
    over = visits.no_reply()

    again = over.told(reply(None))

    fact = again.since(over)[0]
    assert isinstance(fact, Reopened)
    assert fact.reply_until is not None
    assert fact.reply_until > london_date(again.now)
    assert again.state.tasks == ()
    assert [due.kind.value for due in again.due] == ["reply_due"]
    assert london_date(again.due[0].at) == fact.reply_until
    late = again.at(again.due[0].at)
    assert [task.kind for task in late.state.tasks] == [TaskKind.REPLY_OVERDUE]


def test_silence_that_was_a_decline_has_the_letter_of_a_decline_alone() -> None:
    over = visits.no_reply()

    again = over.told(reply(Reply.DECLINE))

    assert again.since(over)[1:] == (Declined(),)
    told = orders(again, over)
    assert {(o.kind, o.round) for o in told} == {(LetterKind.DECLINE_NOTED, 2)}
    assert {o.recipient for o in told} == set(visits.INVITED)


@pytest.mark.parametrize("stage", [accepted, arranged, planned], ids=lambda stage: stage.__name__)
def test_an_acceptance_that_was_none_leaves_the_area_invited(stage: Callable[[], Visit]) -> None:
    before = stage()
    again = before.told(reply(None))

    assert again.state.stage is Stage.INVITED
    assert {due.kind.value for due in again.due} <= {"reply_reminder", "reply_due"}
    assert list(holders(again.state)) == []
    told = orders(again, before)
    entries = {o.recipient for o in told if o.calendar_cancelled}
    assert entries == set(holders(before.state))
    assert bool(told) is bool(before.state.arrangements_round)


def test_once_it_accepts_after_all_everybody_is_told_anew() -> None:
    mistaken = arranged().told(reply(None))

    again = mistaken.told(visits.respond())

    assert again.state.arrangements_stand
    assert set(holders(again.state)) == set(holders(arranged().state))
    assert again.due == arranged().due
    told = orders(again, mistaken)
    assert {(o.kind, o.round) for o in told} == {
        (LetterKind.CONFIRMATION, 2),
        (LetterKind.SURVEY_LINKS, 2),
    }
    numbers = [o.calendar_sequence for o in told if o.kind is LetterKind.CONFIRMATION]
    taken = [o.calendar_sequence for o in orders(mistaken, arranged()) if o.calendar_cancelled]
    assert min(n or 0 for n in numbers) > max(n or 0 for n in taken)
    assert to_the_end(again).state.outcome is Outcome.CLOSED


def test_an_acceptance_that_was_a_decline_ends_the_visit() -> None:
    before = arranged()

    over = before.told(reply(Reply.DECLINE))

    assert [type(fact) for fact in over.since(before)] == [AcceptanceCorrected, Declined]
    assert over.state.outcome is Outcome.DECLINED
    told = {(o.kind, o.recipient) for o in orders(over, before)}
    assert {ref for kind, ref in told if kind is LetterKind.DECLINE_NOTED} == set(visits.INVITED)
    back = over.told(reply(Reply.ACCEPT))
    assert back.state.arrangements_stand
    assert set(holders(back.state)) == set(holders(before.state))


# --- Where it is refused ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("visit", "message", "instead"),
    [
        (visits.closed, REINSTATED, "its note done, which is not put right here"),
        (visits.deferred, REINSTATED, "which is not put right here"),
        (visits.declined, REINSTATED, "`visits correct-reply`"),
        (visits.cancelled, reply(None), "`visits reinstate`"),
        (visits.declined, reply(Reply.DECLINE), "that is the reply that is recorded"),
        (accepted, reply(Reply.ACCEPT), "that is the reply that is recorded"),
        (visits.visiting, reply(None), "only while it is being prepared or over"),
        (planned, REINSTATED, "only while it is over"),
    ],
    ids=lambda value: getattr(value, "__name__", type(value).__name__),
)
def test_elsewhere_the_refusal_says_what_puts_it_right(
    visit: Callable[[], Visit], message: m.Decision, instead: str
) -> None:
    assert instead in refused(visit(), message).sentence


def test_only_within_the_period_of_the_policy_and_with_a_reason() -> None:
    over = visits.declined()
    last = over.at("2020-09-25 16:59")
    assert decide(last.state, reply(None), last.now)

    late = refused(over.at("2020-09-25 17:00"), reply(None))
    unreasoned = refused(over, reply(None).model_copy(update={"reason": None}))

    assert "until Fri 25 Sep 2020 17:00" in late.sentence
    assert unreasoned.code is RefusalCode.REASON_MISSING


def test_a_visit_is_kept_for_as_long_as_its_end_may_be_put_right() -> None:
    policy = VisitPolicy(consent_window=0, corrections_within=10)
    over = visits.opened(policy).told(cancel())

    assert [due.at for due in over.due] == [at("2020-09-21 17:00")]
    old = visits.with_rules(visits.cancelled(), 2)
    assert "earlier rules" in refused(old, REINSTATED).sentence


def test_only_after_an_early_end_is_an_area_visited_again() -> None:
    opening = visits.open_visit()

    again = opening_again(opening, visits.declined().state)

    assert again.visit_id == f"{visits.VISIT}-2"
    assert again.legacy is not None
    assert again.legacy.predecessor == visits.VISIT
    assert again.legacy.contacts == visits.CONTACTS
    assert opening_again(opening, planned().state) == opening
    for ended in (visits.closed, visits.deferred):
        with pytest.raises(Refused, match="ended early"):
            opening_again(opening, ended().state)


# --- Taking back -----------------------------------------------------------------------------


def declined_and_held() -> Visit:
    held = VisitPolicy(letters_held_minutes=5)
    invited = visits.opened(held).at("2020-09-07 09:00")
    return invited.told(visits.respond(Answer.DECLINE))


def test_while_its_letters_wait_an_end_is_taken_back() -> None:
    over = declined_and_held()

    again = over.at("2020-09-07 09:04").told(TAKEN_BACK)
    late = refused(over.at("2020-09-07 09:05"), TAKEN_BACK)

    assert again.state.stage is Stage.INVITED
    assert late.code is RefusalCode.ALREADY_DONE
    assert "since Mon 7 Sep 2020 09:05" in late.sentence
    assert "`visits correct-reply`" in late.sentence


def test_where_nobody_was_written_to_letters_are_not_spoken_of() -> None:
    for policy in (VisitPolicy(), VisitPolicy(letters_held_minutes=5)):
        over = visits.opened(policy).told(cancel())
        late = refused(over.at(over.now + timedelta(minutes=5)), TAKEN_BACK)

        assert "letter" not in late.sentence
        assert "nobody has been written to" in late.sentence
        assert "`visits reinstate`" in late.sentence


def test_where_nothing_waits_nothing_is_taken_back() -> None:
    assert "leave at once" in refused(visits.cancelled(), TAKEN_BACK).sentence
    for stage in UNDER_WAY:
        refusal = refused(stage(), TAKEN_BACK)
        assert refusal.sentence.startswith("Nothing was taken back: ")
