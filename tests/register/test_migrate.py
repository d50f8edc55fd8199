"""Bringing a database to the schema this release needs."""

import asyncio
import json

import asyncpg
import pytest

from register import publication
from register.canonical import canonical_json
from register.connection import open_pool
from register.log_proof import prove
from register.logged import event_id
from register.migrate import MigrationChanged, migrate
from register.prepared import scripts as all_scripts
from stack import StackAddresses
from tests.support.visits import invited

TABLES = {"content", "documents", "events", "letters", "migrations", "people", "visits"}


async def test_an_empty_database_gets_everything_once(addresses: StackAddresses) -> None:
    async with open_pool(addresses.database_url) as pool:
        applied = await migrate(pool)
        tables = await pool.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")

        assert applied == sorted(applied)
        assert applied[0] == "0001_register.sql"
        assert {row["tablename"] for row in tables} >= TABLES
        assert await migrate(pool) == []


async def test_two_workers_at_once_do_not_race(addresses: StackAddresses) -> None:
    async with (
        open_pool(addresses.database_url) as one,
        open_pool(addresses.database_url) as other,
    ):
        goes = await asyncio.gather(*(migrate(pool) for pool in (one, other, one, other)))

        assert [bool(applied) for applied in goes].count(True) == 1
        assert await one.fetchval("SELECT count(*) FROM migrations") == len(max(goes, key=len))


async def test_a_migration_that_was_edited_is_refused(addresses: StackAddresses) -> None:
    async with open_pool(addresses.database_url) as pool:
        await migrate(pool)
        await pool.execute("UPDATE migrations SET digest = 'of other words'")

        with pytest.raises(MigrationChanged) as changed:
            await migrate(pool)

    sentence = str(changed.value)
    assert "was edited after this database applied it" in sentence
    assert "write a new migration instead" in sentence
    assert sentence.endswith(".")


async def test_a_migration_that_cannot_be_applied_leaves_nothing(
    addresses: StackAddresses,
) -> None:
    """A table of that name is in the way: all of it or nothing."""
    async with open_pool(addresses.database_url) as pool:
        await pool.execute("CREATE TABLE documents (mine text)")

        with pytest.raises(asyncpg.DuplicateTableError):
            await migrate(pool)

        tables = await pool.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        assert [row["tablename"] for row in tables] == ["documents"]
        await pool.execute("DROP TABLE documents")
        assert await migrate(pool)


async def test_what_was_recorded_before_there_was_a_feed_is_published_where_consumers_reach_it(
    addresses: StackAddresses,
) -> None:
    scripts = all_scripts()
    async with open_pool(addresses.database_url) as pool:
        await migrate(pool, scripts=scripts[:2])
        for position, event in enumerate(invited().events, start=1):
            await pool.execute(
                "INSERT INTO events (position, id, aggregatetype, aggregateid, sequence, type,"
                " programme, occurred_at, payload)"
                " VALUES ($1, $2, 'visit', $3, $4, $5, 'interim', $6, $7)",
                position,
                event_id(event),
                event.partition,
                event.sequence,
                event.type,
                event.at,
                canonical_json(event),
            )

        applied = await migrate(pool, public_address="https://events.example.org")

        async with pool.acquire() as connection:
            told = await publication.of_visit(connection)
            proof = await prove(connection)
    assert applied == [name for name, _ in scripts[2:]]
    for entry in told:
        schema = json.loads(entry.cloudevent)["dataschema"]
        assert schema == f"https://events.example.org/schemas/{entry.type}.json"
    assert proof.fine
    assert proof.events == len(invited().events)
