"""What had been settled changes: the days, the mode, the people, the area's mind."""

from collections.abc import Callable
from datetime import date

import pytest

from rules.correspondence import letters_after
from rules.deadlines import open_deadlines
from rules.evolve import evolve
from rules.refusals import RefusalCode
from rules.timetable import timetable
from schemas import messages as m
from schemas.events import (
    ArrangementsConfirmed,
    ConflictOverridden,
    ConflictsChecked,
    ContactsRecorded,
    DatesSet,
    InspectorReplaced,
    ModeSet,
    NoReply,
    ReplyExtended,
    TimetableFixed,
    Withdrawn,
)
from schemas.ids import ActorRef, PersonRef
from schemas.letters import LetterOrder
from schemas.parts import Contact, TeamMember
from schemas.values import (
    ConflictKind,
    ContactRole,
    ContentKind,
    DeadlineKind,
    InspectorRole,
    LetterKind,
    LetterStatus,
    Mode,
    Outcome,
    Stage,
    TaskKind,
)
from tests.rules import visits
from tests.rules.visits import (
    ADDRESSEES,
    CONTACTS,
    DCS,
    HEALTH_2,
    ON_DAY_ONE,
    ON_DAY_TWO,
    TEAM,
    Visit,
    accepted,
    agreeing,
    arranged,
    confirm_team,
    content,
    declare,
    delivered,
    hold_feedback,
    invited,
    just_opened,
    nominate,
    outcome,
    planned,
    record_contacts,
    record_findings,
    record_meetings,
    refused,
    set_dates,
    set_mode,
    settled,
    share_note,
    sharing,
    visiting,
)

NEXT_TUESDAY, NEXT_WEDNESDAY = date(2020, 10, 13), date(2020, 10, 14)
SUBSTITUTE = TeamMember(inspector="hmi-5", role=InspectorRole.OFSTED_SOCIAL_CARE)
HEALTH_3 = Contact(ref="health-3", role=ContactRole.ACCOUNTABLE_OFFICER)
OTHER_LEADERS = tuple(HEALTH_3 if contact == HEALTH_2 else contact for contact in CONTACTS)


def extend(until: str) -> m.ExtendReply:
    return m.ExtendReply(actor="coordinator", until=date.fromisoformat(until))


def no_reply() -> m.RecordNoReply:
    return m.RecordNoReply(actor="coordinator")


def withdraw() -> m.WithdrawVisit:
    return m.WithdrawVisit(actor="coordinator")


def override(
    inspector: PersonRef = "hmi-2",
    *,
    actor: ActorRef = "allocations",
    seconder: ActorRef = "director",
    reason: bool = True,
) -> m.OverrideConflict:
    why = content(ContentKind.REASON) if reason else None
    return m.OverrideConflict(actor=actor, reason=why, inspector=inspector, seconder=seconder)


def replace(leaving: PersonRef = "hmi-2", joining: PersonRef = "hmi-5") -> m.ReplaceInspector:
    return m.ReplaceInspector(actor="allocations", leaving=leaving, joining=joining)


def hand_over(to: ActorRef = "coordinator-2") -> m.HandOverVisit:
    return m.HandOverVisit(actor="coordinator", to=to)


def conflicted(*, of: Visit | None = None) -> Visit:
    """An inspector of the team declares a conflict."""
    return (of or planned()).told(declare(TEAM[1], conflicts=[ConflictKind.VALUES]))


def overridden(*, of: Visit | None = None) -> Visit:
    return conflicted(of=of).told(override(), confirm_team())


def letters(visit: Visit, since: Visit) -> list[LetterOrder]:
    """The letters that followed since an earlier moment."""
    state = since.state
    orders: list[LetterOrder] = []
    for event in visit.events[len(since.events) :]:
        state = evolve(state, event)
        orders += letters_after(state, event)
    return orders


