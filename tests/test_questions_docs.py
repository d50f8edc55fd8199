"""The page of questions says what is so: each answer is what its command writes."""

import re
import shlex
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path

import pytest
from typer.testing import Result

from console.terminal import clock
from register import bookings, log, visits
from register.connection import Pool, open_pool
from register.roles import Role
from rules.evolve import replay
from schemas.content import refs_in
from schemas.ids import VisitId
from schemas.staff import StaffRole
from stack import EmbeddedStack
from tests.conftest import own_database
from tests.performances import Performances
from tests.register.recording import elsewhere, record
from tests.support import visits as v
from tests.support.signed_in import sign_in
from tests.support.typing_in import typed

PAGE = (Path(__file__).parents[1] / "docs" / "questions.md").read_text(encoding="utf-8")
NOW = v.at("2020-10-28 11:30")
"""The area has commented on the first version of Kent's note, and one of three leaders agreed."""
BEFORE = v.at("2020-09-23 09:00")
"""Kent's visit is prepared for, and nobody has replied yet."""

ESSEX, BOURNEMOUTH, BARNET = "E10000012", "E06000058", "E09000003"


FILES = re.findall(r"^```yaml\n# (\S+)\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
"""The files of the page, by name."""


def answers() -> Iterator[tuple[str, str]]:
    """Each command of the page with what it is said to write."""
    for block in re.findall(r"^```\n(\$ visits .*?)\n```$", PAGE, re.MULTILINE | re.DOTALL):
        command, _, output = block.partition("\n")
        yield command.removeprefix("$ visits "), output


async def rewind(pool: Pool, visit: VisitId, to: datetime) -> None:
    """Let the register be as it was at a moment."""
    async with pool.acquire() as connection, connection.transaction():
        await connection.execute("DELETE FROM letters WHERE filed_at > $1", to)
        await connection.execute("DELETE FROM events WHERE occurred_at > $1", to)
        events = [entry.event for entry in await log.read(connection, visit=visit)]
        known = {(ref.kind.value, ref.version) for event in events for ref in refs_in(event)}
        for row in await connection.fetch("SELECT kind, version FROM content"):
            if (row["kind"], row["version"]) not in known:
                await connection.execute(
                    "DELETE FROM content WHERE kind = $1 AND version = $2", *row.values()
                )
        state = replay(events)
        await connection.execute("DELETE FROM decisions WHERE sequence > $1", state.sequence)
        await visits.save(connection, state)
        await bookings.rewrite(connection, state)


@pytest.fixture
async def programme(
    performances: Performances, stack: EmbeddedStack, monkeypatch: pytest.MonkeyPatch
) -> str:
    """Kent's disputed visit at that moment, and three others; the programme of Kent's."""
    kind = performances["disputed"].state.programme
    async with at_the_time(performances, stack, monkeypatch, NOW) as pool:
        await record(pool, elsewhere(v.shared(), ESSEX, programme=kind))
        await record(pool, elsewhere(v.agreeing(), BOURNEMOUTH, programme=kind))
        await record(pool, elsewhere(v.declined(), BARNET, programme=kind))
    return kind


@pytest.fixture
async def before(
    performances: Performances, stack: EmbeddedStack, monkeypatch: pytest.MonkeyPatch
) -> str:
    """Kent's visit alone, some weeks before; its programme."""
    async with at_the_time(performances, stack, monkeypatch, BEFORE):
        return performances["disputed"].state.programme


@asynccontextmanager
async def at_the_time(
    performances: Performances,
    stack: EmbeddedStack,
    monkeypatch: pytest.MonkeyPatch,
    moment: datetime,
) -> AsyncIterator[Pool]:
    """A register that knows Kent's visit as it was at a moment, where commands look then."""
    played = performances["disputed"]
    copied = await own_database(stack.addresses, like=played.addresses)
    async with open_pool(copied.database_url) as pool:
        await rewind(pool, played.state.visit_id, moment)
        yield pool
    monkeypatch.setenv("DATABASE_URL", copied.database_url_of(Role.DESK))
    await sign_in(copied.database_url, monkeypatch, "coordinator", StaffRole.COORDINATOR)
    monkeypatch.setattr(clock, "now", lambda: moment)


def written(result: Result, programme: str) -> str:
    """What a command wrote, of the programme that people know."""
    assert result.exit_code == 0, result.output
    lines = result.stdout.replace(programme, "interim").splitlines()
    return comparable("\n".join(line.rstrip() for line in lines))


def comparable(output: str) -> str:
    """What differs with the id of the programme that is played left out: a PDF's length."""
    return re.sub(r"[0-9,]+ bytes", "many bytes", output)


def test_every_answer_is_what_its_command_writes(
    programme: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    found = [one for one in answers() if not one[0].startswith("foresee ")]
    assert len(found) >= len(re.findall(r"^## “", PAGE, re.MULTILINE)) > 3
    assert len(programme) == len("interim")
    for command, output in found:
        words = shlex.split(command.replace("interim", programme))
        assert written(typed(*words), programme) == comparable(output), command


def test_what_is_foreseen_is_what_its_command_writes(
    before: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    for name, scenario in FILES:
        Path(name).write_text(scenario, encoding="utf-8")
    ((command, output),) = [one for one in answers() if one[0].startswith("foresee ")]
    words = shlex.split(command.replace("interim", before))

    assert written(typed(*words), before) == output


def test_it_is_linked_from_where_people_begin() -> None:
    for place, link in (("README.md", "docs/questions.md"), ("docs/README.md", "questions.md")):
        assert f"]({link})" in (Path(__file__).parents[1] / place).read_text(encoding="utf-8")
