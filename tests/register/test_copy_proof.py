"""A consumer's copy against the log: the first difference is named."""

import json

import pytest

from register import publication
from register.cloudevents import without_pseudonyms
from register.connection import Pool
from register.copy_proof import CopyProof, compare
from register.log_proof import LogProof, prove
from rules import chain
from tests.register.recording import another, record
from tests.support.visits import VISIT, cancelled, closed

OTHER = "interim-e10000017"
N = len(closed().events) + len(cancelled().events)


@pytest.fixture
async def log(pool: Pool) -> Pool:
    """A visit that went well; in the midst of it, another that was cancelled."""
    events = closed().events
    await record(pool, events[:10])
    await record(pool, another(cancelled(), OTHER))
    await record(pool, events[10:])
    return pool


async def proof_of(pool: Pool) -> LogProof:
    async with pool.acquire() as connection:
        return await prove(connection)


async def copied(pool: Pool) -> list[str]:
    """What a consumer keeps, laid out in its own way."""
    async with pool.acquire() as connection:
        return [
            json.dumps(json.loads(entry.cloudevent), indent=None)
            for entry in await publication.of_visit(connection)
        ]


async def compared(pool: Pool, lines: list[str]) -> CopyProof:
    async with pool.acquire() as connection:
        return await compare(connection, lines)


async def test_a_true_copy_is_the_log(log: Pool) -> None:
    proof = await compared(log, await copied(log))

    assert proof.fine
    assert (proof.position, proof.head) == (N, N)
    assert proof.digest == (await proof_of(log)).digest


async def test_a_copy_that_is_not_finished_is_the_log_up_to_there(log: Pool) -> None:
    proof = await compared(log, (await copied(log))[:7])

    assert proof.fine
    assert (proof.position, proof.head) == (7, N)


async def test_the_first_difference_of_a_copy_is_named(log: Pool) -> None:
    right = await copied(log)
    changed = json.loads(right[6])
    changed["data"]["actor"] = "somebody-else"
    wrong = {
        "the copy has position “8” there": [*right[:6], *right[7:]],
        f"{VISIT}/7 is not the same in the copy and in the log": [
            *right[:6],
            json.dumps(changed),
            *right[7:],
        ],
        "the copy has position “6” there": [*right[:6], right[5], *right[6:]],
        "line 7 of the copy is not a JSON object": [*right[:6], "[]", *right[7:]],
    }
    for what, lines in wrong.items():
        proof = await compared(log, lines)
        assert proof.fault is not None
        assert proof.fault.position == 7
        assert proof.fault.wrong.startswith("Position 7 is the first to differ: ")
        assert what in proof.fault.wrong
        assert proof.position == 6


async def test_what_is_left_of_an_event_is_compared_by_whoever_has_the_log(log: Pool) -> None:
    whole = [json.loads(line) for line in await copied(log)]
    left = [without_pseudonyms(event) for event in whole]
    fewer = sum(event != was for event, was in zip(left, whole, strict=True))
    assert fewer > 1

    proof = await compared(log, [json.dumps(event) for event in left])
    assert proof.fine
    assert (proof.position, proof.withheld) == (N, fewer)
    assert proof.digest == (await proof_of(log)).digest

    first = next(event for event in left if "withheld" in event)
    first["data"]["actor"] = "somebody-else"
    wrong = await compared(log, [json.dumps(event) for event in left])
    assert wrong.fault is not None
    assert wrong.fault.position == first["position"]


@pytest.mark.parametrize("line", ["", "[]", "nonsense", '{"id": "\\ud800"}', "[" * 100_000])
async def test_a_line_that_is_no_event_is_named(log: Pool, line: str) -> None:
    proof = await compared(log, [*(await copied(log))[:2], line])

    assert proof.fault is not None
    assert "Position 3 is the first to differ: line 3 of the copy is not a" in proof.fault.wrong


async def test_a_copy_that_has_more_than_the_log_followed_another_one(log: Pool) -> None:
    right = await copied(log)
    await log.execute("DELETE FROM events WHERE position = $1", N)

    proof = await compared(log, right)

    assert proof.fault is not None
    assert proof.fault.wrong == (
        f"Position {N}: the log ends before it, and the copy goes on in line {N}."
    )


async def test_a_forged_log_that_proves_itself_is_found_by_a_copy(log: Pool) -> None:
    """Whoever owns the database can rewrite it whole; a digest kept elsewhere tells."""
    right = await copied(log)
    async with log.acquire() as connection:
        digest = chain.START
        for entry in await publication.of_visit(connection):
            text = entry.cloudevent.replace('"actor":"coordinator"', '"actor":"nobody"')
            digest = chain.link(digest, text)
            await connection.execute(
                "UPDATE events SET cloudevent = $2, digest = $3, payload = replace("
                'payload::text, \'"actor":"coordinator"\', \'"actor":"nobody"\')::json'
                " WHERE position = $1",
                entry.position,
                text,
                digest,
            )
    assert (await proof_of(log)).fine

    proof = await compared(log, right)

    assert proof.fault is not None
    assert proof.fault.position == 1
