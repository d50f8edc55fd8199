"""How each fact changes what a visit knows: the log alone gives the state back."""

from collections.abc import Callable
from typing import get_args

import pytest

from register.canonical import canonical_json
from rules.evolve import FOLDS, OutOfOrderError, evolve, replay
from rules.registry import DeclaredTwiceError
from schemas.event_types import EventType
from schemas.events.cases import CasesAgreed
from schemas.events.course import FeedbackHeld, MeetingsHeld
from schemas.events.event import VISIT_EVENT, Fact, VisitEvent
from schemas.events.invitation import Accepted, InvitationSent, ReplyReminded
from schemas.events.preparation import SurveyClosed, SurveyOpened
from schemas.ids import SYSTEM
from schemas.state import VisitState
from schemas.values import ConflictKind, Department, Outcome, Stage
from tests.support.visits import (
    DAY_ONE,
    STAGES,
    TEAM,
    Visit,
    accepted,
    agreeing,
    at,
    cancelled,
    case,
    choose_cases,
    closed,
    declare,
    declined,
    delivered,
    hand_over,
    hold_feedback,
    invited,
    issue_draft,
    just_opened,
    opened,
    planned,
    record_findings,
    shared,
    visited,
    visiting,
)


def event(state: VisitState, fact: Fact, *, ahead: int = 1) -> VisitEvent:
    return VisitEvent(
        subject=state.visit_id,
        sequence=state.sequence + ahead,
        at=state.changed_at,
        actor=SYSTEM,
        fact=fact,
    )


