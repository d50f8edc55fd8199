"""Whoever reaches Temporal decides nothing: not by gRPC, HTTP or the command line, nor by itself.

Forged with the ids of people who do decide, from what a history shows to whoever can read it.
"""

import asyncio
import base64
import json
import os
import sys
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import httpx2
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from temporalio import workflow
from temporalio.api.common.v1 import WorkflowExecution
from temporalio.api.workflowservice.v1 import ResetWorkflowExecutionRequest
from temporalio.client import (
    ActivityFailureError,
    Client,
    WithStartWorkflowOperation,
    WorkflowExecutionStatus,
    WorkflowFailureError,
    WorkflowUpdateFailedError,
)
from temporalio.common import RetryPolicy, WorkflowIDConflictPolicy
from temporalio.exceptions import ActivityError, ApplicationError
from temporalio.worker import UnsandboxedWorkflowRunner, Worker

from activities.channels import MaildirChannel
from activities.sender import EXAMPLE
from desk.signing import Signer, own_signer
from register import proofs
from register.signatures import Trust, trusting_in
from release.audit import audit
from rules.decide import decide, opening_events
from rules.proofs import digest_of_proof, digest_of_told, encoded, mandate_for
from rules.refusals import RefusalCode, Refused
from schemas.forms.course import HandOverForm
from schemas.forms.invitation import ResponseForm
from schemas.messages import DeadlinePassed, HandOverVisit, LettersSettled, Respond
from schemas.parts import LetterOutcome
from schemas.proofs import Grounds, Mandate, Proof
from schemas.values import Answer, DeadlineKind, LetterKind, LetterStatus
from schemas.work import RecordRequest, SendRequest, VisitInput
from stack import EmbeddedStack
from tests.e2e.conftest import AtWork
from tests.e2e.walking import Walk
from tests.engine import UNHURRIED, Engine
from tests.support.waiting import until
from worker.process import activities_for
from workflows.visit import Visit

_IDS = count(1)
_ONCE = RetryPolicy(maximum_attempts=1)
_SOON = timedelta(seconds=20)

DECLINE = Respond(actor="coordinator", answer=Answer.DECLINE)
"""In the name of a person who may."""


@pytest.fixture
async def walk(at_work: AtWork) -> Walk:
    """A visit that waits for its reply."""
    engine, client = at_work
    scenario = engine.scenario().model_copy(update={"programme": f"forged-{next(_IDS)}"})
    made = Walk(scenario, client, engine.pool, engine.settings.task_queue)
    await made.open()

    async def invited() -> bool:
        state = await engine.state(made.visit)
        return state.invitation is not None and state.invitation.delivered_at is not None

    await until(invited)
    return made


async def traces(engine: Engine) -> list[int]:
    """Everything that a decision leaves in the register."""
    tables = ("events", "visits", "letters", "proved", "announcements", "programmes", "reports")
    return [int(await engine.pool.fetchval(f"SELECT count(*) FROM {each}")) for each in tables]  # noqa: S608 - constants


async def accepted_by(walk: Walk) -> list[str]:
    """The ids of the updates that a history tells of."""
    told = [
        event.workflow_execution_update_accepted_event_attributes
        for event in (await walk.handle.fetch_history()).events
        if event.HasField("workflow_execution_update_accepted_event_attributes")
    ]
    return [one.accepted_request.meta.update_id for one in told]


async def refused(sent: Awaitable[object]) -> str:
    """As what an update was refused."""
    with pytest.raises(WorkflowUpdateFailedError) as failed:
        await sent
    cause = failed.value.cause
    assert isinstance(cause, ApplicationError)
    assert cause.type is not None
    return cause.type


# --- Updates ---------------------------------------------------------------------------------


async def none(_engine: Engine, _walk: Walk, _id: str) -> None:
    return None


