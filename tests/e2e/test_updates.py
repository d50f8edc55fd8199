"""Decisions that come together, again, too early, too late: each is answered once, none is lost."""

import asyncio
from collections import Counter
from collections.abc import Awaitable
from dataclasses import replace
from typing import Any

import pytest
from temporalio.api.enums.v1 import EventType as HistoryEventType
from temporalio.client import WorkflowHandle, WorkflowHistory, WorkflowUpdateFailedError
from temporalio.exceptions import ApplicationError

from rules.refusals import Refused
from schemas import forms
from schemas.events import EventType
from schemas.ids import VisitId
from schemas.messages import NominateOfficer, Respond
from schemas.scenario import Scenario
from schemas.state import Receipt
from schemas.values import Answer, ContentKind, InspectorRole
from tests.engine import AUTUMN_2020, Engine
from worker.desk import Desk, Opening

ACCEPT = forms.ResponseForm(answer=Answer.ACCEPT)

pytestmark = pytest.mark.parametrize("cached", [0, 100], ids=["replayed each time", "in memory"])


async def types(engine: Engine, visit: VisitId) -> list[EventType]:
    return [entry.event.type for entry in await engine.events(visit)]


async def outcomes(
    *decisions: Awaitable[Receipt],
) -> tuple[list[Receipt], list[Refused]]:
    """Run decisions together; receipts and refusals, and nothing else."""
    answers = await asyncio.gather(*decisions, return_exceptions=True)
    receipts = [answer for answer in answers if isinstance(answer, Receipt)]
    refusals = [answer for answer in answers if isinstance(answer, Refused)]
    assert len(receipts) + len(refusals) == len(decisions), answers
    return receipts, refusals


def submit(desk: Desk, visit: VisitId, form: forms.Form, update_id: str) -> Awaitable[Receipt]:
    return desk.submit(visit, form, actor="coordinator", update_id=update_id)


def declaration(number: int) -> forms.DeclarationsForm:
    return forms.DeclarationsForm(
        inspectors=(
            forms.InspectorForm(
                ref=f"inspector-{number}",
                role=InspectorRole.CQC_CHILDREN,
                name="An Inspector",
                email="inspector@cqc.example.org.uk",
                organisation="Care Quality Commission",
            ),
        )
    )


def opened_only(engine: Engine) -> Scenario:
    return engine.scenario().model_copy(update={"steps": ()})


async def waiting_for_people(engine: Engine, handle: WorkflowHandle[Any, Any]) -> WorkflowHistory:
    """The history once the invitation is delivered and nothing is under way."""
    async with asyncio.timeout(10):
        while True:
            history = await handle.fetch_history()
            seen = Counter(event.event_type for event in history.events)
            idle = (
                seen[HistoryEventType.EVENT_TYPE_WORKFLOW_TASK_SCHEDULED]
                == seen[HistoryEventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED]
            ) and (
                seen[HistoryEventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED]
                == seen[HistoryEventType.EVENT_TYPE_ACTIVITY_TASK_COMPLETED]
            )
            if idle and EventType.INVITATION_DELIVERED in await types(engine, handle.id):
                return history
            await asyncio.sleep(0.02)


async def test_several_openings_at_once_are_one_visit(engine: Engine, cached: int) -> None:
    scenario = opened_only(engine)
    settings = replace(engine.settings, max_cached_workflows=cached)

    async with engine.working(settings=settings) as (client, _):
        player = engine.player(client, scenario)
        opening = Opening(
            area=scenario.area,
            day_one=engine.days(scenario, AUTUMN_2020).one,
            programme=scenario.programme,
            actor="coordinator",
            clock_offset=player.offset,
        )
        answers = await asyncio.gather(
            *(player.desk.open(opening, scenario.contacts, "open") for _ in range(5))
        )

    assert {visit for visit, _ in answers} == {engine.visit(scenario)}
    assert len({receipt.sequence for _, receipt in answers if receipt}) == 1
    recorded = await types(engine, engine.visit(scenario))
    assert recorded.count(EventType.OPENED) == recorded.count(EventType.CONTACTS_RECORDED) == 1


async def test_the_same_decision_brought_many_times_is_taken_once(
    engine: Engine, cached: int
) -> None:
    scenario = opened_only(engine)
    visit = engine.visit(scenario)
    settings = replace(engine.settings, max_cached_workflows=cached)

    async with engine.working(settings=settings) as (client, _):
        player = engine.player(client, scenario)
        await player.open()
        receipts, refusals = await outcomes(
            *(submit(player.desk, visit, ACCEPT, "reply") for _ in range(6))
        )

    assert refusals == []
    assert len({receipt.sequence for receipt in receipts}) == 1
    assert (await types(engine, visit)).count(EventType.ACCEPTED) == 1


