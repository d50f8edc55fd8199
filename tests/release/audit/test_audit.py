"""The audit: whatever does not agree with the log is named; the register alone tells the story."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from temporalio.client import (
    Client,
    Interceptor,
    OutboundInterceptor,
    QueryWorkflowInput,
    WorkflowHandle,
    WorkflowQueryFailedError,
)

from activities.programme import selecting
from register.connection import open_pool
from register.visits import UnknownVisit
from release.audit import Run, audit
from schemas.forms.course import CancellationForm
from schemas.ids import VisitId
from stack import EmbeddedStack, StackAddresses
from tests.conftest import own_database
from tests.e2e import programmes
from tests.e2e.walking import own_engine
from tests.engine import UNHURRIED, Engine
from tests.support.waiting import until


async def played(engine: Engine) -> VisitId:
    return (await engine.play()).visit_id


async def test_a_running_visit_agrees_with_its_log(engine: Engine) -> None:
    async with engine.working() as (client, _):
        visit = await engine.player(client, engine.scenario()).open()
        report = await audit(engine.pool, client, visit, patience=UNHURRIED)

    assert report.exit_status == 0
    assert report.processes[0].run is Run.AGREES
    assert report.processes[0].story is None


async def test_work_that_fails_again_and_again_is_told_of_a_process_that_agrees(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fails(*_: object) -> None:
        raise LookupError("Amara Okafor")

    monkeypatch.setattr(selecting, "require_owed", fails)
    scenario = programmes.small(engine)
    async with engine.working() as (client, _):

        async def told() -> tuple[str, ...]:
            report = await audit(engine.pool, client, often=2)
            return report.processes[0].tried_again if report.processes else ()

        playing = asyncio.create_task(programmes.play(engine, client, scenario))
        await until(told)
        report = await audit(engine.pool, client, often=2)
        playing.cancel()
        await client.get_workflow_handle(scenario.programme).terminate()

    (one,) = report.processes
    assert (one.subject, one.run, one.fine) == (scenario.programme, Run.AGREES, True)
    (why,) = one.tried_again
    assert why.startswith("fix_portfolio fails again and again (LookupError, tried ")


class _AnEarlierRelease(Interceptor):
    """Answers for workers that do not know the one question in which all is asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def intercept_client(self, next: OutboundInterceptor) -> OutboundInterceptor:  # noqa: A002 - the SDK's
        asked = self.asked

        class Asking(OutboundInterceptor):
            async def query_workflow(self, input: QueryWorkflowInput) -> Any:  # noqa: A002, ANN401 - the SDK's
                asked.append(input.query)
                if input.query == "known":
                    raise WorkflowQueryFailedError(
                        "Query handler for 'known' expected but not found"
                    )
                return await super().query_workflow(input)

        return Asking(next)


async def test_a_worker_of_an_earlier_release_is_asked_as_it_knows(engine: Engine) -> None:
    async with engine.working() as (client, _):
        visit = await engine.player(client, engine.scenario()).open()
        earlier = _AnEarlierRelease()
        config = client.config()
        config["interceptors"] = [earlier]
        report = await audit(engine.pool, Client(**config), visit, patience=UNHURRIED)

    assert [found.run for found in report.processes] == [Run.AGREES]
    # Once a look; it may look again while the last of it is recorded.
    assert earlier.asked[:3] == ["known", "state", "recording"]


async def test_without_temporal_nothing_is_said_to_agree(engine: Engine) -> None:
    visit = await played(engine)

    report = await audit(engine.pool)

    assert not report.fine
    assert report.exit_status == 3
    assert [(found.subject, found.run) for found in report.processes] == [(visit, Run.NOT_ASKED)]
    assert report.processes[0].story is None


