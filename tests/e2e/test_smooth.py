"""The visit that goes smoothly, on the real server and the real register."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import date

import pytest
from temporalio.client import WorkflowHistory
from temporalio.worker import Replayer

from register import documents, letters
from release.rehearsal.post import RehearsedPost
from release.rehearsal.time_skipping import is_of_virtual_time
from schemas.state import VisitState
from schemas.values import LetterKind, LetterStatus, Outcome, Stage
from stack import EmbeddedStack
from tests.e2e.walking import own_engine
from tests.engine import Engine
from worker.plugin import area_visits_plugin
from workflows.search_attributes import AREA
from workflows.visit import Visit

HISTORY_EVENTS = 280
HISTORY_BYTES = 80 * 1024


@dataclass(frozen=True)
class Played:
    """One visit, played once for the tests that only look at what it left.

    Attributes:
        engine: Its register and Maildir.
        state: As recorded.
        running: As the workflow itself knew it at the end.
    """

    engine: Engine
    state: VisitState
    running: VisitState


@pytest.fixture(scope="module")
async def played(
    stack: EmbeddedStack, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Played]:
    async with own_engine(stack.addresses, tmp_path_factory.mktemp("smooth")) as engine:
        scenario = engine.scenario()
        post = RehearsedPost(engine.maildir, scenario.post)
        async with engine.working(post) as (client, _):
            state = await engine.player(client, scenario).play()
            handle = client.get_workflow_handle_for(Visit.run, state.visit_id)
            running = await handle.query(Visit.state)
        yield Played(engine, state, running)


async def test_it_closes_and_everybody_has_their_letters(played: Played) -> None:
    engine, state = played.engine, played.state

    assert (state.stage, state.outcome) == (Stage.ENDED, Outcome.CLOSED)
    async with engine.pool.acquire() as connection:
        rows = await letters.of_visit(connection, state.visit_id, words=True)
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


async def test_its_events_have_no_gap_and_fold_to_the_state_of_the_workflow(played: Played) -> None:
    engine, state = played.engine, played.state

    logged = await engine.all_events()
    assert [entry.position for entry in logged] == list(range(1, len(logged) + 1))
    assert [entry.event.sequence for entry in logged] == list(range(1, len(logged) + 1))
    assert await engine.refolded(state.visit_id) == played.running == state


async def test_its_history_stays_within_budget_and_replays(played: Played) -> None:
    visit = played.state.visit_id

    history = await (await played.engine.handle(visit)).fetch_history()
    own = [event for event in history.events if not is_of_virtual_time(event)]
    assert len(own) <= HISTORY_EVENTS
    assert sum(event.ByteSize() for event in own) <= HISTORY_BYTES
    await Replayer(workflows=[], plugins=[area_visits_plugin()]).replay_workflow(
        WorkflowHistory.from_json(visit, history.to_json())
    )


async def test_the_note_that_is_shared_is_the_note_that_was_agreed(played: Played) -> None:
    engine, state = played.engine, played.state

    async with engine.pool.acquire() as connection:
        kept = await documents.of_visit(connection, state.visit_id)
        rows = await letters.of_visit(connection, state.visit_id, words=True)
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
    opened = (await engine.all_events())[0].event
    assert opened.at.date() == start
    # Somebody asked for these days, which the visit tells where schools are closed.
    in_term = day_one.month == 10
    assert opened.fact.out_of_term is not in_term
    assert (opened.reason is None) is in_term
    found = (await (await engine.handle(state.visit_id)).describe()).typed_search_attributes
    assert found.get(AREA) == "Kent"
