"""One decision is one trace, from the request to the event, where somebody asked for traces."""

import asyncio
from collections.abc import Iterator
from functools import partial
from socket import socket
from unittest.mock import Mock

import httpx2
import pytest
from temporalio import worker
from temporalio.client import WorkflowHistory
from temporalio.worker import Replayer

from activities.deliveries import Deliveries, open_posting
from api.app import create_api
from api.dependencies import ApiDependencies
from register import log
from register.tail import following
from tests.api.conftest import ApiDoor
from tests.e2e.pushes import Push
from tests.engine import Engine
from tests.keys import KEYS
from tests.receiving import Receiver
from tests.support.otlp import Collector, Seen, collecting, traced_to
from tests.support.waiting import until
from worker.plugin import area_visits_plugin
from worker.process import running_deliverer
from worker.traces import temporal_interceptors
from workflows.origins import HEADER

OFFICER = {
    "name": "Morwenna Hale",
    "email": "morwenna.hale@kent.example.gov.uk",
    "organisation": "Kent County Council",
}
TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
CALLER = "00f067aa0ba902b7"
HANDLED = "HandleUpdate:declare_conflicts"
DECLARED = "visit.conflicts_declared.v1"
PROBLEM = "GET /problems/{code}"
NOMINATE = "POST /visits/{visit}/decisions/nominate"


@pytest.fixture
def collector() -> Iterator[Collector]:
    """Everything that is made after it is traced."""
    with collecting() as taking, traced_to(taking.address):
        yield taking


@pytest.fixture
def away() -> Iterator[None]:
    """Likewise, to a collector that takes connections and never answers."""
    with socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        address = f"http://127.0.0.1:{listener.getsockname()[1]}"
        with traced_to(address, ends_within=0.1):
            yield


async def spans_of(collector: Collector, root: str, name: str, count: int = 1) -> list[Seen]:
    """The trace that a request began or is part of, once it has so many spans of a name."""

    async def trace() -> list[Seen]:
        begun = [span.trace for span in collector.named(root)]
        spans = [span for span in collector.spans if span.trace in begun]
        return spans if sum(span.name == name for span in spans) >= count else []

    await until(trace, within=30)
    return await trace()


async def history_of(door: ApiDoor) -> WorkflowHistory:
    return await door.walk.handle.fetch_history()


async def test_a_decision_is_one_trace_from_the_request_to_the_event(
    collector: Collector, door: ApiDoor
) -> None:
    await door.walk.open()
    await door.walk.steps_through("respond")
    door.client.headers.update(
        {
            "traceparent": f"00-{TRACE}-{CALLER}-01",
            "tracestate": "vendor=Amara-Okafor",
            "baggage": "who=Amara-Okafor",
        }
    )

    answer = await door.decide("nominate", OFFICER)

    spans = await spans_of(collector, NOMINATE, "event")
    (event,) = [span for span in spans if span.name == "event"]
    assert {span.trace for span in spans} == {TRACE}
    assert collector.above(event) == [
        "record",
        "RunActivity:record_events",
        "StartActivity:record_events",
        "HandleUpdate:nominate_officer",
        "StartWorkflowUpdate:nominate_officer",
        "submit",
        NOMINATE,
    ]
    async with door.pool.acquire() as connection:
        recorded = (await log.read(connection, visit=door.walk.visit))[-1]
    assert event.told == {
        "event.type": "visit.officer_nominated.v1",
        "event.sequence": answer.json()["receipt"]["sequence"],
        "event.position": recorded.position,
        "visits.stream": door.walk.visit,
    }
    (asked,) = collector.named(NOMINATE)
    assert asked.parent == CALLER
    assert asked.told == {
        "http.request.method": "POST",
        "http.response.status_code": 200,
        "http.route": "/visits/{visit}/decisions/nominate",
        "visits.door": "api",
    }
    assert {"take in", "keep content", "check", "sign", "await record"} <= {
        span.name for span in spans
    }
    kept = [header for header in _headers(await history_of(door)) if TRACE.encode() in header]
    assert len(kept) == 2  # of the update, and of the activity that recorded it
    assert not [header for header in kept if b"Okafor" in header]


async def test_letters_and_what_becomes_of_them_are_in_the_trace_of_their_decision(
    collector: Collector, door: ApiDoor
) -> None:
    await door.walk.open()

    spans = await spans_of(collector, "open", "event", 5)

    written = [span for span in spans if span.name == "letter"]
    assert len(written) == 4
    for letter in written:
        assert letter.told == {
            "letter.kind": "invitation",
            "letter.channel": "maildir",
            "letter.status": "delivered",
        }
        assert collector.above(letter)[:2] == [
            "RunActivity:record_events",
            "StartActivity:record_events",
        ]
    told = [span.told["event.type"] for span in spans if span.name == "event"]
    assert "visit.invitation_delivered.v1" in told


async def test_a_push_to_a_consumer_is_in_the_trace_of_its_event(
    collector: Collector, door: ApiDoor, engine: Engine
) -> None:
    client = await engine.client()
    async with (
        Receiver() as receiver,
        following(engine.pool) as tail,
        open_posting(private=True) as posting,
        running_deliverer(client, Deliveries(engine.pool, tail, posting, KEYS), engine.settings),
    ):
        push = Push(engine, client, engine.subscription_desk(client))
        await push.to(receiver, types=["visit.invited.v1"])
        await door.walk.open()
        spans = await spans_of(collector, "open", "push")

    (pushed,) = [span for span in spans if span.name == "push"]
    (event,) = [span for span in spans if span.id == pushed.parent]
    assert event.told["event.type"] == "visit.invited.v1"
    assert pushed.told == {"push.answer": "delivered"}
    assert [taken.id for taken in receiver.taken] == [f"{door.walk.visit}/4"]


