"""The proof of the log: each kind of damage, planted in a real database, is named where it is."""

import pytest

from register import publication
from register.connection import Pool
from register.log_proof import LogProof, prove
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


def told(proof: LogProof) -> list[str]:
    return [fault.wrong for fault in proof.faults]


async def test_a_sound_log_is_proven_and_named_by_its_digest(log: Pool) -> None:
    proof = await proof_of(log)

    assert told(proof) == []
    assert proof.fine
    assert (proof.events, proof.streams, proof.position) == (N, 2, N)
    async with log.acquire() as connection:
        assert await publication.digest_at(connection) == (N, proof.digest)


async def test_an_empty_log_is_proven(pool: Pool) -> None:
    proof = await proof_of(pool)
    assert proof.fine
    assert (proof.events, proof.streams, proof.digest) == (0, 0, "00" * 32)


TYPE = "says type “visit.invited.v1”, not “visit.closed.v1”"
BYTES = "the digest does not follow from the one before and the published bytes"


@pytest.mark.parametrize(
    ("harm", "found"),
    [
        pytest.param(
            "DELETE FROM events WHERE position = 3",
            [
                "Position 3: the log has a gap, position 3 is missing.",
                f"Position 4: {VISIT} has event 4 where 3 belongs.",
            ],
            id="a row is deleted",
        ),
        pytest.param(
            "DELETE FROM events WHERE position < 3",
            [
                "Position 1: the log has a gap, positions 1 to 2 are missing.",
                f"Position 3: {VISIT} has event 3 where 1 belongs.",
            ],
            id="the beginning is deleted",
        ),
        pytest.param(
            "UPDATE events SET position = 2000 WHERE position = 5;"
            "UPDATE events SET position = 5 WHERE position = 6;"
            "UPDATE events SET position = 6 WHERE position = 2000",
            [
                f"Position 5: {BYTES}; one of them was changed.",
                f"Position 5: {VISIT} has event 6 where 5 belongs.",
                "Position 5: the published event says position “6”, not “5”.",
                f"Position 6: {BYTES}; one of them was changed.",
                f"Position 6: {VISIT} has event 5 where 7 belongs.",
                "Position 6: the published event says position “5”, not “6”.",
                f"Position 7: {BYTES}; one of them was changed.",
                f"Position 7: {VISIT} has event 7 where 6 belongs.",
            ],
            id="two rows are swapped",
        ),
        pytest.param(
            """UPDATE events SET cloudevent = replace(cloudevent, '"round":1', '"round":2')
               WHERE position = 4""",
            [
                f"Position 4: {BYTES}; one of them was changed.",
                "Position 4: round is recorded and published with different values.",
            ],
            id="a byte of what was published is changed",
        ),
        pytest.param(
            "UPDATE events SET cloudevent = replace(cloudevent, '{\"data\"', '{ \"data\"')"
            " WHERE position = 4",
            [
                f"Position 4: {BYTES}; one of them was changed.",
                "Position 4: the published bytes are not canonical JSON.",
            ],
            id="what was published is laid out otherwise",
        ),
        pytest.param(
            "UPDATE events SET cloudevent = 'nothing' WHERE position = 4",
            [
                f"Position 4: {BYTES}; one of them was changed.",
                "Position 4: the published bytes are not a JSON object.",
            ],
            id="what was published is no JSON",
        ),
        pytest.param(
            "UPDATE events SET digest = sha256('') WHERE position = 4",
            [f"Position 4: {BYTES}; one of them was changed."],
            id="a digest is changed",
        ),
        pytest.param(
            "UPDATE events SET digest = sha256('')"
            " WHERE position = (SELECT max(position) FROM events)",
            [f"Position {N}: {BYTES}; one of them was changed."],
            id="the last digest is changed",
        ),
        pytest.param(
            "UPDATE events SET payload = replace(payload::text, '\"round\":1', '\"round\":2')::json"
            " WHERE position = 4",
            ["Position 4: round is recorded and published with different values."],
            id="a recorded value is changed",
        ),
        pytest.param(
            "UPDATE events SET payload ="
            " replace(payload::text, '\"round\":1', '\"rounds\":1')::json WHERE position = 4",
            ["Position 4: rounds is recorded and not published."],
            id="a recorded field is not published",
        ),
        pytest.param(
            "UPDATE events SET payload = '{}'::json WHERE position = 4",
            ["Position 4: the recorded payload is not an event."],
            id="a recorded event is emptied",
        ),
        pytest.param(
            "UPDATE events SET sequence = 100, id = replace(id, '/4', '/100') WHERE position = 4",
            [
                f"Position 4: {VISIT} has event 100 where 4 belongs.",
                f"Position 4: the published event says id “{VISIT}/4”, not “{VISIT}/100”.",
                "Position 4: the published event says sequence “0000000004”, not “0000000100”.",
                "Position 4: the recorded payload says sequence “4”, not “100”.",
                f"Position 5: {VISIT} has event 5 where 101 belongs.",
            ],
            id="a sequence has a gap",
        ),
        pytest.param(
            "UPDATE events SET type = 'visit.closed.v1' WHERE position = 4",
            [
                f"Position 4: the published event {TYPE}.",
                f"Position 4: the recorded payload {TYPE}.",
            ],
            id="the type of a row is changed",
        ),
        pytest.param(
            "UPDATE events SET programme = 'other' WHERE position = 4",
            ["Position 4: the published event says programme “interim”, not “other”."],
            id="the programme of a row is changed",
        ),
        pytest.param(
            "UPDATE events SET partition_key = 'interim-e10000017' WHERE position = 4",
            [
                f"Position 4: the row says partition “{OTHER}”, not “{VISIT}”.",
                f"Position 4: the published event says partitionkey “{VISIT}”, not “{OTHER}”.",
                f"Position 4: the recorded payload says visit “{VISIT}”, not “{OTHER}”.",
            ],
            id="a row is given to another visit",
        ),
        pytest.param(
            "UPDATE events SET aggregatetype = 'holiday' WHERE position = 4",
            ["Position 4: the row says kind of stream “holiday”, and there is none."],
            id="a row is of a kind that there is not",
        ),
        pytest.param(
            "INSERT INTO followers (consumer, door, position)"
            " SELECT 'dfe', 'pull', max(position) FROM events;"
            "DELETE FROM events WHERE position = (SELECT max(position) FROM events)",
            [f"Position {N}: dfe has read up to position {N}, and the log ends before it."],
            id="the end is deleted after it was read",
        ),
    ],
)
async def test_damage_is_named_where_it_is(log: Pool, harm: str, found: list[str]) -> None:
    await log.execute(harm)

    proof = await proof_of(log)

    assert told(proof) == found
    assert not proof.fine


async def test_the_moment_of_a_row_is_compared_too(log: Pool) -> None:
    await log.execute("UPDATE events SET occurred_at = occurred_at + interval '1 s'")

    proof = await proof_of(log)

    assert "Position 1: the published event says time “" in told(proof)[0]
    assert len(proof.faults) + proof.more == 2 * N
    assert len(proof.faults) == 100 or proof.more == 0


async def test_fields_that_a_later_release_added_are_no_fault(log: Pool) -> None:
    """An event from before there was a feed was published with the defaults of that release."""
    await log.execute(
        "UPDATE events SET payload = replace(payload::text, ',\"reason\":null', '')::json"
    )

    assert (await proof_of(log)).fine
