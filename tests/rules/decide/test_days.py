"""The two days: meetings held, findings, feedback."""

import pytest

from rules.refusals import RefusalCode
from schemas.events.course import FeedbackHeld, FindingsRecorded, MeetingsHeld, Started
from schemas.parts import TeamMember
from schemas.values import ConflictKind, FindingKind, SlotKind, Stage
from tests.support import visits
from tests.support.visits import (
    ON_DAY_ONE,
    ON_DAY_TWO,
    TEAM,
    accepted,
    arranged,
    confirm_team,
    declare,
    drafting,
    fix_timetable,
    hold_feedback,
    planned,
    record_findings,
    record_meetings,
    refused,
    visited,
    visiting,
    with_rules,
)

day_one = planned().at("2020-10-05 12:00")
day_two = visiting().at("2020-10-06 14:30")


class TestMeetings:
    def test_the_first_one_begins_the_visit(self) -> None:
        told = day_one.told(record_meetings("leaders", "forum"))

        assert told.since(day_one) == (Started(), MeetingsHeld(slots=("leaders", "forum")))
        assert told.state.stage is Stage.VISITING

    def test_the_others_do_not_begin_it_again(self) -> None:
        told = day_one.told(record_meetings("leaders")).told(record_meetings("forum"))

        assert told.facts[-1] == MeetingsHeld(slots=("forum",))
        assert told.facts.count(Started()) == 1

    def test_of_day_one_may_be_recorded_on_day_two(self) -> None:
        late = planned().at("2020-10-06 09:00")

        assert late.told(record_meetings(*ON_DAY_ONE, "study-4")).state.stage is Stage.VISITING

    @pytest.mark.parametrize(
        ("slots", "why"),
        [
            (("lunch",), "lunch is not in the timetable"),
            (("feedback",), "the feedback meeting is recorded with `visits feedback`"),
            (("leaders", "leaders"), "one meeting is named twice"),
            (("study-4",), "study-4 is on Tuesday 6 October 2020, which has not come"),
        ],
    )
    def test_that_cannot_have_been_held_are_refused(self, slots: tuple[str, ...], why: str) -> None:
        refusal = refused(day_one, record_meetings(*slots))

        assert refusal.code is RefusalCode.TIMETABLE
        assert refusal.sentence.startswith(f"Meetings were not recorded: {why}")

    def test_are_held_once(self) -> None:
        refusal = refused(visiting(), record_meetings("forum"))

        assert "forum is already recorded as held" in refusal.sentence

    def test_are_not_held_the_day_before(self) -> None:
        refusal = refused(planned().at("2020-10-04 23:30"), record_meetings("leaders"))

        assert "Monday 5 October 2020, which has not come" in refusal.sentence

    def test_wait_for_a_timetable(self) -> None:
        for visit in (accepted(), arranged()):
            refusal = refused(visit, record_meetings("leaders"))
            assert refusal.code is RefusalCode.NOT_YET
            assert "no timetable is fixed" in refusal.sentence


class TestFindings:
    def test_are_kept_by_kind_and_number(self) -> None:
        told = visiting().told(record_findings(FindingKind.WORKED_WELL, FindingKind.CHALLENGE))

        fact = told.facts[-1]
        assert isinstance(fact, FindingsRecorded)
        assert [(f.kind, f.count) for f in fact.findings] == [
            (FindingKind.WORKED_WELL, 1),
            (FindingKind.CHALLENGE, 1),
        ]
        assert told.state.findings_recorded == 2

    def test_belong_to_the_two_days(self) -> None:
        for visit in (planned(), drafting()):
            assert refused(visit, record_findings()).code is RefusalCode.WRONG_STAGE


class TestFeedback:
    def test_ends_the_two_days(self) -> None:
        told = visited().told(hold_feedback())

        assert told.since(visited()) == (FeedbackHeld(),)
        assert told.state.stage is Stage.DRAFTING

    def test_comes_after_all_other_meetings(self) -> None:
        some = day_two.told(record_findings(), record_meetings("study-4"))

        refusal = refused(some, hold_feedback())

        assert refusal.code is RefusalCode.NOT_YET
        assert "study-7 and priorities are not recorded as held" in refusal.sentence

    def test_comes_after_findings(self) -> None:
        held = day_two.told(record_meetings(*ON_DAY_TWO))

        assert "no findings are recorded" in refused(held, hold_feedback()).sentence

    def test_comes_after_a_reopened_team_is_confirmed(self) -> None:
        education, *others = TEAM
        spare = TeamMember(inspector="hmi-9", role=education.role)
        reopened = visited().told(declare(education, conflicts=[ConflictKind.VALUES]))

        assert "the team was reopened" in refused(reopened, hold_feedback()).sentence
        whole = reopened.told(declare(spare), confirm_team(spare, *others))
        assert whole.told(hold_feedback()).state.stage is Stage.DRAFTING

        # What a visit of earlier rules was allowed, its history is to be allowed again.
        old = with_rules(reopened, 1).told(hold_feedback())
        assert old.state.stage is Stage.DRAFTING

    def test_comes_on_day_two_even_when_all_else_was_on_day_one(self) -> None:
        early = [
            s if s.kind is SlotKind.FEEDBACK else s.model_copy(update={"day": 1})
            for s in visits.SLOTS
        ]
        visit = planned().told(fix_timetable(early, version=2)).at("2020-10-05 17:15")
        visit = visit.told(record_meetings(*ON_DAY_ONE, *ON_DAY_TWO), record_findings())

        refusal = refused(visit, hold_feedback())

        assert "it is on Tuesday 6 October 2020, which has not come" in refusal.sentence
        assert visit.at("2020-10-06 12:00").told(hold_feedback()).state.stage is Stage.DRAFTING

    def test_belongs_to_the_two_days(self) -> None:
        assert refused(planned(), hold_feedback()).code is RefusalCode.WRONG_STAGE
