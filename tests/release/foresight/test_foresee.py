"""A visit is played forward from where it is: what is foreseen is what then happens."""

import hashlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest

from desk.desk import Desk
from desk.timeline import TimelineEntry
from register import documents, letters
from register.connection import Connection
from release.foresight import CannotForesee, EndedBy, Outlook, copy_of, foresee
from schemas.forms.letters import LetterNoteForm
from schemas.scenario import Scenario
from schemas.side_processes.complaint import ComplaintForm
from schemas.values import LetterKind, Outcome, Stage, TaskKind
from stack import EmbeddedStack, StackAddresses
from tests.conftest import migrated, own_database
from tests.e2e.walking import Walk, own_engine
from tests.engine import UNHURRIED, Engine
from tests.support.namespaces import a_namespace
from worker.mail_settings import MailSettings

_NUMBERS = count(1)


@dataclass
class Live:
    """A visit as it stands when its team is told the days, and a place apart to look ahead in."""

    engine: Engine
    walk: Walk
    apart: StackAddresses
    like: StackAddresses
    folder: Path

    async def foresee(
        self, scenario: Scenario | None = None, *, until: date | None = None, kept: bool = False
    ) -> tuple[Outlook, list[TimelineEntry]]:
        shown: list[TimelineEntry] = []
        async with self.engine.pool.acquire() as connection:
            copied = await copy_of(connection, self.walk.visit)
        database = (await own_database(self.apart, like=self.like)).database_url
        number = next(_NUMBERS)
        namespace = await a_namespace(self.walk.client, f"apart-{number}")
        outlook = await foresee(
            copied,
            now=self.walk.now,
            until=until,
            scenario=scenario,
            out=self.folder / f"{number}",
            kept=kept,
            addresses=replace(self.apart, database_url=database, namespace=namespace),
            on_event=shown.append,
            sender=MailSettings().sender,
            settings=replace(self.engine.settings, task_queue=f"apart-{number}"),
        )
        return outlook, shown

    async def everything(self) -> dict[str, str]:
        """A digest of each table of the live register, and how long the live histories are."""
        found = {}
        async with self.engine.pool.acquire() as connection:
            tables = await connection.fetch(
                "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
            )
            for row in tables:
                found[row["tablename"]] = await _digest(connection, row["tablename"])
        history = await self.walk.handle.fetch_history()
        found["history"] = str(len(history.events))
        found["mail"] = str(sorted(path.name for path in self.engine.maildir.rglob("*")))
        return found


async def _digest(connection: Connection, table: str) -> str:
    rows = await connection.fetch(f"SELECT t::text FROM {table} AS t ORDER BY 1")  # noqa: S608 - a table's name
    return hashlib.sha256("\n".join(row["t"] for row in rows).encode()).hexdigest()


@pytest.fixture(scope="module")
async def live(
    stack: EmbeddedStack, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Live]:
    folder = tmp_path_factory.mktemp("live")
    async with own_engine(stack.addresses, folder) as engine, engine.working() as (client, _):
        walk = Walk(engine.scenario(), client, engine.pool, engine.settings.task_queue)
        await walk.open()
        await walk.steps_through("dates")
        yield Live(
            engine,
            walk,
            stack.addresses,
            await migrated(stack),
            tmp_path_factory.mktemp("ahead"),
        )


async def test_if_nobody_acts_it_waits_with_tasks_and_nothing_real_is_touched(live: Live) -> None:
    before = await live.everything()

    outlook, shown = await live.foresee()

    assert await live.everything() == before
    assert outlook.ended_by is EndedBy.WAITS
    assert outlook.since == live.walk.now
    assert outlook.to - outlook.since <= timedelta(days=200)
    assert {task.kind for task in outlook.tasks} >= {TaskKind.TIMETABLE_OVERDUE}
    assert all(event.at >= live.walk.now for event in outlook.events)
    assert [entry.words for entry in shown] == [event.words for event in outlook.events]
    assert outlook.documents == []


async def test_nothing_is_foreseen_beyond_the_day_that_was_asked_for(live: Live) -> None:
    day = live.walk.days.day(-9)

    outlook, _ = await live.foresee(until=day)

    assert outlook.ended_by is EndedBy.UNTIL
    assert outlook.to.date() == day
    assert max(event.at for event in outlook.events).date() <= day


