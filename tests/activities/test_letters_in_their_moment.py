"""Letters ask for what can still be given, of whoever can give it, and say what holds then."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from activities.letter_links import asked_in
from schemas.brief import Brief
from schemas.content import ContentRef
from schemas.ids import PersonRef
from schemas.parts import SectionComments, VisitDays
from schemas.policy import VisitPolicy
from schemas.questions import Question
from schemas.state import CommentRound, FactsStand, VisitState
from schemas.values import ContentKind, LetterKind, Mode, Stage
from tests.activities.briefs import make_brief, make_state
from tests.activities.test_letters import make_order, text_of, write

INSPECTOR = "inspector-2"


def read(
    kind: LetterKind,
    reader: PersonRef = "dcs-1",
    *,
    at: datetime | None = None,
    copy_only: bool = False,
    again: bool = False,
    **changes: Any,  # noqa: ANN401 - any field of the state
) -> str:
    """What a reader has before them: the subject, and the words."""
    brief = make_brief(state=make_state(**changes))
    if at is not None:
        brief = brief.model_copy(update={"written_at": at})
    return _read(kind, reader, brief, copy_only=copy_only, again=again)


def _read(
    kind: LetterKind, reader: PersonRef, brief: Brief, *, copy_only: bool, again: bool
) -> str:
    order = make_order(kind, reader, copy_only=copy_only, letter_round=2 if again else 1)
    if again:
        order = order.model_copy(update={"documents": ()})
    message = write(order, brief)
    return f"{message['Subject']} {text_of(message)}"


def comments(version: int) -> CommentRound:
    content = ContentRef(kind=ContentKind.NOTE_COMMENTS, version=version, digest="0" * 64)
    made = (SectionComments(section=1, count=1),)
    return CommentRound(version=version, comments=made, content=content)


class TestADayThatHasPassedIsNotOneToKeep:
    LATE = datetime(2020, 10, 27, 9, tzinfo=UTC)  # the note was to be agreed on 23 October

    def test_in_the_draft_of_the_note(self) -> None:
        on_time, late = read(LetterKind.DRAFT_NOTE), read(LetterKind.DRAFT_NOTE, at=self.LATE)

        assert "please check by 5pm on Friday 23 October 2020" in on_time
        assert "please check as soon as you can" in late
        assert "by 5pm on Friday 23 October" not in late

    def test_in_an_invitation(self) -> None:
        late = datetime(2020, 9, 24, 9, tzinfo=UTC)
        text = read(LetterKind.INVITATION, at=late, officer=None)

        assert "name one person as your nominated officer as soon as you can" in text
        assert "confirm the days and the three inspectors as soon as we can" in text

    def test_in_a_confirmation(self) -> None:
        late = datetime(2020, 10, 1, 18, tzinfo=UTC)
        text = read(LetterKind.CONFIRMATION, at=late, survey=None)

        assert "Agree the timetable with us as soon as you can." in text
        assert "links to the surveys" not in text


class TestNothingIsAskedForThatWasGiven:
    def test_an_officer_whom_a_deferred_visit_had(self) -> None:
        assert "name one person" in read(LetterKind.INVITATION, officer=None)
        assert "name one person" not in read(LetterKind.INVITATION, officer="officer-1")

    def test_case_studies_and_links_once_the_area_has_them(self) -> None:
        before = read(LetterKind.CONFIRMATION, survey=None, case_studies=None)
        after = read(LetterKind.CONFIRMATION, again=True)

        assert "We send them to the area's nominated officer, separately." in before
        assert "Offer us case studies" in before
        assert "Offer us case studies" not in after
        assert "separately" not in after
        assert "the links to the surveys, which the area's nominated officer has." in after

    def test_corrections_once_the_note_takes_none(self) -> None:
        made = make_state().note
        assert made is not None
        third = made.model_copy(update={"version": 3})
        # The second of two rounds goes on for as long as its version stands.
        second = made.model_copy(update={"version": 2})
        rounds = (comments(1), comments(2))
        decided = FactsStand(version=2, decided_by="hmi-1")

        still = read(LetterKind.DRAFT_NOTE, again=True, note=second, comment_rounds=rounds)
        over = [
            read(LetterKind.DRAFT_NOTE, again=True, note=third, comment_rounds=rounds),
            read(LetterKind.DRAFT_NOTE, again=True, note=second, facts=decided),
        ]

        assert "or what should be corrected" in still
        for text in over:
            assert "correct" not in text
            assert "saying whether your area's leaders agree to version" in text
            assert "there are no more rounds of comments" in text

    def test_and_no_link_leads_to_what_is_over(self) -> None:
        made = make_state().note
        assert made is not None
        third = make_state(
            note=made.model_copy(update={"version": 3}), comment_rounds=(comments(1), comments(2))
        )
        order = make_order(LetterKind.DRAFT_NOTE, letter_round=3)

        assert Question.COMMENTS not in asked_in(order, third)
        assert Question.SIGNATURE in asked_in(order, third)
        first = make_order(LetterKind.DRAFT_NOTE)
        assert Question.COMMENTS in asked_in(first, make_state())
        invited = make_state(stage=Stage.INVITED)
        asked = asked_in(make_order(LetterKind.INVITATION), invited)
        assert (Question.REPLY in asked, Question.OFFICER in asked) == (True, False)


class TestAnInspectorIsNotAskedForWhatAnAreaGives:
    @pytest.mark.parametrize("again", [False, True])
    def test_by_a_confirmation(self, *, again: bool) -> None:
        text = read(LetterKind.CONFIRMATION, INSPECTOR, again=again, case_studies=None, survey=None)

        assert "First day: Monday 5 October 2020" in text
        assert "if you should not visit because of a conflict of interest" in text
        for wrong in ("Thank you for taking part", "Offer us", "Pass on", "to withdraw"):
            assert wrong not in text

    def test_by_a_timetable(self) -> None:
        assert "to withdraw" in read(LetterKind.TIMETABLE, pause=None)
        assert "to withdraw" not in read(LetterKind.TIMETABLE, INSPECTOR, pause=None)

    @pytest.mark.parametrize(
        "kind",
        [
            LetterKind.CANCELLATION,
            LetterKind.WITHDRAWAL_NOTED,
            LetterKind.DEFERRAL_GRANTED,
            LetterKind.ACCEPTANCE_CORRECTED,
            LetterKind.ON_HOLD,
            LetterKind.OFF_HOLD,
            LetterKind.PAUSE,
            LetterKind.RESUMPTION,
            LetterKind.INCOMPLETE,
        ],
    )
    def test_by_news_that_the_area_passes_on(self, kind: LetterKind) -> None:
        assert "Tell the people who" in read(kind)
        assert "Tell the people who" not in read(kind, INSPECTOR)
        assert "passed on links" not in read(kind, INSPECTOR)


class TestADayIsToComeOnlyBeforeIt:
    def test_in_a_timetable_that_changes_during_the_visit(self) -> None:
        meetings = make_state().meetings
        assert meetings is not None
        begun = meetings.model_copy(update={"held": (meetings.slots[0].slot_id,)})

        before = read(LetterKind.TIMETABLE, again=True, pause=None)
        during = read(LetterKind.TIMETABLE, again=True, pause=None, meetings=begun)

        assert "we see you on Monday 5 October 2020" in before
        assert "we see you on" not in during
        assert "the visit goes on as the timetable says" in during

    def test_whoever_comes_in_during_a_pause_is_told_of_it(self) -> None:
        paused = read(LetterKind.TIMETABLE, "officer-1")

        assert "The visit is paused at present" in paused
        assert "we see you on" not in paused
        assert "paused" not in read(LetterKind.TIMETABLE, "officer-1", pause=None)


class TestALetterThatReplacesAnotherSaysHowItDiffers:
    def read(self, kind: LetterKind, before: VisitState) -> str:
        brief = make_brief(state=make_state(pause=None), before=before)
        return _read(kind, "dcs-1", brief, copy_only=False, again=True)

    @pytest.mark.parametrize("kind", [LetterKind.CONFIRMATION, LetterKind.TIMETABLE])
    def test_in_days_mode_and_team(self, kind: LetterKind) -> None:
        sooner = VisitDays(day_one=date(2020, 9, 28), day_two=date(2020, 9, 29))
        before = make_state(days=sooner, mode=Mode.ON_SITE, team=make_state().team[1:])

        text = self.read(kind, before)

        assert (
            "What has changed: the days (before: Monday 28 September 2020 and Tuesday 29 September "
            "2020), how the visit is held (before: in person), and the inspectors."
        ) in text

    def test_in_its_meetings(self) -> None:
        meetings = make_state().meetings
        assert meetings is not None
        fewer = meetings.model_copy(update={"slots": meetings.slots[1:]})

        text = self.read(LetterKind.TIMETABLE, make_state(meetings=fewer))

        assert "What has changed: the meetings." in text

    def test_and_one_in_which_all_is_as_before_does_not_say_that_it_has_changed(self) -> None:
        text = self.read(LetterKind.CONFIRMATION, make_state())

        assert "changed" not in text.lower()
        assert "as they stand now. They replace what we sent before." in text


@pytest.mark.parametrize(
    ("kind", "wrong"),
    [
        (LetterKind.CONFIRMATION, "changed"),
        (LetterKind.TIMETABLE, "changed"),
        (LetterKind.SURVEY_LINKS, "replace"),
        (LetterKind.DRAFT_NOTE, "replaces"),
    ],
)
def test_whoever_comes_in_later_is_not_told_of_letters_that_they_never_had(
    kind: LetterKind, wrong: str
) -> None:
    note = make_state().note
    assert note is not None
    state = make_state(pause=None, note=note.model_copy(update={"version": 2}))

    def said(*, newcomer: bool) -> str:
        brief = make_brief(state=state, before=None, newcomer=newcomer)
        return _read(kind, "officer-1", brief, copy_only=False, again=True).lower()

    plain = said(newcomer=True).replace("replaces any we sent before", "")
    assert wrong not in plain
    if kind is not LetterKind.CONFIRMATION:
        assert wrong in said(newcomer=False)


def test_one_is_not_many() -> None:
    one = VisitPolicy(comment_rounds=1, cases_at_least=4, cases_at_most=4)

    for kind in (LetterKind.DRAFT_NOTE, LetterKind.FACTS_DECIDED, LetterKind.SHARED_NOTE):
        text = read(kind, policy=one)
        assert "one round of" in text
        assert "rounds" not in text
    asked = read(LetterKind.CONFIRMATION, policy=one, case_studies=None)
    assert "We choose four, and a parent" in asked


def test_a_department_has_its_article_within_a_sentence() -> None:
    text = read(LetterKind.SHARED_NOTE, "dfe-1")

    assert "saying that the Department for Education has the note" in text
    assert "outside the Department for Education." in text


class TestTheDaysOfAVisitThatWasPaused:
    DAYS = VisitDays(day_one=date(2020, 10, 5), day_two=date(2020, 10, 12))

    def test_are_not_two(self) -> None:
        went_on = read(LetterKind.SHARED_NOTE, days=self.DAYS, resumed_on=date(2020, 10, 9))
        smooth = read(LetterKind.SHARED_NOTE, resumed_on=None)

        assert "between Monday 5 October 2020 and Monday 12 October 2020, with a pause." in went_on
        assert "on Monday 5 October 2020 and Tuesday 6 October 2020." in smooth

    def test_one_day_that_is_left_is_named_once(self) -> None:
        text = read(LetterKind.RESUMPTION, days=self.DAYS, resumed_on=self.DAYS.day_two)

        assert "continues on Monday 12 October 2020 and ends on that day." in text


class TestTheForumHasCopies:
    """It was not asked, so it has not answered, and is asked for nothing."""

    def test_of_a_decline_that_others_sent(self) -> None:
        text = read(LetterKind.DECLINE_NOTED, "pcf-1", copy_only=True)

        assert "Thank you for telling us" not in text
        assert "your reply" not in text
        assert "The leaders of Testshire have told us" in text

    def test_of_a_silence_that_was_not_its_own(self) -> None:
        text = read(LetterKind.NO_REPLY_NOTED, "pcf-1", copy_only=True)

        assert "We have not had their reply" in text
        assert "your reply" not in text

    @pytest.mark.parametrize("kind", [LetterKind.OFF_HOLD, LetterKind.REOPENED])
    def test_of_an_invitation_that_stands_again(self, kind: LetterKind) -> None:
        text = read(kind, "pcf-1", copy_only=True, stage=Stage.INVITED, pause=None)

        assert "once the area has replied" in text
        assert "once you have replied" not in text
