"""Case studies and the timetable of the two days."""

from collections.abc import Callable

import pytest

from rules.refusals import RefusalCode
from schemas.events.cases import CasesAgreed, CasesChosen
from schemas.events.preparation import TimetableFixed
from schemas.parts import CaseStudy, Slot
from schemas.policy import VisitPolicy
from schemas.values import ConflictKind, Consenter, Mode, SlotKind
from tests.support import visits
from tests.support.visits import (
    CASES,
    SLOTS,
    TEAM,
    accepted,
    agree_cases,
    arranged,
    case,
    choose_cases,
    declare,
    fix_timetable,
    planned,
    record_contacts,
    refused,
    respond,
    set_mode,
    slot,
    slots_for,
    visiting,
)

chosen = accepted().told(choose_cases())


class TestChoice:
    @pytest.mark.parametrize("count", [4, 5, 6])
    def test_is_four_to_six_of_the_areas_list(self, count: int) -> None:
        cases = [case(number) for number in range(1, count + 1)]
        told = accepted().told(choose_cases(cases))

        assert told.state.case_studies is not None
        assert len(told.state.case_studies.cases) == count

    def test_comes_with_the_agreements_already_had(self) -> None:
        some = (*CASES[:2], case(4, Consenter.YOUNG_PERSON), case(7, agreed_by=None))
        told = accepted().told(choose_cases(some))

        choice, agreed = told.since(accepted())
        assert isinstance(choice, CasesChosen)
        assert [c.agreed_by for c in choice.cases] == [None] * 4
        assert agreed == CasesAgreed(cases=some[:3])
        assert told.state.case_studies is not None
        assert told.state.case_studies.cases == some
        assert not told.state.case_studies.all_agreed

    def test_without_any_agreement_says_only_what_was_chosen(self) -> None:
        told = accepted().told(choose_cases([case(n, agreed_by=None) for n in (1, 3, 4, 7)]))

        assert [type(fact) for fact in told.since(accepted())] == [CasesChosen]

    @pytest.mark.parametrize(
        ("cases", "offered", "why"),
        [
            (
                CASES[:3],
                9,
                "3 were chosen, and a visit studies 4 to 6; with --reason it goes on with fewer",
            ),
            ([case(n) for n in range(1, 8)], 9, "7 were chosen, and a visit studies 4 to 6"),
            ((*CASES[:3], case(1)), 9, "one case was chosen twice"),
            (CASES, 6, "case-7 is not on the area's list of 6"),
            (CASES, 0, "case-1 is not on the area's list of 0"),
        ],
    )
    def test_of_another_kind_is_refused(
        self, cases: list[CaseStudy], offered: int, why: str
    ) -> None:
        refusal = refused(accepted(), choose_cases(cases, offered=offered))

        assert refusal.code is RefusalCode.CASES
        assert refusal.sentence == f"The case studies were not recorded: {why}."

    def test_has_the_policys_limits(self) -> None:
        few = VisitPolicy(cases_at_least=1, cases_at_most=2)
        visit = visits.just_opened(few).told(visits.calendar_fetched(), record_contacts())
        visit = visit.at("2020-09-11 11:00").told(respond())

        assert visit.told(choose_cases(CASES[:1])).state.case_studies is not None
        assert "a visit studies 1 to 2" in refused(visit, choose_cases()).sentence

    def test_may_be_made_again_until_the_timetable_is_fixed(self) -> None:
        other = [case(number) for number in (2, 5, 6, 8)]

        assert chosen.told(choose_cases(other)).state.case_studies is not None
        refusal = refused(planned(), choose_cases(other))
        assert "the timetable is fixed for the cases that stand" in refusal.sentence


class TestAgreement:
    def test_comes_from_a_parent_or_the_young_person(self) -> None:
        waiting = accepted().told(choose_cases([case(n, agreed_by=None) for n in (1, 3, 4, 7)]))
        told = waiting.told(
            agree_cases(case(1), case(3, Consenter.YOUNG_PERSON)), agree_cases(case(4), case(7))
        )

        assert told.state.case_studies is not None
        assert told.state.case_studies.all_agreed
        assert [c.agreed_by for c in told.state.case_studies.cases] == [
            Consenter.PARENT,
            Consenter.YOUNG_PERSON,
            Consenter.PARENT,
            Consenter.PARENT,
        ]

    def test_to_a_case_that_was_not_chosen_is_refused(self) -> None:
        refusal = refused(chosen, agree_cases(case(2)))

        assert refusal.code is RefusalCode.CASES
        assert "case-2 has not been chosen" in refusal.sentence
        assert "none has been chosen" in refused(accepted(), agree_cases(case(1))).sentence

    def test_by_nobody_is_refused(self) -> None:
        refusal = refused(chosen, agree_cases(case(1, agreed_by=None)))

        assert "who agreed to case-1, a parent or the young person, is missing" in refusal.sentence

    def test_is_of_at_least_one_case(self) -> None:
        with pytest.raises(ValueError, match="at least 1"):
            agree_cases()


