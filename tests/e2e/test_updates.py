"""Decisions that come together, again, in the wrong order, with the start or around the end.

Each is answered once, with a receipt or with a sentence, and none is lost.
"""

import asyncio
from collections.abc import Awaitable, Iterable
from dataclasses import replace
from datetime import timedelta
from enum import StrEnum
from typing import Any

import pytest
from temporalio.api.enums.v1 import EventType as HistoryEventType
from temporalio.client import (
    Client,
    Interceptor,
    OutboundInterceptor,
    StartWorkflowUpdateInput,
    WorkflowUpdateHandle,
)
from temporalio.service import RPCError, RPCStatusCode

from desk.answers import NotAnswered
from rules.refusals import RefusalCode, Refused
from schemas.event_types import EventType
from schemas.forms.course import CancellationForm
from schemas.forms.invitation import ResponseForm
from schemas.forms.team import DeclarationsForm, InspectorForm
from schemas.policy import VisitPolicy
from schemas.state import Receipt
from schemas.values import Answer, InspectorRole, Outcome, Stage
from tests.e2e.walking import Walk
from tests.engine import UNHURRIED, Engine
from tests.support.waiting import until
from worker.settings import WorkerSettings

ACCEPT, DECLINE = (ResponseForm(answer=answer) for answer in Answer)
CANCEL = CancellationForm(reason="The programme is paused.")


@pytest.fixture(params=[0, 500], ids=["replayed at each task", "kept in memory"])
def settings(request: pytest.FixtureRequest, engine: Engine) -> WorkerSettings:
    """Of a worker that keeps no visit in memory, and of one that keeps them all."""
    return replace(engine.settings, max_cached_workflows=request.param)


def walk_of(
    engine: Engine,
    client: Client,
    *,
    policy: VisitPolicy | None = None,
    patience: timedelta = UNHURRIED,
) -> Walk:
    scenario = engine.scenario()
    if policy:
        scenario = scenario.model_copy(update={"policy": policy})
    return Walk(scenario, client, engine.pool, engine.settings.task_queue, patience=patience)


async def invited(engine: Engine, walk: Walk) -> None:
    """Open a visit and wait until its invitation has arrived."""
    await walk.open()

    async def delivered() -> bool:
        return EventType.INVITATION_DELIVERED in await types(engine, walk)

    await until(delivered)


def declaration(inspector: str) -> DeclarationsForm:
    return DeclarationsForm(
        inspectors=(
            InspectorForm(
                ref=inspector,
                role=InspectorRole.OFSTED_EDUCATION,
                name="An Inspector",
                email="inspector@ofsted.example.gov.uk",
                organisation="Ofsted",
            ),
        )
    )


async def types(engine: Engine, walk: Walk) -> list[StrEnum]:
    return [entry.event.type for entry in await engine.events(walk.visit)]


async def sequences(engine: Engine, walk: Walk, wanted: EventType) -> list[int]:
    events = [entry.event for entry in await engine.events(walk.visit)]
    return [event.sequence for event in events if event.type is wanted]


async def answers(decisions: Iterable[Awaitable[Receipt]]) -> tuple[list[Receipt], list[Refused]]:
    """What becomes of decisions that are brought all at once: receipts and refusals."""
    told = await asyncio.gather(*decisions, return_exceptions=True)
    receipts = [answer for answer in told if isinstance(answer, Receipt)]
    refusals = [answer for answer in told if isinstance(answer, Refused)]
    assert len(receipts) + len(refusals) == len(told), told
    return receipts, refusals


async def accepted_in_history(walk: Walk) -> list[str]:
    """The ids of the updates that a history tells of; each has come to a good end."""
    history = await walk.handle.fetch_history()
    done = [
        event.workflow_execution_update_completed_event_attributes
        for event in history.events
        if event.event_type == HistoryEventType.EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_COMPLETED
    ]
    assert all(update.outcome.HasField("success") for update in done)
    accepted = [
        event.workflow_execution_update_accepted_event_attributes.protocol_instance_id
        for event in history.events
        if event.event_type == HistoryEventType.EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_ACCEPTED
    ]
    assert sorted(accepted) == sorted(update.meta.update_id for update in done)
    return accepted


# --- With the start -----------------------------------------------------------------------------


async def test_several_openings_at_once_open_one_visit(
    engine: Engine, settings: WorkerSettings
) -> None:
    async with engine.working(settings=settings) as (client, _):
        walk = walk_of(engine, client)

        same = [walk.open("open") for _ in range(4)]
        others = [walk.open(f"open-{number}") for number in range(4)]
        receipts = await asyncio.gather(*same, *others)
        await until(lambda: listed(client, walk))
        runs = [run async for run in client.list_workflows(f"WorkflowId = '{walk.visit}'")]

    recorded = [receipt.sequence for receipt in receipts if receipt]
    assert len(runs) == 1
    assert len(recorded) == 8
    assert (await types(engine, walk)).count(EventType.OPENED) == 1
    assert (await types(engine, walk)).count(EventType.INVITED) == 1
    assert len(set(recorded[:4])) == 1
    assert sorted(set(recorded)) == await sequences(engine, walk, EventType.CONTACTS_RECORDED)
    assert len(list(engine.maildir.glob("new/*"))) == 4