async def of_a_stranger(_engine: Engine, walk: Walk, update_id: str) -> Proof:
    stranger = Signer(Ed25519PrivateKey.generate().private_bytes_raw())
    return stranger.sign(walk.visit, update_id, DECLINE, datetime.now(UTC))


async def of_a_stranger_who_says_it_is_ours(engine: Engine, walk: Walk, update_id: str) -> Proof:
    forged = await of_a_stranger(engine, walk, update_id)
    return ".".join([own_signer().public.id, *forged.split(".")[1:]])


def by_us(subject: str, update_id: str, message: Any = DECLINE) -> Proof:  # noqa: ANN401 - a message
    return own_signer().sign(subject, update_id, message, datetime.now(UTC))


async def of_another_visit(_engine: Engine, _walk: Walk, update_id: str) -> Proof:
    return by_us("forged-0-e10000016", update_id)


async def of_another_id(_engine: Engine, walk: Walk, _id: str) -> Proof:
    return by_us(walk.visit, "another-decision")


async def of_another_answer(_engine: Engine, walk: Walk, update_id: str) -> Proof:
    return by_us(walk.visit, update_id, DECLINE.model_copy(update={"answer": Answer.ACCEPT}))


async def of_another_person(_engine: Engine, walk: Walk, update_id: str) -> Proof:
    return by_us(walk.visit, update_id, DECLINE.model_copy(update={"actor": "manager-1"}))


async def of_another_decision(_engine: Engine, walk: Walk, update_id: str) -> Proof:
    return by_us(walk.visit, update_id, HandOverVisit(actor="coordinator", to="coordinator-2"))


async def changed_after_it_was_signed(_engine: Engine, walk: Walk, update_id: str) -> Proof:
    key, payload, signature = by_us(
        walk.visit, update_id, DECLINE.model_copy(update={"answer": Answer.ACCEPT})
    ).split(".")
    signed = base64.urlsafe_b64decode(payload + "==").replace(b"accept", b"decline")
    return f"{key}.{encoded(signed)}.{signature}"


async def nonsense(_engine: Engine, _walk: Walk, _id: str) -> Proof:
    return "abc.e30.AAAA"


FORGED = [
    none,
    nonsense,
    of_a_stranger,
    of_a_stranger_who_says_it_is_ours,
    of_another_visit,
    of_another_id,
    of_another_answer,
    of_another_person,
    of_another_decision,
    changed_after_it_was_signed,
]
Forge = Callable[[Engine, Walk, str], Awaitable[Proof | None]]


@pytest.mark.parametrize("forge", FORGED, ids=lambda forge: forge.__name__)
async def test_an_update_without_its_proof_is_refused_and_leaves_no_trace(
    at_work: AtWork, walk: Walk, forge: Forge
) -> None:
    engine, _ = at_work
    update_id = f"forged-{next(_IDS)}"
    proof = await forge(engine, walk, update_id)
    before, length = await traces(engine), await accepted_by(walk)

    sent = walk.handle.execute_update("respond", args=[DECLINE, proof], id=update_id)
    assert await refused(sent) == RefusalCode.PROOF

    assert await traces(engine) == before
    assert await accepted_by(walk) == length


async def test_what_is_signed_and_not_in_the_register_is_taken_back(
    at_work: AtWork, walk: Walk
) -> None:
    """What only looks like a programme's decision passes the door, and not the gate."""
    engine, _ = at_work
    before = await traces(engine)
    for programme in (walk.scenario.programme, "other"):
        update_id = f"{programme}-removed-{next(_IDS)}"
        mandate = Mandate(programme=programme, sequence=1)
        proof = mandate_for(mandate, walk.visit, update_id, DECLINE, datetime.now(UTC))

        sent = walk.handle.execute_update("respond", args=[DECLINE, proof], id=update_id)
        assert await refused(sent) == RefusalCode.PROOF

    assert await traces(engine) == before
    receipt = await walk.submit(ResponseForm(answer=Answer.ACCEPT), "ours")
    assert receipt.recorded


