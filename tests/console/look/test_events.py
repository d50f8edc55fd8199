"""The events at a terminal: written, proven, and who follows them how far."""

import asyncio
import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import Result

from desk.wording import NONE
from register import followers
from register.cloudevents import without_pseudonyms
from register.connection import Pool, open_pool
from stack import StackAddresses
from tests.register.recording import another, record
from tests.support.visits import VISIT, cancelled, invited

OTHER = "interim-e10000017"
N = len(invited().events) + len(cancelled().events)


@pytest.fixture
async def register(pool: Pool, addresses: StackAddresses, monkeypatch: pytest.MonkeyPatch) -> str:
    """A register that knows two visits."""
    monkeypatch.setenv("DATABASE_URL", addresses.database_url)
    await record(pool, invited().events)
    await record(pool, another(cancelled(), OTHER))
    return addresses.database_url


def told(result: Result) -> str:
    return " ".join(result.stdout.split())


def harm(database_url: str, statement: str) -> None:
    async def execute() -> None:
        async with open_pool(database_url, size=1) as pool:
            await pool.execute(statement)

    asyncio.run(execute())


@pytest.mark.parametrize("words", [["events"], ["events", "list"]])
def test_events_are_written_with_or_without_the_word_list(
    register: str, visits: Callable[..., Result], words: list[str]
) -> None:
    every = visits(*words).stdout.splitlines()
    assert [json.loads(line)["position"] for line in every] == list(range(1, N + 1))
    own = visits(*words, VISIT.upper(), "--after", "3").stdout.splitlines()
    assert own == every[3:4]
    assert visits(*words, "--after", "3", VISIT).stdout.splitlines() == own


def test_its_help_tells_both(visits: Callable[..., Result]) -> None:
    shown = " ".join(visits("events", "--help").output.split())
    assert "[VISIT] [--after POSITION] | COMMAND" in shown
    for word in ("list", "verify", "lag", "may be left out"):
        assert word in shown


def test_a_whole_log_is_one_sentence_with_its_digest(
    register: str, visits: Callable[..., Result]
) -> None:
    proof = json.loads(visits("events", "verify", "--json").stdout)
    assert (proof["events"], proof["streams"], proof["fine"]) == (N, 2, True)

    result = visits("events", "verify")

    assert result.exit_code == 0
    assert result.stdout == (
        f"The log is whole: {N} events of 2 streams, each in its place and as it was published. "
        f"Its digest is {proof['digest']}.\n"
    )


def test_a_log_that_is_not_whole_is_told_with_the_positions(
    register: str, visits: Callable[..., Result]
) -> None:
    harm(register, "DELETE FROM events WHERE position = 2")

    result = visits("events", "verify")

    assert result.exit_code == 1
    assert "Position 2: the log has a gap, position 2 is missing." in result.stdout
    assert result.stdout.splitlines()[-1].startswith("The log is not whole: ")
    proof = visits("events", "verify", "--json")
    assert proof.exit_code == 1
    assert json.loads(proof.stdout)["faults"][0]["position"] == 2


def test_a_log_that_is_damaged_all_over_is_told_by_its_beginning(
    register: str, visits: Callable[..., Result]
) -> None:
    harm(register, "UPDATE events SET cloudevent = 'x' || cloudevent")
    harm(
        register,
        "INSERT INTO events SELECT 1000 + n, 'x' || n, aggregatetype, aggregateid, 1000 + n, type,"
        " programme, occurred_at, payload, recorded_at, partition_key, cloudevent, digest"
        " FROM events CROSS JOIN generate_series(1, 60) AS n WHERE position = 1",
    )

    result = visits("events", "verify")

    assert result.exit_code == 1
    assert len(result.stdout.splitlines()) == 100 + 2
    assert result.stdout.splitlines()[-2].startswith("… and ")


def test_a_copy_of_which_something_was_withheld_says_so(
    register: str, visits: Callable[..., Result]
) -> None:
    del register
    whole = [json.loads(line) for line in visits("events", "list").stdout.splitlines()]
    left = [json.dumps(without_pseudonyms(event)) for event in whole]
    Path("copy.jsonl").write_text("\n".join(left), encoding="utf-8")

    result = visits("events", "verify", "--copy", "copy.jsonl")

    assert result.exit_code == 0
    assert "The copy is the log:" in result.stdout
    assert "something was withheld from its consumer" in result.stdout


def test_a_true_copy_is_the_log_or_its_beginning(
    register: str, visits: Callable[..., Result]
) -> None:
    lines = visits("events").stdout.splitlines()
    copy = Path("copy.jsonl")
    copy.write_text("\n\n".join(lines), encoding="utf-8")
    whole = visits("events", "verify", "--copy", f"{copy}")
    copy.write_text("\n".join(lines[:2]), encoding="utf-8")
    part = visits("events", "verify", "--copy", f"{copy}")

    assert (whole.exit_code, part.exit_code) == (0, 0)
    assert f"The copy is the log: the same up to position {N} of {N}." in told(whole)
    assert f"is the beginning of the log: the same up to position 2 of {N}." in told(part)


def test_the_first_difference_of_a_copy_is_told(
    register: str, visits: Callable[..., Result]
) -> None:
    lines = visits("events").stdout.splitlines()
    Path("copy.jsonl").write_text("\n".join([*lines[:2], *lines[3:]]), encoding="utf-8")

    result = visits("events", "verify", "--copy", "copy.jsonl")

    assert result.exit_code == 1
    assert "Position 3 is the first to differ: the copy has position “4” there." in result.stdout
    told_to_programs = json.loads(
        visits("events", "verify", "--copy", "copy.jsonl", "--json").stdout
    )
    assert told_to_programs["fault"]["position"] == 3


def test_a_copy_that_is_not_there_is_a_sentence(
    register: str, visits: Callable[..., Result]
) -> None:
    result = visits("events", "verify", "--copy", "nowhere.jsonl")
    assert result.exit_code == 1
    assert "“nowhere.jsonl” cannot be used" in result.stderr


def test_the_lag_is_told_the_furthest_behind_first(
    register: str, visits: Callable[..., Result]
) -> None:
    assert "Nobody has followed the events yet." in visits("events", "lag").stdout

    async def follow() -> None:
        async with open_pool(register, size=1) as pool, pool.acquire() as connection:
            at = datetime(2026, 5, 4, 9, tzinfo=UTC)
            await followers.seen(
                connection,
                {
                    ("quick", "live"): (N, at),
                    ("slow", "pull"): (1, at),
                    ("old", "pull"): (N + 7, at),
                },
            )

    asyncio.run(follow())

    found = json.loads(visits("events", "lag", "--json").stdout)
    assert [(door["consumer"], door["behind"]) for door in found] == [
        ("slow", N - 1),
        ("quick", 0),
        ("old", -7),
    ]
    assert found[0]["behind_since"] is not None
    assert found[1]["behind_since"] is None
    shown = [" ".join(line.split()) for line in visits("events", "lag").stdout.splitlines()]
    assert shown[0] == "Consumer Door Position Behind Behind since Last seen"
    assert shown[1].startswith(f"slow pull 1 {N - 1} ")
    assert shown[2] == f"quick live {N} 0 {NONE} Mon 4 May 2026 10:00"
    assert shown[3].startswith(f"old pull {N + 7} beyond the end by 7 {NONE} ")