async def listed(client: Client, walk: Walk) -> bool:
    found = await client.count_workflows(f"WorkflowId = '{walk.visit}'")
    return found.count > 0


async def test_an_opening_that_is_repeated_later_gets_the_receipt_of_the_first(
    engine: Engine,
) -> None:
    async with engine.working() as (client, _):
        walk = walk_of(engine, client)
        first = await walk.open("open")
        await walk.steps_through("nominate")

        again = await walk.open("open")

    assert first is not None
    assert again is not None
    assert again.sequence == first.sequence
    assert (await types(engine, walk)).count(EventType.CONTACTS_RECORDED) == 1


async def test_an_opening_that_no_worker_takes_can_be_repeated_when_one_does(
    engine: Engine,
) -> None:
    impatient = walk_of(engine, await engine.client(), patience=timedelta(seconds=0.5))

    with pytest.raises(NotAnswered) as told:
        await impatient.open("open")
    async with engine.working() as (client, _):
        again = walk_of(engine, client)
        receipt = await again.open(told.value.update_id)

    assert "--id open" in str(told.value)
    assert receipt is not None
    assert await sequences(engine, again, EventType.CONTACTS_RECORDED) == [receipt.sequence]


# --- Together -----------------------------------------------------------------------------------


async def test_decisions_that_come_together_are_each_answered_once(
    engine: Engine, settings: WorkerSettings
) -> None:
    async with engine.working(settings=settings) as (client, _):
        walk = walk_of(engine, client)
        await invited(engine, walk)

        receipts, refusals = await answers(
            walk.submit(declaration(f"inspector-{number}"), f"declare-{number}")
            for number in range(24)
        )
        accepted = await accepted_in_history(walk)

    assert refusals == []
    declared = await sequences(engine, walk, EventType.CONFLICTS_DECLARED)
    assert sorted(receipt.sequence for receipt in receipts) == declared
    assert len(declared) == 24
    assert sorted(accepted) == sorted(["open", *(f"declare-{number}" for number in range(24))])
    state = await engine.state(walk.visit)
    assert {d.inspector for d in state.declarations} == {f"inspector-{n}" for n in range(24)}
    assert await engine.refolded(walk.visit) == state


class LetsGo(Interceptor):
    """A server that is too busy to go on with an update, so many times."""

    def __init__(self, times: int) -> None:
        self.left = times

    def intercept_client(self, next: OutboundInterceptor) -> OutboundInterceptor:  # noqa: A002 - the SDK's word
        busy = self

        class Busy(OutboundInterceptor):
            async def start_workflow_update(
                self,
                input: StartWorkflowUpdateInput,  # noqa: A002 - as above
            ) -> WorkflowUpdateHandle[Any]:
                if busy.left:
                    busy.left -= 1
                    raise RPCError("workflow update was aborted", RPCStatusCode.UNAVAILABLE, b"")
                return await super().start_workflow_update(input)

        return Busy(next)


async def test_a_decision_that_a_busy_server_let_go_of_is_brought_again(engine: Engine) -> None:
    busy = LetsGo(2)
    async with engine.working() as (client, _):
        walk = walk_of(engine, client)
        await invited(engine, walk)
        config = client.config()
        config["interceptors"] = [busy]
        walk.sit_down(Client(**config), engine.pool)
        receipt = await walk.submit(ACCEPT, "accept")

    assert busy.left == 0
    assert receipt.stage is Stage.PREPARING
    assert await sequences(engine, walk, EventType.ACCEPTED) == [receipt.sequence]


async def test_of_two_decisions_that_exclude_each_other_one_is_taken_and_one_refused(
    engine: Engine, settings: WorkerSettings
) -> None:
    async with engine.working(settings=settings) as (client, _):
        walk = walk_of(engine, client)
        await invited(engine, walk)

        receipts, refusals = await answers(
            [walk.submit(ACCEPT, "accept"), walk.submit(DECLINE, "decline")]
        )
        accepted = await accepted_in_history(walk)

    assert len(receipts) == 1
    assert [refusal.code for refusal in refusals] == [RefusalCode.WRONG_STAGE]
    taken = [t for t in await types(engine, walk) if t in {EventType.ACCEPTED, EventType.DECLINED}]
    assert len(taken) == 1
    assert len(accepted) == 2  # the opening and the one that was taken


# --- Again --------------------------------------------------------------------------------------


