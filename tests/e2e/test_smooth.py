"""The visit that goes smoothly, on the real server and the real register."""

from datetime import date

import pytest
from temporalio.client import WorkflowHistory
from temporalio.worker import Replayer

from register import documents, letters
from schemas.values import LetterKind, LetterStatus, Outcome, Stage
from tests.engine import Engine
from worker.plugin import area_visits_plugin
from worker.rehearsal.time_skipping import is_of_virtual_time
from workflows.visit import Visit

HISTORY_EVENTS = 280
HISTORY_BYTES = 80 * 1024


async def test_it_closes_and_everybody_has_their_letters(engine: Engine) -> None:
    state = await engine.play()

    assert (state.stage, state.outcome) == (Stage.ENDED, Outcome.CLOSED)
    async with engine.pool.acquire() as connection:
        rows = await letters.of_visit(connection, state.visit_id)
    assert {row.status for row in rows} == {LetterStatus.DELIVERED}
    by_kind = {
        kind: sorted(r.order.recipient for r in rows if r.order.kind is kind) for kind in LetterKind
    }
    leaders = ["dcs", "health-1", "health-2"]
    assert by_kind[LetterKind.INVITATION] == ["dcs", "forum", "health-1", "health-2"]
    assert by_kind[LetterKind.REMINDER] == leaders
    assert by_kind[LetterKind.SURVEY_LINKS] == ["officer-1"]
    assert by_kind[LetterKind.DRAFT_NOTE] == [*leaders, "officer-1"]
    assert by_kind[LetterKind.SHARED_NOTE] == ["dfe", "nhs-england"]
    assert len(list(engine.maildir.glob("new/*.eml"))) == len(rows)


async def test_its_events_have_no_gap_and_fold_to_the_state_of_the_workflow(engine: Engine) -> None:
    scenario = engine.scenario()
    async with engine.working() as (client, _):
        state = await engine.player(client, scenario).play()
        running = await client.get_workflow_handle_for(Visit.run, state.visit_id).query(Visit.state)

    logged = await engine.all_events()
    assert [entry.position for entry in logged] == list(range(1, len(logged) + 1))
    assert [entry.event.sequence for entry in logged] == list(range(1, len(logged) + 1))
    assert await engine.refolded(state.visit_id) == running == state


async def test_its_history_stays_within_budget_and_replays(engine: Engine) -> None:
    scenario = engine.scenario()
    await engine.play(scenario)

    history = await (await engine.handle(engine.visit(scenario))).fetch_history()
    own = [event for event in history.events if not is_of_virtual_time(event)]
    assert len(own) <= HISTORY_EVENTS
    assert sum(event.ByteSize() for event in own) <= HISTORY_BYTES
    await Replayer(workflows=[], plugins=[area_visits_plugin()]).replay_workflow(
        WorkflowHistory.from_json(engine.visit(scenario), history.to_json())
    )


async def test_the_note_that_is_shared_is_the_note_that_was_agreed(engine: Engine) -> None:
    state = await engine.play()

    async with engine.pool.acquire() as connection:
        kept = await documents.of_visit(connection, state.visit_id)
        rows = await letters.of_visit(connection, state.visit_id)
    note = next(document for document in kept if document.kind == "summary_note")
    assert state.note is not None
    assert state.agreement is not None
    assert state.agreement.digest == state.note.digest
    with_note = [r for r in rows if r.order.kind in {LetterKind.DRAFT_NOTE, LetterKind.SHARED_NOTE}]
    assert len(with_note) == 6
    for row in with_note:
        assert row.message is not None
        attached = _pdfs(row.message)
        assert attached == [note.body]


def _pdfs(message: bytes) -> list[bytes]:
    import email
    import email.policy

    parsed = email.message_from_bytes(message, policy=email.policy.default)
    return [
        part.get_content()
        for part in parsed.iter_attachments()
        if part.get_content_type() == "application/pdf"
    ]


@pytest.mark.parametrize(
    ("start", "day_one"),
    [
        (date(2020, 9, 21), date(2020, 10, 19)),
        (date(2020, 11, 30), date(2020, 12, 30)),
        (date(2021, 3, 8), date(2021, 4, 7)),
    ],
    ids=["autumn 2020", "over Christmas", "over Easter and into summer time"],
)
async def test_it_can_start_on_any_day(engine: Engine, start: date, day_one: date) -> None:
    state = await engine.play(start=start)

    assert state.outcome is Outcome.CLOSED
    assert state.days is not None
    assert state.days.day_one == day_one
    assert (await engine.all_events())[0].event.at.date() == start