async def test_an_old_proof_decides_nothing_again(at_work: AtWork, walk: Walk) -> None:
    engine, _ = at_work
    await walk.submit(HandOverForm(to="coordinator-2", reason="Leave."), "handed")
    await walk.submit(HandOverForm(to="coordinator-3", reason="Leave."), "handed-on")
    proof, message = await _first_of(engine, walk, "handed")
    before, length = await traces(engine), await accepted_by(walk)

    same = await walk.handle.execute_update("hand_over_visit", args=[message, proof], id="handed")
    other = walk.handle.execute_update("hand_over_visit", args=[message, proof], id="handed-2")

    assert same["recorded"] is True, "the first answer again"
    assert await refused(other) == RefusalCode.PROOF
    assert await traces(engine) == before
    assert await accepted_by(walk) == length
    assert (await engine.state(walk.visit)).coordinator == "coordinator-3"


async def _first_of(engine: Engine, walk: Walk, update_id: str) -> tuple[Proof, dict[str, Any]]:
    proof: str = await engine.pool.fetchval(
        "SELECT proof FROM proofs WHERE subject = $1 AND update_id = $2", walk.visit, update_id
    )
    payload = json.loads(base64.urlsafe_b64decode(proof.split(".")[1] + "=="))
    return proof, json.loads(payload["message"])


async def test_a_start_with_a_decision_opens_nothing(at_work: AtWork, walk: Walk) -> None:
    engine, client = at_work
    opening = walk.handle
    started = await opening.fetch_history()
    payload = started.events[0].workflow_execution_started_event_attributes.input.payloads[0]
    visit = f"never-{next(_IDS)}-e10000016"
    told = json.loads(payload.data)
    told["opening"] |= {"visit_id": visit, "programme": visit.rpartition("-")[0]}
    before = await traces(engine)

    start: WithStartWorkflowOperation[Any, Any] = WithStartWorkflowOperation(
        "Visit",
        VisitInput.model_validate(told),
        id=visit,
        task_queue=engine.settings.task_queue,
        id_conflict_policy=WorkflowIDConflictPolicy.FAIL,
    )
    with pytest.raises(WorkflowUpdateFailedError):
        await client.execute_update_with_start_workflow(
            "respond", args=[DECLINE, None], start_workflow_operation=start, id="forged-start"
        )
    with pytest.raises(WorkflowFailureError):
        await (await start.workflow_handle()).result()

    assert await traces(engine) == before


async def test_a_signal_and_a_cancellation_change_nothing(at_work: AtWork, walk: Walk) -> None:
    engine, _ = at_work
    before = await traces(engine)

    await walk.handle.signal("respond", DECLINE)
    await walk.handle.cancel()

    receipt = await walk.submit(ResponseForm(answer=Answer.ACCEPT), "ours")
    assert receipt.recorded
    assert (await traces(engine))[0] > before[0]
    assert (await walk.handle.describe()).status is WorkflowExecutionStatus.RUNNING


# --- Other ways to Temporal --------------------------------------------------------------------


async def test_the_http_api_decides_nothing(
    at_work: AtWork, walk: Walk, stack: EmbeddedStack
) -> None:
    engine, client = at_work
    before, length = await traces(engine), await accepted_by(walk)
    server = stack._temporal  # noqa: SLF001 - its door is for nobody, and is open
    assert server is not None
    base = f"http://127.0.0.1:{server._http_port.number}/api/v1/namespaces/{client.namespace}"  # noqa: SLF001 - as above
    body = {
        "waitPolicy": {"lifecycleStage": "UPDATE_WORKFLOW_EXECUTION_LIFECYCLE_STAGE_COMPLETED"},
        "request": {
            "meta": {"updateId": f"http-{next(_IDS)}"},
            "input": {"args": [DECLINE.model_dump(mode="json")]},
        },
    }

    async with httpx2.AsyncClient(timeout=60) as http:
        answer = await http.post(f"{base}/workflows/{walk.visit}/update/respond", json=body)

    assert "prove who decided" in answer.text
    assert await traces(engine) == before
    assert await accepted_by(walk) == length


