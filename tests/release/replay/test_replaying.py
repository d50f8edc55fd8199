"""Replay of a running stack's visits, and of files; what it is given, and what it reports."""

import json
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path

import pytest
from temporalio.api.enums.v1 import EventType
from temporalio.api.history.v1 import HistoryEvent
from temporalio.client import Client, WorkflowHistory

from activities.channels import MaildirChannel
from activities.deliveries import Deliveries
from activities.sender import Sender
from release.replay import NoHistories, Verdict, commands_of, of_folder, of_stack, replay_visits
from release.replay.bodies import ACTIVITIES
from release.replay.commands import CommandKind
from release.replay.report import ExitStatus, ReplayReport, VisitReplay
from schemas.ids import VisitId
from tests.engine import Engine
from tests.golden.book import Book
from tests.support.histories import only
from tests.support.waiting import until
from worker.process import activities_for


async def running(client: Client, visit: VisitId, *, expected: bool) -> bool:
    """Whether a visit is listed as it is: the server does so a moment later."""
    query = f"WorkflowId = '{visit}' AND ExecutionStatus = 'Running'"
    found = [run.id async for run in client.list_workflows(query)]
    return (found == [visit]) is expected


async def test_the_visits_of_a_running_stack_are_replayed(engine: Engine) -> None:
    scenario = engine.scenario()
    async with engine.working() as (client, _):
        visit = await engine.player(client, scenario).open()
        own = partial(only, [visit])
        await until(partial(running, client, visit, expected=True))
        under_way = await replay_visits(own(of_stack(client)), register=engine.pool)
        await engine.player(client, scenario).desk.handle(visit).terminate()
        await until(partial(running, client, visit, expected=False))
        rest = await replay_visits(own(of_stack(client)), register=engine.pool)
        every = await replay_visits(own(of_stack(client, closed=True)))

    found = {replayed.visit_id: replayed for replayed in under_way.visits}
    assert found[visit].verdict is Verdict.UNCHANGED
    assert found[visit].workflow == "Visit"
    assert visit not in {replayed.visit_id for replayed in rest.visits}
    assert visit in {replayed.visit_id for replayed in every.visits}


async def test_a_folder_of_histories_is_replayed() -> None:
    book = Book()
    newest = book.standing("smooth")[-1]

    report = await replay_visits(of_folder(book.folder / "smooth"))

    assert report.exit_status == ExitStatus.UNCHANGED
    assert report.visits[-1].visit_id == "interim-e10000016"
    assert report.visits[-1].file == f"{newest.number}.history.json"


@pytest.mark.parametrize(
    ("result", "verdict"),
    [(None, Verdict.UNCHANGED), ("a word", Verdict.WOULD_BREAK)],
    ids=["as it was", "by hand"],
)
async def test_a_task_that_no_worker_brought_to_an_end_is_tried_as_well(
    result: str | None, verdict: Verdict
) -> None:
    """Work was completed by hand with what no code can read, say: each worker fails over it."""
    history = standing_still(result)

    (found,) = (await replay_visits(one(history))).visits

    assert (found.verdict, found.events) == (verdict, len(history.events))
    assert bool(found.breaks) is (verdict is Verdict.WOULD_BREAK)
    if found.breaks:
        assert found.breaks == (
            "This code fails: PostReport: Input should be an object. "
            "A running visit would stop there. A worker has failed there before: `visits audit` "
            "says whether the visit stands still already."
        )


def standing_still(result: str | None) -> WorkflowHistory:
    """A visit whose next task failed, after one of its works ended with that result."""
    book = Book()
    history = book.histories(book.standing("smooth")[-1])[0]
    done = [event.event_type for event in history.events].index(
        EventType.EVENT_TYPE_ACTIVITY_TASK_COMPLETED, 20
    )
    events = [HistoryEvent.FromString(e.SerializeToString()) for e in history.events[: done + 3]]
    ended, scheduled, started = events[done:]
    if result is not None:
        payload = ended.activity_task_completed_event_attributes.result.payloads[0]
        payload.data = json.dumps(result).encode()
    failed = HistoryEvent(
        event_id=started.event_id + 1,
        event_time=started.event_time,
        event_type=EventType.EVENT_TYPE_WORKFLOW_TASK_FAILED,
    )
    told = failed.workflow_task_failed_event_attributes
    told.scheduled_event_id, told.started_event_id = scheduled.event_id, started.event_id
    return WorkflowHistory(history.workflow_id, [*events, failed])


