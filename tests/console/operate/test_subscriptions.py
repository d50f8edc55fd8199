"""Subscriptions at the terminal: made with secrets shown once, watched, replayed, ended."""

import asyncio
import json
from collections.abc import Callable
from itertools import count

import pytest
from typer.testing import Result

from register import deliveries, publication, subscriptions
from register.connection import Pool
from schemas.subscriptions import Answer
from stack import StackAddresses
from tests.keys import KEY
from tests.register.recording import record
from tests.support.signed_in import sign_in
from tests.support.visits import VISIT, invited

URL = "https://consumer.example/hook"
_NUMBERS = count(1)


@pytest.fixture
async def register(pool: Pool, addresses: StackAddresses, monkeypatch: pytest.MonkeyPatch) -> None:
    """A register with a visit, and a server on which no worker serves these subscriptions."""
    monkeypatch.setenv("DATABASE_URL", addresses.database_url)
    await sign_in(addresses.database_url, monkeypatch)
    monkeypatch.setenv("TEMPORAL_ADDRESS", addresses.temporal)
    monkeypatch.setenv("TEMPORAL_NAMESPACE", addresses.namespace)
    monkeypatch.setenv("VISITS_TASK_QUEUE", "nobody-pushes")
    monkeypatch.setenv("VISITS_SECRETS_KEY", KEY)
    await record(pool, invited().events)


@pytest.fixture
def name() -> str:
    """Tests share one server, where a workflow's id is taken once."""
    return f"terminal-{next(_NUMBERS)}"


pytestmark = pytest.mark.usefixtures("register")


def flat(told: Result) -> str:
    assert told.exit_code == 0, told.output
    return " ".join(told.stdout.split())


def test_what_verifies_is_shown_when_it_is_made_and_never_again(
    visits: Callable[..., Result], name: str
) -> None:
    made = visits("subscriptions", "make", "warehouse", URL, "--id", name, "--after", "0")

    assert f"Events after position 0 go to {URL}, by subscription {name}." in flat(made)
    assert "whsec_" in made.stdout
    assert "whpk_" in made.stdout
    assert "whsk_" not in made.output
    again = visits("subscriptions", "make", "warehouse", URL, "--id", name)
    assert flat(again) == f"Subscription {name} was made before; nothing has changed."
    shown = visits("subscriptions", "show", name)
    assert f"{name} of warehouse" in flat(shown)
    assert "everything" in flat(shown)
    assert "whsec_" not in shown.output


def test_it_is_paused_resumed_and_ended(visits: Callable[..., Result], name: str) -> None:
    visits("subscriptions", "make", "warehouse", URL, "--id", name)

    assert "is paused" in flat(visits("subscriptions", "pause", name))
    assert f"{name} warehouse paused" in flat(visits("subscriptions", "list"))
    assert "goes on after position" in flat(visits("subscriptions", "resume", name))
    ended = json.loads(visits("subscriptions", "end", name, "--json").stdout)
    assert ended["status"] == "ended"
    refused = visits("subscriptions", "resume", name)
    assert refused.exit_code == 1
    assert "has ended for good" in refused.stderr


def test_a_secret_is_rotated(visits: Callable[..., Result], name: str) -> None:
    made = json.loads(
        visits("subscriptions", "make", "warehouse", URL, "--id", name, "--json").stdout
    )

    shared = flat(visits("subscriptions", "rotate", name))
    assert shared.startswith("whsec_")
    assert shared != made["secrets"]["v1"]
    pair = json.loads(visits("subscriptions", "rotate", name, "--kind", "v1a", "--json").stdout)
    assert pair["key"].startswith("whpk_")


async def _one_dead_letter(pool: Pool, name: str) -> None:
    """As if a worker had tried for three days."""
    async with pool.acquire() as connection, connection.transaction():
        fence, _ = await deliveries.begin(connection, name)
        await deliveries.take_in(connection, fence, 0, await publication.page(connection))
        now = await connection.fetchval("SELECT now()")
        parcel = await deliveries.next_of_lane(connection, fence, VISIT, now)
        assert parcel is not None
        await deliveries.failed(
            connection,
            fence,
            parcel,
            answer=Answer.TIMED_OUT,
            http_status=None,
            now=now,
            next_at=None,
        )


async def test_dead_letters_are_seen_and_replayed(
    visits: Callable[..., Result], name: str, pool: Pool
) -> None:
    ask = asyncio.to_thread
    await ask(visits, "subscriptions", "make", "warehouse", URL, "--id", name, "--after", "0")
    none = await ask(visits, "subscriptions", "dead", name)
    assert "Everything that was due" in flat(none)
    await _one_dead_letter(pool, name)

    dead = await ask(visits, "subscriptions", "dead", name)
    assert f"1 {VISIT} visit.opened.v1 1" in flat(dead)
    assert "no answer in time" in flat(dead)
    (letter,) = json.loads((await ask(visits, "subscriptions", "dead", name, "--json")).stdout)
    assert letter["answer"] == "timed_out"
    (row,) = json.loads((await ask(visits, "subscriptions", "list", "--json")).stdout)
    assert (row["dead"], row["waiting"]) == (1, len(invited().events) - 1)

    replayed = await ask(visits, "subscriptions", "replay", name, "1", "1")
    assert flat(replayed) == f"1 event is delivered again to {name}."
    retried = await ask(visits, "subscriptions", "retry", name)
    assert flat(retried) == "0 events are tried again at once."
    async with pool.acquire() as connection:
        assert await subscriptions.dead_letters(connection, name) == []


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("show", "nobodys"), "There is no subscription nobodys"),
        (("dead", "nobodys"), "There is no subscription nobodys"),
        (("pause", "nobodys"), "There is no subscription nobodys"),
        (("make", "warehouse", "http://consumer.example"), "HTTPS only"),
        (("make", "warehouse", "https://10.0.0.1/"), "private"),
        (("replay", "nobodys", "1", "2"), "There is no subscription nobodys"),
    ],
)
def test_what_cannot_be_is_said_in_a_sentence(
    visits: Callable[..., Result], words: tuple[str, ...], told: str
) -> None:
    refused = visits("subscriptions", *words)

    assert refused.exit_code == 1
    assert told in " ".join(refused.stderr.split())


@pytest.mark.parametrize(
    "wrong", [("--type", "visit.imagined.v1"), ("--visit", "kent"), ("--id", "Not an id")]
)
def test_what_nobody_could_ask_for_is_wrong_usage(
    visits: Callable[..., Result], wrong: tuple[str, ...]
) -> None:
    assert visits("subscriptions", "make", "warehouse", URL, *wrong).exit_code == 2


def test_with_none_it_says_how_to_make_one(visits: Callable[..., Result]) -> None:
    assert "visits subscriptions make" in flat(visits("subscriptions", "list"))


def test_without_temporal_it_is_said_and_nothing_is_made(
    visits: Callable[..., Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TEMPORAL_ADDRESS", "127.0.0.1:1")

    failed = visits("subscriptions", "make", "warehouse", URL)

    assert failed.exit_code == 1
    assert "Temporal does not answer" in failed.stderr
    assert "There is no subscription" in flat(visits("subscriptions", "list"))
