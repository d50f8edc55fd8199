"""Another kind of process beside a visit costs what it declares, and one line in a table.

The kind is `tests.support.undertaking`. Nothing else of the project knows of it.
"""

import json
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from temporalio.client import Client, WorkflowHistory

from desk.desk import Desk
from desk.timeline import TimelineReader
from register import log, publication, related
from register.log_proof import prove
from register.streams import STREAMS, beside_a_visit
from release.audit import ProcessAudit, Run, audit
from release.recovery import Recovery, Remedy
from release.rehearsal.time_skipping import VirtualTime
from release.replay import Verdict, replay_visits
from rules.refusals import RefusalCode, Refused
from rules.side_tasks import side_todo
from rules.todo import SideToDo
from schemas.forms.form import FORMS
from schemas.ids import VisitId
from schemas.side_processes import SideReceipt
from schemas.values import Owner
from stack import EmbeddedStack
from tests.e2e.walking import own_engine
from tests.engine import UNHURRIED, Engine
from tests.keys import KEYS
from workflows import side_process
from workflows.search_attributes import OWNER

START = datetime(2020, 11, 2, 9, tzinfo=UTC)
DUE = datetime(2020, 11, 9, 17, tzinfo=UTC)  # five working days later


@dataclass(frozen=True)
class Undertakings:
    """A visit that is over, and people who bring forms of the new kind to what is beside it."""

    engine: Engine
    client: Client
    visit: VisitId

    def desk(self, now: datetime = START) -> Desk:
        return Desk(
            self.client,
            self.engine.pool,
            task_queue=self.engine.settings.task_queue,
            patience=UNHURRIED,
            now=lambda: now,
            offset=lambda: now - datetime.now(UTC),
        )

    async def give(self, update_id: str) -> SideReceipt:
        from tests.support.undertaking import UndertakingForm

        form = UndertakingForm(days=5)
        return await self.desk().submit(self.visit, form, actor="hmi-1", update_id=update_id)

    async def keep(self, given: SideReceipt, update_id: str) -> SideReceipt:
        from tests.support.undertaking import UndertakingKeptForm

        form = UndertakingKeptForm(number=int(given.subject.rpartition("/")[2]))
        return await self.desk().submit(self.visit, form, actor="hmi-1", update_id=update_id)

    async def audited(self, given: SideReceipt) -> ProcessAudit:
        report = await audit(
            self.engine.pool, self.client, self.visit, now=START, patience=UNHURRIED
        )
        (found,) = [one for one in report.processes if one.subject == given.subject]
        return found

    def recovery(self) -> Recovery:
        return Recovery(
            self.engine.pool,
            self.client,
            keys=KEYS,
            task_queue=self.engine.settings.task_queue,
            clock_offset=lambda: START - datetime.now(UTC),
            now=lambda: START,
            patience=UNHURRIED,
        )

    async def todo(self, given: SideReceipt, now: datetime) -> SideToDo | None:
        async with self.engine.pool.acquire() as connection:
            found = await related.of_visit(connection, self.visit)
        ((kind, state),) = [one for one in found if one.state.subject == given.subject]
        return side_todo(kind, state, now)

    async def forget(self, given: SideReceipt) -> None:
        """Make the register an older copy, of before the last event."""
        from tests.support.undertaking import UNDERTAKING

        async with self.engine.pool.acquire() as connection, connection.transaction():
            await connection.execute(
                "DELETE FROM events WHERE aggregateid = $1 AND sequence > 1", given.subject
            )
            (first,) = await log.of_stream(connection, given.subject)
            rows = STREAMS[UNDERTAKING.kind].read_model
            assert rows is not None
            await rows.save(connection, UNDERTAKING.evolve(None, first.event))

    async def events(self, given: SideReceipt) -> list[dict[str, Any]]:
        """What downstream reads of it."""
        async with self.engine.pool.acquire() as connection:
            told = await publication.of_visit(connection, self.visit)
        events = [json.loads(entry.cloudevent) for entry in told]
        return [event for event in events if event["subject"] == given.subject]


@pytest.fixture(scope="module")
def entered() -> Iterator[None]:
    """The line in the table; taken out again, and the forms with it."""
    before = dict(FORMS)
    with pytest.MonkeyPatch.context() as patch:
        from tests.support.undertaking import UNDERTAKING

        # What is made of it goes, too.
        patch.setattr(side_process, UNDERTAKING.workflow, None, raising=False)
        line = beside_a_visit(UNDERTAKING)
        patch.setitem(STREAMS, line.kind, line)
        yield
    # Others hold this very table: it is emptied of what has come, not exchanged.
    for name in FORMS.keys() - before.keys():
        del FORMS[name]


@pytest.fixture(scope="module")
async def undertakings(
    entered: None, stack: EmbeddedStack, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Undertakings]:
    async with own_engine(stack.addresses, tmp_path_factory.mktemp("undertakings")) as engine:
        declined = await engine.play(engine.scenario("declined"))
        async with engine.working() as (client, _):
            yield Undertakings(engine, client, declined.visit_id)


