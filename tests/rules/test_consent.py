"""Who must agree to a case study, and what happens when agreement is taken back."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.consent import (
    age_band_of,
    may_be_studied,
    school_leaving_date,
    too_few_cases,
    who_must_agree,
)
from rules.correspondence import letters_after
from rules.decide.consent import require_age, require_consenter
from rules.next_action import next_action
from rules.refusals import RefusalCode, Refused
from schemas import messages as m
from schemas.events.cases import ConsentWithdrawn, FewerCasesAccepted
from schemas.values import (
    Action,
    AgeBand,
    Consenter,
    ContentKind,
    Department,
    LetterKind,
    Outcome,
    Stage,
)
from tests.support import visits
from tests.support.visits import Visit, case, content, require_readable

REASON = content(ContentKind.REASON)
OCTOBER = date(2020, 10, 5)


def withdraw(number: int) -> m.WithdrawConsent:
    return m.WithdrawConsent(actor="coordinator", case=f"case-{number}")


def draft(*numbers: int, version: int = 1) -> m.IssueDraft:
    ref = content(ContentKind.SUMMARY_NOTE, version)
    cases = tuple(f"case-{number}" for number in numbers)
    return m.IssueDraft(actor="hmi-1", version=version, content=ref, cases=cases)


def choose(*numbers: int, reason: bool = True) -> m.ChooseCases:
    chosen = visits.choose_cases(case(number) for number in numbers)
    return chosen.model_copy(update={"reason": REASON if reason else None})


def proceed(*, reason: bool = True) -> m.AcceptFewerCases:
    return m.AcceptFewerCases(actor="coordinator", reason=REASON if reason else None)


class TestWhoMustAgree:
    @pytest.mark.parametrize(
        ("born", "leaves"),
        [
            (date(2004, 8, 31), date(2020, 6, 26)),  # 16 on the last day of the school year
            (date(2004, 9, 1), date(2021, 6, 25)),  # a day later: a year later
            (date(2005, 2, 28), date(2021, 6, 25)),
            (date(2004, 7, 15), date(2020, 6, 26)),  # 16 after the last Friday, same year
            (date(2004, 2, 29), date(2020, 6, 26)),
            (date(2007, 1, 1), date(2023, 6, 30)),  # the 30th is itself a Friday
        ],
    )
    def test_school_ends_on_the_last_friday_of_june(self, born: date, leaves: date) -> None:
        assert school_leaving_date(born) == leaves

    def test_the_young_person_decides_from_the_day_after(self) -> None:
        born, last = date(2004, 8, 31), date(2020, 6, 26)
        assert who_must_agree(born, last) is Consenter.PARENT
        assert who_must_agree(born, last + timedelta(days=1)) is Consenter.YOUNG_PERSON

    @given(st.dates(min_value=date(1990, 1, 1), max_value=date(2060, 12, 31)))
    def test_they_turn_16_in_the_school_year_that_ends_with_it(self, born: date) -> None:
        leaves = school_leaving_date(born)
        assert (leaves.month, leaves.weekday()) == (6, 4)
        assert (leaves + timedelta(days=7)).month == 7
        turns_16 = (born.year + 16, born.month, born.day)
        assert (leaves.year - 1, 9, 1) <= turns_16 <= (leaves.year, 8, 31)

    @pytest.mark.parametrize(
        ("born", "band"),
        [
            (date(2020, 10, 5), AgeBand.UNDER_5),
            (date(2015, 10, 6), AgeBand.UNDER_5),  # five tomorrow
            (date(2015, 10, 5), AgeBand.FROM_5_TO_10),
            (date(2009, 10, 6), AgeBand.FROM_5_TO_10),
            (date(2009, 10, 5), AgeBand.FROM_11_TO_15),
            (date(2004, 10, 5), AgeBand.FROM_16_TO_18),
            (date(2001, 10, 6), AgeBand.FROM_16_TO_18),
            (date(2001, 10, 5), AgeBand.FROM_19_TO_25),
            (date(1994, 10, 6), AgeBand.FROM_19_TO_25),
        ],
    )
    def test_an_age_band_goes_by_completed_years_on_day_one(
        self, born: date, band: AgeBand
    ) -> None:
        assert age_band_of(born, visits.DAY_ONE) is band
        require_age("case-3", band, born=born, on=visits.DAY_ONE)

    def test_a_birthday_that_does_not_go_with_the_age_band_is_a_sentence(self) -> None:
        born = date(2009, 10, 6)
        with pytest.raises(Refused) as caught:
            require_age("case-3", AgeBand.FROM_11_TO_15, born=born, on=visits.DAY_ONE)

        sentence = caught.value.sentence
        assert caught.value.code is RefusalCode.CASES
        assert "it is 5 to 10 on day one" in sentence
        assert "and not 11 to 15" in sentence
        assert "2009" not in sentence, "a birthday is not repeated"
        visits.require_readable(sentence)
        require_age("case-3", None, born=born, on=visits.DAY_ONE)
        require_age("case-3", AgeBand.UNDER_5, born=None, on=visits.DAY_ONE)
        with pytest.raises(Refused, match="up to 25"):
            require_age("case-3", AgeBand.UNDER_5, born=date(1980, 1, 1), on=visits.DAY_ONE)

    @pytest.mark.parametrize(
        ("born", "may"),
        [
            (date(1994, 10, 6), True),
            (date(1994, 10, 5), False),  # 26 on the day
            (date(2020, 10, 5), True),
            (date(2020, 10, 6), False),
        ],
    )
    def test_cases_are_of_those_up_to_25(self, born: date, may: bool) -> None:  # noqa: FBT001
        assert may_be_studied(born, OCTOBER) is may

    @pytest.mark.parametrize(
        ("by", "born", "instead"),
        [
            (Consenter.YOUNG_PERSON, date(2010, 1, 1), False),
            (Consenter.YOUNG_PERSON, date(2010, 1, 1), True),
            (Consenter.PARENT, date(2003, 1, 1), False),
            (Consenter.PARENT, date(1980, 1, 1), True),
        ],
    )
    def test_anybody_else_is_refused(self, by: Consenter, born: date, *, instead: bool) -> None:
        with pytest.raises(Refused) as caught:
            require_consenter("case-1", by, born=born, on=OCTOBER, instead=instead)
        assert caught.value.code is RefusalCode.CASES
        require_readable(caught.value.sentence)
        assert str(born.year) not in caught.value.sentence, "a birthday stays in the form"

    @pytest.mark.parametrize(
        ("by", "born", "instead"),
        [
            (Consenter.PARENT, date(2010, 1, 1), False),
            (Consenter.YOUNG_PERSON, date(2003, 1, 1), False),
            (Consenter.PARENT, date(2003, 1, 1), True),
            (Consenter.PARENT, None, False),
        ],
    )
    def test_whose_decision_it_is_may_agree(
        self, by: Consenter, born: date | None, *, instead: bool
    ) -> None:
        require_consenter("case-1", by, born=born, on=OCTOBER, instead=instead)


class TestFewerCases:
    def test_need_a_reason(self) -> None:
        refusal = visits.refused(visits.arranged(), choose(1, 3, 4, reason=False))
        assert refusal.code is RefusalCode.CASES
        assert "--reason" in refusal.sentence

    def test_with_a_reason_the_visit_goes_on(self) -> None:
        visit = visits.arranged().told(choose(1, 3, 4))
        assert visit.events[-2].reason == REASON
        assert visit.fact(FewerCasesAccepted).cases == 3
        slots = visits.slots_for((case(1), case(3), case(4)))
        assert visit.told(visits.fix_timetable(slots)).state.meetings is not None

    def test_too_many_are_never_chosen(self) -> None:
        refusal = visits.refused(visits.arranged(), choose(*range(1, 8)))
        assert refusal.code is RefusalCode.CASES

    def test_when_agreement_is_taken_back_a_person_decides_again(self) -> None:
        few = visits.arranged().told(choose(1, 3, 4), withdraw(4))
        assert too_few_cases(few.state)
        assert next_action(few.state).action is Action.ACCEPT_FEWER_CASES
        slots = visits.slots_for((case(1), case(3)))
        refusal = visits.refused(few, visits.fix_timetable(slots))
        assert refusal.code is RefusalCode.TIMETABLE
        accepted = few.told(proceed())
        assert next_action(accepted.state).action is Action.FIX_TIMETABLE
        assert accepted.told(visits.fix_timetable(slots)).state.meetings is not None

    def test_another_case_may_be_chosen_instead_but_not_the_same(self) -> None:
        few = visits.arranged().told(visits.choose_cases(), withdraw(7))
        assert visits.refused(few, visits.choose_cases()).code is RefusalCode.CASES
        again = few.told(visits.choose_cases(case(number) for number in (1, 3, 4, 5)))
        assert not too_few_cases(again.state)

    def test_are_not_accepted_without_a_reason_or_without_need(self) -> None:
        few = visits.arranged().told(visits.choose_cases(), withdraw(7))
        assert visits.refused(few, proceed(reason=False)).code is RefusalCode.REASON_MISSING
        assert visits.refused(few.told(proceed()), proceed()).code is RefusalCode.CASES
        assert visits.refused(visits.arranged(), proceed()).code is RefusalCode.CASES

    def test_do_not_begin_before_a_person_accepted_them(self) -> None:
        few = visits.planned().told(withdraw(7)).at("2020-10-05 17:15")
        held = visits.record_meetings("leaders")
        assert visits.refused(few, held).code is RefusalCode.NOT_YET
        assert few.told(proceed(), held).state.stage is Stage.VISITING


class TestWithdrawnAgreement:
    def test_before_the_days_the_meeting_falls_away(self) -> None:
        visit = visits.planned().told(withdraw(7))
        assert visit.state.meetings is not None
        assert "study-7" not in {slot.slot_id for slot in visit.state.meetings.slots}
        assert visit.state.case_studies is not None
        assert "case-7" not in {c.case for c in visit.state.case_studies.cases}

    def test_between_the_days_feedback_no_longer_waits_for_its_meeting(self) -> None:
        visit = visits.visiting().told(withdraw(7)).at("2020-10-06 16:00")
        held = visit.told(visits.record_meetings("study-4", "priorities"), visits.record_findings())
        assert held.told(visits.hold_feedback()).state.stage is Stage.DRAFTING

    def test_after_the_feedback_meeting_no_draft_may_use_it(self) -> None:
        visit = visits.drafting().told(withdraw(3))
        refusal = visits.refused(visit, draft(1, 3))
        assert refusal.code is RefusalCode.CASES
        assert visit.told(draft(1, 4)).state.stage is Stage.AGREEING

    def test_a_draft_that_used_it_is_void(self) -> None:
        signed = m.AgreeNote(actor="dcs", version=1, digest=visits.digest_of(), leaders=("dcs",))
        visit = visits.drafting().at("2020-10-12 12:00").told(draft(1, 3), signed)
        void = visit.at("2020-10-13 12:00").told(withdraw(3))
        assert void.state.stage is Stage.DRAFTING
        assert void.state.signed == ()
        assert visits.refused(void, visits.agree_note()).code is RefusalCode.WRONG_STAGE
        assert next_action(void.state).action is Action.DRAFT_NOTE

    def test_a_draft_that_did_not_use_it_stands(self) -> None:
        visit = visits.drafting().told(draft(1, 4)).told(withdraw(3))
        assert visit.state.stage is Stage.AGREEING
        assert visit.fact(ConsentWithdrawn).void_version is None

    def test_a_note_that_does_not_tell_its_cases_may_use_any(self) -> None:
        assert visits.agreeing().told(withdraw(3)).state.stage is Stage.DRAFTING

    def test_an_agreed_note_that_used_it_is_void(self) -> None:
        void = visits.sharing().told(withdraw(3))
        assert (void.state.stage, void.state.agreement) == (Stage.DRAFTING, None)
        assert visits.refused(void, visits.share_note()).code is RefusalCode.WRONG_STAGE

    def test_a_shared_note_is_recalled_from_whoever_has_it(self) -> None:
        half = visits.sharing().told(visits.share_note(Department.DFE))
        void = half.told(withdraw(3))
        assert void.fact(ConsentWithdrawn).recalled_from == (Department.DFE,)
        orders = letters_after(void.state, void.events[-1])
        recalled = {o.recipient for o in orders if o.kind is LetterKind.NOTE_RECALLED}
        assert recalled == {"dfe"}
        told = {o.recipient for o in orders if o.kind is LetterKind.CASE_WITHDRAWN}
        assert told == {"dcs", "health-1", "health-2", "officer-1", "hmi-1", "hmi-2", "cqc-1"}

    def test_after_the_end_the_visit_goes_on_to_a_new_version(self) -> None:
        void = visits.closed().at("2020-11-02 10:00").told(withdraw(3))
        assert (void.state.stage, void.state.outcome) == (Stage.DRAFTING, None)
        assert void.at("2020-11-09 16:00").state.tasks == (), "it has its own time"
        again = void.told(draft(1, 4, version=2), visits.agree_note(2)).told(
            visits.share_note(version=2)
        )
        ended = again.told(*(visits.acknowledge(department) for department in Department))
        assert ended.state.outcome is Outcome.CLOSED
        assert next_action(ended.state).action is Action.KEEP

    def test_a_note_that_nobody_has_is_not_written_again(self) -> None:
        decided = m.DecideFacts(actor="hmi-1", reason=REASON, version=1, digest=visits.digest_of())
        unshared = m.DecideSharing(
            actor="manager-1", reason=REASON, version=1, digest=visits.digest_of(), share=False
        )
        policy = visits.agreeing().state.policy.model_copy(update={"comment_rounds": 0})
        state = visits.agreeing().state.model_copy(update={"policy": policy})
        ended = replace(visits.agreeing(), state=state).told(decided, unshared)
        assert ended.told(withdraw(3)).state.outcome is Outcome.CLOSED

    def test_after_the_window_nothing_can_be_withdrawn_here(self) -> None:
        late = visits.closed().at("2020-11-19 17:00")
        assert visits.refused(late, withdraw(3)).code is RefusalCode.WRONG_STAGE

    def test_a_cancelled_visit_stays_cancelled_without_the_case(self) -> None:
        cancelled = visits.agreeing().told(visits.cancel(), withdraw(3))
        assert cancelled.state.outcome is Outcome.CANCELLED
        assert cancelled.state.cases_withdrawn == ("case-3",)

    @pytest.mark.parametrize(
        "visit", [visits.planned(), visits.drafting(), visits.shared(), visits.closed()]
    )
    def test_happens_once_for_a_case_that_was_chosen(self, visit: Visit) -> None:
        assert visits.refused(visit, withdraw(2)).code is RefusalCode.CASES
        assert visits.refused(visit.told(withdraw(3)), withdraw(3)).code is RefusalCode.ALREADY_DONE
