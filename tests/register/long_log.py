"""A log as long as wanted, written by the database itself in seconds."""

from typing import Final

from register.connection import Pool

_EVENT: Final = (
    '{"data":{"actor":"coordinator-7","content":{"digest":"%1$s","kind":"nominated_officer",'
    '"version":1},"officer":"officer-1","reason":null},"datacontenttype":"application/json",'
    '"dataschema":"http://localhost:8400/schemas/visit.officer_nominated.v1.json",'
    '"id":"%2$s/%3$s","partitionkey":"%2$s","position":%4$s,"programme":"interim",'
    '"sequence":"%5$s","sequencetype":"Integer","source":"/visits/%2$s","specversion":"1.0",'
    '"subject":"%2$s","time":"2020-09-14T10:00:00+01:00","type":"visit.officer_nominated.v1"}'
)
"""A real event of middling length, with places for what differs."""


async def make_long_log(pool: Pool, events: int) -> None:
    """Write events 1, 2, 3… of made-up visits, forty to a visit.

    To whoever reads they are like real ones, of 610 bytes each; their digests are no chain.

    Args:
        pool: Of a register without events.
        events: How many.
    """
    async with pool.acquire() as connection:
        await connection.execute(
            "INSERT INTO events (position, id, aggregatetype, aggregateid, sequence, type,"  # noqa: S608 - constants
            " programme, occurred_at, payload, partition_key, cloudevent, digest)"
            " SELECT n, visit || '/' || number, 'visit', visit, number,"
            " 'visit.officer_nominated.v1', 'interim', now(), '{}', visit,"
            f" format('{_EVENT}', encode(hash, 'hex'), visit, number, n,"
            f" lpad(number::text, 10, '0')), hash FROM generate_series(1, {events}) AS n,"
            " LATERAL (SELECT 'interim-e' || lpad((n / 40)::text, 8, '0') AS visit,"
            " n % 40 + 1 AS number, sha256(n::text::bytea) AS hash) AS made",
            timeout=600,
        )
        await connection.execute("ANALYZE events", timeout=600)
