"""What is decided while Temporal is away is kept, and delivered once when it is back, in order."""

import asyncio
import json
from datetime import timedelta
from itertools import count
from pathlib import Path

import pytest
import yaml
from typer.testing import Result

from desk.departments import EXAMPLES
from desk.inbox import Inbox
from register import inbox
from rules.refusals import Refused
from schemas.event_types import EventType
from schemas.messages import Respond
from schemas.values import Answer, Stage
from tests.e2e.conftest import AtWork
from tests.e2e.walking import Walk
from tests.engine import Engine
from tests.support.signed import tell_directly
from tests.support.signed_in import sign_in
from tests.support.typing_in import typed
from tests.support.waiting import until
from worker.inbox import delivering_inbox

_IDS = count(1)
NOBODY = "127.0.0.1:9"
SOON = timedelta(seconds=0.05)


@pytest.fixture(autouse=True)
async def an_empty_place(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, at_work: AtWork) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.setenv("DATABASE_URL", at_work[0].addresses.database_url)
    await sign_in(at_work[0].addresses.database_url, monkeypatch)
    monkeypatch.setenv("TEMPORAL_ADDRESS", NOBODY)
    for mailbox in EXAMPLES:
        monkeypatch.setenv(f"VISITS_MAIL_{mailbox.ref.replace('-', '_').upper()}", mailbox.email)


async def visits(*words: str) -> Result:
    """A command, in a thread of its own: it has a loop of its own."""
    return await asyncio.to_thread(typed, *words)


async def invited(at_work: AtWork) -> Walk:
    engine, client = at_work
    scenario = engine.scenario().model_copy(update={"programme": f"waits-{next(_IDS)}"})
    walk = Walk(scenario, client, engine.pool, engine.settings.task_queue)
    await walk.open()
    await until(lambda: _delivered(engine, walk))
    return walk


async def _delivered(engine: Engine, walk: Walk) -> bool:
    state = await engine.state(walk.visit)
    return state.invitation is not None and state.invitation.delivered_at is not None


async def nothing_waits(engine: Engine) -> bool:
    async with engine.pool.acquire() as connection:
        return not await inbox.waiting(connection)


async def types_of(engine: Engine, visit: str) -> list[EventType]:
    return [EventType(entry.event.type) for entry in await engine.events(visit)]


