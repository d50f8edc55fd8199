"""What each role may do in the register, asked of PostgreSQL as that role."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from hashlib import sha256

import asyncpg
import pytest

from register import documents, subscriptions, tokens
from register.connection import Pool, open_pool
from register.documents import DocumentRow
from register.migrate import NotTheOwner, migrate
from register.reading import read_note
from register.roles import RIGHTS, SERVING, Role, missing_roles
from schemas.access import Scope
from schemas.letters import DocumentOrder
from schemas.subscriptions import SecretKind, Subscription
from schemas.values import Department, DocumentKind, Marking
from stack import StackAddresses
from tests.keys import KEYS
from tests.register.recording import record
from tests.support.visits import VISIT, closed


@pytest.fixture
async def as_role(pool: Pool, addresses: StackAddresses) -> AsyncIterator[dict[Role, Pool]]:
    """The register with a visit that is closed, as each role has it."""
    await record(pool, closed().events)
    async with AsyncExitStack() as opened:
        yield {
            role: await opened.enter_async_context(open_pool(addresses.database_url_of(role)))
            for role in SERVING
        }


async def refused(pool: Pool, *statements: str) -> None:
    for statement in statements:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await pool.execute(statement)


async def keep(pool: Pool, kind: DocumentKind) -> None:
    body = b"%PDF-1.7"
    digest = sha256(body).hexdigest()
    row = DocumentRow(kind, 1, "A document", Marking.OFFICIAL_SENSITIVE, digest, body)
    async with pool.acquire() as connection:
        await documents.keep(connection, VISIT, row)


async def test_every_table_is_spoken_for_and_no_other_is_named(pool: Pool) -> None:
    rows = await pool.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    named = {table for rights in RIGHTS.values() for table in rights}
    assert {row["tablename"] for row in rows} == named


async def test_the_feed_reads_no_person_no_letter_and_no_words(as_role: dict[Role, Pool]) -> None:
    await refused(
        as_role[Role.FEED],
        "SELECT count(*) FROM people",
        "SELECT count(*) FROM letters",
        "SELECT count(*) FROM content",
        "SELECT count(*) FROM side_processes",
        "SELECT area, region FROM visits",
    )


async def test_the_feed_hands_out_notes_and_no_other_document(as_role: dict[Role, Pool]) -> None:
    for kind in (DocumentKind.SUMMARY_NOTE, DocumentKind.TIMETABLE):
        await keep(as_role[Role.WORKER], kind)

    async with as_role[Role.FEED].acquire() as connection:
        found = await documents.of_visit(connection, VISIT)
        timetable = DocumentOrder(kind=DocumentKind.TIMETABLE, version=1)
        assert [row.kind for row in found] == [DocumentKind.SUMMARY_NOTE]
        assert await documents.find(connection, VISIT, timetable) is None


async def test_the_feed_records_that_a_note_was_read_and_nothing_else(
    as_role: dict[Role, Pool],
) -> None:
    await keep(as_role[Role.WORKER], DocumentKind.SUMMARY_NOTE)
    feed = as_role[Role.FEED]
    async with feed.acquire() as connection, connection.transaction():
        reading = await read_note(
            connection,
            VISIT,
            department=Department.DFE,
            reader="dfe-archive",
            now=datetime.now(UTC),
        )
    assert reading.document.body == b"%PDF-1.7"
    assert await feed.fetchval("SELECT type FROM events ORDER BY position DESC LIMIT 1") == (
        "note.read.v1"
    )
    await refused(
        feed,
        "INSERT INTO events SELECT position + 100, 'x' || id, aggregatetype, aggregateid,"
        " sequence + 100, type, programme, occurred_at, payload, recorded_at, partition_key,"
        " cloudevent, digest FROM events WHERE type LIKE 'visit.%' LIMIT 1",
        "UPDATE visits SET changed_at = now()",
        "UPDATE visits SET stage = 'ended'",
    )


async def test_only_who_signs_reads_what_it_signs_with(as_role: dict[Role, Pool]) -> None:
    for role, consumer in ((Role.FEED, "one"), (Role.DESK, "two")):
        wanted = Subscription.model_validate(
            {
                "id": consumer,
                "consumer": consumer,
                "url": "https://example.org/",
                "status": "active",
                "position": 0,
                "created_at": datetime.now(UTC),
            }
        )
        async with as_role[role].acquire() as connection, connection.transaction():
            await subscriptions.make(connection, wanted)
            for secret in ("whsec_AA==", "whsec_BB=="):
                await subscriptions.rotate(connection, KEYS, consumer, SecretKind.V1, secret)
        await refused(as_role[role], "SELECT sealed FROM subscription_secrets")

        async with as_role[Role.WORKER].acquire() as connection:
            newest, older = await subscriptions.secrets_of(connection, KEYS, consumer)
        assert (newest.secret, older.secret) == ("whsec_BB==", "whsec_AA==")


async def test_tokens_are_made_at_the_desk_and_nowhere_else(as_role: dict[Role, Pool]) -> None:
    async with as_role[Role.DESK].acquire() as connection:
        _, secret = await tokens.make(connection, "warehouse", [Scope.FEED])
    async with as_role[Role.FEED].acquire() as connection:
        assert await tokens.find(connection, secret)
    await refused(as_role[Role.FEED], "UPDATE tokens SET revoked_at = NULL")
    async with as_role[Role.WORKER].acquire() as connection:
        assert not await tokens.opens_subscriptions(connection, "warehouse")
    await refused(
        as_role[Role.WORKER],
        "SELECT id FROM tokens",
        "SELECT hash FROM tokens",
        "UPDATE tokens SET revoked_at = NULL",
    )


async def test_nobody_who_serves_rewrites_what_was_recorded(as_role: dict[Role, Pool]) -> None:
    for pool in as_role.values():
        await refused(
            pool,
            "UPDATE events SET cloudevent = ''",
            "DELETE FROM events",
            "TRUNCATE events",
            "DELETE FROM documents",
            "DELETE FROM visits",
            "UPDATE publication SET address = 'https://elsewhere.example'",
            "UPDATE migrations SET digest = ''",
            "DROP TRIGGER events_grew ON events",
        )
    await refused(
        as_role[Role.DESK],
        "UPDATE visits SET stage = 'ended'",
        "INSERT INTO documents SELECT * FROM documents",
        "UPDATE letters SET status = 'sent'",
    )


async def test_only_the_owner_migrates(as_role: dict[Role, Pool]) -> None:
    for pool in as_role.values():
        with pytest.raises(NotTheOwner, match=r"Only the owner .* DATABASE_URL .*visits_owner"):
            await migrate(pool)


async def test_rights_that_were_given_by_hand_are_taken_back(
    pool: Pool, as_role: dict[Role, Pool]
) -> None:
    await pool.execute(f"GRANT SELECT ON people TO {Role.FEED}")
    await pool.execute(f"REVOKE ALL ON events FROM {Role.FEED}")
    assert await as_role[Role.FEED].fetchval("SELECT count(*) FROM people") == 0

    await migrate(pool)

    await refused(as_role[Role.FEED], "SELECT count(*) FROM people")
    assert await as_role[Role.FEED].fetchval("SELECT count(*) FROM events")
    async with pool.acquire() as connection:
        assert await missing_roles(connection) == []
