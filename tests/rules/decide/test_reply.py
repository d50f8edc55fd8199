"""The area's reply to the invitation."""

from collections.abc import Callable

import pytest

from rules.refusals import RefusalCode
from schemas.events.invitation import Accepted, Declined
from schemas.values import Answer, Outcome, Stage, TaskKind
from tests.support.inviting import all_but, tasks
from tests.support.visits import Visit, accepted, closed, delivered, opened, refused, respond


class TestReply:
    def test_accepted_begins_the_preparation(self) -> None:
        told = delivered().told(respond(Answer.ACCEPT))

        assert told.since(delivered()) == (Accepted(),)
        assert told.state.stage is Stage.PREPARING

    def test_declined_ends_the_visit_without_a_reason(self) -> None:
        told = delivered().told(respond(Answer.DECLINE))

        assert told.since(delivered()) == (Declined(),)
        assert told.state.outcome is Outcome.DECLINED
        assert told.events[-1].reason is None

    def test_may_come_before_delivery_is_proven_and_settles_the_letters(self) -> None:
        """An area that answers has the invitation, whatever bounced."""
        told = all_but("health-1").told(respond())

        assert told.state.stage is Stage.PREPARING
        assert tasks(told) == []

    def test_may_come_late_and_ends_the_chasing(self) -> None:
        told = delivered().at("2020-09-20 10:00").told(respond())

        assert TaskKind.REPLY_OVERDUE not in {kind for kind, _ in tasks(told)}

    @pytest.mark.parametrize("stage", [opened, accepted, closed])
    def test_is_taken_only_while_it_is_awaited(self, stage: Callable[[], Visit]) -> None:
        assert refused(stage(), respond()).code is RefusalCode.WRONG_STAGE
