"""What is started past the desk ends at once, leaves nothing, and keeps nobody from opening."""

from asyncio import create_task, gather
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any
from uuid import uuid4

import pytest
from temporalio.client import (
    Client,
    WorkflowExecutionStatus,
    WorkflowFailureError,
    WorkflowUpdateFailedError,
)
from temporalio.exceptions import ApplicationError

from activities.reference import working_calendar
from register import content, mismatches
from register.announcements import announce
from register.connection import Pool
from release.audit import audit
from release.recovery import Recovery, Remedy
from rules.decide import opening_events
from rules.evolve import evolve
from rules.referral import REFERRAL
from rules.refusals import RefusalCode
from schemas.areas import CouncilType, Region
from schemas.content import ContentRef
from schemas.forms.course import HandOverForm
from schemas.messages import ExtendReply, OpenVisit
from schemas.personal import Reason
from schemas.side_processes.referral import Authority, RaiseReferral, ReferralForm
from schemas.values import ContentKind, Stage
from schemas.work import VisitInput
from tests.e2e.conftest import AtWork
from tests.e2e.walking import Walk
from tests.engine import UNHURRIED, Engine
from tests.keys import KEYS
from tests.support.signed import signed
from tests.support.waiting import until

_IDS = count(1)
_ATTEMPTS_WAITED_FOR = 3  # by the server
MUCH_LATER = timedelta(minutes=2)


def a_walk(at_work: AtWork) -> Walk:
    engine, client = at_work
    scenario = engine.scenario().model_copy(update={"programme": f"stray-{next(_IDS)}"})
    return Walk(scenario, client, engine.pool, engine.settings.task_queue)


def opening(walk: Walk, **changed: Any) -> OpenVisit:  # noqa: ANN401 - as the model has them
    told = walk.opening
    right = OpenVisit(
        visit_id=walk.visit,
        programme=told.programme,
        area=told.area,
        region=Region.SOUTH_EAST,
        council_type=CouncilType.COUNTY_COUNCIL,
        day_one=told.day_one,
        actor="coordinator",
        policy=told.policy,
        clock_offset=told.clock_offset,
    )
    return right.model_copy(update=changed)


def as_the_desk_would(walk: Walk) -> VisitInput:
    return VisitInput(opening=opening(walk))


def with_a_field_of_its_own(walk: Walk) -> dict[str, Any]:
    return {**VisitInput(opening=opening(walk)).model_dump(mode="json"), "remark": "none"}


def in_another_region(walk: Walk) -> VisitInput:
    return VisitInput(opening=opening(walk, region=Region.LONDON))


def by_another_clock(walk: Walk) -> VisitInput:
    return VisitInput(opening=opening(walk, clock_offset=timedelta(days=-900)))


def half_way_through(walk: Walk) -> VisitInput:
    """As if another run had handed it on."""
    message = opening(walk)
    first = opening_events(message, datetime.now(UTC) + message.clock_offset)[0]
    return VisitInput(opening=message, carried=evolve(None, first))


def beyond_the_calendar(walk: Walk) -> VisitInput:
    return VisitInput(opening=opening(walk, day_one=walk.days.one.replace(year=2090)))


async def start(at_work: AtWork, walk: Walk, value: object) -> None:
    engine, client = at_work
    await client.start_workflow(
        "Visit", value, id=walk.visit, task_queue=engine.settings.task_queue
    )


async def ended(walk: Walk) -> bool:
    return (await walk.handle.describe()).status is WorkflowExecutionStatus.FAILED


async def failed_again_and_again(walk: Walk) -> bool:
    told = (await walk.handle.describe()).raw_description
    return told.pending_workflow_task.attempt >= _ATTEMPTS_WAITED_FOR


async def recorded(pool: Pool, walk: Walk) -> int:
    return int(
        await pool.fetchval(
            "SELECT (SELECT count(*) FROM visits WHERE visit_id = $1)"
            " + (SELECT count(*) FROM events WHERE aggregateid = $1)"
            " + (SELECT count(*) FROM letters WHERE visit_id = $1)",
            walk.visit,
        )
    )


