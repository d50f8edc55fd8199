"""What the register kept is changed or gone: a person is told which, and no other visit waits."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta

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
class Two:
    """Two visits whose notes are drafted; the first of them is to be harmed."""

    engine: Engine
    client: Client
    harmed: Walk
    other: Walk

    async def harm(self, statement: str) -> None:
        async with self.engine.pool.acquire() as connection:
            await connection.execute("CREATE TABLE copied AS SELECT * FROM content")
            await connection.execute("CREATE TABLE printed AS SELECT * FROM documents")
            await connection.execute(statement.format(visit=self.harmed.visit))

    async def put_back(self) -> None:
        """As from a copy of the register."""
        async with self.engine.pool.acquire() as connection:
            for table, copy in {"content": "copied", "documents": "printed"}.items():
                await connection.execute(f"DELETE FROM {table}")  # noqa: S608 - constants
                await connection.execute(f"INSERT INTO {table} SELECT * FROM {copy}")  # noqa: S608

    async def audited(self) -> AuditReport:
        own = [self.harmed.visit, self.other.visit]
        now = max(self.harmed.now, self.other.now)
        report = await audit(self.engine.pool, self.client, patience=UNHURRIED, now=now)
        of_ours = tuple(one for one in report.processes if one.subject in own)
        return report.model_copy(update={"processes": of_ours, "strays": ()})

    async def wrong(self) -> list[VisitId]:
        return [one.subject for one in (await self.audited()).processes if one.wrong]

    async def tasks(self) -> list[tuple[str, str]]:
        async with self.engine.pool.acquire() as connection:
            found = [to_recover(one) for one in await mismatches.open_ones(connection)]
        return [(one.words, one.command) for one in found if one.visit_id == self.harmed.visit]

    async def not_gone(self, walk: Walk) -> dict[LetterKey, tuple[LetterStatus, str | None]]:
        async with self.engine.pool.acquire() as connection:
            rows = await letters.of_visit(connection, walk.visit)
        return {
            row.order.key: (row.status, row.failure)
            for row in rows
            if row.status is not LetterStatus.DELIVERED
        }


@pytest.fixture
async def two(engine: Engine) -> AsyncIterator[Two]:
    async with engine.working() as (client, _):
        walks = [
            Walk(
                engine.scenario().model_copy(update={"area": area}),
                client,
                engine.pool,
                engine.settings.task_queue,
                patience=PATIENCE,
            )
            for area in AREAS[:2]
        ]
        await asyncio.gather(*map(_drafted, walks))
        yield Two(engine, client, *walks)


async def _drafted(walk: Walk) -> None:
    await walk.open()
    await walk.steps_through("draft")


def _in(table: str, change: str) -> str:
    return f"{change.format(table)} WHERE visit_id = '{{visit}}' AND kind = 'summary_note'"


@pytest.mark.parametrize(
    ("harm", "words"),
    [
        (
            _in("content", "UPDATE {} SET body = '{{{{}}}}'"),
            "The summary note, version 1, of {visit} is not what was kept",
        ),
        (
            # Words that any form would take, and that nobody ever wrote.
            _in("content", "UPDATE {} SET body = replace(body::text, 'warmly', 'coldly')::jsonb"),
            "The summary note, version 1, of {visit} is not what was kept",
        ),
        (
            _in("content", "DELETE FROM {}"),
            "The summary note, version 1, of {visit} is gone from the register",
        ),
        (
            _in("documents", "UPDATE {} SET body = '%PDF-1.7'"),
            "The document summary note, version 1, of {visit} is not what was kept",
        ),
    ],
    ids=["note broken", "note reworded", "note gone", "document broken"],
)
async def test_a_note_that_is_spoilt_is_named_to_a_person_and_goes_once_it_is_put_back(
    two: Two, harm: str, words: str
) -> None:
    sentence = words.format(visit=two.harmed.visit)
    await two.harm(harm)

    await asyncio.gather(two.harmed.steps_through("share"), two.other.to_the_end())
    await until(lambda: _asked(two))

    shared = {f"{two.harmed.visit}/shared_note/1/{to}" for to in ("dfe", "nhs-england")}
    assert await two.not_gone(two.harmed) == dict.fromkeys(
        shared, (LetterStatus.REFUSED, "unreadable")
    )
    ((told, command),) = await two.tasks()
    assert told.startswith(sentence)
    assert command == f"visits audit {two.harmed.visit}"

    report = await two.audited()
    assert [one.subject for one in report.processes if one.wrong] == [two.harmed.visit]
    (lost,) = [lost for one in report.processes for lost in one.lost]
    assert lost.startswith(sentence)

    assert (await two.engine.state(two.other.visit)).outcome is Outcome.CLOSED
    assert await two.not_gone(two.other) == {}

    await two.put_back()
    assert await two.wrong() == []
    assert await two.tasks() == []
    for key in sorted(shared):
        await two.harmed.submit(ResendingForm(letter=key), f"again-{key[-3:]}")
    await two.harmed.to_the_end()
    state = await two.engine.state(two.harmed.visit)
    assert (state.stage, state.outcome, state.tasks) == (Stage.ENDED, Outcome.CLOSED, ())
    assert set(await two.not_gone(two.harmed)) == shared, "the copies went"


async def _asked(two: Two) -> bool:
    tasks = (await two.engine.refolded(two.harmed.visit)).tasks
    return len([task for task in tasks if task.kind is TaskKind.LETTER_NOT_DELIVERED]) == 2


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
    two: Two,
) -> None:
    await two.harm(SPOIL_ORDERS)

    async def told() -> bool:
        return bool(await two.tasks())

    await asyncio.gather(two.harmed.steps_through("share"), two.other.to_the_end())
    await until(told)

    ((words, _),) = await two.tasks()
    assert words.startswith(f"The order of letter {two.harmed.visit}/shared_note/1/dfe of ")
    assert await two.wrong() == [two.harmed.visit]
    assert (await two.engine.state(two.other.visit)).outcome is Outcome.CLOSED

    async with two.engine.pool.acquire() as connection:
        await connection.execute(
            "UPDATE letters SET letter_order = ordered.letter_order FROM ordered"
            " WHERE ordered.key = letters.key"
        )
    await two.harmed.to_the_end()
    assert await two.not_gone(two.harmed) == {}
    assert await two.wrong() == []


async def test_a_row_that_is_no_state_is_made_up_for_by_the_log(two: Two) -> None:
    await two.harm("UPDATE visits SET state = '{{}}' WHERE visit_id = '{visit}'")

    report = await two.audited()
    (wrong,) = [one for one in report.processes if one.wrong]
    assert wrong.subject == two.harmed.visit
    assert any("its row in the list is no state" in told for told in wrong.mismatches)
    recovery = Recovery(
        two.engine.pool,
        two.client,
        keys=KEYS,
        task_queue=two.engine.settings.task_queue,
        now=lambda: two.harmed.now,
    )
    assert [step.remedy for step in await recovery.plan(two.harmed.visit)] == [Remedy.REWRITE_ROW]

    await asyncio.gather(two.harmed.to_the_end(), two.other.to_the_end())

    assert (await two.engine.state(two.harmed.visit)).outcome is Outcome.CLOSED
    assert await two.wrong() == []