async def one(history: WorkflowHistory) -> AsyncIterator[WorkflowHistory]:
    yield history


async def test_a_folder_without_histories_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NoHistories, match=r"no file there ends in \.json"):
        await replay_visits(of_folder(tmp_path))


@pytest.mark.parametrize("text", ["not json", "[]", '{"a": 1}', '{"events": []}'])
async def test_a_file_that_is_no_history_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "one.json").write_text(text)

    with pytest.raises(NoHistories, match=r"one\.json"):
        await replay_visits(of_folder(tmp_path))


async def test_a_workflow_this_code_does_not_have_would_break(tmp_path: Path) -> None:
    book = Book()
    history = book.histories(book.standing("declined")[-1])[0]
    text = history.to_json().replace('"name": "Visit"', '"name": "Inspection"')
    (tmp_path / "one.json").write_text(text)

    report = await replay_visits(of_folder(tmp_path))

    assert report.exit_status == ExitStatus.WOULD_BREAK
    assert "Inspection" in (report.visits[0].detail or "")


def test_every_command_of_a_history_is_read() -> None:
    """The kinds a smooth visit uses; each event of the server that a command caused."""
    book = Book()
    history = book.histories(book.standing("smooth")[-1])[0]

    commands = commands_of(history)

    assert {command.kind for command in commands} == {
        CommandKind.ACTIVITY,
        CommandKind.TIMER,
        CommandKind.TIMER_STOPPED,
        CommandKind.SEARCH_ATTRIBUTES,
        CommandKind.DECISION_TAKEN,
        CommandKind.DECISION_ANSWERED,
        CommandKind.COMPLETED,
    }
    assert len({command.pair for command in commands}) == len(commands)
    assert all(command.summary for command in commands if command.kind is CommandKind.ACTIVITY)
    assert all(command.summary for command in commands if command.kind is CommandKind.TIMER)


async def test_the_models_of_all_activities_are_known(engine: Engine) -> None:
    sender = Sender(name="Visits", email="visits@example.gov.uk")
    served = activities_for(engine.pool, MaildirChannel(engine.maildir), sender)

    beside = {Deliveries.hand_over.__name__}
    assert {activity.__name__ for activity in served} | beside == set(ACTIVITIES)


def replayed(verdict: Verdict) -> VisitReplay:
    return VisitReplay(
        visit_id="interim-e10000016",
        run_id="run",
        workflow="Visit",
        verdict=verdict,
        events=1,
        milliseconds=1,
    )


@pytest.mark.parametrize(
    ("verdicts", "worst", "status"),
    [
        ([], Verdict.UNCHANGED, 0),
        ([Verdict.UNCHANGED], Verdict.UNCHANGED, 0),
        ([Verdict.DECIDES_DIFFERENTLY, Verdict.UNCHANGED], Verdict.DECIDES_DIFFERENTLY, 4),
        ([Verdict.WOULD_BREAK, Verdict.DECIDES_DIFFERENTLY], Verdict.WOULD_BREAK, 5),
    ],
)
def test_the_worst_verdict_is_the_exit_status(
    verdicts: list[Verdict], worst: Verdict, status: int
) -> None:
    report = ReplayReport(visits=tuple(replayed(verdict) for verdict in verdicts))

    assert (report.worst, report.exit_status) == (worst, status)
    assert report.model_dump(mode="json")["exit_status"] == status


def test_histories_without_events_of_this_code_are_left_alone() -> None:
    assert commands_of(WorkflowHistory("x", [])) == []