@pytest.mark.parametrize("stage", STAGES, ids=lambda stage: stage.__name__)
class TestEveryVisit:
    def test_is_the_fold_of_its_events(self, stage: Callable[[], Visit]) -> None:
        assert replay(stage().events) == stage().state

    def test_folds_the_same_in_two_goes(self, stage: Callable[[], Visit]) -> None:
        events = stage().events
        state = replay(events[: len(events) // 2])
        for later in events[len(events) // 2 :]:
            state = evolve(state, later)

        assert state == stage().state

    def test_folds_the_same_from_what_was_written_down(self, stage: Callable[[], Visit]) -> None:
        written = [canonical_json(e) for e in stage().events]

        assert replay(VISIT_EVENT.validate_json(line) for line in written) == stage().state

    def test_is_read_as_it_was_written(self, stage: Callable[[], Visit]) -> None:
        written = canonical_json(stage().state)
        read = VisitState.model_validate_json(written)

        assert read == stage().state
        assert canonical_json(read) == written

    def test_counts_its_events_without_a_gap(self, stage: Callable[[], Visit]) -> None:
        numbers = [e.sequence for e in stage().events]

        assert numbers == list(range(1, stage().state.sequence + 1))
        assert stage().state.changed_at == stage().events[-1].at


def test_every_fact_has_exactly_one_fold_and_words_of_its_own() -> None:
    facts = get_args(get_args(Fact)[0])

    assert set(FOLDS) == set(facts)
    assert set(FOLDS.words) == set(EventType)
    assert len(set(FOLDS.words.values())) == len(facts)
    with pytest.raises(DeclaredTwiceError, match="Accepted"):
        FOLDS.fact(Accepted, "accepted again")(lambda *_: {})


class TestOutOfOrder:
    def test_a_stream_begins_with_its_opening(self) -> None:
        first = opened().events[0].model_copy(update={"fact": Accepted()})

        with pytest.raises(OutOfOrderError, match=r"not visit\.accepted\.v1"):
            evolve(None, first)

    def test_a_stream_begins_with_number_one(self) -> None:
        with pytest.raises(OutOfOrderError):
            evolve(None, opened().events[0].model_copy(update={"sequence": 2}))

    def test_a_stream_is_not_empty(self) -> None:
        with pytest.raises(OutOfOrderError, match="at least one event"):
            replay([])

    @pytest.mark.parametrize("ahead", [-1, 0, 2])
    def test_an_event_that_does_not_follow_is_loud(self, ahead: int) -> None:
        with pytest.raises(OutOfOrderError, match="does not follow"):
            evolve(invited().state, event(invited().state, Accepted(), ahead=ahead))

    def test_another_visits_event_is_loud(self) -> None:
        stranger = event(invited().state, Accepted())
        stranger = stranger.model_copy(update={"subject": "interim-e10000017"})

        with pytest.raises(OutOfOrderError, match="interim-e10000017"):
            evolve(invited().state, stranger)

    def test_a_visit_is_opened_once(self) -> None:
        with pytest.raises(OutOfOrderError, match="opened twice"):
            evolve(opened().state, event(opened().state, opened().events[0].fact))

    @pytest.mark.parametrize(
        ("fact", "what"),
        [
            (ReplyReminded(reply_due=at("2020-09-14 17:00")), "has not been invited"),
            (
                InvitationSent(outcomes=(), assumed_delivered_at=at("2020-09-08 09:00")),
                "has not been invited",
            ),
            (SurveyOpened(closes=at("2020-09-30 17:00")), "has no survey"),
            (SurveyClosed(), "has no survey"),
            (CasesAgreed(cases=(case(1),)), "has no case studies"),
            (MeetingsHeld(slots=("forum",)), "has no timetable"),
            (FeedbackHeld(), "has no timetable"),
        ],
        ids=lambda value: type(value).__name__ if not isinstance(value, str) else "",
    )
    def test_a_fact_about_what_is_not_there_is_loud(self, fact: Fact, what: str) -> None:
        with pytest.raises(OutOfOrderError, match=what):
            evolve(opened().state, event(opened().state, fact))


class TestStages:
    def test_a_smooth_visit_passes_them_in_order(self) -> None:
        passed: list[Stage] = []
        state: VisitState | None = None
        for each in closed().events:
            state = evolve(state, each)
            if not passed or passed[-1] is not state.stage:
                passed.append(state.stage)

        assert passed == list(Stage)

    @pytest.mark.parametrize(
        ("end", "outcome", "ended_at"),
        [
            (closed, Outcome.CLOSED, "2020-10-22 10:00"),
            (declined, Outcome.DECLINED, "2020-09-11 11:00"),
            (cancelled, Outcome.CANCELLED, "2020-09-18 10:00"),
        ],
    )
    def test_each_end_tells_how_and_when(
        self, end: Callable[[], Visit], outcome: Outcome, ended_at: str
    ) -> None:
        state = end().state

        assert (state.stage, state.outcome) == (Stage.ENDED, outcome)
        assert state.ended_at == at(ended_at)
        assert state.tasks == ()


class TestWhatIsKept:
    def test_the_day_and_the_policy_it_was_opened_with(self) -> None:
        state = just_opened().state

        assert (state.day_one, state.sequence) == (DAY_ONE, 1)
        assert state.opened_at == at("2020-09-07 08:30")

    def test_the_latest_declaration_of_each_inspector(self) -> None:
        visit = accepted().told(declare(), declare(TEAM[0], conflicts=[ConflictKind.VALUES]))

        assert [d.inspector for d in visit.state.declarations] == ["hmi-2", "cqc-1", "hmi-1"]
        assert visit.state.declarations[-1].conflicts == (ConflictKind.VALUES,)

    def test_a_late_conflict_of_somebody_in_the_team_reopens_the_allocation(self) -> None:
        reopened = planned().told(declare(TEAM[0], conflicts=[ConflictKind.FINANCIAL]))
        other = planned().told(declare(TEAM[0]))

        assert reopened.state.team == ()
        assert not reopened.state.arrangements_stand
        assert other.state.team == TEAM
        assert other.state.arrangements_stand

    def test_agreements_that_came_after_the_choice(self) -> None:
        visit = accepted().told(choose_cases([case(n, agreed_by=None) for n in (1, 3, 4, 7)]))
        assert visit.state.case_studies is not None
        assert not visit.state.case_studies.all_agreed

    def test_links_handed_over_again_stand_open_again(self) -> None:
        """A leaked link is replaced while the surveys are open."""
        again = planned().told(hand_over(version=2))

        assert again.state.survey is not None
        assert again.state.survey.round == 2
        assert again.state.survey.opened_at == again.now

    def test_meetings_as_they_are_held_with_the_feedback_last(self) -> None:
        before = visited().state.meetings
        after = visited().at("2020-10-06 16:30").told(hold_feedback()).state.meetings

        assert before is not None
        assert after is not None
        assert after.held == (*before.held, "feedback")
        assert {s.slot_id for s in after.slots} == set(after.held)

    def test_how_many_findings_there_are(self) -> None:
        assert visiting().told(record_findings(), record_findings()).state.findings_recorded == 2

    def test_a_new_draft_takes_back_the_agreement_it_had_not_yet(self) -> None:
        again = agreeing().told(issue_draft(2))

        assert again.state.note is not None
        assert again.state.note.version == 2
        assert again.state.agreement is None

    def test_who_has_the_note_and_who_has_said_so(self) -> None:
        assert [s.department for s in shared().state.sharings] == list(Department)
        assert all(s.acknowledged_at is None for s in shared().state.sharings)
        assert all(s.acknowledged_at for s in closed().state.sharings)

    def test_when_the_last_addressee_had_the_invitation(self) -> None:
        invitation = delivered().state.invitation

        assert invitation is not None
        assert invitation.delivered_at == at("2020-09-07 10:00")