def told(orders: list[LetterOrder], kind: LetterKind) -> set[PersonRef]:
    return {order.recipient for order in orders if order.kind is kind}


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
        orders = letters(visiting().told(withdraw()), visiting())
        assert {order.calendar_sequence for order in orders} == {1}
        assert all(order.calendar_cancelled for order in orders)

    def test_is_a_decline_before_acceptance(self) -> None:
        assert refused(delivered(), withdraw()).code is RefusalCode.WRONG_STAGE

    def test_comes_too_late_for_a_note_that_is_shared(self) -> None:
        no = refused(sharing().told(share_note()), withdraw())
        assert no.code is RefusalCode.ALREADY_DONE


class TestAConflictIsOverridden:
    def test_by_two_people_and_for_a_reason(self) -> None:
        visit = overridden()
        assert visit.fact(ConflictOverridden).conflicts == (ConflictKind.VALUES,)
        assert visit.state.team == TEAM
        assert visit.state.arrangements_stand

    @pytest.mark.parametrize(
        ("message", "why"),
        [
            (override(seconder="allocations"), "a second person"),
            (override(seconder="hmi-2"), "of their own"),
            (override(actor="hmi-2"), "of their own"),
            (override("hmi-1"), "has declared no conflict"),
            (override("hmi-9"), "has declared no conflict"),
        ],
    )
    def test_not_by_one_nor_by_the_inspector(self, message: m.OverrideConflict, why: str) -> None:
        no = refused(conflicted(), message)
        assert no.code is RefusalCode.CONFLICT_OF_INTEREST
        assert why in no.sentence

    def test_not_without_a_reason_nor_twice(self) -> None:
        assert refused(conflicted(), override(reason=False)).code is RefusalCode.REASON_MISSING
        assert refused(overridden(), override()).code is RefusalCode.ALREADY_DONE

    def test_another_declaration_has_to_be_decided_anew(self) -> None:
        again = conflicted(of=overridden())
        assert again.state.overridden == ()
        assert refused(again, confirm_team()).code is RefusalCode.CONFLICT_OF_INTEREST

    def test_for_the_days_as_they_were(self) -> None:
        moved = overridden().told(set_dates(NEXT_TUESDAY, NEXT_WEDNESDAY, None))
        assert moved.fact(ConflictsChecked).conflicted == ("hmi-2",)
        assert moved.state.team == ()
        assert not moved.state.arrangements_stand
        again = moved.told(override(), confirm_team())
        assert again.state.arrangements_stand

    def test_for_the_leaders_as_they_were(self) -> None:
        changed = overridden().told(record_contacts(OTHER_LEADERS))
        assert changed.state.team == ()

    def test_after_the_two_days_nobody_is_taken_out_of_the_team(self) -> None:
        visit = overridden().at("2020-10-06 16:30")
        meetings = record_meetings(*ON_DAY_ONE, *ON_DAY_TWO)
        done = visit.told(meetings, record_findings(), hold_feedback())
        assert done.state.stage is Stage.DRAFTING
        assert done.told(record_contacts(OTHER_LEADERS)).state.team == TEAM


class TestTheCheckRunsAgain:
    def test_only_once_arrangements_have_stood(self) -> None:
        assert not any(isinstance(fact, ConflictsChecked) for fact in planned().facts)

    @pytest.mark.parametrize(
        "message",
        [
            set_dates(NEXT_TUESDAY, NEXT_WEDNESDAY, None),
            record_contacts(OTHER_LEADERS),
            confirm_team(),
            replace(),
        ],
        ids=["days", "area", "team", "inspector"],
    )
    def test_when_team_area_or_days_change(self, message: m.Decision) -> None:
        before = planned().told(declare(SUBSTITUTE))
        after = before.told(message)
        assert ConflictsChecked() in after.since(before)

    def test_not_when_nothing_has_changed(self) -> None:
        after = planned().told(set_dates(mode=None), record_contacts())
        kinds = {type(fact) for fact in after.since(planned())}
        assert kinds == {DatesSet, ArrangementsConfirmed, ContactsRecorded}


