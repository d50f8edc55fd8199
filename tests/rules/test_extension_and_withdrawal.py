"""An area is given more time to reply, does not reply, or withdraws."""

from collections.abc import Callable
from datetime import date

import pytest

from rules.refusals import RefusalCode
from rules.timetable import timetable
from schemas import messages as m
from schemas.events.invitation import NoReply, ReplyExtended, Withdrawn
from schemas.values import DeadlineKind, LetterKind, LetterStatus, Outcome, Stage, TaskKind
from tests.support.rearranging import OTHER_LEADERS, letters, told
from tests.support.visits import (
    ADDRESSEES,
    Visit,
    accepted,
    agreeing,
    arranged,
    delivered,
    invited,
    outcome,
    planned,
    record_contacts,
    refused,
    settled,
    share_note,
    sharing,
    visiting,
)


def extend(until: str) -> m.ExtendReply:
    return m.ExtendReply(actor="coordinator", until=date.fromisoformat(until))


def no_reply() -> m.RecordNoReply:
    return m.RecordNoReply(actor="coordinator")


def withdraw() -> m.WithdrawVisit:
    return m.WithdrawVisit(actor="coordinator")


class TestTheReplyIsExtended:
    def test_reminder_and_reply_move_and_the_task_is_gone(self) -> None:
        # given an area that was reminded and let the time pass (delivered Monday 7 September)
        silent = delivered().at("2020-09-15 10:00")
        assert [task.kind for task in silent.state.tasks] == [TaskKind.REPLY_OVERDUE]
        # when it is given until the next Monday
        extended = silent.told(extend("2020-09-21"))
        # then both deadlines come again
        assert extended.state.tasks == ()
        due = {d.kind: f"{d.at:%Y-%m-%d %H:%M}" for d in extended.due}
        assert due == {
            DeadlineKind.REPLY_REMINDER: "2020-09-17 09:00",
            DeadlineKind.REPLY_DUE: "2020-09-21 17:00",
        }
        assert told(letters(extended, silent), LetterKind.REPLY_EXTENDED) == set(ADDRESSEES)
        again = extended.at("2020-09-17 09:00")
        rounds = {order.round for order in letters(again, extended)}
        assert rounds == {2}, "a second reminder is a letter of its own"

    def test_a_reminder_whose_moment_has_passed_does_not_come_again(self) -> None:
        silent = delivered().at("2020-09-14 18:00")
        extended = silent.told(extend("2020-09-15"))
        assert [d.kind for d in extended.due] == [DeadlineKind.REPLY_DUE]
        assert not extended.fact(ReplyExtended).remind_again

    def test_as_often_as_a_person_says(self) -> None:
        twice = delivered().told(extend("2020-09-16"), extend("2020-09-18"))
        dates = timetable(twice.state)
        assert dates is not None
        assert f"{dates.reply_due:%Y-%m-%d}" == "2020-09-18"

    def test_a_clock_that_starts_later_is_not_cut_short(self) -> None:
        extended = delivered().told(extend("2020-09-16")).at("2020-09-14 10:00")
        again = extended.told(record_contacts(OTHER_LEADERS)).told(
            settled(outcome("health-3", LetterStatus.DELIVERED, extended.now, number=2))
        )
        dates = timetable(again.state)
        assert dates is not None
        assert f"{dates.reply_due:%Y-%m-%d}" == "2020-09-21"

    @pytest.mark.parametrize(
        ("until", "why"),
        [
            ("2020-09-19", "not a working day"),
            ("2020-09-14", "not after Monday 14 September"),
            ("2020-10-05", "planned from Monday 5 October"),
        ],
    )
    def test_only_to_a_later_working_day_before_the_visit(self, until: str, why: str) -> None:
        no = refused(delivered(), extend(until))
        assert no.code is RefusalCode.DATES
        assert why in no.sentence

    def test_not_before_its_time_runs(self) -> None:
        assert refused(invited(), extend("2020-09-16")).code is RefusalCode.NOT_YET


class TestNoReply:
    def test_a_person_records_it_once_the_time_has_passed(self) -> None:
        silent = delivered().at("2020-09-14 17:00").told(no_reply())
        assert silent.facts[-1] == NoReply()
        assert (silent.state.stage, silent.state.outcome) == (Stage.ENDED, Outcome.NO_REPLY)
        orders = letters(silent, delivered())
        assert told(orders, LetterKind.NO_REPLY_NOTED) == {*ADDRESSEES, "forum"}

    def test_not_before(self) -> None:
        no = refused(delivered().at("2020-09-14 16:59"), no_reply())
        assert no.code is RefusalCode.NOT_YET
        assert "17:00 on Monday 14 September 2020" in no.sentence
        assert refused(invited(), no_reply()).code is RefusalCode.NOT_YET

    def test_silence_never_ends_a_visit_by_itself(self) -> None:
        assert delivered().at("2020-12-31 12:00").state.stage is Stage.INVITED


class TestWithdrawal:
    @pytest.mark.parametrize("stage", [accepted, arranged, planned, visiting, agreeing, sharing])
    def test_ends_the_visit_at_any_time_after_acceptance(self, stage: Callable[[], Visit]) -> None:
        over = stage().told(withdraw())
        assert over.facts[-1] == Withdrawn()
        assert over.state.outcome is Outcome.WITHDRAWN
        orders = letters(over, stage())
        assert told(orders, LetterKind.WITHDRAWAL_NOTED) >= {*ADDRESSEES, "forum"}

    def test_takes_the_calendar_entry_back_from_whoever_has_it(self) -> None:
        ended = visiting().told(withdraw())
        orders = letters(ended, visiting())
        assert {order.calendar_sequence for order in orders} == {ended.events[-1].sequence}
        assert all(order.calendar_cancelled for order in orders)

    def test_is_a_decline_before_acceptance(self) -> None:
        assert refused(delivered(), withdraw()).code is RefusalCode.WRONG_STAGE

    def test_comes_too_late_for_a_note_that_is_shared(self) -> None:
        no = refused(sharing().told(share_note()), withdraw())
        assert no.code is RefusalCode.ALREADY_DONE