async def test_decisions_that_are_recorded_together_name_each_other(
    collector: Collector, door: ApiDoor
) -> None:
    await door.walk.open()
    await door.walk.steps_through("nominate")

    async with door.pool.acquire() as connection, connection.transaction():
        # The first is under way for as long as nothing can be appended; the others wait for it.
        await connection.execute("SELECT pg_advisory_xact_lock($1)", log.APPEND_LOCK)
        asked = []
        for number in range(3):
            body = {"inspectors": [inspector(f"inspector-{number}")]}
            asked.append(asyncio.create_task(door.decide("declare", body)))
            await until(partial(_handled, collector, number + 1), within=8)
    answers = await asyncio.gather(*asked)
    assert [answer.status_code for answer in answers] == [200, 200, 200]

    await until(partial(_recorded, collector, 3), within=30)
    alone, leads, joins = sorted(collector.named(HANDLED), key=lambda one: one.began)
    events = [
        span.trace for span in collector.named("event") if span.told["event.type"] == DECLARED
    ]
    assert events == [alone.trace, leads.trace, leads.trace]
    (began,) = [
        span for span in collector.named("StartActivity:record_events") if span.parent == leads.id
    ]
    assert began.links == [(joins.trace, joins.id)]
    (joined,) = [span for span in collector.spans if span.parent == joins.id]
    assert joined.name == "DoneWithOthers:record_events"
    assert joined.links == [(began.trace, began.id)]


def inspector(ref: str) -> dict[str, str]:
    return {
        "ref": ref,
        "role": "ofsted_education_hmi",
        "name": "An Inspector",
        "email": f"{ref}@ofsted.example.gov.uk",
        "organisation": "Ofsted",
    }


async def _handled(collector: Collector, count: int) -> bool:
    return len(collector.named(HANDLED)) >= count


async def _recorded(collector: Collector, count: int) -> bool:
    told = [span.told["event.type"] for span in collector.named("event")]
    return told.count(DECLARED) >= count


async def test_a_refusal_is_its_code_and_no_sentence(collector: Collector, door: ApiDoor) -> None:
    await door.walk.open()

    await door.decide("nominate", OFFICER)

    spans = await spans_of(collector, NOMINATE, NOMINATE)
    failed = [span for span in spans if span.name in {"check", "take in", "submit"}]
    assert [span.told["error.code"] for span in failed] == ["wrong_stage"] * 3
    assert {span.told["error.type"] for span in failed} == {"Refused"}
    assert not [span for span in spans if span.sent.status.message]
    assert [span.told["http.response.status_code"] for span in spans if not span.parent] == [409]


@pytest.mark.parametrize(
    "said",
    [
        "Amara Okafor",
        f"00-{TRACE}-{CALLER}",
        f"00-{'0' * 32}-{CALLER}-01",
        f"00-{TRACE}-{CALLER}-01-amara-okafor",
        f"01-{TRACE}-{CALLER}-01-amara-okafor",
    ],
)
async def test_what_is_no_traceparent_is_passed_over(
    collector: Collector, said: str, engine: Engine
) -> None:
    app = create_api(ApiDependencies(engine.pool, Mock()))
    transport = httpx2.ASGITransport(app=app)
    async with httpx2.AsyncClient(transport=transport, base_url="https://api.test") as asking:
        await asking.get("/problems/refused", headers={"traceparent": said})

    (span,) = await spans_of(collector, PROBLEM, PROBLEM)
    assert span.parent == ""
    assert span.trace != TRACE


async def test_a_traced_run_is_replayed_traced_or_not_and_tells_nothing_twice(
    collector: Collector, door: ApiDoor
) -> None:
    await door.walk.open()
    await door.walk.steps_through("respond")
    await spans_of(collector, "POST /visits/{visit}/decisions/respond", "event")
    told = len(collector.spans)
    history = await history_of(door)

    plain = Replayer(workflows=[], plugins=[area_visits_plugin()])
    carries = [one for one in temporal_interceptors() if isinstance(one, worker.Interceptor)]
    traced = Replayer(workflows=[], plugins=[area_visits_plugin()], interceptors=carries)
    assert len(carries) == 1
    for replayer in (plain, traced):
        assert (await replayer.replay_workflow(history)).replay_failure is None

    # Spans leave in the order in which they end: whatever a replay told would be there before it.
    await door.client.get("/problems/refused")
    (last,) = await spans_of(collector, PROBLEM, PROBLEM)
    assert len(collector.spans) == told + 1
    assert collector.spans[-1] == last


async def test_a_collector_that_is_away_loses_no_decision(away: None, door: ApiDoor) -> None:
    await door.walk.open()
    await door.walk.steps_through("nominate")

    async with door.pool.acquire() as connection:
        types = [one.event.type for one in await log.read(connection, visit=door.walk.visit)]
    assert types[-1] == "visit.officer_nominated.v1"
    assert temporal_interceptors()


async def test_where_nobody_asks_nothing_is_carried(door: ApiDoor) -> None:
    await door.walk.open()
    answer = await door.client.get(
        f"/visits/{door.walk.visit}", headers={"traceparent": f"00-{TRACE}-{CALLER}-01"}
    )
    assert answer.status_code == 200

    history = await history_of(door)
    assert _headers(history) == []
    assert HEADER not in history.to_json()


def _headers(history: WorkflowHistory) -> list[bytes]:
    """The headers of updates and of activities, as they are kept."""
    found = []
    for event in history.events:
        update = event.workflow_execution_update_accepted_event_attributes
        activity = event.activity_task_scheduled_event_attributes
        for header in (update.accepted_request.input.header, activity.header):
            found += [payload.data for payload in header.fields.values()]
    return found
