"""What the register kept is changed or gone: a person is told which, and no other visit waits."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

import pytest
from temporalio.client import Client

from desk.tasks import to_recover
from register import letters, mismatches
from release.audit import AuditReport, audit
from release.recovery import Recovery, Remedy
from schemas.forms.letters import ResendingForm
from schemas.ids import LetterKey, VisitId
from schemas.values import LetterStatus, Outcome, Stage, TaskKind
from tests.chaos.patience import PATIENCE
from tests.e2e.walking import Walk
from tests.engine import Engine
from tests.keys import KEYS
from tests.support.reporting import AREAS
from tests.support.waiting import until

UNHURRIED = timedelta(minutes=1)
"""A busy machine takes more than the five seconds of a person's patience."""


@dataclass
class House:
    """Visits whose notes are drafted, of which one is left alone and the others are to be harmed.

    Attributes:
        engine: Of all of them.
        client: To Temporal.
        other: The one that is left alone.
        harmed: The others.
    """

    engine: Engine
    client: Client
    other: Walk
    harmed: Sequence[Walk]

    async def harm(self, *statements: str) -> None:
        """Change the register, by a statement for each of those to be harmed."""
        async with self.engine.pool.acquire() as connection:
            await connection.execute("CREATE TABLE copied AS SELECT * FROM content")
            await connection.execute("CREATE TABLE printed AS SELECT * FROM documents")
            for statement, walk in zip(statements, self.harmed, strict=True):
                await connection.execute(statement.format(visit=walk.visit))

    async def put_back(self) -> None:
        """As from a copy of the register."""
        async with self.engine.pool.acquire() as connection:
            for table, copy in {"content": "copied", "documents": "printed"}.items():
                await connection.execute(f"DELETE FROM {table}")  # noqa: S608 - constants
                await connection.execute(f"INSERT INTO {table} SELECT * FROM {copy}")  # noqa: S608

    async def audited(self) -> AuditReport:
        walks = (self.other, *self.harmed)
        own = [walk.visit for walk in walks]
        now = max(walk.now for walk in walks)
        report = await audit(self.engine.pool, self.client, patience=UNHURRIED, now=now)
        of_ours = tuple(one for one in report.processes if one.subject in own)
        return report.model_copy(update={"processes": of_ours, "strays": ()})

    async def wrong(self) -> list[VisitId]:
        return [one.subject for one in (await self.audited()).processes if one.wrong]

    async def tasks(self, walk: Walk) -> list[tuple[str, str]]:
        async with self.engine.pool.acquire() as connection:
            found = [to_recover(one) for one in await mismatches.open_ones(connection)]
        return [(one.words, one.command) for one in found if one.visit_id == walk.visit]

    async def not_gone(self, walk: Walk) -> dict[LetterKey, tuple[LetterStatus, str | None]]:
        async with self.engine.pool.acquire() as connection:
            rows = await letters.of_visit(connection, walk.visit)
        return {
            row.order.key: (row.status, row.failure)
            for row in rows
            if row.status is not LetterStatus.DELIVERED
        }


@asynccontextmanager
async def house_of(engine: Engine, number: int) -> AsyncIterator[House]:
    """One visit that is left alone, and a number of others."""
    async with engine.working() as (client, _):
        walks = [
            Walk(
                engine.scenario().model_copy(update={"area": area}),
                client,
                engine.pool,
                engine.settings.task_queue,
                patience=PATIENCE,
            )
            for area in AREAS[: number + 1]
        ]
        await asyncio.gather(*map(_drafted, walks))
        yield House(engine, client, walks[0], walks[1:])


@pytest.fixture
async def two(engine: Engine) -> AsyncIterator[House]:
    """Two visits, of which one is to be harmed."""
    async with house_of(engine, 1) as house:
        yield house


async def _drafted(walk: Walk) -> None:
    await walk.open()
    await walk.steps_through("draft")


def _in(table: str, change: str) -> str:
    return f"{change.format(table)} WHERE visit_id = '{{visit}}' AND kind = 'summary_note'"


_NOT_KEPT = "The summary note, version 1, of {visit} is not what was kept"
SPOILT = {
    _in("content", "UPDATE {} SET body = '{{{{}}}}'"): _NOT_KEPT,
    # Words that any form would take, and that nobody ever wrote.
    _in("content", "UPDATE {} SET body = replace(body::text, 'warmly', 'coldly')::jsonb"): (
        _NOT_KEPT
    ),
    _in("content", "DELETE FROM {}"): (
        "The summary note, version 1, of {visit} is gone from the register"
    ),
    _in("documents", "UPDATE {} SET body = '%PDF-1.7'"): (
        "The document summary note, version 1, of {visit} is not what was kept"
    ),
}
"""What is done to a note, and what is said of it."""


