"""`visits replay` and `visits audit`, as a release manager runs them."""

import asyncio
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from typer.testing import Result

from register.connection import open_pool
from release.audit.nightly import SCHEDULE
from rules.decide import invitation
from schemas.events.event import Fact
from schemas.events.invitation import ReplyReminded
from schemas.messages import Respond
from stack import EmbeddedStack, StackAddresses, throwaway_stack
from tests.conftest import own_database
from tests.e2e.walking import own_engine
from tests.golden.book import FOLDER
from tests.support.changed_rules import decide_otherwise
from worker.client import connect_client
from workflows.search_attributes import server_types

SMOOTH = str(FOLDER / "smooth")

Visits = Callable[..., Result]


def test_unchanged_histories_are_said_to_be_so(visits: Visits) -> None:
    done = visits("replay", SMOOTH)

    assert done.exit_code == 0, done.output
    assert "interim-e10000016 (0001.history.json): unchanged (" in done.stdout
    assert "1 history replayed: " in done.stdout or "histories replayed: " in done.stdout


def test_what_is_decided_differently_is_told_and_the_exit_status_says_it(
    visits: Visits, monkeypatch: pytest.MonkeyPatch
) -> None:
    def also_reminds(state: object, message: object, now: object) -> list[Fact]:
        decided = invitation.respond(state, message, now)  # type: ignore[arg-type]
        return [*decided, ReplyReminded(reply_due=now)]  # type: ignore[arg-type]

    decide_otherwise(monkeypatch, Respond, also_reminds)

    done = visits("replay", SMOOTH)

    assert done.exit_code == 4, done.output
    assert "decides differently" in done.stdout
    assert "Record 8 (area reminded to reply) is new" in done.stdout
    assert "state.rules_version" in done.stdout


def test_a_program_reads_the_same(visits: Visits) -> None:
    done = visits("replay", SMOOTH, "--json")

    told = json.loads(done.stdout)
    assert (told["worst"], told["exit_status"]) == ("unchanged", 0)
    assert told["visits"][0]["visit_id"] == "interim-e10000016"


def test_a_folder_without_histories_is_told(visits: Visits, tmp_path: Path) -> None:
    done = visits("replay", str(tmp_path))

    assert done.exit_code == 1
    assert "There is no history in" in done.stderr


@pytest.fixture(scope="module")
def own_stack() -> Iterator[EmbeddedStack]:
    """A stack with one visit: on the shared one, whatever other tests did is replayed too."""
    with throwaway_stack(search_attributes=server_types()) as running:
        yield running


@pytest.fixture(scope="module")
async def played(
    own_stack: EmbeddedStack, tmp_path_factory: pytest.TempPathFactory
) -> tuple[StackAddresses, str]:
    """A visit that was played, and where; to be looked at, not to be harmed."""
    folder = tmp_path_factory.mktemp("played")
    async with own_engine(own_stack.addresses, folder) as engine:
        return engine.addresses, (await engine.play()).visit_id


@pytest.fixture
def visit(played: tuple[StackAddresses, str], monkeypatch: pytest.MonkeyPatch) -> str:
    """A visit that was played, with its servers in the environment."""
    addresses, visit = played
    monkeypatch.setenv("DATABASE_URL", addresses.database_url)
    monkeypatch.setenv("TEMPORAL_ADDRESS", addresses.temporal)
    return visit


def test_the_visits_of_a_stack_are_replayed(visits: Visits, visit: str) -> None:
    done = visits("replay", "--all")

    assert done.exit_code == 0, done.output
    assert f"{visit}: unchanged" in done.stdout


def test_an_audit_of_one_visit_tells_its_story(
    visits: Visits, visit: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TEMPORAL_ADDRESS", "127.0.0.1:1")

    done = visits("audit", visit)

    assert done.exit_code == 3, done.output  # nothing is wrong, and not everything was compared
    assert "the register agrees" in done.stdout
    assert "Temporal does not answer" in done.stdout
    assert "area accepted" in done.stdout
    assert f"{visit}/invitation/1/dcs" in done.stdout
    assert "nothing that was compared is wrong" in done.stdout


@pytest.fixture
async def forged(
    played: tuple[StackAddresses, str], visit: str, monkeypatch: pytest.MonkeyPatch
) -> str:
    """A visit whose log has lost an event, in a register of its own."""
    addresses, _ = played
    copy = await own_database(addresses, like=addresses)
    async with open_pool(copy.database_url) as pool, pool.acquire() as connection:
        await connection.execute("DELETE FROM events WHERE position = 3")
    monkeypatch.setenv("DATABASE_URL", copy.database_url)
    return visit


def test_an_audit_says_what_does_not_agree(visits: Visits, forged: str) -> None:
    done = visits("audit", "--json")

    told = json.loads(done.stdout)
    assert (done.exit_code, told["fine"]) == (1, False)
    assert told["log"][0] == "Position 3: the log has a gap, position 3 is missing."
    (one,) = (found for found in told["processes"] if found["subject"] == forged)
    assert one["mismatches"]


def test_everything_is_audited_each_night_once_somebody_says_so(visits: Visits, visit: str) -> None:
    made = visits("audit", "--nightly", "--at", "03:15", "--json")
    again = visits("audit", "--nightly")
    asyncio.run(_pause_the_nights())
    paused = visits("audit", "--nightly")
    ended = visits("audit", "--not-nightly")
    nothing = visits("audit", "--not-nightly", "--json")

    assert json.loads(made.stdout) == {"schedule": "nightly-audit", "done": "made", "at": "03:15"}
    assert again.stdout.startswith("Everything is audited each night at 02:30 from now on")
    assert "nightly-audit is paused in Temporal, so nothing is audited" in paused.stdout
    assert ended.stdout == "Nothing is audited by itself any more.\n"
    assert json.loads(nothing.stdout)["done"] == "none"


async def _pause_the_nights() -> None:
    await (await connect_client()).get_schedule_handle(SCHEDULE).pause()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--nightly", "--at", "midnight"), "write it as 02:30"),
        (("interim-e10000016", "--nightly"), "each night everything is audited, not one visit"),
    ],
)
def test_a_night_that_makes_no_sense_is_wrong_usage(
    visits: Visits, words: tuple[str, ...], told: str
) -> None:
    done = visits("audit", *words)

    assert done.exit_code == 2
    assert told in " ".join(done.stderr.replace("│", " ").split())


def test_an_unknown_visit_is_a_sentence(visits: Visits, visit: str) -> None:
    done = visits("audit", "interim-e99999999")

    assert done.exit_code == 1
    assert "There is no visit interim-e99999999" in done.stderr
