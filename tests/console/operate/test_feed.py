"""The feed as a process: it starts where it is told, ends in order, and says why it cannot."""

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from http.client import HTTPConnection
from urllib.parse import urlsplit

import pytest
from typer.testing import Result

from register.connection import Pool, open_pool
from stack import StackAddresses
from tests.register.recording import record
from tests.support.visits import invited

PUBLIC = "https://events.example.org/visits"


@pytest.fixture
def empty(addresses: StackAddresses, monkeypatch: pytest.MonkeyPatch) -> str:
    """A database that no release has prepared."""
    monkeypatch.setenv("DATABASE_URL", addresses.database_url)
    return addresses.database_url


@pytest.fixture
async def register(pool: Pool, empty: str) -> str:
    """A register of this release."""
    return empty


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_serves_until_it_is_told_to_stop(register: str, number: signal.Signals) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "console.main", "feed", "--port", "0"],
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "VISITS_LOG_FORMAT": "json"},
    ) as process:
        try:
            assert process.stderr is not None
            started = next(line for line in process.stderr if "feed_started" in line)
            address = urlsplit(json.loads(started)["address"])
            assert (address.scheme, address.hostname) == ("http", "127.0.0.1")
            assert ask(address.netloc, "/events") == 401

            process.send_signal(number)
            rest = process.stderr.read()

            assert process.wait(60) == 0
            assert "feed_stopped" in rest.splitlines()[-1]
        finally:
            process.kill()


def ask(server: str, path: str) -> int:
    connection = HTTPConnection(server, timeout=30)
    try:
        connection.request("GET", path)
        return connection.getresponse().status
    finally:
        connection.close()


def test_a_feed_without_a_register_is_told_what_to_set(visits: Callable[..., Result]) -> None:
    result = visits("feed")
    assert result.exit_code == 1
    assert "DATABASE_URL is not set" in result.stderr


def test_a_register_that_was_not_migrated_is_a_sentence(
    empty: str, visits: Callable[..., Result]
) -> None:
    result = visits("feed", "--port", "0")
    assert result.exit_code == 1
    assert "Run `visits migrate`." in result.stderr


def test_a_port_in_use_is_a_sentence(register: str, visits: Callable[..., Result]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        result = visits("feed", "--port", f"{port}")
    assert result.exit_code == 1
    assert f"The feed cannot listen on 127.0.0.1:{port}" in result.stderr
    assert "Choose another port" in result.stderr


def test_events_name_the_public_address_from_the_migration_on(
    register: str, visits: Callable[..., Result]
) -> None:
    before = json.loads(visits("migrate", "--json").stdout)
    published = "http://localhost:8400"
    assert before == {
        "applied": [],
        "public_address": published,
        "namespace": None,
        "roles_missing": [],
    }

    told = visits("migrate", "--public-address", PUBLIC)

    assert f"Events are published at {PUBLIC} from now on." in told.stdout
    asyncio.run(record_something(register))
    first, *_ = visits("events").stdout.splitlines()
    assert json.loads(first)["dataschema"].startswith(f"{PUBLIC}/schemas/")
    again = json.loads(visits("migrate", "--json").stdout)
    assert again["public_address"] == PUBLIC


async def record_something(database_url: str) -> None:
    async with open_pool(database_url) as pool:
        await record(pool, invited().events)


def test_the_environment_may_name_the_public_address(
    empty: str, visits: Callable[..., Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VISITS_PUBLIC_ADDRESS", PUBLIC)
    applied = json.loads(visits("migrate", "--json").stdout)
    assert applied["public_address"] == PUBLIC
    assert "0003_publication.sql" in applied["applied"]


def test_an_address_with_a_password_is_refused_before_anything_is_done(
    empty: str, visits: Callable[..., Result]
) -> None:
    result = visits("migrate", "--public-address", "https://me:sesame@example.org")
    assert result.exit_code == 1
    assert "must not hold a user or a password" in result.stderr
    assert "sesame" not in result.output