class TestAnInspectorIsReplaced:
    def test_by_one_of_the_same_role_and_everybody_is_told(self) -> None:
        before = visiting().told(declare(SUBSTITUTE))
        after = before.told(replace())
        fact = after.fact(InspectorReplaced)
        assert (fact.leaving, fact.joining, fact.role) == ("hmi-2", "hmi-5", SUBSTITUTE.role)
        assert after.state.team == (TEAM[0], SUBSTITUTE, TEAM[2])
        assert after.state.arrangements_stand
        orders = letters(after, before)
        area = {*ADDRESSEES, "forum", "officer-1"}
        assert told(orders, LetterKind.TIMETABLE) == area | {"hmi-1", "hmi-5", "cqc-1"}
        assert told(orders, LetterKind.STOOD_DOWN) == {"hmi-2"}
        assert not told(orders, LetterKind.CONFIRMATION), "one letter says it all"

    def test_what_was_held_has_been_held(self) -> None:
        after = visiting().told(declare(SUBSTITUTE), replace())
        assert after.state.meetings is not None
        assert after.state.meetings.held == ON_DAY_ONE

    def test_before_the_timetable_too(self) -> None:
        before = arranged().told(declare(SUBSTITUTE))
        orders = letters(before.told(replace()), before)
        assert told(orders, LetterKind.STOOD_DOWN) == {"hmi-2"}
        assert "hmi-5" in told(orders, LetterKind.CONFIRMATION)
        assert all(order.calendar_sequence is None for order in orders)

    @pytest.mark.parametrize(
        ("message", "why"),
        [
            (replace("hmi-9"), "not in the confirmed team"),
            (replace(joining="hmi-1"), "in the team already"),
            (replace(joining="hmi-8"), "has not declared"),
            (replace("hmi-1"), "declared as Ofsted social care HMI"),
        ],
    )
    def test_like_with_like_after_the_declaration(
        self, message: m.ReplaceInspector, why: str
    ) -> None:
        no = refused(visiting().told(declare(SUBSTITUTE)), message)
        assert no.code is RefusalCode.TEAM
        assert why in no.sentence

    def test_not_by_one_with_a_conflict_that_stands(self) -> None:
        visit = visiting().told(declare(SUBSTITUTE, conflicts=[ConflictKind.FINANCIAL]))
        assert refused(visit, replace()).code is RefusalCode.CONFLICT_OF_INTEREST
        assert SUBSTITUTE in visit.told(override("hmi-5"), replace()).state.team


class TestTheDaysMove:
    def test_the_timetable_goes_with_them_as_often_as_they_move(self) -> None:
        visit = planned()
        for number, (one, two) in enumerate(
            [(NEXT_TUESDAY, NEXT_WEDNESDAY), (date(2020, 10, 8), date(2020, 10, 9))], start=2
        ):
            before, visit = visit, visit.told(set_dates(one, two, None))
            assert visit.fact(TimetableFixed).round == number
            orders = letters(visit, before)
            assert {order.calendar_sequence for order in orders} == {number - 1}
            assert told(orders, LetterKind.TIMETABLE) == {
                *ADDRESSEES,
                "forum",
                "officer-1",
                *(member.inspector for member in TEAM),
            }
            assert open_deadlines(visit.state) != open_deadlines(before.state)

    def test_the_mode_does_not_come_along_silently(self) -> None:
        no = refused(planned(), set_dates(NEXT_TUESDAY, NEXT_WEDNESDAY, Mode.VIRTUAL))
        assert no.code is RefusalCode.DATES
        assert "`visits mode`" in no.sentence

    def test_the_area_is_told_at_once_while_the_team_is_open(self) -> None:
        visit = conflicted()
        moved = visit.told(set_dates(NEXT_TUESDAY, NEXT_WEDNESDAY, None))
        orders = letters(moved, visit)
        assert told(orders, LetterKind.TIMETABLE) == {*ADDRESSEES, "forum", "officer-1"}
        assert not told(orders, LetterKind.STOOD_DOWN), "they may be confirmed again"
        again = moved.told(declare(TEAM[1]), confirm_team())
        assert told(letters(again, moved), LetterKind.TIMETABLE) >= {"hmi-1", "hmi-2", "cqc-1"}

    def test_not_once_the_visit_has_begun(self) -> None:
        no = refused(visiting(), set_dates(NEXT_TUESDAY, NEXT_WEDNESDAY, None))
        assert no.code is RefusalCode.WRONG_STAGE


