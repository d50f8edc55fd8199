"""Tokens last a year, and whoever is revoked at the terminal is told whole what that ended."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from typer.testing import Result

from register.connection import Pool
from stack import StackAddresses
from tests.support.signed_in import sign_in

pytestmark = pytest.mark.usefixtures("register")


@pytest.fixture
async def register(pool: Pool, addresses: StackAddresses, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", addresses.database_url)
    await sign_in(addresses.database_url, monkeypatch)
    await pool.executemany(
        "INSERT INTO subscriptions (id, consumer, url, position, self_service)"
        " VALUES ($1, 'warehouse', 'https://consumer.example/hook', 7, $2)",
        [("own", True), ("ours", False)],
    )


def make(visits: Callable[..., Result], *words: str) -> dict[str, object]:
    made = visits("tokens", "make", "warehouse", "--scope", "feed", "--json", *words)
    assert made.exit_code == 0, made.output
    read: dict[str, object] = json.loads(made.stdout)
    return read


def test_a_token_expires_after_a_year_on_a_day_or_never(visits: Callable[..., Result]) -> None:
    usual = datetime.fromisoformat(f"{make(visits)['expires_at']}")
    assert timedelta(days=364) < usual - datetime.now(UTC) <= timedelta(days=365)
    assert make(visits, "--never")["expires_at"] is None
    assert make(visits, "--expires", "2098-07-01")["expires_at"] == "2098-06-30T23:00:00Z"
    shown = visits("tokens", "make", "warehouse", "--scope", "feed")
    assert f"good until {usual:%a} {usual.day} {usual:%b %Y}" in " ".join(shown.stderr.split())
    both = visits("tokens", "make", "w", "--scope", "feed", "--never", "--expires", "2098-07-01")
    assert both.exit_code == 2


def test_subscriptions_go_with_the_feed(visits: Callable[..., Result]) -> None:
    alone = visits("tokens", "make", "warehouse", "--scope", "subscriptions")

    assert alone.exit_code == 2
    assert "add --scope feed" in " ".join(alone.stderr.replace("│", " ").split())
    make(visits, "--scope", "subscriptions")


def test_the_last_token_takes_what_its_consumer_had_made_along(
    visits: Callable[..., Result],
) -> None:
    first, last = make(visits, "--scope", "subscriptions"), make(visits, "--scope", "subscriptions")

    one = visits("tokens", "revoke", f"{first['id']}")
    both = visits("tokens", "revoke", f"{last['id']}")

    assert "has ended" not in one.stdout
    assert "Subscription own has ended after position 7." in both.stdout
    assert "visits subscriptions end ours" in " ".join(both.stderr.split())
    again = json.loads(visits("tokens", "revoke", f"{last['id']}", "--json").stdout)
    assert (again["ended"], again["going_on"]) == ([], ["ours"])


def test_a_consumer_is_revoked_whole(visits: Callable[..., Result]) -> None:
    made = [make(visits), make(visits)]

    gone = visits("tokens", "revoke", "--consumer", "warehouse")

    for token in made:
        assert f"Token {token['id']} of warehouse opens nothing any more." in gone.stdout
    for name in ("own", "ours"):
        assert f"Subscription {name} has ended" in gone.stdout
    again = json.loads(visits("tokens", "revoke", "--consumer", "warehouse", "--json").stdout)
    assert (len(again["tokens"]), again["ended"]) == (2, [])


def test_nobody_and_both_are_told(visits: Callable[..., Result]) -> None:
    nobody = visits("tokens", "revoke", "--consumer", "nobody")
    assert nobody.exit_code == 1
    assert "neither a token nor a subscription of nobody" in " ".join(nobody.stderr.split())
    assert visits("tokens", "revoke").exit_code == 2
    assert visits("tokens", "revoke", "abcdefgh", "--consumer", "warehouse").exit_code == 2
