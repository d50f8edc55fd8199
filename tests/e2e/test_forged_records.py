"""Whoever reaches Temporal records nothing: no activity takes the word of a workflow for it."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from temporalio import workflow
from temporalio.client import (
    ActivityFailureError,
    Client,
)
from temporalio.common import RetryPolicy, WorkflowIDConflictPolicy
from temporalio.exceptions import ActivityError, ApplicationError
from temporalio.worker import UnsandboxedWorkflowRunner, Worker

from activities.channels import MaildirChannel
from activities.sender import EXAMPLE
from register import proofs
from rules.decide import decide, opening_events
from rules.proofs import digest_of_proof, digest_of_told
from schemas.messages import DeadlinePassed, HandOverVisit, LettersSettled
from schemas.parts import LetterOutcome
from schemas.proofs import Grounds
from schemas.values import DeadlineKind, LetterKind, LetterStatus
from schemas.work import RecordRequest, SendRequest, VisitInput
from tests.e2e.conftest import AtWork
from tests.e2e.forging import DECLINE, IDS, by_us, traces
from tests.e2e.walking import Walk
from tests.engine import Engine
from worker.process import activities_for

_ONCE = RetryPolicy(maximum_attempts=1)
_SOON = timedelta(seconds=20)


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
            id=f"alone-{name}-{next(IDS)}",
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
    visit = f"opened-{next(IDS)}-e10000016"
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
    queue = f"forgers-{next(IDS)}"
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
