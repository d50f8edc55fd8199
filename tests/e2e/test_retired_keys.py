"""A key that is retired signs nothing new, and what it has signed stands."""

from collections.abc import Awaitable, Iterator
from contextlib import contextmanager

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from temporalio.api.common.v1 import WorkflowExecution
from temporalio.api.workflowservice.v1 import ResetWorkflowExecutionRequest

from desk.signing import Signer, own_signer
from register.signatures import Trust, trusting_in
from release.audit import audit
from rules.refusals import RefusalCode, Refused
from schemas.forms.course import HandOverForm
from schemas.forms.invitation import ResponseForm
from schemas.values import Answer
from tests.e2e.conftest import AtWork
from tests.e2e.forging import IDS, proof_of, traces
from tests.e2e.walking import Walk
from tests.engine import UNHURRIED
from tests.support.waiting import until
from workflows.visit import Visit


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
                request_id=f"reset-{next(IDS)}",
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

    proof, _ = await proof_of(engine, walk, "stands")
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
