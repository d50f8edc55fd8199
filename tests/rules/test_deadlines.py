"""Which moments a visit waits for, besides people; a deadline never kills a visit."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from rules.deadlines import DEADLINES, TASKS, open_deadlines
from rules.deadlines import deadline as declaring
from rules.decide.rule import ACTS, at_deadline
from rules.registry import DeclaredTwiceError
from rules.timetable import timetable
from schemas.events.invitation import InvitationDelivered, Invited, ReplyReminded
from schemas.events.preparation import SurveyClosed, SurveyOpened
from schemas.events.visit import TaskRaised
from schemas.messages import LettersSettled
from schemas.values import (
    ConflictKind,
    DeadlineKind,
    Department,
    LetterStatus,
    Outcome,
    Stage,
    TaskKind,
)
from tests.support import visits
from tests.support.visits import (
    STAGES,
    TEAM,
    Visit,
    accepted,
    arranged,
    at,
    choose_cases,
    closed,
    declare,
    delivered,
    fix_timetable,
    hand_over,
    invited,
    issue_draft,
    just_opened,
    nominate,
    opened,
    outcome,
    planned,
    record_contacts,
    record_delivery,
    set_dates,
    settled,
    share_note,
    sharing,
)

YEARS = timedelta(days=900)


def kinds(visit: Visit) -> list[DeadlineKind]:
    return [deadline.kind for deadline in visit.due]


def tasks(visit: Visit) -> list[TaskKind]:
    return [task.kind for task in visit.state.tasks]


def test_nothing_is_due_before_the_bank_holidays_are_known() -> None:
    assert open_deadlines(just_opened().state) == ()


@pytest.mark.parametrize("stage", STAGES, ids=lambda stage: stage.__name__)
def test_the_nearest_comes_first(stage: Callable[[], Visit]) -> None:
    moments = [deadline.at for deadline in stage().due]

    assert moments == sorted(moments)


@pytest.mark.parametrize("stage", STAGES, ids=lambda stage: stage.__name__)
def test_left_alone_for_years_a_visit_neither_ends_nor_nags_for_ever(
    stage: Callable[[], Visit],
) -> None:
    """`Visit.at` fails when a deadline is open again right after it has done its work."""
    visit = stage()
    late = visit.at(visit.now + YEARS)

    assert late.state.outcome == visit.state.outcome
    assert kinds(late) in ([], [DeadlineKind.CONSENT_WINDOW_ENDS])
    assert len(late.events) - len(visit.events) <= len(DeadlineKind)


def test_every_deadline_has_its_moment_in_the_timetable_or_in_the_post() -> None:
    seen = {d for stage in STAGES for d in stage().due}
    seen |= {d for stage in STAGES for d in stage().at(stage().now + timedelta(days=10)).due}

    for stage in STAGES:
        dates = timetable(stage().state)
        for deadline in stage().due:
            assert deadline.at in vars(dates).values()
    sent = invited().told(*_sent("dcs", "health-1", "health-2"))
    assert {d.kind for d in seen} | set(kinds(sent)) == set(DeadlineKind)


def _sent(*recipients: str) -> list[LettersSettled]:
    moment = at("2020-09-07 09:30")
    return [settled(outcome(ref, LetterStatus.SENT, moment)) for ref in recipients]


class TestInvitationDay:
    def test_invites_whoever_is_recorded(self) -> None:
        assert invited().since(opened()) == (Invited(round=1),)
        assert invited().now == at("2020-09-07 09:00")

    def test_with_nobody_to_write_to_asks_a_person_once(self) -> None:
        told = just_opened().told(visits.calendar_fetched())

        late = told.at("2020-09-07 09:00")

        assert late.since(told) == (TaskRaised(task=TaskKind.CONTACTS_MISSING),)
        assert late.due == ()

    def test_goes_on_as_soon_as_they_are_recorded(self) -> None:
        late = just_opened().told(visits.calendar_fetched()).at("2020-09-08 10:00")

        told = late.told(record_contacts())

        assert tasks(told) == []
        assert told.at(told.now).state.stage is Stage.INVITED


class TestReply:
    def test_is_asked_for_again_then_by_a_person(self) -> None:
        reminded = delivered().at("2020-09-10 09:00")
        overdue = reminded.at("2020-09-14 17:00")

        assert reminded.since(delivered()) == (ReplyReminded(reply_due=at("2020-09-14 17:00")),)
        assert overdue.since(reminded) == (TaskRaised(task=TaskKind.REPLY_OVERDUE),)
        assert overdue.state.stage is Stage.INVITED  # silence is never acceptance
        assert overdue.due == ()

    def test_is_not_awaited_before_the_invitation_is_delivered(self) -> None:
        assert invited().due == ()


class TestDeliveryIsAssumed:
    def test_a_day_after_a_provider_took_the_letters(self) -> None:
        sent = invited().told(*_sent("dcs", "health-1", "health-2"))

        assert kinds(sent) == [DeadlineKind.DELIVERY_ASSUMED]
        assumed = sent.at("2020-09-08 09:30")
        assert isinstance(assumed.facts[-1], InvitationDelivered)
        assert kinds(assumed) == [DeadlineKind.REPLY_REMINDER, DeadlineKind.REPLY_DUE]

    def test_once_even_if_another_letter_failed(self) -> None:
        """The hour used to come again for ever: nothing was sent any more, nothing complete."""
        failed = settled(outcome("health-1", LetterStatus.REFUSED, at("2020-09-07 09:30")))
        sent = invited().told(*_sent("dcs", "health-2"), failed)

        assumed = sent.at("2020-09-08 09:30")

        assert assumed.due == ()
        assert tasks(assumed) == [TaskKind.LETTER_NOT_DELIVERED]


class TestPreparation:
    def test_names_a_person_for_what_did_not_happen(self) -> None:
        late = accepted().at("2020-10-07 17:00")

        assert tasks(late) == [
            TaskKind.OFFICER_OVERDUE,
            TaskKind.ARRANGEMENTS_OVERDUE,
            TaskKind.TIMETABLE_OVERDUE,
            TaskKind.VISIT_RECORD_OVERDUE,
        ]
        assert late.due == ()

    def test_does_not_ask_for_what_was_done(self) -> None:
        assert kinds(arranged()) == [
            DeadlineKind.SURVEY_OPENS,
            DeadlineKind.TIMETABLE_DUE,
            DeadlineKind.VISIT_RECORD_DUE,
        ]

    def test_a_task_goes_once_it_is_seen_to(self) -> None:
        late = accepted().at("2020-09-30 18:00")

        done = late.told(nominate())
        assert TaskKind.OFFICER_OVERDUE not in tasks(done)
        done = done.told(declare(), visits.confirm_team())
        done = done.told(set_dates(date(2020, 10, 26), date(2020, 10, 27)))
        done = done.told(hand_over(), choose_cases(), fix_timetable())
        assert tasks(done) == []

    @pytest.mark.parametrize("last", ["surveys", "days"])
    def test_arrangements_are_settled_when_the_last_of_them_is(self, last: str) -> None:
        """Whichever comes last, the task goes with it and not before."""
        visit = accepted().told(nominate(), declare(), visits.confirm_team())
        visit = visit.told(set_dates() if last == "surveys" else hand_over())
        overdue = visit.at("2020-09-21 17:00")
        assert TaskKind.ARRANGEMENTS_OVERDUE in tasks(overdue)

        done = overdue.told(hand_over() if last == "surveys" else set_dates())

        assert TaskKind.ARRANGEMENTS_OVERDUE not in tasks(done)
        assert DeadlineKind.ARRANGEMENTS_DUE not in kinds(done)

    def test_moving_the_days_takes_back_what_was_overdue_for_the_old_ones(self) -> None:
        late = arranged().at("2020-10-07 17:00")
        assert tasks(late) == [TaskKind.TIMETABLE_OVERDUE, TaskKind.VISIT_RECORD_OVERDUE]

        moved = late.told(set_dates(date(2020, 11, 2), date(2020, 11, 3)))

        assert tasks(moved) == []
        assert moved.due[0].at == at("2020-10-28 17:00")  # the timetable, three days before

    def test_in_the_two_days_surveys_are_no_longer_waited_for(self) -> None:
        """Nobody could hand them over any more: the task would stand to the end."""
        visit = accepted().told(nominate(), declare(), visits.confirm_team(), set_dates())
        visit = visit.told(choose_cases(), fix_timetable()).at("2020-10-05 17:15")
        assert tasks(visit) == [TaskKind.ARRANGEMENTS_OVERDUE]

        begun = visit.told(visits.record_meetings(*visits.ON_DAY_ONE))

        assert tasks(begun) == []
        assert kinds(begun) == [DeadlineKind.VISIT_RECORD_DUE]

    def test_in_the_two_days_a_late_conflict_asks_for_a_new_team(self) -> None:
        conflicted = visits.visiting().told(declare(TEAM[0], conflicts=[ConflictKind.FINANCIAL]))

        assert tasks(conflicted.at(conflicted.now)) == [TaskKind.ARRANGEMENTS_OVERDUE]


class TestSurveys:
    def test_open_and_close_by_themselves(self) -> None:
        opened_ = arranged().at("2020-09-21 09:00")
        shut = planned().at("2020-09-30 17:00")

        assert opened_.since(arranged()) == (SurveyOpened(closes=at("2020-09-30 17:00")),)
        assert shut.since(planned()) == (SurveyClosed(),)
        assert shut.state.survey is not None
        assert shut.state.survey.closed_at == at("2020-09-30 17:00")

    def test_close_even_when_the_days_are_brought_forward(self) -> None:
        early = set_dates(date(2020, 9, 22), date(2020, 9, 23))
        visit = accepted().told(nominate(), declare(), visits.confirm_team(), hand_over(), early)

        shut = visit.at("2020-09-17 17:00")

        assert shut.state.survey is not None
        assert shut.state.survey.closed_at is not None


class TestSharing:
    def test_is_asked_for_until_both_departments_have_the_note(self) -> None:
        overdue = sharing().at("2020-10-20 17:00")
        assert tasks(overdue) == [TaskKind.SHARING_OVERDUE]

        half = overdue.told(share_note(Department.DFE))
        assert tasks(half) == [TaskKind.SHARING_OVERDUE]
        assert half.due == ()

        whole = half.told(share_note(Department.NHS_ENGLAND))
        assert tasks(whole) == []
        assert kinds(whole) == [
            DeadlineKind.ACKNOWLEDGEMENT_REMINDER,
            DeadlineKind.ACKNOWLEDGEMENT_DUE,
        ]

    def test_acknowledgements_are_chased_by_a_person(self) -> None:
        assert tasks(visits.shared().at("2020-10-27 17:00")) == [TaskKind.ACKNOWLEDGEMENT_OVERDUE]

    def test_the_draft_and_the_agreement_likewise(self) -> None:
        late = visits.drafting().at("2020-10-13 17:00")
        assert tasks(late) == [TaskKind.DRAFT_OVERDUE]
        agreed_late = late.told(issue_draft()).at("2020-10-23 17:00")
        assert tasks(agreed_late) == [TaskKind.AGREEMENT_OVERDUE]
        assert tasks(agreed_late.told(visits.agree_note())) == []


def test_the_end_of_the_window_changes_nothing_but_lets_the_workflow_go() -> None:
    late = closed().at("2020-11-19 17:00")

    assert late.since(closed()) == ()
    assert late.state.outcome is Outcome.CLOSED


def test_every_deadline_is_declared_once() -> None:
    assert set(DEADLINES) == set(DeadlineKind)
    with pytest.raises(DeclaredTwiceError, match="REPLY_DUE"):
        declaring.deadline(DeadlineKind.REPLY_DUE, "this", stages=())(lambda *_: None)
    with pytest.raises(DeclaredTwiceError, match="SURVEY_OPENS"):
        at_deadline(DeadlineKind.SURVEY_OPENS)(lambda *_: [])


def test_every_deadline_acts_or_asks_a_person() -> None:
    """The invitation's does the one or the other."""
    asking = {kind for kind, declared in DEADLINES.items() if declared.asks}

    assert set(ACTS) == {
        DeadlineKind.INVITATION_DAY,
        DeadlineKind.DELIVERY_ASSUMED,
        DeadlineKind.REPLY_REMINDER,
        DeadlineKind.SURVEY_OPENS,
        DeadlineKind.SURVEY_CLOSES,
        DeadlineKind.CONSENT_WINDOW_ENDS,
        DeadlineKind.ACKNOWLEDGEMENT_REMINDER,
    }
    assert asking | set(ACTS) == set(DeadlineKind)
    assert asking & set(ACTS) == {DeadlineKind.INVITATION_DAY}


def test_every_task_is_declared_by_one_deadline_or_by_none() -> None:
    asked = [declared.asks.task for declared in DEADLINES.values() if declared.asks]

    assert len(set(asked)) == len(asked)
    assert set(TaskKind) - set(asked) == {
        TaskKind.LETTER_NOT_DELIVERED,
        TaskKind.LETTER_LATE,
        TaskKind.SURVEY_DISCLOSURE,
    }
    assert {kind: task.task for kind, task in TASKS.items()} == {kind: kind for kind in TaskKind}


def test_a_persons_word_on_the_last_letter_is_enough() -> None:
    visit = invited()
    for ref in visits.ADDRESSEES:
        visit = visit.told(record_delivery(visits.invitation_to(ref)))

    assert kinds(visit) == [DeadlineKind.REPLY_REMINDER, DeadlineKind.REPLY_DUE]
