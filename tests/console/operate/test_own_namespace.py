"""Commands and doors that a slip in TEMPORAL_NAMESPACE leads where nothing of the register runs."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import Result

from register.connection import Pool
from register.own_namespace import settle_in
from stack import StackAddresses
from tests.keys import KEY
from tests.support.signed_in import sign_in
from tests.support.visits import VISIT

Visits = Callable[..., Result]

SENTENCE = "This register belongs to Temporal's namespace “visits”, and"


@pytest.fixture(autouse=True)
async def register(
    pool: Pool, addresses: StackAddresses, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A register whose worker serves in another namespace than the one that is set."""
    monkeypatch.setenv("DATABASE_URL", addresses.database_url)
    await sign_in(addresses.database_url, monkeypatch)
    monkeypatch.setenv("TEMPORAL_ADDRESS", addresses.temporal)
    monkeypatch.setenv("TEMPORAL_NAMESPACE", addresses.namespace)
    monkeypatch.setenv("VISITS_SECRETS_KEY", KEY)
    monkeypatch.setenv("VISITS_LOG_FORMAT", "console")
    (tmp_path / "in/new").mkdir(parents=True)
    monkeypatch.setenv("VISITS_MAILBOX", "maildir")
    monkeypatch.setenv("VISITS_MAILBOX_MAILDIR", str(tmp_path / "in"))
    async with pool.acquire() as connection:
        await settle_in(connection, "visits")


@pytest.mark.parametrize(
    "words",
    [
        ["audit"],
        ["recover", "--all"],
        ["recover", "--all", "--preview"],
        ["replay"],
        ["open", "Kent", "--day-one", "2030-01-15"],
        ["cancel", VISIT, "--reason", "Not any more.", "--yes"],
        ["subscriptions", "make", "warehouse", "https://consumer.example/hook"],
        ["feed", "--port", "0"],
        ["pages", "--port", "0"],
        ["post", "read", "--once"],
    ],
    ids=" ".join,
)
def test_a_slip_in_the_namespace_is_told_by_both_names(
    words: list[str], visits: Visits, addresses: StackAddresses
) -> None:
    refused = visits(*words)

    assert refused.exit_code == 1, refused.output
    told = " ".join(refused.output.split())
    assert SENTENCE in told
    assert f"leads to “{addresses.namespace}”" in told


def test_the_log_is_looked_at_wherever_temporal_is(visits: Visits) -> None:
    verified = visits("events", "verify")
    assert verified.exit_code == 0, verified.output


def test_it_is_moved_on_purpose(visits: Visits, addresses: StackAddresses) -> None:
    moved = visits("migrate", "--namespace", addresses.namespace)
    assert moved.exit_code == 0, moved.output
    assert f"belongs to Temporal's namespace “{addresses.namespace}” from now on" in moved.stdout
    assert json.loads(visits("migrate", "--json").stdout)["namespace"] == addresses.namespace
    assert visits("recover", "--all", "--preview").exit_code == 0


def test_what_is_no_name_of_a_namespace_is_refused(visits: Visits) -> None:
    assert visits("migrate", "--namespace", " ").exit_code == 2
