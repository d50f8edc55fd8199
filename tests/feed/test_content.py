"""The note, for whom it was shared with, and each access to it an event."""

import asyncio
from dataclasses import dataclass, replace

import aiohttp
import pytest

from desk.timeline import TimelineReader
from register import log, publication
from register.connection import Pool
from release.audit import audit
from schemas import messages as m
from schemas.access import Scope
from schemas.events.event import VisitEvent
from schemas.ids import ActorRef
from schemas.reading import NoteRead, ReadingEvent
from schemas.streams import NOTE_STREAM
from schemas.values import Department
from tests.feed.conftest import Door, MakeToken
from tests.feed.notes import BODY, kept
from tests.register.recording import record, record_in
from tests.support.guessing import confirmed
from tests.support.visits import VISIT, closed, digest_of, share_note, shared, sharing

NOTE = f"/visits/{VISIT}/note"
DFE, NHS_ENGLAND = Department.DFE, Department.NHS_ENGLAND


@dataclass
class Readers:
    """The feed as two departments see it."""

    dfe: Door
    nhs_england: Door


@pytest.fixture
async def readers(door: Door, make_token: MakeToken) -> Readers:
    async def of(consumer: str, department: Department) -> Door:
        token = await make_token(Scope.CONTENT, consumer=consumer, department=department)
        return replace(door, token=token)

    return Readers(await of("dfe-archive", DFE), await of("nhs-archive", NHS_ENGLAND))


async def accesses(pool: Pool) -> list[ReadingEvent]:
    async with pool.acquire() as connection:
        found = await log.read_all(connection, about=VISIT)
    return [entry.event for entry in found if entry.event.stream == NOTE_STREAM]


def told(events: list[ReadingEvent]) -> list[tuple[int, ActorRef, Department]]:
    return [(event.sequence, event.actor, event.fact.department) for event in events]


async def test_each_department_reads_the_note_and_that_is_recorded(
    readers: Readers, pool: Pool
) -> None:
    await record(pool, shared().events)
    digest = await kept(pool)

    for door in (readers.dfe, readers.nhs_england, readers.dfe):
        async with door.get(NOTE) as answer:
            assert answer.status == 200
            assert await answer.read() == BODY
            assert answer.content_type == "application/pdf"
            assert answer.headers["ETag"] == f'"{digest}"'
            assert answer.headers["Marking"] == "OFFICIAL-SENSITIVE"
            assert answer.headers["Note-Version"] == "1"
            assert answer.headers["Cache-Control"] == "no-store"
            assert answer.headers["Content-Disposition"] == (
                f'attachment; filename="{VISIT}-summary-note-v1.pdf"'
            )
    read = await accesses(pool)
    assert told(read) == [
        (1, "dfe-archive", DFE),
        (2, "nhs-archive", NHS_ENGLAND),
        (3, "dfe-archive", DFE),
    ]
    assert {event.fact for event in read if event.fact.department is DFE} == {
        NoteRead(department=DFE, version=1, digest=digest_of(1), document=digest)
    }


async def test_the_feed_tells_of_an_access_and_the_log_stays_sound(
    readers: Readers, door: Door, pool: Pool
) -> None:
    await record(pool, shared().events)
    digest = await kept(pool)
    async with readers.dfe.get(NOTE) as answer:
        assert answer.status == 200

    async with door.get("/events", type_="note.read.v1", visit=VISIT, timeout=60) as answer:
        (event,) = await answer.json(content_type=None)
    assert event["subject"] == f"{VISIT}/note"
    assert event["partitionkey"] == VISIT
    assert event["sequence"] == "0000000001"
    assert event["data"] == {
        "actor": "dfe-archive",
        "reason": None,
        "department": "dfe",
        "version": 1,
        "digest": digest_of(1),
        "document": digest,
    }
    report = await audit(pool)  # of the register: nobody asks Temporal
    assert report.log == ()
    assert [found.mismatches for found in report.processes] == [()]
    async with pool.acquire() as connection:
        timeline = TimelineReader().entries(await log.read_all(connection, about=VISIT))
        everything = await publication.of_visit(connection, VISIT)
    assert timeline[-1].words == "summary note read for DfE (version 1)"
    assert timeline[-1].actor == "dfe-archive"
    assert everything[-1].type == "note.read.v1"


async def test_who_reads_at_once_gets_a_number_of_their_own(readers: Readers, pool: Pool) -> None:
    await record(pool, shared().events)
    await kept(pool)

    async def read(door: Door) -> int:
        async with door.get(NOTE) as answer:
            return answer.status

    statuses = await asyncio.gather(*(read(d) for d in [readers.dfe, readers.nhs_england] * 10))
    assert set(statuses) == {200}
    assert [event.sequence for event in await accesses(pool)] == list(range(1, 21))


async def problem(door: Door, path: str = NOTE) -> tuple[int, str]:
    """The status, and the sentence, of what is refused."""
    async with door.get(path) as answer:
        assert answer.content_type == "application/problem+json"
        return answer.status, (await answer.json(content_type=None))["detail"]


