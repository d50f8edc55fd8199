"""What had been settled changes: the days, the mode, the people."""

from collections.abc import Callable
from datetime import date

import pytest

from rules.deadlines import open_deadlines
from rules.refusals import RefusalCode
from schemas import messages as m
from schemas.events.preparation import ModeSet, TimetableFixed
from schemas.ids import ActorRef
from schemas.parts import Contact
from schemas.values import ContactRole, ContentKind, LetterKind, Mode, Stage
from tests.support import visits
from tests.support.rearranging import (
    NEXT_TUESDAY,
    NEXT_WEDNESDAY,
    OTHER_LEADERS,
    conflicted,
    letters,
    told,
)
from tests.support.visits import (
    ADDRESSEES,
    CONTACTS,
    DCS,
    TEAM,
    Visit,
    agreeing,
    arranged,
    confirm_team,
    content,
    declare,
    just_opened,
    nominate,
    planned,
    record_contacts,
    record_meetings,
    refused,
    set_dates,
    set_mode,
    visiting,
)


def hand_over(to: ActorRef = "coordinator-2") -> m.HandOverVisit:
    return m.HandOverVisit(actor="coordinator", to=to)


class TestTheDaysMove:
    def test_the_timetable_goes_with_them_as_often_as_they_move(self) -> None:
        visit = planned()
        for number, (one, two) in enumerate(
            [(NEXT_TUESDAY, NEXT_WEDNESDAY), (date(2020, 10, 8), date(2020, 10, 9))], start=2
        ):
            before, visit = visit, visit.told(set_dates(one, two, None))
            assert visit.fact(TimetableFixed).round == number
            orders = letters(visit, before)
            fixed = next(e for e in reversed(visit.events) if isinstance(e.fact, TimetableFixed))
            assert {order.calendar_sequence for order in orders} == {fixed.sequence}
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
        came = after.events[-1].sequence  # later than any entry that was sent before
        assert entries == {"officer-2": (came, False), "officer-1": (came, True)}

    def test_a_new_officer_hands_out_surveys_that_still_run(self) -> None:
        orders = letters(arranged().told(nominate("officer-2")), arranged())
        assert told(orders, LetterKind.SURVEY_LINKS) == {"officer-2"}
        assert told(orders, LetterKind.CONFIRMATION) == {"officer-2"}

    def test_the_same_officer_again_changes_nothing_for_anybody(self) -> None:
        after = planned().told(nominate("officer-1"))
        assert after.state.meetings == planned().state.meetings.model_copy(  # type: ignore[union-attr]
            update={"joined": ()}
        )

    @pytest.mark.parametrize("stage", visits.STAGES[5:15])
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