async def test_decisions_that_exclude_each_other_are_taken_or_refused_and_never_both(
    engine: Engine, cached: int
) -> None:
    scenario = opened_only(engine)
    visit = engine.visit(scenario)
    settings = replace(engine.settings, max_cached_workflows=cached)
    decline = forms.ResponseForm(answer=Answer.DECLINE)

    async with engine.working(settings=settings) as (client, _):
        player = engine.player(client, scenario)
        await player.open()
        receipts, refusals = await outcomes(
            submit(player.desk, visit, ACCEPT, "yes"), submit(player.desk, visit, decline, "no")
        )

    recorded = await types(engine, visit)
    assert (len(receipts), len(refusals)) == (1, 1)
    assert recorded.count(EventType.ACCEPTED) + recorded.count(EventType.DECLINED) == 1


async def test_many_decisions_together_are_each_answered_with_their_own_event(
    engine: Engine, cached: int
) -> None:
    scenario = opened_only(engine)
    visit = engine.visit(scenario)
    settings = replace(engine.settings, max_cached_workflows=cached)

    async with engine.working(settings=settings) as (client, _):
        player = engine.player(client, scenario)
        await player.open()
        receipts, refusals = await outcomes(
            *(submit(player.desk, visit, declaration(n), f"declare-{n}") for n in range(8))
        )

    declared = [
        entry.event.sequence
        for entry in await engine.events(visit)
        if entry.event.type is EventType.CONFLICTS_DECLARED
    ]
    assert refusals == []
    assert len(declared) == 8
    assert sorted(receipt.sequence for receipt in receipts) == declared


async def test_a_refused_decision_leaves_no_trace_in_the_history(
    engine: Engine, cached: int
) -> None:
    scenario = opened_only(engine)
    visit = engine.visit(scenario)
    settings = replace(engine.settings, max_cached_workflows=cached)
    too_early = NominateOfficer.model_validate(
        {
            "actor": "coordinator",
            "officer": "officer-1",
            "content": {"kind": ContentKind.NOMINATED_OFFICER, "version": 1, "digest": "0" * 64},
        }
    )

    async with engine.working(settings=settings) as (client, _):
        player = engine.player(client, scenario)
        await player.open()
        handle = client.get_workflow_handle(visit)
        before = await waiting_for_people(engine, handle)
        # Past the desk, which would have refused it sooner.
        with pytest.raises(WorkflowUpdateFailedError) as failed:
            await handle.execute_update("nominate_officer", too_early, id="too-early")
        after = await handle.fetch_history()

    assert isinstance(failed.value.cause, ApplicationError)
    assert "is invited and awaiting a reply" in failed.value.cause.message
    assert [event.event_id for event in after.events] == [e.event_id for e in before.events]
    assert b"too-early" not in b"".join(event.SerializeToString() for event in after.events)


async def test_around_the_end_each_is_answered_and_afterwards_told_that_it_is_over(
    engine: Engine, cached: int
) -> None:
    scenario = opened_only(engine)
    visit = engine.visit(scenario)
    settings = replace(engine.settings, max_cached_workflows=cached)
    cancel = forms.CancellationForm(reason="The programme has ended.")

    async with engine.working(settings=settings) as (client, _):
        player = engine.player(client, scenario)
        await player.open()
        receipts, refusals = await outcomes(
            submit(player.desk, visit, cancel, "cancel"),
            *(submit(player.desk, visit, declaration(n), f"declare-{n}") for n in range(4)),
        )
        recorded = await types(engine, visit)
        assert recorded.count(EventType.CONFLICTS_DECLARED) == len(receipts) - 1
        assert recorded[-1] is EventType.CANCELLED
        assert all("is over" in refused.sentence for refused in refusals)

        await player.let_time_pass(visit)  # Temporal's run has ended too
        with pytest.raises(Refused, match=r"is over: it was cancelled") as late:
            await submit(player.desk, visit, ACCEPT, "late")
        assert late.value.sentence.endswith(".")
        again = await submit(player.desk, visit, cancel, "cancel")
        assert again.sequence == len(recorded)

        # Nor does it matter when the message goes straight to Temporal.
        with pytest.raises(Exception, match="already completed"):
            await client.get_workflow_handle(visit).execute_update(
                "respond", Respond(actor="coordinator", answer=Answer.ACCEPT)
            )
    assert await types(engine, visit) == recorded
