"""The officer, the team and its conflicts, the days, the mode and the surveys."""

from datetime import date

import pytest

from rules.refusals import RefusalCode
from schemas.events.preparation import (
    ArrangementsConfirmed,
    DatesSet,
    ModeSet,
    SurveyHandedOver,
    SurveyOpened,
    TimetableFixed,
)
from schemas.events.team import ConflictsChecked, ConflictsDeclared, OfficerNominated, TeamConfirmed
from schemas.messages import Decision
from schemas.parts import TeamMember, VisitDays
from schemas.policy import VisitPolicy
from schemas.values import ConflictKind, InspectorRole, Mode, SurveyAudience
from tests.support import visits
from tests.support.visits import (
    TEAM,
    Visit,
    accepted,
    arranged,
    at,
    calendar_fetched,
    confirm_team,
    declare,
    hand_over,
    just_opened,
    nominate,
    opened,
    planned,
    refused,
    respond,
    set_dates,
    set_mode,
    visiting,
)

EDUCATION, SOCIAL_CARE, CQC = TEAM
SPARE = TeamMember(inspector="hmi-9", role=InspectorRole.OFSTED_EDUCATION)


class TestOfficer:
    def test_is_whom_the_area_names(self) -> None:
        told = accepted().told(nominate())

        fact = told.fact(OfficerNominated)
        assert fact.officer == told.state.officer == "officer-1"

    def test_can_be_another_later(self) -> None:
        assert visiting().told(nominate("officer-2")).state.officer == "officer-2"

    def test_is_not_named_before_the_area_takes_part(self) -> None:
        assert refused(opened(), nominate()).code is RefusalCode.WRONG_STAGE


class TestConflicts:
    def test_can_be_declared_at_once(self) -> None:
        told = opened().told(declare())

        assert told.since(opened()) == (ConflictsDeclared(declarations=declare().declarations),)

    def test_are_declared_once_in_a_message(self) -> None:
        refusal = refused(accepted(), declare(EDUCATION, EDUCATION))

        assert refusal.code is RefusalCode.TEAM
        assert refusal.sentence == "hmi-1 declared twice in one message; give one declaration."

    def test_leave_a_team_that_has_visited_as_it_was(self) -> None:
        told = visits.drafting().told(declare(conflicts=[ConflictKind.FINANCIAL]))

        assert told.state.team == TEAM
        assert refused(visits.closed(), declare()).code is RefusalCode.WRONG_STAGE