async def test_the_command_line_decides_nothing(at_work: AtWork, walk: Walk) -> None:
    engine, client = at_work
    before, length = await traces(engine), await accepted_by(walk)

    status, told = await temporal(
        *("workflow", "update", "execute", "--workflow-id", walk.visit, "--name", "respond"),
        *(
            "--input",
            DECLINE.model_dump_json(),
            "--address",
            client.service_client.config.target_host,
        ),
    )

    assert status != 0
    assert "prove who decided" in told
    assert await traces(engine) == before
    assert await accepted_by(walk) == length


async def temporal(*words: str) -> tuple[int, str]:
    """The official command."""
    process = await asyncio.create_subprocess_exec(
        str(Path(sys.executable).with_name("temporal")),
        *words,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        env={"HOME": os.environ.get("HOME", "/"), "TEMPORAL_VERSION_CHECK_DISABLED": "1"},
    )
    out, _ = await process.communicate()
    return process.returncode or 0, out.decode()


# --- Activities --------------------------------------------------------------------------------


async def test_no_activity_runs_by_itself(at_work: AtWork, walk: Walk) -> None:
    """Each that a worker has, by its name: whatever it is asked, it does not begin."""
    engine, client = at_work
    before = await traces(engine)
    request = await _declined(engine, walk)
    registered = activities_for(engine.pool, MaildirChannel(engine.maildir), EXAMPLE)

    for each in registered:
        name = each.__name__
        asked: Any = request if name == "record_events" else {}
        handle = await client.start_activity(
            name,
            asked,
            id=f"alone-{name}-{next(_IDS)}",
            task_queue=engine.settings.task_queue,
            start_to_close_timeout=_SOON,
            retry_policy=_ONCE,
        )
        with pytest.raises(ActivityFailureError) as failed:
            await handle.result()
        if name == "record_events":
            cause = failed.value.cause
            assert isinstance(cause, ApplicationError)
            assert cause.type == "NotProved"

    assert await traces(engine) == before


@workflow.defn(name="Forger", sandboxed=False)
class Forger:
    """Runs under the id of a visit, and asks its worker to record."""

    @workflow.run
    async def run(self, name: str, request: Any, queue: str) -> str:  # noqa: ANN401 - of whatever activity
        try:
            await workflow.execute_activity(
                name,
                request,
                task_queue=queue,
                start_to_close_timeout=timedelta(seconds=20),
                retry_policy=RetryPolicy(maximum_attempts=1),
            )
        except ActivityError as failed:
            return getattr(failed.cause, "type", None) or "failed"
        return "done"


async def _declined(engine: Engine, walk: Walk, proof: str | None = None) -> RecordRequest:
    """A record of what nobody decided, in the right place and by the rules."""
    state = await engine.state(walk.visit)
    at = state.changed_at + timedelta(seconds=1)
    events = decide(state, DECLINE, at)
    grounds = (Grounds(events=len(events), proof=proof),)
    return RecordRequest(visit_id=walk.visit, events=tuple(events), grounds=grounds, now=at)


async def without_grounds(engine: Engine, walk: Walk) -> RecordRequest:
    return (await _declined(engine, walk)).model_copy(update={"grounds": ()})


async def with_empty_grounds(engine: Engine, walk: Walk) -> RecordRequest:
    return await _declined(engine, walk)


async def with_a_proof_of_its_own(engine: Engine, walk: Walk) -> RecordRequest:
    return await _declined(engine, walk, digest_of_proof(by_us(walk.visit, "never-kept")))


async def with_a_proof_that_was_used(engine: Engine, walk: Walk) -> RecordRequest:
    used = await engine.pool.fetchval("SELECT digest FROM proved WHERE subject = $1", walk.visit)
    return await _declined(engine, walk, used)