async def test_a_decision_repeated_at_once_and_later_is_one_decision(
    engine: Engine, settings: WorkerSettings
) -> None:
    async with engine.working(settings=settings) as (client, _):
        walk = walk_of(engine, client)
        await invited(engine, walk)

        at_once, _ = await answers(walk.submit(ACCEPT, "reply") for _ in range(6))
        await walk.submit(declaration("inspector-1"), "declare")
        later, _ = await answers(walk.submit(ACCEPT, "reply") for _ in range(3))

    taken = await sequences(engine, walk, EventType.ACCEPTED)
    assert len(taken) == 1
    assert [receipt.sequence for receipt in at_once] == taken * 6
    assert [receipt.sequence for receipt in later] == taken * 3


async def test_findings_that_are_repeated_are_kept_once(engine: Engine) -> None:
    async with engine.working() as (client, _):
        walk = walk_of(engine, client)
        await walk.open()
        await walk.steps_through("finding")

        again = await walk.submit(
            walk.form_of("finding"),
            f"step-{walk.taken}",
            actor="hmi-education-7",
            repeated=True,
        )
        for repeated in (True, None):
            with pytest.raises(Refused, match="was given to another decision before"):
                await walk.submit(CANCEL, f"step-{walk.taken}", repeated=repeated)

    assert await sequences(engine, walk, EventType.CANCELLED) == []
    recorded = await sequences(engine, walk, EventType.FINDINGS_RECORDED)
    assert recorded == [again.sequence]
    kept = await engine.pool.fetchval("SELECT count(*) FROM content WHERE kind = 'findings'")
    assert kept == 1


# --- In the wrong order -------------------------------------------------------------------------


async def test_decisions_in_the_wrong_order_are_taken_once_their_turn_has_come(
    engine: Engine,
) -> None:
    settings = replace(engine.settings, max_cached_workflows=0)
    later = ("timetable", "cases", "survey", "dates", "team", "declare", "nominate")
    async with engine.working(settings=settings) as (client, _):
        walk = walk_of(engine, client)
        await invited(engine, walk)
        await walk.submit(ACCEPT, "reply")

        left = list(later)
        rounds = 0
        while left:
            rounds += 1
            told = await asyncio.gather(
                *(walk.submit(walk.form_of(do), do, repeated=False) for do in left),
                return_exceptions=True,
            )
            assert all(isinstance(answer, Receipt | Refused) for answer in told), told
            left = [do for do, t in zip(left, told, strict=True) if isinstance(t, Refused)]
        accepted = await accepted_in_history(walk)

    assert rounds > 1
    assert sorted(accepted) == sorted(["open", "reply", *later])
    state = await engine.state(walk.visit)
    assert state.meetings is not None
    assert await engine.refolded(walk.visit) == state


# --- Around the end -----------------------------------------------------------------------------


async def test_decisions_around_the_end_are_recorded_before_it_or_refused(
    engine: Engine, settings: WorkerSettings
) -> None:
    gone_at_once = VisitPolicy(consent_window=0, corrections_within=0)
    async with engine.working(settings=settings) as (client, _):
        walk = walk_of(engine, client, policy=gone_at_once)
        await invited(engine, walk)
        await walk.pass_to(walk.now.replace(hour=18))  # when a window that ends today is over

        receipts, refusals = await answers(
            [
                *(walk.submit(declaration(f"early-{n}"), f"early-{n}") for n in range(6)),
                walk.submit(CANCEL, "cancel"),
                *(walk.submit(declaration(f"late-{n}"), f"late-{n}") for n in range(6)),
            ]
        )
        result = await asyncio.wait_for(walk.handle.result(), 30)
        _, after = await answers([walk.submit(declaration("after"), "after")])
        again, _ = await answers([walk.submit(CANCEL, "cancel")])
        accepted = await accepted_in_history(walk)

    assert result.outcome is Outcome.CANCELLED
    declared = await sequences(engine, walk, EventType.CONFLICTS_DECLARED)
    cancelled = await sequences(engine, walk, EventType.CANCELLED)
    assert sorted(receipt.sequence for receipt in receipts) == [*declared, *cancelled]
    assert [result.sequence] == cancelled
    assert [receipt.sequence for receipt in again] == cancelled
    assert len(accepted) == 1 + len(receipts)
    assert len(receipts) + len(refusals) == 13
    for refusal in [*refusals, *after]:
        assert refusal.code is RefusalCode.WRONG_STAGE
        assert "is over: it was cancelled" in refusal.sentence
    state = await engine.state(walk.visit)
    assert state.stage is Stage.ENDED
    assert await engine.refolded(walk.visit) == state


async def test_a_visit_whose_run_an_operator_ended_answers_in_a_sentence(engine: Engine) -> None:
    async with engine.working() as (client, _):
        walk = walk_of(engine, client)
        await invited(engine, walk)
        await walk.handle.terminate()

        receipts, refusals = await answers([walk.submit(ACCEPT, "reply")])

    assert receipts == []
    assert "has no open run in Temporal" in refusals[0].sentence
    assert f"`visits show {walk.visit}`" in refusals[0].sentence