@pytest.mark.parametrize("events", [(), sharing().events, sharing().told(share_note(DFE)).events])
async def test_nobody_learns_whether_there_is_what_they_may_not_read(
    readers: Readers, pool: Pool, events: tuple[VisitEvent, ...]
) -> None:
    """No such visit, not shared, and shared with the other one only, look alike."""
    if events:
        await record(pool, events)
    await kept(pool)

    status, sentence = await problem(readers.nhs_england)
    assert (status, sentence) == (
        404,
        "There is no note at this address that was shared with your department.",
    )
    assert await accesses(pool) == []


async def test_without_the_scope_and_a_department_nothing_is_read(
    door: Door, make_token: MakeToken, pool: Pool
) -> None:
    await record(pool, shared().events)
    await kept(pool)

    assert (await problem(door))[0] == 403, "the feed's scope does not open content"
    nobodys = replace(door, token=await make_token(Scope.CONTENT))
    assert (await problem(nobodys))[0] == 403
    assert (await problem(replace(door, token=door.token[:-1])))[0] == 401
    assert await accesses(pool) == []


async def test_a_recalled_note_is_gone(readers: Readers, pool: Pool) -> None:
    recalled = closed().told(m.WithdrawConsent(actor="coordinator", case="case-1"))
    await record(pool, recalled.events)
    await kept(pool)

    status, sentence = await problem(readers.dfe)
    assert status == 410
    assert "Destroy every copy" in sentence
    assert await accesses(pool) == []


async def test_of_several_versions_only_the_shared_one_is_read(
    readers: Readers, pool: Pool
) -> None:
    await record(pool, shared().events)
    await kept(pool, 1)
    await kept(pool, 2, b"%PDF-1.7 a later draft")

    async with readers.dfe.get(NOTE) as answer:
        assert await answer.read() == BODY
    async with readers.dfe.get(NOTE, version=2) as answer:
        assert answer.status == 422, "nobody chooses one"


async def test_a_note_whose_document_is_still_made_is_not_yet_read(
    readers: Readers, pool: Pool
) -> None:
    await record(pool, shared().events)

    async with readers.dfe.get(NOTE) as answer:
        assert answer.status == 503
        assert answer.headers["Retry-After"] == "5"
    assert await accesses(pool) == []


async def test_that_a_copy_still_stands_is_told_and_recorded(
    readers: Readers, pool: Pool, session: aiohttp.ClientSession
) -> None:
    await record(pool, shared().events)
    digest = await kept(pool)

    url = f"{readers.dfe.address}{NOTE}"
    for tag, status in ((f'"{digest}"', 304), (f'"{"0" * 64}"', 200), ("*", 304)):
        headers = {**readers.dfe.headers, "If-None-Match": tag}
        async with session.get(url, headers=headers) as answer:
            assert answer.status == status
            assert answer.headers["ETag"] == f'"{digest}"'
            assert await answer.read() == (BODY if status == 200 else b"")
    assert [event.sequence for event in await accesses(pool)] == [1, 2, 3]


async def test_what_is_published_of_a_note_cannot_be_worked_out_from_the_note(
    readers: Readers, pool: Pool
) -> None:
    await record(pool, shared().events)
    await kept(pool)
    async with readers.dfe.get(NOTE) as answer:
        body = await answer.read()

    (event,) = await accesses(pool)
    assert confirmed({event.fact.document}, [body], [VISIT, event.fact.digest]) == []


async def test_there_is_no_way_to_look_without_a_record(
    readers: Readers, pool: Pool, session: aiohttp.ClientSession
) -> None:
    await record(pool, shared().events)
    digest = await kept(pool)

    async with session.head(f"{readers.dfe.address}{NOTE}", headers=readers.dfe.headers) as answer:
        assert answer.status == 200
        assert answer.headers["ETag"] == f'"{digest}"'
        assert await answer.read() == b""
    assert [event.sequence for event in await accesses(pool)] == [1]


async def test_what_cannot_be_recorded_is_not_handed_out(readers: Readers, pool: Pool) -> None:
    await record(pool, shared().events)
    await kept(pool)
    await pool.execute("""
        CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION 'not this one: %', NEW.id; END $$;
        CREATE TRIGGER refusing BEFORE INSERT ON events FOR EACH ROW EXECUTE FUNCTION refuse()
    """)

    async with readers.dfe.get(NOTE) as answer:
        assert answer.status == 500
        body = await answer.read()
    assert BODY not in body
    assert b"not this one" not in body
    assert await accesses(pool) == []


async def test_consent_taken_back_meanwhile_comes_before_or_after(
    readers: Readers, pool: Pool
) -> None:
    """Whoever takes it back holds the visit; a reader waits for them and is then refused."""
    before = closed()
    await record(pool, before.events)
    await kept(pool)
    after = before.told(m.WithdrawConsent(actor="coordinator", case="case-1"))
    fresh = after.events[len(before.events) :]

    async with pool.acquire() as connection, connection.transaction():
        await connection.execute("SELECT FROM visits WHERE visit_id = $1 FOR UPDATE", VISIT)
        reading = asyncio.create_task(problem(readers.dfe))
        done, _ = await asyncio.wait([reading], timeout=0.3)
        assert not done
        await record_in(connection, fresh)
    assert (await reading)[0] == 410
    assert await accesses(pool) == []
