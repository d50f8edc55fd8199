"""A referral and a complaint, told real messages; neither ever asks what became of its visit."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

import pytest

from register.streams import STREAMS, fact_models
from rules.complaint import COMPLAINT, COMPLAINT_WORDS
from rules.folds import OutOfOrderError
from rules.referral import AUTHORITY_WORDS, REFERRAL
from rules.refusals import RefusalCode, Refused
from rules.side_process import SideEvent, SideProcess
from rules.side_tasks import side_todo
from rules.side_wording import side_event_words
from schemas.policy import VisitPolicy
from schemas.side_processes import (
    SideDecision,
    SideDue,
    SideMessage,
    SideOpening,
    SideState,
    kind_of,
    side_subject,
    workflow_id,
)
from schemas.side_processes.complaint import (
    AnswerComplaint,
    AskReview,
    ComplaintEventType,
    ComplaintStage,
    ComplaintState,
    ReceiveComplaint,
)
from schemas.side_processes.referral import (
    Authority,
    ConfirmReferral,
    RaiseReferral,
    ReferralEventType,
    ReferralState,
)
from schemas.values import ContentKind, Owner
from tests.support.visits import CALENDAR, VISIT, at, content, require_readable

CONFIRM = ConfirmReferral(actor="coordinator")
ANSWER = AnswerComplaint(actor="hmi-1", content=content(ContentKind.COMPLAINT_ANSWER))
REVIEW = AskReview(actor="coordinator")

KINDS = [stream.beside for stream in STREAMS.values() if stream.beside]


@dataclass(frozen=True)
class Side:
    """A side process, its log, and its clock."""

    kind: SideProcess[Any, Any]
    opening: SideOpening
    state: SideState
    events: tuple[SideEvent, ...]
    now: datetime

    def told(self, message: SideMessage) -> "Side":
        events = self.kind.decide(self.opening, self.state, message, self.now)
        state = self.state
        for event in events:
            state = self.kind.evolve(state, event)
        return Side(self.kind, self.opening, state, (*self.events, *events), self.now)

    def at(self, moment: str) -> "Side":
        side = self
        while side.state.due is not None and side.state.due <= at(moment):
            due = side.state.due
            side = replace(side, now=due).told(SideDue(due=due))
            assert side.state.due != due, "it comes again for ever"
        return replace(side, now=at(moment))

    @property
    def types(self) -> list[StrEnum]:
        return [event.type for event in self.events]

    @property
    def owner(self) -> Owner:
        return self.kind.owner(self.state)

    @property
    def needs_a_person(self) -> bool:
        return self.kind.needs_a_person(self.state)

    @property
    def stands(self) -> str:
        return self.kind.words.stands(self.state)

    def refusal(self, message: SideMessage) -> Refused:
        with pytest.raises(Refused) as caught:
            self.told(message)
        require_readable(caught.value.sentence)
        return caught.value


def begun(kind: SideProcess[Any, Any], opening: SideOpening, moment: str) -> Side:
    event = kind.open(opening, at(moment))
    return Side(kind, opening, kind.evolve(None, event), (event,), at(moment))


def referral(moment: str = "2020-10-05 11:30") -> Side:
    opening = RaiseReferral(
        subject=side_subject(VISIT, "referral", 1),
        visit_id=VISIT,
        programme="interim",
        actor="hmi-2",
        calendar=CALENDAR,
        policy=VisitPolicy(),
        authority=Authority.CHILDRENS_SERVICES,
        area="E10000016",
    )
    return begun(REFERRAL, opening, moment)


def complaint(moment: str = "2020-10-06 17:30") -> Side:
    opening = ReceiveComplaint(
        subject=side_subject(VISIT, "complaint", 1),
        visit_id=VISIT,
        programme="interim",
        actor="coordinator",
        calendar=CALENDAR,
        policy=VisitPolicy(),
        content=content(ContentKind.COMPLAINT),
    )
    return begun(COMPLAINT, opening, moment)


class TestReferral:
    def test_keeps_who_whom_and_when_and_nothing_else(self) -> None:
        state = referral().state
        assert isinstance(state, ReferralState)
        assert set(ReferralState.model_fields) == {
            *("subject", "visit_id", "programme", "sequence", "opened_at", "opened_by"),
            *("changed_at", "due", "escalations", "over"),
            *("kind", "authority", "area", "confirmed_at"),
        }
        assert (state.opened_by, state.authority) == ("hmi-2", Authority.CHILDRENS_SERVICES)

    @pytest.mark.parametrize(
        ("raised", "escalates"),
        [
            ("2020-10-05 11:30", "2020-10-05 17:00"),
            ("2020-10-05 16:30", "2020-10-05 17:30"),
            ("2020-10-05 23:30", "2020-10-05 23:59"),
            ("2020-10-10 11:30", "2020-10-10 17:00"),  # a Saturday: the same day all the same
        ],
    )
    def test_unconfirmed_it_escalates_the_same_day(self, raised: str, escalates: str) -> None:
        assert referral(raised).state.due == at(escalates)

    def test_and_again_each_working_day_for_as_long_as_it_takes(self) -> None:
        left = referral("2020-12-23 10:00").at("2020-12-30 09:00")
        days = [event.at for event in left.events[1:]]
        assert days == [at(f"2020-12-{day} 17:00") for day in (23, 24, 29)]
        assert left.needs_a_person
        assert left.owner is Owner.SAFEGUARDING_LEAD

    def test_confirmed_it_is_over_and_never_escalates(self) -> None:
        confirmed = referral().at("2020-10-05 15:00").told(CONFIRM).at("2020-11-30 09:00")
        assert confirmed.types == [
            ReferralEventType.REFERRAL_RAISED,
            ReferralEventType.REFERRAL_CONFIRMED,
        ]
        assert confirmed.state.over
        assert side_todo(confirmed.kind, confirmed.state, confirmed.now) is None

    def test_a_second_confirmation_is_refused(self) -> None:
        assert referral().told(CONFIRM).refusal(CONFIRM).code is RefusalCode.ALREADY_DONE

    def test_what_is_not_for_it_is_refused(self) -> None:
        assert referral().refusal(ANSWER).code is RefusalCode.WRONG_STAGE

    def test_a_moment_that_is_not_due_changes_nothing(self) -> None:
        side = referral()
        assert side.told(SideDue(due=at("2020-10-05 11:31"))).events == side.events


class TestComplaint:
    def test_the_lead_has_ten_working_days(self) -> None:
        side = complaint()
        assert side.state.due == at("2020-10-20 17:00")
        assert side.owner is Owner.LEAD_INSPECTOR

    def test_then_a_senior_manager_is_asked_once(self) -> None:
        side = complaint().at("2021-03-01 09:00")
        assert side.types == [
            ComplaintEventType.COMPLAINT_RECEIVED,
            ComplaintEventType.COMPLAINT_ESCALATED,
        ]
        assert side.owner is Owner.SENIOR_MANAGER
        thing = side_todo(side.kind, side.state, side.now)
        assert thing is not None
        assert thing.overdue
        assert thing.due == at("2020-10-20 17:00")

    def test_answered_it_closes_after_fifteen_working_days(self) -> None:
        answered = complaint().at("2020-10-08 10:00").told(ANSWER)
        assert answered.state.due == at("2020-10-29 17:00")
        assert not answered.at("2020-10-29 16:59").state.over
        assert answered.at("2020-10-29 17:00").state.over

    def test_a_review_has_ten_working_days_of_its_own_and_its_answer_is_the_last(self) -> None:
        review = complaint().told(ANSWER).at("2020-10-26 10:00").told(REVIEW)
        assert review.state.due == at("2020-11-09 17:00")
        closed = review.told(ANSWER)
        assert closed.state.over
        assert isinstance(closed.state, ComplaintState)
        assert len(closed.state.answers) == 2

    def test_a_late_review_escalates_and_still_leads_to_an_end(self) -> None:
        late = complaint().told(ANSWER).told(REVIEW).at("2020-12-01 09:00")
        assert late.needs_a_person
        assert late.told(ANSWER).state.over

    def test_what_comes_too_early_late_or_twice_is_refused(self) -> None:
        side = complaint()
        assert side.refusal(REVIEW).code is RefusalCode.NOT_YET
        answered = side.told(ANSWER)
        assert answered.refusal(ANSWER).code is RefusalCode.ALREADY_DONE
        # The clock may be a moment behind the person.
        late = replace(answered, now=at("2020-10-27 17:00"))
        assert late.refusal(REVIEW).code is RefusalCode.WRONG_STAGE
        assert answered.told(REVIEW).refusal(REVIEW).code is RefusalCode.NOT_YET
        closed = answered.told(REVIEW).told(ANSWER)
        assert closed.refusal(ANSWER).code is RefusalCode.WRONG_STAGE
        assert closed.refusal(REVIEW).code is RefusalCode.WRONG_STAGE
        assert closed.refusal(CONFIRM).code is RefusalCode.WRONG_STAGE

    def test_every_stage_is_reached_and_leads_on_to_the_end(self) -> None:
        early = complaint()
        reached = [
            early,
            early.at("2020-11-30 09:00"),
            early.told(ANSWER),
            early.told(ANSWER).told(REVIEW),
            early.told(ANSWER).told(REVIEW).told(ANSWER),
        ]
        stages = [side.state.stage for side in reached if isinstance(side.state, ComplaintState)]
        assert set(stages) == set(ComplaintStage)


def onward(side: Side) -> list[Side]:
    """Where each message, and the next deadline, leads from here; refusals are sentences."""
    reached = []
    for message in (CONFIRM, ANSWER, REVIEW):
        try:
            reached.append(side.told(message))
        except Refused as refused:
            require_readable(refused.sentence)
    due = side.state.due
    if due is not None:
        reached.append(replace(side, now=max(side.now, due)).told(SideDue(due=due)))
    return reached


def mark(side: Side) -> tuple[object, ...]:
    """What tells one state from another, but for moments and how often it escalated."""
    state = side.state
    answers = state.answers if isinstance(state, ComplaintState) else ()
    return side.stands, side.owner, state.due is None, len(answers), state.over


@pytest.mark.parametrize("begin", [referral, complaint])
def test_from_every_state_a_message_or_a_deadline_leads_on(begin: Callable[[], Side]) -> None:
    seen: dict[tuple[object, ...], Side] = {}
    ways: dict[tuple[object, ...], set[tuple[object, ...]]] = {}
    frontier = [begin()]
    while frontier and len(seen) < 50:
        side = frontier.pop(0)
        if mark(side) in seen:
            continue
        seen[mark(side)] = side
        moved = [each for each in onward(side) if len(each.events) > len(side.events)]
        ways[mark(side)] = {mark(each) for each in moved}
        assert bool(moved) is not side.state.over, "it is stuck, or goes on after its end"
        if not (isinstance(side.state, ReferralState) and side.state.escalations > 1):
            frontier += moved  # from the second escalation on, each day is like the last
    over = {each for each, side in seen.items() if side.state.over}
    assert over
    home = set(over)
    while more := {each for each, to in ways.items() if each not in home and to & home}:
        home |= more
    assert home == set(seen), "each state has a way to an end"


@pytest.mark.parametrize(
    "message", [CONFIRM, ANSWER, REVIEW], ids=lambda message: type(message).__name__
)
def test_after_its_end_everything_is_refused(message: SideMessage) -> None:
    for side in (referral().told(CONFIRM), complaint().told(ANSWER).told(REVIEW).told(ANSWER)):
        assert side.state.over
        side.refusal(message)


@pytest.mark.parametrize("side", [referral().told(CONFIRM), complaint().told(ANSWER).told(REVIEW)])
def test_it_folds_the_same_from_what_was_written_down(side: Side) -> None:
    state: SideState | None = None
    for event in side.events:
        read = side.kind.models.event.model_validate_json(event.model_dump_json())
        state = side.kind.evolve(state, read)
    read_state = side.kind.models.state.model_validate_json(side.state.model_dump_json())
    assert state == side.state == read_state
    with pytest.raises(OutOfOrderError):
        side.kind.evolve(side.state, side.events[0])


def test_the_name_tells_the_visit_and_the_kind() -> None:
    subject = side_subject("interim-e10000016-2", "complaint", 3)
    assert subject == "interim-e10000016-2/complaint/3"
    assert workflow_id(subject) == "interim-e10000016-2-complaint-3"
    assert kind_of(subject) == "complaint"


def test_every_fact_has_exactly_one_fold_in_one_kind() -> None:
    folded = Counter(fact for kind in KINDS for fact in kind.folds)
    there = [fact for kind in KINDS for fact in fact_models(STREAMS[kind.kind])]

    assert folded == dict.fromkeys(there, 1)


def test_every_message_has_exactly_one_rule_where_it_belongs() -> None:
    ruled = Counter(message for kind in KINDS for message in kind.rules)

    assert {message for message, rules in ruled.items() if rules > 1} == {SideDue}
    # Tests make decisions of their own.
    there = {d for d in SideDecision.__subclasses__() if d.__module__.startswith("schemas.")}
    assert set(ruled) == {*there, SideDue}
    assert all(SideDue in kind.rules for kind in KINDS)


@pytest.mark.parametrize("side", [referral(), complaint()], ids=["referral", "complaint"])
def test_how_it_was_opened_is_known_from_its_log(side: Side) -> None:
    common = SideOpening(**{n: getattr(side.opening, n) for n in SideOpening.model_fields})

    assert side.kind.reopened(common, side.events[0]) == side.opening
    later = side.told(CONFIRM if side.kind is REFERRAL else ANSWER).events[-1]
    with pytest.raises(OutOfOrderError):
        side.kind.reopened(common, later)


@pytest.mark.parametrize("side", [referral(), complaint()], ids=["referral", "complaint"])
def test_nothing_of_another_kind_follows_in_it(side: Side) -> None:
    """Nor is it begun twice."""
    other = complaint() if side.kind is REFERRAL else referral()
    for stranger in (other.events[0].fact, side.events[0].fact):
        event = side.events[0].model_copy(update={"sequence": 2, "fact": stranger})
        with pytest.raises(OutOfOrderError, match="does not follow in"):
            side.kind.evolve(side.state, event)
    first = side.events[0].model_copy(update={"fact": other.events[0].fact})
    with pytest.raises(OutOfOrderError, match="begins with"):
        side.kind.evolve(None, first)


def test_there_are_words_for_everything() -> None:
    assert {type_ for kind in KINDS for type_ in kind.folds.words} == {
        type_ for kind in KINDS for type_ in kind.models.types
    }
    assert set(AUTHORITY_WORDS) == set(Authority)
    assert set(COMPLAINT_WORDS) == set(ComplaintStage)
    for side in (referral(), referral().at("2020-10-07 09:00"), referral().told(CONFIRM)):
        require_readable(f"{side.stands}.")
    assert side_event_words(COMPLAINT, complaint().events[0]) == "complaint received (complaint 1)"