@pytest.mark.parametrize(
    "made",
    [
        as_the_desk_would,
        with_a_field_of_its_own,
        in_another_region,
        by_another_clock,
        half_way_through,
        beyond_the_calendar,
    ],
    ids=lambda made: made.__name__.replace("_", " "),
)
async def test_a_start_past_the_desk_ends_at_once_and_the_visit_can_be_opened(
    at_work: AtWork, made: Callable[[Walk], object]
) -> None:
    engine, client = at_work
    walk = a_walk(at_work)

    await start(at_work, walk, made(walk))
    await until(lambda: ended(walk))

    assert await recorded(engine.pool, walk) == 0
    told = await audit(engine.pool, client, patience=UNHURRIED)
    assert [one.workflow_id for one in told.refused] == [walk.visit]
    assert told.exit_status == 1
    async with engine.pool.acquire() as connection:
        open_ones = await mismatches.open_ones(connection)
    (task,) = [one for one in open_ones if one.subject == walk.visit]
    assert "did not come from the desk" in task.sentence

    receipt = await walk.open()

    assert receipt is not None
    assert receipt.recorded
    state = await engine.state(walk.visit)
    assert (state.region, state.days) == (Region.SOUTH_EAST, None)
    again = await audit(engine.pool, client, walk.visit, patience=UNHURRIED)
    assert (again.refused, again.fine) == ((), True)
    assert (await audit(engine.pool, client, patience=UNHURRIED)).refused == ()


async def test_one_that_cannot_be_read_is_taken_out_of_the_way(at_work: AtWork) -> None:
    engine, _ = at_work
    walk = a_walk(at_work)
    await start(at_work, walk, {"nonsense": 1})
    # From then on the server answers at once that nobody takes it, and does not wait any more.
    await until(lambda: failed_again_and_again(walk))

    await walk.open()

    assert (await engine.state(walk.visit)).contacts


async def test_what_stays_without_a_visit_is_put_away_by_recovery(at_work: AtWork) -> None:
    engine, client = at_work
    walk = a_walk(at_work)
    await start(at_work, walk, as_the_desk_would(walk))
    await until(lambda: ended(walk))

    recovery = Recovery(
        engine.pool, client, keys=KEYS, task_queue=engine.settings.task_queue, patience=UNHURRIED
    )
    # Everything else that runs on this server is another test's, and a stray for this register.
    (step,) = [step for step in await recovery.plan() if step.subject == walk.visit]
    assert step.remedy is Remedy.END
    await recovery._do(step)  # noqa: SLF001 - as `carry_out` does for each

    assert (await audit(engine.pool, client, patience=UNHURRIED)).refused == ()


@pytest.fixture(scope="module")
async def walk(at_work: AtWork) -> Walk:
    """A visit that waits for its reply."""
    engine, _ = at_work
    walk = a_walk(at_work)
    await walk.open()
    await until(lambda: _invited(engine, walk))
    return walk


async def _invited(engine: Engine, walk: Walk) -> bool:
    state = await engine.state(walk.visit)
    return state.invitation is not None and state.invitation.delivered_at is not None


async def test_a_referral_past_the_desk_ends_too_and_the_next_one_has_its_number(
    at_work: AtWork, walk: Walk
) -> None:
    engine, client = at_work
    stray = REFERRAL.start(
        opening=RaiseReferral(
            subject=f"{walk.visit}/referral/1",
            visit_id=walk.visit,
            programme=walk.scenario.programme,
            actor="coordinator",
            calendar=working_calendar(walk.days.one),
            authority=Authority.CHILDRENS_SERVICES,
            area=walk.scenario.area,
        )
    )
    name = f"{walk.visit}-referral-1"
    await client.start_workflow("Referral", stray, id=name, task_queue=engine.settings.task_queue)
    with pytest.raises(WorkflowFailureError):
        await client.get_workflow_handle(name).result()
    assert [
        one.workflow_id for one in (await audit(engine.pool, client, patience=UNHURRIED)).refused
    ] == [name]

    form = ReferralForm(authority=Authority.CHILDRENS_SERVICES)
    receipt = await walk.desk.submit(walk.visit, form, actor="hmi-1", update_id="referred")

    assert (receipt.subject, receipt.recorded) == (f"{walk.visit}/referral/1", True)