async def test_the_story_is_told_when_temporal_has_forgotten_the_run(engine: Engine) -> None:
    async with engine.working() as (client, _):
        player = engine.player(client, engine.scenario())
        visit = await player.open()
        form = CancellationForm(reason="The council is in the middle of a reorganisation.")
        await player.desk.submit(visit, form, actor="programme-lead", update_id="cancel")
        await forget(player.desk.handle(visit))
        report = await audit(engine.pool, client, visit, patience=UNHURRIED)

    (found,) = report.processes
    assert (found.run, report.exit_status) == (Run.OVER, 0)
    assert found.story is not None
    last = next(line for line in found.story.events if line.words == "visit cancelled")
    assert last.actor == "programme-lead"
    assert last.reason == "The council is in the middle of a reorganisation."
    assert {letter.key.split("/")[1] for letter in found.story.letters} >= {"invitation"}
    assert {document.kind for document in found.story.documents} >= {"invitation"}


async def forget(handle: WorkflowHandle[Any, Any]) -> None:
    """As the server does when a run's time to be kept has passed."""
    from temporalio.api.common.v1 import WorkflowExecution
    from temporalio.api.workflowservice.v1 import DeleteWorkflowExecutionRequest
    from temporalio.service import RPCError

    client = handle._client  # noqa: SLF001 - the handle of the client under test
    await client.workflow_service.delete_workflow_execution(
        DeleteWorkflowExecutionRequest(
            namespace=client.namespace,
            workflow_execution=WorkflowExecution(workflow_id=handle.id),
        )
    )
    while True:
        try:
            await handle.describe()
        except RPCError:
            return


async def test_a_visit_whose_worker_is_gone_is_told_from_the_register(engine: Engine) -> None:
    async with engine.working() as (client, _):
        visit = await engine.player(client, engine.scenario()).open()

    client = await engine.client()
    report = await audit(engine.pool, client, visit, patience=timedelta(seconds=1))

    assert (report.processes[0].run, report.exit_status) == (Run.SILENT, 3)
    assert report.processes[0].story is not None


@pytest.fixture(scope="module")
async def once_played(
    stack: EmbeddedStack, tmp_path_factory: pytest.TempPathFactory
) -> StackAddresses:
    """Where the register of a visit is that was played; to be copied, not to be harmed."""
    async with own_engine(stack.addresses, tmp_path_factory.mktemp("played")) as engine:
        await played(engine)
        return engine.addresses


@pytest.mark.parametrize(
    ("harm", "complaint"),
    [
        ("DELETE FROM events WHERE position = 3", "position 3 is missing"),
        ("DELETE FROM events WHERE sequence = 3", "has record 4 where record 3 belongs"),
        ("DELETE FROM visits", "is missing from the list of its kind"),
        ("UPDATE events SET digest = sha256('') WHERE position = 3", "the digest does not follow"),
        (
            "UPDATE visits SET state = jsonb_set(state, '{mode}', '\"virtual\"')",
            "mode: the list of its kind says “virtual”, the log says “mixed”",
        ),
        (
            "UPDATE events SET payload = '{}'::json WHERE sequence = 4",
            "cannot be read by this release",
        ),
    ],
)
async def test_what_does_not_agree_is_named(
    once_played: StackAddresses, harm: str, complaint: str
) -> None:
    own = await own_database(once_played, like=once_played)
    async with open_pool(own.database_url) as pool:
        async with pool.acquire() as connection:
            await connection.execute(harm)

        report = await audit(pool)

    assert report.exit_status == 1
    told = [sentence for found in report.processes for sentence in found.mismatches]
    found = [*report.log, *told]
    assert any(complaint in sentence for sentence in found), found


async def test_a_run_that_knows_otherwise_is_named(engine: Engine) -> None:
    async with engine.working() as (client, _):
        visit = await engine.player(client, engine.scenario()).open()
        async with engine.pool.acquire() as connection:
            await connection.execute(
                "UPDATE events SET payload = replace(payload::text, '\"round\":1', '\"round\":2')"
                "::json WHERE type = 'visit.invited.v1'"
            )
        report = await audit(engine.pool, client, visit, patience=UNHURRIED)

    assert report.processes[0].run is Run.DIFFERS
    assert any(
        "the run in Temporal says 1, the log says 2" in m for m in report.processes[0].mismatches
    )


async def test_an_unknown_visit_is_refused(engine: Engine) -> None:
    with pytest.raises(UnknownVisit):
        await audit(engine.pool, None, "interim-e99999999")