async def test_it_starts_takes_decisions_and_is_recorded(undertakings: Undertakings) -> None:
    given = await undertakings.give("given")
    again = await undertakings.give("given")

    kept = await undertakings.keep(given, "kept")
    kept_again = await undertakings.keep(given, "kept")
    with pytest.raises(Refused) as refused:
        await undertakings.keep(given, "kept-once-more")

    assert given == again
    assert (given.sequence, given.owner, given.due) == (1, Owner.AREA, DUE)
    assert kept == kept_again
    assert (kept.sequence, kept.over) == (2, True)
    assert refused.value.code is RefusalCode.ALREADY_DONE
    events = await undertakings.events(given)
    assert [(event["type"], event["sequence"]) for event in events] == [
        ("undertaking.given.v1", "0000000001"),
        ("undertaking.kept.v1", "0000000002"),
    ]
    assert {event["source"] for event in events} == {f"/visits/{given.subject}"}
    assert {event["partitionkey"] for event in events} == {undertakings.visit}
    assert events[0]["data"]["days"] == 5


async def test_it_is_in_the_timeline_and_the_log_is_proven(undertakings: Undertakings) -> None:
    await undertakings.give("told-of")

    async with undertakings.engine.pool.acquire() as connection:
        logged = await log.read_all(connection, about=undertakings.visit)
        proof = await prove(connection)

    told = [entry.words for entry in TimelineReader().entries(logged)]
    assert "area undertook to send something (undertaking 1)" in told
    assert proof.faults == ()


async def test_what_is_due_happens_and_a_person_is_asked(undertakings: Undertakings) -> None:
    given = await undertakings.give("missed")
    handle = undertakings.desk().handle(given.subject)
    await VirtualTime(undertakings.client).advance(handle, timedelta(days=10))

    thing = await undertakings.todo(given, DUE + timedelta(days=1))

    assert thing is not None
    assert thing.owner is Owner.COORDINATOR
    assert thing.overdue
    assert thing.words.endswith("not yet kept.")
    number = given.subject.rpartition("/")[2]
    assert thing.command == f"visits undertaking-kept {undertakings.visit} {number}"


async def test_operators_read_in_temporal_what_it_is(undertakings: Undertakings) -> None:
    given = await undertakings.give("looked-at")

    handle = undertakings.desk().handle(given.subject)
    about = await handle.describe()
    number = given.subject.rpartition("/")[2]

    assert about.workflow_type == "Undertaking"
    assert about.id == f"{undertakings.visit}-undertaking-{number}"
    assert await about.static_summary() == f"Undertaking {number} of visit {undertakings.visit}"
    assert about.typed_search_attributes.get(OWNER) == "area"
    replayed = await replay_visits(_histories(await handle.fetch_history()))
    assert [one.verdict for one in replayed.visits] == [Verdict.UNCHANGED]


async def test_it_is_audited_and_comes_back_from_its_log(undertakings: Undertakings) -> None:
    given = await undertakings.give("lost")
    before = await undertakings.audited(given)
    await undertakings.desk().handle(given.subject).terminate(reason="the wrong button")
    harmed = await undertakings.audited(given)

    steps = await undertakings.recovery().carry_out(undertakings.visit)
    back = await undertakings.audited(given)
    kept = await undertakings.keep(given, "kept-after-all")

    assert (before.run, before.kind, before.fine) == (Run.AGREES, "undertaking", True)
    assert (harmed.run, harmed.fine) == (Run.TERMINATED, False)
    assert [(s.subject, s.remedy, s.done) for s in steps] == [(given.subject, Remedy.START, True)]
    assert (back.run, back.records) == (Run.AGREES, 1)
    assert (kept.sequence, kept.over) == (2, True)


@pytest.mark.parametrize("over", [False, True], ids=["while it runs", "after its end"])
async def test_a_register_that_fell_behind_takes_over_what_its_run_recorded(
    undertakings: Undertakings,
    over: bool,  # noqa: FBT001 - a case
) -> None:
    given = await undertakings.give(f"forgotten-{over}")
    if over:
        await undertakings.keep(given, f"forgotten-to-be-kept-{over}")
    else:
        handle = undertakings.desk().handle(given.subject)
        await VirtualTime(undertakings.client).advance(handle, timedelta(days=10))
    whole = await undertakings.events(given)
    await undertakings.forget(given)
    forgotten = await undertakings.events(given)
    behind = await undertakings.audited(given)

    steps = await undertakings.recovery().carry_out(undertakings.visit)

    assert len(forgotten) == 1
    assert behind.run is Run.AHEAD
    assert [(s.subject, s.remedy, s.done) for s in steps] == [
        (given.subject, Remedy.CATCH_UP, True)
    ]
    told = [(event["type"], event["data"]) for event in await undertakings.events(given)]
    assert told == [(event["type"], event["data"]) for event in whole]


async def _histories(history: WorkflowHistory) -> AsyncIterator[WorkflowHistory]:
    yield history
