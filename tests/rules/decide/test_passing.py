"""What passes without the area: the calendar, deadlines, and an end before the time."""

from collections.abc import Callable

import pytest

from rules.refusals import RefusalCode
from schemas import messages as m
from schemas.events.visit import CalendarKnown, Cancelled
from schemas.ids import SYSTEM
from schemas.values import DeadlineKind, Outcome, Stage
from tests.support.visits import (
    CALENDAR,
    STAGES,
    Visit,
    calendar_fetched,
    cancel,
    cancelled,
    closed,
    declined,
    deferred,
    delivered,
    incomplete,
    just_opened,
    no_reply,
    refused,
    withdrawn,
)

OPEN = [stage for stage in STAGES if stage().state.stage is not Stage.ENDED]


def test_the_bank_holidays_are_kept_with_the_visit() -> None:
    told = just_opened().told(calendar_fetched())

    assert told.since(just_opened()) == (CalendarKnown(calendar=CALENDAR),)
    assert told.events[-1].actor == SYSTEM


def test_what_a_deadline_does_is_the_engines_doing() -> None:
    reminded = delivered().at("2020-09-10 09:00")

    assert (reminded.events[-1].actor, reminded.events[-1].reason) == (SYSTEM, None)
    assert reminded.events[-1].at == reminded.now


def test_a_deadline_before_the_bank_holidays_are_known_does_nothing() -> None:
    passed = m.DeadlinePassed(deadline=DeadlineKind.REPLY_DUE, due=just_opened().now)

    assert just_opened().told(passed).events == just_opened().events


@pytest.mark.parametrize("stage", OPEN, ids=lambda stage: stage.__name__)
class TestCancelling:
    def test_ends_a_visit_wherever_it_is(self, stage: Callable[[], Visit]) -> None:
        told = stage().told(cancel())

        assert told.since(stage()) == (Cancelled(),)
        assert told.state.outcome is Outcome.CANCELLED
        assert told.events[-1].reason == cancel().reason

    def test_needs_a_reason(self, stage: Callable[[], Visit]) -> None:
        refusal = refused(stage(), cancel(reason=False))

        assert refusal.code is RefusalCode.REASON_MISSING
        assert refusal.sentence == (
            "The visit was not cancelled: a reason is needed, with --reason."
        )


@pytest.mark.parametrize(
    ("end", "how"),
    [
        (closed, "it was closed, the work on its note done"),
        (declined, "the area declined"),
        (no_reply, "the area did not reply"),
        (withdrawn, "the area withdrew after it had accepted"),
        (cancelled, "it was cancelled"),
        (incomplete, "it was paused for too long and ended incomplete"),
        (deferred, "it was deferred to a visit of its own"),
    ],
)
def test_what_is_over_is_not_cancelled(end: Callable[[], Visit], how: str) -> None:
    refusal = refused(end(), cancel())

    assert refusal.code is RefusalCode.WRONG_STAGE
    assert how in refusal.sentence
