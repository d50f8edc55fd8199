"""Whoever reaches Temporal decides nothing: not by gRPC, HTTP or the command line."""

import asyncio
import base64
import json
import os
import sys
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx2
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from temporalio.client import (
    WithStartWorkflowOperation,
    WorkflowExecutionStatus,
    WorkflowFailureError,
    WorkflowUpdateFailedError,
)
from temporalio.common import WorkflowIDConflictPolicy

from desk.signing import Signer, own_signer
from rules.proofs import encoded, mandate_for
from rules.refusals import RefusalCode
from schemas.forms.course import HandOverForm
from schemas.forms.invitation import ResponseForm
from schemas.messages import HandOverVisit
from schemas.proofs import Mandate, Proof
from schemas.values import Answer
from schemas.work import VisitInput
from stack import EmbeddedStack
from tests.e2e.conftest import AtWork
from tests.e2e.forging import DECLINE, IDS, accepted_by, by_us, proof_of, refused, traces
from tests.e2e.walking import Walk
from tests.engine import Engine


async def none(_engine: Engine, _walk: Walk, _id: str) -> None:
    return None


async def of_a_stranger(_engine: Engine, walk: Walk, update_id: str) -> Proof:
    stranger = Signer(Ed25519PrivateKey.generate().private_bytes_raw())
    return stranger.sign(walk.visit, update_id, DECLINE, datetime.now(UTC))


async def of_a_stranger_who_says_it_is_ours(engine: Engine, walk: Walk, update_id: str) -> Proof:
    forged = await of_a_stranger(engine, walk, update_id)
    return ".".join([own_signer().public.id, *forged.split(".")[1:]])


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
    update_id = f"forged-{next(IDS)}"
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
        update_id = f"{programme}-removed-{next(IDS)}"
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
    proof, message = await proof_of(engine, walk, "handed")
    before, length = await traces(engine), await accepted_by(walk)

    same = await walk.handle.execute_update("hand_over_visit", args=[message, proof], id="handed")
    other = walk.handle.execute_update("hand_over_visit", args=[message, proof], id="handed-2")

    assert same["recorded"] is True, "the first answer again"
    assert await refused(other) == RefusalCode.PROOF
    assert await traces(engine) == before
    assert await accepted_by(walk) == length
    assert (await engine.state(walk.visit)).coordinator == "coordinator-3"


async def test_a_start_with_a_decision_opens_nothing(at_work: AtWork, walk: Walk) -> None:
    engine, client = at_work
    opening = walk.handle
    started = await opening.fetch_history()
    payload = started.events[0].workflow_execution_started_event_attributes.input.payloads[0]
    visit = f"never-{next(IDS)}-e10000016"
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
            "meta": {"updateId": f"http-{next(IDS)}"},
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
