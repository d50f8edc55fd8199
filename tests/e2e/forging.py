"""What tries of forged decisions share: a visit to forge them for, and what is looked at after.

Forged with the ids of people who do decide, from what a history shows to whoever can read it.
"""

import base64
import json
from collections.abc import Awaitable
from datetime import UTC, datetime
from itertools import count
from typing import Any

import pytest
from temporalio.client import Client, WorkflowUpdateFailedError
from temporalio.exceptions import ApplicationError

from desk.signing import own_signer
from schemas.messages import Respond
from schemas.proofs import Proof
from schemas.values import Answer
from tests.e2e.walking import Walk
from tests.engine import Engine
from tests.support.waiting import until

IDS = count(1)
"""Tells one forgery from another, over all modules of one run."""

DECLINE = Respond(actor="coordinator", answer=Answer.DECLINE)
"""In the name of a person who may."""


async def waiting_for_reply(engine: Engine, client: Client) -> Walk:
    """A visit whose invitation has arrived, and which nobody has answered."""
    scenario = engine.scenario().model_copy(update={"programme": f"forged-{next(IDS)}"})
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


def by_us(subject: str, update_id: str, message: Any = DECLINE) -> Proof:  # noqa: ANN401 - a message
    """A proof as this process's desks make it."""
    return own_signer().sign(subject, update_id, message, datetime.now(UTC))


async def proof_of(engine: Engine, walk: Walk, update_id: str) -> tuple[Proof, dict[str, Any]]:
    """The proof that is kept of a decision, and the message that it signs."""
    proof: str = await engine.pool.fetchval(
        "SELECT proof FROM proofs WHERE subject = $1 AND update_id = $2", walk.visit, update_id
    )
    payload = json.loads(base64.urlsafe_b64decode(proof.split(".")[1] + "=="))
    return proof, json.loads(payload["message"])