async def test_decisions_are_kept_and_delivered_in_order_each_once(
    at_work: AtWork, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine, client = at_work
    walk = await invited(at_work)
    accept = ("respond", walk.visit, "--accept", "--id", "away-1")

    kept = await visits(*accept)
    assert kept.exit_code == 3
    assert "Temporal is away" in kept.stderr
    assert "--id away-1" in kept.stderr
    again = await visits(*accept, "--json")
    assert (again.exit_code, json.loads(again.stdout)["error"]["update_id"]) == (3, "away-1")

    # What follows is checked against what waits, not against what is recorded.
    officer = ("--name", "Morwenna Hale", "--email", "mh@kent.example.gov.uk")
    named = await visits(
        "nominate", walk.visit, *officer, "--organisation", "Kent", "--id", "away-2"
    )
    assert named.exit_code == 3
    refused = await visits("respond", walk.visit, "--decline", "--id", "away-3")
    assert refused.exit_code == 1
    shown = json.loads((await visits("inbox", walk.visit, "--json")).stdout)
    assert [row["name"] for row in shown] == ["respond", "nominate_officer"]
    table = (await visits("inbox", walk.visit)).stdout
    assert "away-1" in table
    assert "away-2" in table
    assert EventType.ACCEPTED not in await types_of(engine, walk.visit)

    # Two workers find Temporal back at once.
    async with (
        delivering_inbox(client, engine.pool, engine.settings, every=SOON),
        delivering_inbox(client, engine.pool, engine.settings, every=SOON),
    ):
        await until(lambda: nothing_waits(engine))

    state = await engine.state(walk.visit)
    assert (state.stage, state.officer) == (Stage.PREPARING, "officer-1")
    types = await types_of(engine, walk.visit)
    assert types.count(EventType.ACCEPTED) == types.count(EventType.OFFICER_NOMINATED) == 1

    monkeypatch.setenv("TEMPORAL_ADDRESS", engine.addresses.temporal)
    monkeypatch.setenv("TEMPORAL_NAMESPACE", engine.addresses.namespace)
    told = await visits(*accept)
    assert (told.exit_code, "Recorded" in told.stdout) == (0, True), told.output
    assert await types_of(engine, walk.visit) == types


async def test_an_opening_is_kept_and_leads_to_exactly_one_visit(
    at_work: AtWork, tmp_path: Path
) -> None:
    engine, client = at_work
    scenario = engine.scenario()
    assert scenario.contacts is not None
    contacts = tmp_path / "contacts.yaml"
    people = scenario.contacts.model_dump(mode="json", exclude_none=True)
    contacts.write_text(yaml.safe_dump(people), encoding="utf-8")
    command = ("open", "E10000016", "--day-one", "2027-03-01", "--programme", "waits-opening")
    visit = "waits-opening-e10000016"

    for _ in range(2):
        kept = await visits(*command, "--contacts", str(contacts), "--id", "opened-away")
        assert kept.exit_code == 3, kept.output
    waiting = Inbox(client, engine.pool, task_queue=engine.settings.task_queue)
    await asyncio.gather(waiting.deliver(), waiting.deliver())
    await until(lambda: nothing_waits(engine))

    await until(lambda: _known(engine, visit))
    assert (await engine.state(visit)).contacts
    types = await types_of(engine, visit)
    assert types.count(EventType.OPENED) == types.count(EventType.CONTACTS_RECORDED) == 1
    runs = [run async for run in client.list_workflows(f"WorkflowId = '{visit}'")]
    assert len(runs) <= 1, "one run; the list may lag behind"


async def _known(engine: Engine, visit: str) -> bool:
    async with engine.pool.acquire() as connection:
        found = await connection.fetchval("SELECT 1 FROM visits WHERE visit_id = $1", visit)
    return found is not None and EventType.CONTACTS_RECORDED in await types_of(engine, visit)


async def test_what_is_refused_at_delivery_is_a_task_until_somebody_has_seen_it(
    at_work: AtWork,
) -> None:
    engine, client = at_work
    walk = await invited(at_work)
    kept = await visits("respond", walk.visit, "--accept", "--id", "late-1")
    assert kept.exit_code == 3
    declined = Respond(actor="coordinator", answer=Answer.DECLINE)
    await tell_directly(engine.pool, walk.handle, declined, "told-directly")

    waiting = Inbox(client, engine.pool, task_queue=engine.settings.task_queue)
    assert await waiting.deliver() == 0

    listed = json.loads((await visits("tasks", "--json")).stdout)
    (task,) = [thing for thing in listed if "late-1" in thing["command"]]
    assert task["words"].startswith("what owner decided while Temporal was away was refused")
    assert task["command"] == f"visits inbox {walk.visit} --seen late-1"
    asked = await visits("respond", walk.visit, "--accept", "--id", "late-1")
    assert asked.exit_code == 1
    assert "only while" in asked.stderr

    assert (await visits(*task["command"].split()[1:])).exit_code == 0
    after = json.loads((await visits("tasks", "--json")).stdout)
    assert [thing for thing in after if "late-1" in thing["command"]] == []
    assert (await visits(*task["command"].split()[1:])).exit_code == 1


async def test_an_opening_that_is_spoilt_where_it_waits_holds_up_nobody_and_is_told(
    at_work: AtWork,
) -> None:
    engine, client = at_work
    walk = await invited(at_work)
    command = ("open", "E10000016", "--day-one", "2027-03-01", "--programme", "waits-spoilt")
    assert (await visits(*command, "--id", "spoilt")).exit_code == 3
    async with engine.pool.acquire() as connection:
        await connection.execute("UPDATE inbox SET body = '{}' WHERE update_id = 'spoilt'")
    assert (await visits("respond", walk.visit, "--accept", "--id", "behind-it")).exit_code == 3

    async with delivering_inbox(client, engine.pool, engine.settings, every=SOON):
        await until(lambda: nothing_waits(engine))

    assert (await engine.state(walk.visit)).stage is Stage.PREPARING
    listed = json.loads((await visits("tasks", "--json")).stdout)
    (task,) = [thing for thing in listed if "spoilt" in thing["command"]]
    assert "waits-spoilt-e10000016 was not opened" in task["words"]
    assert "Open it again." in task["words"]


async def test_a_decision_of_now_does_not_overtake_one_that_waits(at_work: AtWork) -> None:
    engine, _ = at_work
    walk = await invited(at_work)
    assert (await visits("respond", walk.visit, "--accept", "--id", "first")).exit_code == 3

    with pytest.raises(Refused, match="is being prepared"):
        await walk.step()  # the scenario's own reply, by a desk for which Temporal is back

    assert (await types_of(engine, walk.visit)).count(EventType.ACCEPTED) == 1