class TestTeam:
    def test_is_one_inspector_of_each_kind_each_clear(self) -> None:
        told = accepted().told(declare(), confirm_team())

        assert told.facts[-1] == TeamConfirmed(members=TEAM)
        assert told.state.team == TEAM

    @pytest.mark.parametrize(
        ("members", "why"),
        [
            ((SOCIAL_CARE, CQC), "there is no Ofsted education HMI"),
            ((EDUCATION, CQC), "there is no Ofsted social care HMI"),
            ((EDUCATION, SOCIAL_CARE), "there is no CQC children's services inspector"),
            ((*TEAM, SPARE), "there are 2 of Ofsted education HMI, and exactly one is needed"),
            (
                (EDUCATION, CQC, SOCIAL_CARE.model_copy(update={"inspector": "hmi-1"})),
                "one inspector cannot hold two roles",
            ),
            ((SPARE, SOCIAL_CARE, CQC), "hmi-9 has not declared conflicts of interest, or none"),
            (
                (
                    EDUCATION.model_copy(update={"inspector": "hmi-2"}),
                    SOCIAL_CARE.model_copy(update={"inspector": "hmi-1"}),
                    CQC,
                ),
                "hmi-2 declared as Ofsted social care HMI, not as Ofsted education HMI",
            ),
        ],
    )
    def test_of_another_shape_is_refused(self, members: tuple[TeamMember, ...], why: str) -> None:
        refusal = refused(accepted().told(declare()), confirm_team(*members))

        assert refusal.code is RefusalCode.TEAM
        assert refusal.sentence.startswith(f"The team was not confirmed: {why}")

    @pytest.mark.parametrize("conflict", ConflictKind)
    def test_with_a_conflict_is_refused_and_like_replaces_like(
        self, conflict: ConflictKind
    ) -> None:
        visit = accepted().told(declare(), declare(EDUCATION, conflicts=[conflict]))

        refusal = refused(visit, confirm_team())

        assert refusal.code is RefusalCode.CONFLICT_OF_INTEREST
        assert "hmi-1 declared a conflict of interest" in refusal.sentence
        assert "replace like with like" in refusal.sentence
        replaced = visit.told(declare(SPARE), confirm_team(SPARE, SOCIAL_CARE, CQC))
        assert replaced.state.team == (SPARE, SOCIAL_CARE, CQC)

    def test_both_conflicts_are_named(self) -> None:
        both = [ConflictKind.FINANCIAL, ConflictKind.INSPECTION_ACTIVITY]
        visit = accepted().told(declare(), declare(CQC, conflicts=both))

        assert "(financial and inspection activity)" in refused(visit, confirm_team()).sentence

    def test_can_be_made_whole_again_in_the_two_days(self) -> None:
        """A late conflict reopens the allocation, and there must be a way to close it."""
        reopened = visiting().told(declare(EDUCATION, conflicts=[ConflictKind.FINANCIAL]))

        whole = reopened.told(declare(SPARE), confirm_team(SPARE, SOCIAL_CARE, CQC))

        before = reopened.state.meetings
        assert before is not None
        assert whole.since(reopened)[-4:] == (
            TeamConfirmed(members=(SPARE, SOCIAL_CARE, CQC)),
            ConflictsChecked(),
            ArrangementsConfirmed(round=2),
            TimetableFixed(round=2, slots=before.slots, content=before.content),
        )
        assert whole.state.arrangements_stand
        assert whole.state.meetings is not None
        assert whole.state.meetings.held == visits.ON_DAY_ONE

    def test_that_is_missing_lets_no_visit_begin(self) -> None:
        reopened = planned().told(declare(EDUCATION, conflicts=[ConflictKind.FINANCIAL]))
        day_one = reopened.at("2020-10-05 17:15")

        refusal = refused(day_one, visits.record_meetings(*visits.ON_DAY_ONE))

        assert refusal.code is RefusalCode.NOT_YET
        assert "the team (`visits team`) is not confirmed" in refusal.sentence


class TestDays:
    def test_are_two_working_days_in_a_row(self) -> None:
        told = accepted().told(set_dates(mode=None))

        days = VisitDays(day_one=visits.DAY_ONE, day_two=visits.DAY_TWO)
        assert told.since(accepted()) == (DatesSet(days=days),)

    @pytest.mark.parametrize(
        ("one", "two"),
        [
            (date(2020, 10, 9), date(2020, 10, 12)),  # Friday and Monday
            (date(2020, 12, 24), date(2020, 12, 29)),  # over Christmas and its substitute day
            (date(2021, 4, 1), date(2021, 4, 6)),  # over Easter
        ],
    )
    def test_may_have_a_weekend_or_bank_holiday_between_them(self, one: date, two: date) -> None:
        assert accepted().told(set_dates(one, two)).state.days == VisitDays(
            day_one=one, day_two=two
        )

    @pytest.mark.parametrize(
        ("one", "two", "why"),
        [
            (date(2020, 10, 3), date(2020, 10, 5), "Saturday 3 October 2020 is not a working day"),
            (date(2020, 10, 9), date(2020, 10, 10), "Saturday 10 October 2020 is not a working"),
            (date(2020, 12, 24), date(2020, 12, 28), "Monday 28 December 2020 is not a working"),
            (date(2020, 10, 5), date(2020, 10, 7), "are not consecutive working days"),
            (date(2020, 10, 6), date(2020, 10, 5), "are not consecutive working days"),
            (date(2020, 10, 5), date(2020, 10, 5), "are not consecutive working days"),
            (date(2020, 9, 11), date(2020, 9, 14), "Friday 11 September 2020 is not in the future"),
        ],
    )
    def test_of_another_kind_are_refused(self, one: date, two: date, why: str) -> None:
        refusal = refused(accepted(), set_dates(one, two))

        assert refusal.code is RefusalCode.DATES
        assert refusal.sentence.startswith("The days were not set: ")
        assert why in refusal.sentence

    def test_beyond_the_known_bank_holidays_are_refused(self) -> None:
        refusal = refused(accepted(), set_dates(date(2022, 3, 7), date(2022, 3, 8)))

        assert refusal.code is RefusalCode.CALENDAR_TOO_SHORT

    def test_at_the_very_end_of_the_known_bank_holidays_leave_a_visit_that_goes_on(self) -> None:
        """What hangs on the days lies beyond the list then; it used to stop the visit."""
        told = accepted().told(set_dates(date(2021, 12, 30), date(2021, 12, 31)))

        assert told.due[-1].at == at("2022-01-03 17:00")

    def test_take_a_fixed_timetable_with_them(self) -> None:
        """Days and timetable never disagree: what is fixed is fixed anew for the other days."""
        before = planned().state.meetings
        assert before is not None
        moved = planned().told(set_dates(date(2020, 10, 12), date(2020, 10, 13), mode=None))

        days = VisitDays(day_one=date(2020, 10, 12), day_two=date(2020, 10, 13))
        assert moved.since(planned()) == (
            DatesSet(days=days),
            ConflictsChecked(),
            ArrangementsConfirmed(round=2),
            TimetableFixed(round=2, slots=before.slots, content=before.content),
        )
        assert moved.state.days == days
        too_early = moved.at("2020-10-05 17:15")
        refusal = refused(too_early, visits.record_meetings(*visits.ON_DAY_ONE))
        assert "is on Monday 12 October 2020, which has not come" in refusal.sentence

    def test_with_another_mode_are_refused_once_the_timetable_is_fixed(self) -> None:
        message = set_dates(date(2020, 10, 12), date(2020, 10, 13), mode=Mode.VIRTUAL)

        refusal = refused(planned(), message)

        assert refusal.code is RefusalCode.DATES
        assert "the timetable is fixed" in refusal.sentence

    def test_stand_once_the_visit_has_begun(self) -> None:
        refusal = refused(visiting(), set_dates(date(2020, 10, 12), date(2020, 10, 13)))

        assert refusal.code is RefusalCode.WRONG_STAGE

    def test_today_ends_at_midnight_in_london(self) -> None:
        evening = accepted().at("2020-09-14 23:30")

        today = refused(evening, set_dates(date(2020, 9, 14), date(2020, 9, 15)))
        tomorrow = refused(evening, set_dates(date(2020, 9, 15), date(2020, 9, 16)))

        assert "Monday 14 September 2020 is not in the future" in today.sentence
        assert "5 working days of notice" in tomorrow.sentence