async def with_a_proof_of_something_else(engine: Engine, walk: Walk) -> RecordRequest:
    """Kept and signed, and of another decision than the events tell."""
    message = HandOverVisit(actor="coordinator", to="coordinator-2")
    proof = by_us(walk.visit, "waits", message)
    async with engine.pool.acquire() as connection:
        await proofs.keep(connection, walk.visit, "waits", proof)
    return await _declined(engine, walk, digest_of_proof(proof))


async def before_its_time(engine: Engine, walk: Walk) -> RecordRequest:
    """A deadline that there is, which has not come."""
    state = await engine.state(walk.visit)
    due = state.changed_at + timedelta(days=90)
    message = DeadlinePassed(deadline=DeadlineKind.REPLY_DUE, due=due)
    return await _told(engine, walk, message, due)


async def letters_that_did_not_settle(engine: Engine, walk: Walk) -> RecordRequest:
    state = await engine.state(walk.visit)
    at = state.changed_at + timedelta(seconds=1)
    outcome = LetterOutcome(
        key=f"{walk.visit}/invitation/1/dcs",
        kind=LetterKind.INVITATION,
        recipient="dcs",
        status=LetterStatus.REFUSED,
        at=at,
    )
    return await _told(engine, walk, LettersSettled(outcomes=(outcome,)), at)


async def _told(engine: Engine, walk: Walk, message: Any, at: datetime) -> RecordRequest:  # noqa: ANN401 - a message
    events = decide(await engine.state(walk.visit), message, at)
    assert events, "else it would show nothing"
    grounds = (Grounds(events=len(events), told=digest_of_told(message)),)
    return RecordRequest(visit_id=walk.visit, events=tuple(events), grounds=grounds, now=at)


RECORDS = [
    without_grounds,
    with_empty_grounds,
    with_a_proof_of_its_own,
    with_a_proof_that_was_used,
    with_a_proof_of_something_else,
    before_its_time,
    letters_that_did_not_settle,
]


@pytest.mark.parametrize("forge", RECORDS, ids=lambda forge: forge.__name__)
async def test_a_record_asked_for_under_a_visits_own_id_is_refused(
    at_work: AtWork, walk: Walk, forge: Callable[[Engine, Walk], Awaitable[RecordRequest]]
) -> None:
    """Somebody ends a visit's run and begins one of their own in its place, on their own worker."""
    engine, client = at_work
    request = await forge(engine, walk)
    before = await traces(engine)

    assert await forged(engine, client, walk.visit, "record_events", request) == "NotProved"

    assert await traces(engine) == before


async def test_no_visit_is_opened_by_a_record(at_work: AtWork, walk: Walk) -> None:
    engine, client = at_work
    visit = f"opened-{next(_IDS)}-e10000016"
    started = (await walk.handle.fetch_history()).events[0]
    payload = started.workflow_execution_started_event_attributes.input.payloads[0]
    opening = VisitInput.model_validate_json(payload.data).opening
    opening = opening.model_copy(update={"visit_id": visit, "programme": visit.rpartition("-")[0]})
    now = datetime.now(UTC)
    request = RecordRequest(
        visit_id=visit,
        events=tuple(opening_events(opening, now)),
        grounds=(Grounds(events=1),),
        now=now,
    )
    before = await traces(engine)

    assert await forged(engine, client, visit, "record_events", request) == "NotProved"

    assert await traces(engine) == before


async def test_held_letters_do_not_leave_early(at_work: AtWork, walk: Walk) -> None:
    engine, client = at_work
    now = (await engine.state(walk.visit)).changed_at
    request = SendRequest(visit_id=walk.visit, now=now + timedelta(days=2))

    assert await forged(engine, client, walk.visit, "send_letters", request) == "NotProved"