class TestTheModeChanges:
    def test_what_is_left_goes_on_line(self) -> None:
        before = planned().at("2020-10-05 11:15").told(record_meetings("leaders", "forum"))
        words = content(ContentKind.TIMETABLE_DETAILS, 2)
        after = before.told(set_mode(Mode.VIRTUAL).model_copy(update={"content": words}))
        assert ModeSet(mode=Mode.VIRTUAL) in after.since(before)
        meetings = after.state.meetings
        assert meetings is not None
        assert meetings.content == words
        modes = {slot.slot_id: slot.mode for slot in meetings.slots}
        assert modes.pop("leaders") is Mode.ON_SITE
        assert set(modes.values()) == {Mode.VIRTUAL}
        assert after.state.stage is Stage.VISITING

    def test_on_site_only_when_every_meeting_left_has_a_place(self) -> None:
        no = refused(planned(), set_mode(Mode.ON_SITE))
        assert no.code is RefusalCode.TIMETABLE
        assert "forum is not on site" in no.sentence
        after = visiting().told(set_mode(Mode.ON_SITE))
        assert after.state.mode is Mode.ON_SITE

    def test_and_back_to_mixed(self) -> None:
        after = planned().told(set_mode(Mode.VIRTUAL), set_mode(Mode.MIXED))
        assert after.state.mode is Mode.MIXED

    def test_not_to_what_it_is(self) -> None:
        assert refused(planned(), set_mode(Mode.MIXED)).code is RefusalCode.ALREADY_DONE


class TestPeopleChange:
    def test_a_new_officer_has_what_the_old_one_had(self) -> None:
        after = planned().told(nominate("officer-2"))
        orders = letters(after, planned())
        assert told(orders, LetterKind.TIMETABLE) == {"officer-2"}
        assert told(orders, LetterKind.STOOD_DOWN) == {"officer-1"}
        entries = {
            order.recipient: (order.calendar_sequence, order.calendar_cancelled)
            for order in orders
            if order.calendar_sequence is not None
        }
        assert entries == {"officer-2": (0, False), "officer-1": (1, True)}

    def test_a_new_officer_hands_out_surveys_that_still_run(self) -> None:
        orders = letters(arranged().told(nominate("officer-2")), arranged())
        assert told(orders, LetterKind.SURVEY_LINKS) == {"officer-2"}
        assert told(orders, LetterKind.CONFIRMATION) == {"officer-2"}

    def test_the_same_officer_again_changes_nothing_for_anybody(self) -> None:
        after = planned().told(nominate("officer-1"))
        assert after.state.meetings == planned().state.meetings.model_copy(  # type: ignore[union-attr]
            update={"joined": ()}
        )

    @pytest.mark.parametrize("stage", visits.STAGES[3:12])
    def test_contacts_can_be_corrected_at_every_stage(self, stage: Callable[[], Visit]) -> None:
        before = stage()
        after = before.told(record_contacts(OTHER_LEADERS))
        assert after.state.stage is before.state.stage
        assert after.state.contacts == OTHER_LEADERS
        assert after.state.invitation == before.state.invitation, "nobody is invited again"

    def test_a_new_leader_comes_in_and_the_old_one_goes(self) -> None:
        after = planned().told(record_contacts(OTHER_LEADERS))
        orders = letters(after, planned())
        assert told(orders, LetterKind.TIMETABLE) == {"health-3"}
        assert told(orders, LetterKind.STOOD_DOWN) == {"health-2"}

    def test_a_new_director_reads_the_draft_that_is_being_agreed(self) -> None:
        new = Contact(ref="dcs-2", role=ContactRole.DIRECTOR_OF_CHILDRENS_SERVICES)
        contacts = tuple(new if contact == DCS else contact for contact in CONTACTS)
        orders = letters(agreeing().told(record_contacts(contacts)), agreeing())
        assert "dcs-2" in told(orders, LetterKind.DRAFT_NOTE)

    def test_the_coordinator_hands_over(self) -> None:
        assert just_opened().state.coordinator == "coordinator"
        after = agreeing().told(hand_over())
        assert after.state.coordinator == "coordinator-2"
        assert refused(after, hand_over()).code is RefusalCode.ALREADY_DONE
        assert letters(after, agreeing()) == []