async def test_a_note_that_is_spoilt_is_named_to_a_person_and_goes_once_it_is_put_back(
    engine: Engine,
) -> None:
    async with house_of(engine, len(SPOILT)) as house:
        said = {
            walk.visit: words.format(visit=walk.visit)
            for walk, words in zip(house.harmed, SPOILT.values(), strict=True)
        }
        await house.harm(*SPOILT)

        await asyncio.gather(
            *(walk.steps_through("share") for walk in house.harmed), house.other.to_the_end()
        )

        for walk in house.harmed:
            await until(partial(_asked, house, walk))
            assert await house.not_gone(walk) == dict.fromkeys(
                _shared(walk), (LetterStatus.REFUSED, "unreadable")
            )
            ((told, command),) = await house.tasks(walk)
            assert told.startswith(said[walk.visit])
            assert command == f"visits audit {walk.visit}"

        report = await house.audited()
        assert {one.subject for one in report.processes if one.wrong} == said.keys()
        lost = {one.subject: one.lost for one in report.processes if one.lost}
        assert lost.keys() == said.keys()
        for visit, (words,) in lost.items():
            assert words.startswith(said[visit])

        assert (await engine.state(house.other.visit)).outcome is Outcome.CLOSED
        assert await house.not_gone(house.other) == {}

        await house.put_back()
        assert await house.wrong() == []
        await asyncio.gather(*(_goes_on(house, walk) for walk in house.harmed))


def _shared(walk: Walk) -> set[LetterKey]:
    """The letters with the note of a visit."""
    return {f"{walk.visit}/shared_note/1/{to}" for to in ("dfe", "nhs-england")}


async def _asked(house: House, walk: Walk) -> bool:
    tasks = (await house.engine.refolded(walk.visit)).tasks
    return len([task for task in tasks if task.kind is TaskKind.LETTER_NOT_DELIVERED]) == 2


async def _goes_on(house: House, walk: Walk) -> None:
    assert await house.tasks(walk) == []
    for key in sorted(_shared(walk)):
        await walk.submit(ResendingForm(letter=key), f"again-{key[-3:]}")
    await walk.to_the_end()
    state = await house.engine.state(walk.visit)
    assert (state.stage, state.outcome, state.tasks) == (Stage.ENDED, Outcome.CLOSED, ())
    assert set(await house.not_gone(walk)) == _shared(walk), "the copies went"


SPOIL_ORDERS = """
    CREATE TABLE ordered (key text, letter_order jsonb);
    CREATE FUNCTION spoil() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF new.key = '{visit}/shared_note/1/dfe' THEN
            INSERT INTO ordered VALUES (new.key, new.letter_order);
            new.letter_order := '{{}}';
        END IF;
        RETURN new;
    END $$;
    CREATE TRIGGER spoil BEFORE INSERT ON letters FOR EACH ROW EXECUTE FUNCTION spoil();
"""


async def test_an_order_that_is_none_is_named_and_its_visit_goes_on_once_it_is_put_back(
    two: House,
) -> None:
    (harmed,) = two.harmed
    await two.harm(SPOIL_ORDERS)

    async def told() -> bool:
        return bool(await two.tasks(harmed))

    await asyncio.gather(harmed.steps_through("share"), two.other.to_the_end())
    await until(told)

    ((words, _),) = await two.tasks(harmed)
    assert words.startswith(f"The order of letter {harmed.visit}/shared_note/1/dfe of ")
    assert await two.wrong() == [harmed.visit]
    assert (await two.engine.state(two.other.visit)).outcome is Outcome.CLOSED

    async with two.engine.pool.acquire() as connection:
        await connection.execute(
            "UPDATE letters SET letter_order = ordered.letter_order FROM ordered"
            " WHERE ordered.key = letters.key"
        )
    await harmed.to_the_end()
    assert await two.not_gone(harmed) == {}
    assert await two.wrong() == []


async def test_a_row_that_is_no_state_is_made_up_for_by_the_log(two: House) -> None:
    (harmed,) = two.harmed
    await two.harm("UPDATE visits SET state = '{{}}' WHERE visit_id = '{visit}'")

    report = await two.audited()
    (wrong,) = [one for one in report.processes if one.wrong]
    assert wrong.subject == harmed.visit
    assert any("its row in the list is no state" in told for told in wrong.mismatches)
    recovery = Recovery(
        two.engine.pool,
        two.client,
        keys=KEYS,
        task_queue=two.engine.settings.task_queue,
        now=lambda: harmed.now,
    )
    assert [step.remedy for step in await recovery.plan(harmed.visit)] == [Remedy.REWRITE_ROW]

    await asyncio.gather(harmed.to_the_end(), two.other.to_the_end())

    assert (await two.engine.state(harmed.visit)).outcome is Outcome.CLOSED
    assert await two.wrong() == []