async def forged(
    engine: Engine,
    client: Client,
    run: str,
    name: str,
    request: Any,  # noqa: ANN401 - of whatever activity
) -> str:
    """How an activity ends that is asked for by a workflow of somebody else's, under an id."""
    queue = f"forgers-{next(_IDS)}"
    worker = Worker(
        client,
        task_queue=queue,
        workflows=[Forger],
        workflow_runner=UnsandboxedWorkflowRunner(),
    )
    async with worker:
        ended: str = await client.execute_workflow(
            "Forger",
            args=[name, request, engine.settings.task_queue],
            id=run,
            task_queue=queue,
            id_conflict_policy=WorkflowIDConflictPolicy.TERMINATE_EXISTING,
        )
    return ended


# --- Keys --------------------------------------------------------------------------------------


async def test_a_reset_loses_no_decision_whose_key_is_retired(at_work: AtWork, walk: Walk) -> None:
    engine, client = at_work
    await walk.submit(HandOverForm(to="coordinator-2", reason="Leave."), "stands")
    before = await traces(engine)
    run = (await walk.handle.describe()).run_id

    history = await walk.handle.fetch_history()
    accepted = max(
        event.event_id
        for event in history.events
        if event.HasField("workflow_execution_update_accepted_event_attributes")
    )
    last = max(
        event.event_id
        for event in history.events
        if event.HasField("workflow_task_completed_event_attributes")
        and event.event_id < accepted - 1
    )
    with retired():
        await client.workflow_service.reset_workflow_execution(
            ResetWorkflowExecutionRequest(
                namespace=client.namespace,
                workflow_execution=WorkflowExecution(workflow_id=walk.visit, run_id=run),
                reason="forged",
                workflow_task_finish_event_id=last,
                request_id=f"reset-{next(_IDS)}",
            )
        )

        async def goes_on() -> bool:
            return (await walk.handle.query(Visit.state)).coordinator == "coordinator-2"

        await until(goes_on)

    assert await traces(engine) == before
    assert (await engine.state(walk.visit)).coordinator == "coordinator-2"


async def test_a_retired_key_signs_nothing_new(at_work: AtWork, walk: Walk) -> None:
    engine, client = at_work
    before = await traces(engine)
    newer = Signer(Ed25519PrivateKey.generate().private_bytes_raw())

    with retired():
        sent = walk.submit(ResponseForm(answer=Answer.ACCEPT), "with-a-retired-key")
        assert await _refusal(sent) == RefusalCode.PROOF
        assert await traces(engine) == before

        with trusting_in(Trust([newer.public])):
            walk.signer = newer
            walk.sit_down(client, engine.pool)
            receipt = await walk.submit(ResponseForm(answer=Answer.ACCEPT), "with-the-new-one")
            assert receipt.recorded


async def test_an_audit_tells_of_a_proof_that_does_not_hold(at_work: AtWork, walk: Walk) -> None:
    engine, client = at_work
    await walk.submit(HandOverForm(to="coordinator-2", reason="Leave."), "stands")
    assert (await audit(engine.pool, client, walk.visit, patience=UNHURRIED)).fine

    proof, _ = await _first_of(engine, walk, "stands")
    await engine.pool.execute(
        "UPDATE proofs SET proof = $2 WHERE proof = $1", proof, f"{proof[:-8]}AAAAAAAA"
    )

    (found,) = (await audit(engine.pool, client, walk.visit, patience=UNHURRIED)).processes
    assert [told.partition(":")[2] for told in found.mismatches] == [
        " the proof of who decided it does not hold."
    ]


async def _refusal(sent: Awaitable[object]) -> str:
    with pytest.raises(Refused) as no:
        await sent
    return no.value.code


@contextmanager
def retired() -> Iterator[None]:
    """The key of this process's desks is retired meanwhile."""
    key = own_signer().public
    with trusting_in(Trust([key.model_copy(update={"retired": True})])):
        yield
