"""What inspectors come across and pass on, and a person's word that sharing waits."""

import pytest

from rules.next_action import next_action
from rules.refusals import RefusalCode
from rules.todo import todo
from schemas import messages as m
from schemas.events.concerns import DisclosureReported, DisclosureSeen, SchoolConcernRaised
from schemas.events.visit import TaskRaised
from schemas.values import Action, ContentKind, DeadlineKind, Outcome, Stage, TaskKind
from tests.support import visits
from tests.support.visits import Visit, content, refused

WORDS = content(ContentKind.REASON)
REPORT = m.ReportDisclosure(actor="survey-desk")
SEE = m.SeeDisclosure(actor="coordinator")
HOLD = m.HoldSharing(actor="coordinator", reason=WORDS)
RELEASE = m.ReleaseSharing(actor="coordinator")


def surveyed() -> Visit:
    """Prepared, its surveys open."""
    return visits.arranged().at("2020-09-24 10:00")


@pytest.mark.parametrize("visit", [visits.opened, visits.visiting, visits.closed])
def test_a_school_concern_hands_over_in_any_stage_and_does_nothing_more(visit: object) -> None:
    before: Visit = visit()  # type: ignore[operator]
    after = before.told(m.RaiseSchoolConcern(actor="hmi-1", school="999123"))
    assert after.since(before) == (SchoolConcernRaised(school="999123"),)
    assert after.due == before.due
    assert next_action(after.state) == next_action(before.state)


def test_nothing_narrative_goes_with_a_concern_or_a_disclosure() -> None:
    concern = m.RaiseSchoolConcern(actor="hmi-1", school="999123", reason=WORDS)
    assert refused(visits.visiting(), concern).code is RefusalCode.NARRATIVE
    told = m.ReportDisclosure(actor="survey-desk", reason=WORDS)
    assert refused(surveyed(), told).code is RefusalCode.NARRATIVE


def test_a_disclosure_asks_a_person_at_once_and_once() -> None:
    before = surveyed()
    after = before.told(REPORT, REPORT)
    assert after.since(before) == (
        DisclosureReported(number=1),
        TaskRaised(task=TaskKind.SURVEY_DISCLOSURE),
        DisclosureReported(number=2),
    )
    things = todo(after.state, after.now)
    assert TaskKind.SURVEY_DISCLOSURE in {thing.task for thing in things}
    seen = after.told(SEE)
    assert seen.fact(DisclosureSeen) == DisclosureSeen(number=2)
    assert not seen.state.tasks
    assert refused(seen, SEE).code is RefusalCode.ALREADY_DONE


def test_a_disclosure_can_be_seen_to_although_the_area_had_not_accepted() -> None:
    """It was recorded by mistake that it had, and the surveys had opened by then."""
    mistake = m.CorrectReply(actor="coordinator", reply=None, reason=content(ContentKind.REASON))

    mistaken = surveyed().told(REPORT, mistake)
    seen = mistaken.told(SEE)

    assert mistaken.state.stage is Stage.INVITED
    assert [task.kind for task in mistaken.state.tasks] == [TaskKind.SURVEY_DISCLOSURE]
    assert seen.state.tasks == ()


def test_there_is_nothing_to_disclose_before_a_survey_opens() -> None:
    assert refused(visits.accepted(), REPORT).code is RefusalCode.SURVEY


def test_a_disclosure_outlives_the_visit_until_somebody_has_seen_to_it() -> None:
    ended = surveyed().told(REPORT, visits.cancel())
    assert ended.state.outcome is Outcome.CANCELLED
    assert [task.kind for task in ended.state.tasks] == [TaskKind.SURVEY_DISCLOSURE]
    assert next_action(ended.state).action is Action.SEE_TO_TASKS
    assert ended.due == ()
    later = ended.at("2021-03-01 09:00").told(SEE)
    assert [deadline.kind for deadline in later.due] == [DeadlineKind.CONSENT_WINDOW_ENDS]


class TestHeldSharing:
    def test_the_note_is_not_shared_while_a_person_holds_it(self) -> None:
        held = visits.sharing().told(HOLD)
        assert refused(held, visits.share_note()).code is RefusalCode.NOT_YET
        assert next_action(held.state).action is Action.RELEASE_SHARING
        assert held.due == ()

    def test_released_it_is_due_anew_and_shared(self) -> None:
        released = visits.sharing().told(HOLD).at("2020-11-02 10:00").told(RELEASE)
        assert [f"{d.at:%Y-%m-%d %H:%M}" for d in released.due] == ["2020-11-03 17:00"]
        shared = released.told(visits.share_note())
        assert shared.state.stage is Stage.SHARING
        assert shared.state.sharings

    def test_it_may_be_held_long_before_the_note_is_agreed(self) -> None:
        held = visits.visiting().told(HOLD)
        assert held.due == visits.visiting().due

    def test_holding_needs_a_reason_and_neither_is_done_twice(self) -> None:
        visit = visits.sharing()
        without = m.HoldSharing(actor="coordinator")
        assert refused(visit, without).code is RefusalCode.REASON_MISSING
        assert refused(visit, RELEASE).code is RefusalCode.ALREADY_DONE
        assert refused(visit.told(HOLD), HOLD).code is RefusalCode.ALREADY_DONE
        assert refused(visits.shared(), HOLD).code is RefusalCode.ALREADY_DONE