class TestDecisionsPastTheDesk:
    """Somebody who has the key tells a visit what the desk would not."""

    async def refused(self, at_work: AtWork, walk: Walk, message: object) -> str:
        engine, _ = at_work
        before = await recorded(engine.pool, walk)
        with pytest.raises(WorkflowUpdateFailedError) as failed:
            await past_the_desk(engine, walk, message)
        cause = failed.value.cause
        assert isinstance(cause, ApplicationError)
        assert await recorded(engine.pool, walk) == before
        return str(cause.type)

    def extension(self, walk: Walk, **more: Any) -> dict[str, Any]:  # noqa: ANN401 - as sent
        until_day = walk.days.day(-8)
        return {"actor": "coordinator", "reason": None, "until": f"{until_day}", **more}

    async def test_with_a_field_that_is_not_known(self, at_work: AtWork, walk: Walk) -> None:
        told = self.extension(walk, reason=await reason(at_work, walk), because="of illness")

        assert await self.refused(at_work, walk, told) == RefusalCode.UNKNOWN_FIELD

    async def test_with_one_below_that_is_not_known(self, at_work: AtWork, walk: Walk) -> None:
        ref = {**await reason(at_work, walk), "text": "Illness"}

        assert await self.refused(at_work, walk, self.extension(walk, reason=ref)) == (
            RefusalCode.UNKNOWN_FIELD
        )

    async def test_by_a_telephone_number(self, at_work: AtWork, walk: Walk) -> None:
        told = self.extension(walk, reason=await reason(at_work, walk), actor="07700900123")

        assert await self.refused(at_work, walk, told) == RefusalCode.ID

    async def test_with_a_digest_without_content(self, at_work: AtWork, walk: Walk) -> None:
        known = await reason(at_work, walk)
        for wrong in ({**known, "digest": "0" * 64}, {**known, "version": 99}):
            told = self.extension(walk, reason=wrong)
            assert await self.refused(at_work, walk, told) == RefusalCode.WORDS

    async def test_nothing_else_is_lost_by_it(self, at_work: AtWork, walk: Walk) -> None:
        """Refused beside a decision that stands; then the visit goes on as if nothing had been."""
        engine, client = at_work
        bad = ContentRef(kind=ContentKind.REASON, version=7, digest="1" * 64)
        day = walk.days.day(-8)
        wrong = ExtendReply(actor="coordinator", reason=bad, until=day)

        stands = walk.submit(HandOverForm(to="coordinator-2", reason="Leave."), "stands")
        refused = self.refused_alone(engine, walk, wrong)
        (receipt, told) = await gather(stands, refused)

        assert receipt.recorded
        assert told == RefusalCode.WORDS
        assert (await engine.state(walk.visit)).coordinator == "coordinator-2"
        await walk.steps_through("nominate")
        assert (await engine.state(walk.visit)).stage is Stage.PREPARING
        assert (await audit(engine.pool, client, walk.visit, patience=UNHURRIED)).fine

    @staticmethod
    async def refused_alone(engine: Engine, walk: Walk, message: ExtendReply) -> str:
        with pytest.raises(WorkflowUpdateFailedError) as failed:
            await past_the_desk(engine, walk, message)
        cause = failed.value.cause
        assert isinstance(cause, ApplicationError)
        return str(cause.type)


async def past_the_desk(engine: Engine, walk: Walk, message: Any) -> None:  # noqa: ANN401 - as sent
    """Send a decision that is signed, and that the desk would not have sent."""
    update_id = f"past-{next(_IDS)}"
    proof = await signed(engine.pool, walk.visit, ExtendReply.model_validate(message), update_id)
    await walk.handle.execute_update("extend_reply", args=[message, proof], id=update_id)


async def reason(at_work: AtWork, walk: Walk) -> dict[str, Any]:
    """The reference of a reason that the register keeps."""
    engine, _ = at_work
    async with engine.pool.acquire() as connection, connection.transaction():
        kept = await content.keep(
            connection, walk.visit, ContentKind.REASON, Reason(text="Illness")
        )
    return kept.model_dump(mode="json")


async def test_a_run_that_somebody_ended_by_hand_leaves_nothing_to_see_to(at_work: AtWork) -> None:
    engine, client = at_work
    name = f"somebodys-{uuid4()}"
    run = await client.start_workflow("Visit", id=name, task_queue="nobody-serves-this")

    await until(lambda: _to_see_to(engine, client, name))
    await run.terminate()
    await until(lambda: _nothing_to_see_to(engine, client, name))


async def _to_see_to(engine: Engine, client: Client, name: str) -> bool:
    await audit(engine.pool, client, patience=UNHURRIED)
    async with engine.pool.acquire() as connection:
        return name in {one.subject for one in await mismatches.open_ones(connection)}


async def _nothing_to_see_to(engine: Engine, client: Client, name: str) -> bool:
    return not await _to_see_to(engine, client, name)


async def test_an_opening_that_is_announced_again_later_is_recorded(engine: Engine) -> None:
    """As a rehearsal does when its first attempt was not answered in time."""
    client = await engine.client()
    walk = Walk(engine.scenario(), client, engine.pool, engine.settings.task_queue)
    opened = create_task(walk.open())

    async def announced() -> bool:
        return bool(await engine.pool.fetchval("SELECT count(*) FROM announcements"))

    await until(announced)
    behind = VisitInput(opening=opening(walk, clock_offset=walk.opening.clock_offset - MUCH_LATER))
    async with engine.pool.acquire() as connection:
        await announce(connection, walk.visit, behind, "open")

    async with engine.working():
        receipt = await opened

    assert receipt is not None
    assert receipt.recorded
