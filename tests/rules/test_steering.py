"""All visits of a programme paused, resumed, sent on line: what that means in each phase."""

from collections.abc import Callable
from datetime import date

import pytest

from rules.decide import decide
from rules.refusals import Refused
from rules.steering import Course, Steered, steered
from schemas import messages as m
from schemas.forms.course import PauseForm, ResumptionForm
from schemas.forms.form import messages_of
from schemas.forms.preparation import ModeForm
from schemas.values import Mode, Stage
from tests.support import visits
from tests.support.samples import REASON
from tests.support.visits import Visit, require_readable

GOES_ON = (visits.drafting, visits.agreeing, visits.sharing, visits.closed, visits.declined)
BEFORE = (visits.not_invited_yet, visits.delivered, visits.arranged, visits.visiting)


def told(visit: Visit, what: Steered) -> Visit:
    """The visit after the decision was brought to it."""
    assert what.form is not None
    (kind,) = messages_of(type(what.form))
    values = {
        name: value for name, value in what.form.model_dump().items() if name in kind.model_fields
    }
    return visit.told(kind.model_validate({**values, "actor": "coordinator", "reason": REASON}))  # type: ignore[arg-type]


@pytest.mark.parametrize("course", Course)
@pytest.mark.parametrize("stage", visits.STAGES)
def test_what_is_decided_is_taken_by_the_visit_and_what_is_not_has_a_reason(
    course: Course, stage: Callable[[], Visit]
) -> None:
    visit = stage()
    what = steered(course, visit.state, visit.now)
    require_readable(what.why)
    if what.form is not None:
        assert told(visit, what).state.sequence > visit.state.sequence


@pytest.mark.parametrize("course", Course)
@pytest.mark.parametrize("stage", GOES_ON)
def test_once_the_two_days_are_over_the_work_goes_on(
    course: Course, stage: Callable[[], Visit]
) -> None:
    assert steered(course, stage().state, stage().now).form is None


@pytest.mark.parametrize("stage", BEFORE)
def test_paused_resumed_and_sent_on_line_wherever_it_stands(stage: Callable[[], Visit]) -> None:
    paused = told(stage(), steered(Course.PAUSE, stage().state, stage().now))
    assert paused.state.pause is not None
    assert steered(Course.PAUSE, paused.state, paused.now).form is None

    going = told(paused, steered(Course.RESUME, paused.state, paused.now))
    assert going.state.pause is None
    assert going.state.stage is stage().state.stage

    for visit in (paused, going):
        remote = told(visit, steered(Course.REMOTE, visit.state, visit.now))
        assert remote.state.mode is Mode.VIRTUAL


def test_which_decision_it_is() -> None:
    here = visits.planned()
    assert steered(Course.PAUSE, here.state, here.now).form == PauseForm()
    assert steered(Course.REMOTE, here.state, here.now).form == ModeForm(mode=Mode.VIRTUAL)
    held = visits.held_prepared()
    assert steered(Course.RESUME, held.state, held.now).form == ResumptionForm()


def test_what_has_come_too_near_goes_on_with_the_day_that_is_planned_for_it() -> None:
    late = visits.held_prepared().at("2020-11-02 09:00")
    alone = steered(Course.RESUME, late.state, late.now)
    assert alone.form is None
    assert "at the earliest" in alone.why

    planned = steered(Course.RESUME, late.state, late.now, day_one=date(2020, 11, 16))
    assert told(late, planned).state.stage is Stage.PREPARING


def test_on_site_it_goes_on_with_what_is_left_on_the_next_working_days() -> None:
    midday = visits.planned().at("2020-10-05 12:10").told(visits.record_meetings("leaders"))
    paused = midday.told(visits.hold()).at("2020-10-07 10:00")
    assert steered(Course.RESUME, paused.state, paused.now).form == ResumptionForm(
        next_day=date(2020, 10, 8), last_day=date(2020, 10, 9)
    )
    too_late = paused.at("2020-10-20 10:00")
    assert "`visits incomplete`" in steered(Course.RESUME, too_late.state, too_late.now).why
    with pytest.raises(Refused):
        decide(too_late.state, m.ResumeVisit(actor="x", next_day=date(2020, 10, 21)), too_late.now)