class TestMode:
    @pytest.mark.parametrize("mode", Mode)
    def test_is_how_the_days_are_held(self, mode: Mode) -> None:
        told = accepted().told(set_mode(mode))

        assert told.since(accepted()) == (ModeSet(mode=mode),)
        assert told.state.mode is mode

    def test_that_a_fixed_timetable_contradicts_is_refused(self) -> None:
        """The forum meets on line in it, and no rule can know where else."""
        refusal = refused(planned(), set_mode(Mode.ON_SITE))

        assert refusal.code is RefusalCode.TIMETABLE
        assert "forum is not on site" in refusal.sentence

    def test_takes_a_fixed_timetable_with_it(self) -> None:
        before = planned().state.meetings
        assert before is not None
        on_line = tuple(slot.model_copy(update={"mode": Mode.VIRTUAL}) for slot in before.slots)

        told = planned().told(set_mode(Mode.VIRTUAL))

        assert told.since(planned()) == (
            ModeSet(mode=Mode.VIRTUAL),
            ArrangementsConfirmed(round=2),
            TimetableFixed(round=2, slots=on_line, content=before.content),
        )
        assert told.state.arrangements_stand

    def test_that_is_the_modes_already_moves_no_timetable(self) -> None:
        assert refused(planned(), set_mode()).code is RefusalCode.ALREADY_DONE