async def test_a_scenario_that_leads_to_a_successor_and_asks_too_much_is_told(live: Live) -> None:
    steps = [
        {"at": "T-9 09:00", "do": "share", "with": {"version": 1}},
        {"at": "T-9 10:00", "do": "defer-ask", "with": {"reason": "Schools are closed."}},
        {"at": "T-8 10:00", "do": "defer-grant", "with": {"day_one": "T+25"}},
    ]
    about = {"title": "Too soon, then later", "area": live.walk.scenario.area}

    outlook, _ = await live.foresee(Scenario.model_validate({**about, "steps": steps}))

    assert [visit.visit_id for visit in outlook.visits] == [live.walk.visit, successor(live)]
    assert outlook.visits[0].outcome is Outcome.DEFERRED
    assert outlook.visits[1].stage is Stage.INVITED
    assert any(letter.key.startswith(f"{successor(live)}/") for letter in outlook.letters)
    (refused,) = outlook.refused
    assert refused.startswith("At T-9 09:00, `share` was refused: ")


def successor(live: Live) -> str:
    return f"{live.walk.visit}-2"


async def test_a_note_of_a_coordinators_own_is_in_the_letters_ahead(live: Live) -> None:
    walk = live.walk
    form = LetterNoteForm(kind=LetterKind.TIMETABLE, text="The bridge is closed until Friday.")
    await walk.desk.submit(walk.visit, form, actor="coordinator", update_id="note")

    outlook, _ = await live.foresee(walk.scenario, kept=True)

    sent = [one for one in outlook.letters if one.kind is LetterKind.TIMETABLE]
    noted = [one for one in sent if b"The bridge is closed" in Path(f"{one.path}").read_bytes()]
    assert sent
    assert noted == [one for one in sent if "/timetable/1/" in one.key]


async def test_what_is_foreseen_is_what_then_happens_and_then_nothing(live: Live) -> None:
    walk = live.walk
    await walk.steps_through("feedback")
    offset = walk.now - datetime.now(UTC)
    desk = Desk(
        walk.client,
        live.engine.pool,
        task_queue=live.engine.settings.task_queue,
        patience=UNHURRIED,
        now=lambda: walk.now,
        offset=lambda: offset,
    )
    form = ComplaintForm(text="Nobody called back.")
    await desk.submit(walk.visit, form, actor="coordinator", update_id="complain")
    have = (await live.engine.events(walk.visit))[-1].event.sequence
    async with live.engine.pool.acquire() as connection:
        had = {row.order.key for row in await letters.of_visit(connection, walk.visit)}
        kept = {row.kind for row in await documents.of_visit(connection, walk.visit)}

    outlook, _ = await live.foresee(walk.scenario, kept=True)
    await walk.to_the_end()

    came = [entry.event for entry in await live.engine.events(walk.visit)][have:]
    foreseen = [event for event in outlook.events if event.subject == walk.visit]
    assert [(event.sequence, event.type) for event in foreseen] == [
        (event.sequence, event.type.value) for event in came
    ]
    apart = [abs(one.at - other.at) for one, other in zip(foreseen, came, strict=True)]
    assert max(apart) < timedelta(minutes=2)
    async with live.engine.pool.acquire() as connection:
        rows = await letters.of_visit(connection, walk.visit)
        made = await documents.of_visit(connection, walk.visit)
    written = {row.order.key for row in rows} - had
    assert {letter.key for letter in outlook.letters} == written
    assert all(Path(letter.path or "").is_file() for letter in outlook.letters)
    assert {document.kind for document in outlook.documents} == {
        row.kind for row in made if row.kind not in kept
    }
    assert all(Path(document.path or "").is_file() for document in outlook.documents)
    assert outlook.ended_by is EndedBy.OVER
    assert outlook.visits[0].outcome is Outcome.CLOSED

    beside = [event.type for event in outlook.events if event.subject != walk.visit]
    assert beside == ["complaint.escalated.v1"], "what lives beside it goes on, too"
    assert [one.over for one in outlook.beside] == [False]

    with pytest.raises(CannotForesee, match="is over and kept no longer"):
        await live.foresee()
