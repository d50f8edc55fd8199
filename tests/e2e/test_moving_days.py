"""A decision says what it would bring about, and who is written to; it is done once that is meant.

Shown with `visits dates`, which moves the days of a visit whose area was told of them.
"""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from typer.testing import Result

from desk.clock import kept_by
from desk.desk import Desk
from schemas.events.preparation import DatesSet
from stack import EmbeddedStack
from tests.e2e.walking import Walk, own_engine
from tests.engine import Engine
from tests.support.register_alone import fingerprint
from tests.support.signed_in import sign_in
from tests.support.typing_in import typed

MOVED = ("2020-11-05", "2020-11-06")


@dataclass(frozen=True)
class Told:
    """A visit whose area was told of team and days this morning, and a terminal."""

    engine: Engine
    walk: Walk

    async def visits(self, *words: str, answer: str | None = None) -> Result:
        return await asyncio.to_thread(typed, *words, stdin=answer)

    async def moves(self) -> int:
        logged = await self.engine.events(self.walk.visit)
        return sum(isinstance(entry.event.fact, DatesSet) for entry in logged)


@pytest.fixture(scope="module")
async def brought(
    stack: EmbeddedStack, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Told]:
    async with (
        own_engine(stack.addresses, tmp_path_factory.mktemp("moving")) as engine,
        engine.working() as (client, _),
    ):
        walk = Walk(engine.scenario(), client, engine.pool, engine.settings.task_queue)
        await walk.open()
        await walk.steps_through("dates")
        yield Told(engine, walk)


@pytest.fixture
async def told(brought: Told, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Told:
    addresses, queue = brought.engine.addresses, brought.engine.settings.task_queue
    monkeypatch.setenv("DATABASE_URL", addresses.database_url)
    await sign_in(addresses.database_url, monkeypatch)
    monkeypatch.setenv("TEMPORAL_ADDRESS", addresses.temporal)
    monkeypatch.setenv("TEMPORAL_NAMESPACE", addresses.namespace)
    monkeypatch.setenv("VISITS_TASK_QUEUE", queue)
    monkeypatch.setenv("TERM", "dumb")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("console.terminal.desks.Desk", partial(Desk, now=lambda: brought.walk.now))
    monkeypatch.setattr("console.decide.looking_first.clock", kept_by(lambda: brought.walk.now))
    for name in ("DFE", "NHS_ENGLAND"):
        monkeypatch.setenv(f"VISITS_MAIL_{name}", f"{name.lower()}@example.gov.uk")
    return brought


AGAIN = "The confirmation of team, days and mode would go again to 7 people: it went today already."
WHO = (
    "The confirmation of team, days and mode would go to Amara Okafor (Director of children's "
    "services), Daniel Whitmore (Accountable officer, clinical commissioning group), Priya Raman "
    "(Accountable officer, clinical commissioning group) and Morwenna Hale (Nominated officer), "
    "not before "
)


async def test_a_program_is_refused_with_what_would_happen(told: Told) -> None:
    before = await told.moves()

    done = await told.visits("dates", told.walk.visit, *MOVED)

    assert done.exit_code == 1
    assert done.stderr.startswith(
        f"Nothing was changed in visit {told.walk.visit} yet. {AGAIN} {WHO}"
    )
    assert done.stderr.endswith(" Repeat the command with --yes if that is meant.\n")
    as_json = await told.visits("dates", told.walk.visit, *MOVED, "--json")
    assert as_json.exit_code == 1
    assert '"code": "not_confirmed"' in as_json.stdout
    assert await told.moves() == before


async def test_what_is_repeated_is_answered_without_asking(told: Told) -> None:
    days = ("dates", told.walk.visit, "2020-11-05", "--id", "moved-once")
    done = await told.visits(*days, "--yes")
    assert done.exit_code == 0, done.output
    moves = await told.moves()

    again = await told.visits(*days)

    assert again.exit_code == 0, again.output
    recorded, *_, coming = again.stdout.splitlines()
    assert recorded.startswith("Recorded: ")
    assert {recorded, coming} <= {*done.stdout.splitlines()}
    assert await told.moves() == moves


async def test_a_preview_of_a_running_visit_leaves_it_its_post_and_temporal_alone(
    told: Told,
) -> None:
    """What the command shows is what it then does; looking alone changes nothing anywhere."""
    engine, visit = told.engine, told.walk.visit
    moved = ("dates", visit, "2020-11-10", "--json")
    before = (await _tables(engine), await _history(told), _letters(engine))

    looked = await told.visits(*moved, "--preview")
    beside = await told.visits("refer", visit, "--preview")
    refused = await told.visits("dates", visit, "2020-11-07", "--preview")

    assert (looked.exit_code, beside.exit_code) == (0, 0), looked.output + beside.output
    assert "safeguarding concern referred" in beside.stdout
    assert (await _tables(engine), await _history(told), _letters(engine)) == before
    outright = await told.visits("dates", visit, "2020-11-07", "--yes")
    assert (refused.exit_code, refused.stderr) == (1, outright.stderr)
    foreseen = _json(looked)
    done = await told.visits(*moved, "--yes")
    assert done.exit_code == 0, done.output
    logged = [entry.event.type for entry in await engine.events(visit)]
    assert [event["type"] for event in foreseen["events"]] == logged[-len(foreseen["events"]) :]
    assert foreseen["receipt"]["next_action"] == _json(done)["next_action"]


def _json(told: Result) -> dict[str, Any]:
    """What was written as JSON, whatever a worker of this process logged before it."""
    found: dict[str, Any] = json.loads(told.stdout[told.stdout.index("{\n") :])
    return found


async def _tables(engine: Engine) -> dict[str, str]:
    async with engine.pool.acquire() as connection:
        return await fingerprint(connection)


async def _history(told: Told) -> int:
    return (await told.walk.handle.describe()).history_length


def _letters(engine: Engine) -> set[str]:
    return {path.name for path in engine.maildir.rglob("*") if path.is_file()}


async def test_a_person_is_asked_and_may_leave_it(
    told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("console.decide.asking.somebody_is_there", lambda: True)
    before = await told.moves()

    left = await told.visits("dates", told.walk.visit, *MOVED, answer="n\n")

    assert left.exit_code == 1
    assert AGAIN in left.stderr
    assert "Nothing was changed" in left.stderr
    assert await told.moves() == before

    done = await told.visits("dates", told.walk.visit, *MOVED, answer="y\n")

    assert done.exit_code == 0, done.output
    assert await told.moves() == before + 1


async def test_with_yes_it_is_done_without_asking(told: Told) -> None:
    before = await told.moves()

    done = await told.visits("dates", told.walk.visit, "2020-11-03", "--yes")

    assert done.exit_code == 0, done.output
    assert "Recorded" in done.stdout
    assert await told.moves() == before + 1