def without(kind: SlotKind) -> list[Slot]:
    return [s for s in SLOTS if s.kind is not kind]


def changed(slot_id: str, **update: object) -> list[Slot]:
    return [s.model_copy(update=update) if s.slot_id == slot_id else s for s in SLOTS]


ready = arranged().told(choose_cases())


class TestTimetable:
    def test_has_each_case_once_and_the_meetings_of_a_visit(self) -> None:
        told = ready.told(fix_timetable())

        fact = TimetableFixed(round=1, slots=SLOTS, content=fix_timetable().content)
        assert told.since(ready) == (fact,)

    def test_may_be_fixed_again_before_the_visit_begins(self) -> None:
        again = planned().told(fix_timetable(version=2))

        assert again.state.meetings is not None
        assert again.state.meetings.round == 2
        assert refused(visiting(), fix_timetable()).code is RefusalCode.WRONG_STAGE

    def test_waits_for_the_arrangements(self) -> None:
        unarranged = accepted().told(choose_cases())
        reopened = ready.told(declare(TEAM[0], conflicts=[ConflictKind.VALUES]))

        for visit in (unarranged, reopened):
            refusal = refused(visit, fix_timetable())
            assert refusal.code is RefusalCode.TIMETABLE
            assert "the team (`visits team`)" in refusal.sentence

    def test_waits_for_agreement_to_every_case(self) -> None:
        half = arranged().told(choose_cases((*CASES[:3], case(7, agreed_by=None))))

        for visit, why in (
            (arranged(), "no case studies are chosen"),
            (half, "nobody has agreed to case-7 yet"),
        ):
            assert why in refused(visit, fix_timetable()).sentence

    @pytest.mark.parametrize(
        ("slots", "why"),
        [
            ([], "an opening discussion with leaders is missing"),
            (
                without(SlotKind.LEADERS_OPENING),
                "an opening discussion with leaders is missing",
            ),
            (
                without(SlotKind.PARENT_CARER_FORUM),
                "a meeting with the parent carer forum is missing",
            ),
            (
                without(SlotKind.LEADERS_PRIORITIES),
                "a discussion of priorities with leaders is missing",
            ),
            (without(SlotKind.FEEDBACK), "a feedback meeting is missing"),
            ([*SLOTS, SLOTS[0]], "leaders stands in it twice"),
            (changed("forum", ends=SLOTS[1].starts), "forum ends before it starts"),
            (
                [*SLOTS, slot("study-9", SlotKind.CASE_STUDY, 2, 11, case="case-9")],
                "case-9 has 1 meetings where 0 is meant",
            ),
            (
                [s for s in SLOTS if s.slot_id != "study-4"],
                "case-4 has 0 meetings where 1 is meant",
            ),
            (
                [*SLOTS, slot("study-1b", SlotKind.CASE_STUDY, 2, 11, case="case-1")],
                "case-1 has 2 meetings where 1 is meant",
            ),
            (changed("study-1", case=None), "study-1 is a case study and names no case"),
            (changed("leaders", case="case-1"), "leaders names case-1 and is not a case study"),
            (
                [*SLOTS, slot("late", SlotKind.TEAM_MEETING, 2, 16)],
                "the one feedback meeting comes last, on day two",
            ),
            (
                [*SLOTS, slot("feedback-2", SlotKind.FEEDBACK, 2, 16)],
                "the one feedback meeting comes last, on day two",
            ),
            (
                [s.model_copy(update={"day": 1}) for s in SLOTS],
                "the one feedback meeting comes last, on day two",
            ),
        ],
    )
    def test_of_another_shape_is_refused(self, slots: list[Slot], why: str) -> None:
        refusal = refused(ready, fix_timetable(slots))

        assert refusal.code is RefusalCode.TIMETABLE
        assert refusal.sentence == f"The timetable was not fixed: {why}."

    @pytest.mark.parametrize("order", [list, lambda slots: list(reversed(slots))])
    def test_may_have_another_meeting_end_with_the_feedback(
        self, order: Callable[[list[Slot]], list[Slot]]
    ) -> None:
        beside = [*SLOTS, slot("beside", SlotKind.TEAM_MEETING, 2, 14, ends=16)]

        assert ready.told(fix_timetable(order(beside))).state.meetings is not None

    @pytest.mark.parametrize(
        ("mode", "other", "words"),
        [(Mode.ON_SITE, Mode.VIRTUAL, "on site"), (Mode.VIRTUAL, Mode.ON_SITE, "virtual")],
    )
    def test_is_held_as_the_visit_is(self, mode: Mode, other: Mode, words: str) -> None:
        visit = ready.told(set_mode(mode))
        assert visit.told(fix_timetable(slots_for(CASES, mode))).state.meetings is not None

        refusal = refused(visit, fix_timetable(slots_for(CASES, other)))

        assert f"is not {words}, as the visit is; change it" in refusal.sentence