class TestArrangements:
    def test_are_confirmed_with_the_last_of_team_days_and_mode(self) -> None:
        without = accepted().told(declare(), set_dates(mode=None), set_mode())
        assert not any(isinstance(fact, ArrangementsConfirmed) for fact in without.facts)

        told = without.told(confirm_team())

        assert told.facts[-1] == ArrangementsConfirmed(round=1)
        assert told.state.arrangements_stand

    @pytest.mark.parametrize(
        "change",
        [
            confirm_team(SPARE, SOCIAL_CARE, CQC),
            set_mode(Mode.VIRTUAL),
            set_dates(date(2020, 10, 7), date(2020, 10, 8)),
        ],
        ids=["team", "mode", "days"],
    )
    def test_are_confirmed_again_when_one_of_them_changes(self, change: Decision) -> None:
        told = arranged().told(declare(SPARE), change)

        assert told.facts[-1] == ArrangementsConfirmed(round=2)

    def test_do_not_stand_while_the_team_is_not_whole(self) -> None:
        reopened = arranged().told(declare(CQC, conflicts=[ConflictKind.VALUES]))

        again = reopened.told(set_mode(Mode.VIRTUAL))

        assert not again.state.arrangements_stand
        assert again.facts[-1] == ModeSet(mode=Mode.VIRTUAL)

    @pytest.mark.parametrize(
        "again", [set_dates(), set_dates(mode=None), set_mode(), confirm_team()]
    )
    def test_that_are_decided_as_they_stand_are_not_told_anew(self, again: Decision) -> None:
        refusal = refused(arranged(), again)

        assert refusal.code is RefusalCode.ALREADY_DONE
        assert "that is how it is recorded already" in refusal.sentence

    def test_are_told_anew_in_visits_of_earlier_rules(self) -> None:
        earlier = visits.with_rules(arranged(), 3)
        assert earlier.told(set_dates()).fact(ArrangementsConfirmed).round == 2


class TestSurveys:
    def test_are_handed_to_the_officer_and_open_by_themselves(self) -> None:
        visit = accepted().told(nominate())
        told = visit.told(hand_over())

        audiences = (SurveyAudience.PARENTS_AND_CARERS, SurveyAudience.YOUNG_PEOPLE)
        fact = SurveyHandedOver(audiences=audiences, content=hand_over().content, round=1)
        assert told.since(visit) == (fact,)

    def test_handed_over_late_open_at_once(self) -> None:
        visit = accepted().told(nominate()).at("2020-09-22 10:00")

        told = visit.told(hand_over())

        assert told.facts[-1] == SurveyOpened(closes=at("2020-09-30 17:00"))

    def test_wait_for_an_officer(self) -> None:
        refusal = refused(accepted(), hand_over())

        assert refusal.code is RefusalCode.SURVEY
        assert "has not named the officer they go to" in refusal.sentence

    @pytest.mark.parametrize(
        "audiences",
        [
            (),
            (SurveyAudience.PARENTS_AND_CARERS,),
            (*VisitPolicy().survey_audiences, SurveyAudience.PRACTITIONERS),
        ],
        ids=["none", "one", "one too many"],
    )
    def test_are_for_the_policys_audiences(self, audiences: tuple[SurveyAudience, ...]) -> None:
        refusal = refused(accepted().told(nominate()), hand_over(audiences))

        assert refusal.sentence == (
            "The survey links were not handed over: "
            "there is one survey each for parents and carers and young people; give a --link for "
            "each."
        )

    def test_may_have_practitioners_too_where_the_policy_says_so(self) -> None:
        three = VisitPolicy(survey_audiences=tuple(SurveyAudience))
        visit = just_opened(three).told(calendar_fetched(), visits.record_contacts())
        visit = visit.at("2020-09-11 11:00").told(respond(), nominate(), hand_over(SurveyAudience))

        assert visit.state.survey is not None
        assert visit.state.survey.audiences == tuple(SurveyAudience)

    @pytest.mark.parametrize("moment", ["2020-09-30 17:00", "2020-10-02 10:00"])
    def test_are_not_handed_over_once_closed(self, moment: str) -> None:
        late = accepted().told(nominate()).at(moment)

        refusal = refused(late, hand_over())

        assert refusal.code is RefusalCode.SURVEY
        assert "closed on Wednesday 30 September 2020" in refusal.sentence

    def test_are_not_opened_again_by_moving_the_days(self) -> None:
        moved = arranged().at("2020-10-01 10:00")
        moved = moved.told(set_dates(date(2020, 11, 2), date(2020, 11, 3)))

        refusal = refused(moved, hand_over(version=2))

        assert "the surveys have closed" in refusal.sentence

    def test_belong_to_the_preparation(self) -> None:
        assert refused(visiting(), hand_over()).code is RefusalCode.WRONG_STAGE


def test_every_decision_is_its_actors() -> None:
    visit: Visit = arranged()

    actors = {type(event.fact): event.actor for event in visit.events}
    assert actors[TeamConfirmed] == "allocations"
    assert actors[ArrangementsConfirmed] == "coordinator"
