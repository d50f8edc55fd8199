"""Changes made on purpose: what `visits replay` and the golden tests say to each.

The engine's own replay sees neither another event from `decide` nor another deadline; see
`release.replay`.
"""

import asyncio
import dataclasses
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from temporalio import workflow
from temporalio.api.enums.v1 import EventType
from temporalio.client import WorkflowHistory

from register.connection import Pool, open_pool
from register.migrate import migrate
from release.replay import DifferenceKind, Verdict, VisitReplay, replay_visits
from rules import deadlines
from rules.decide import invitation
from rules.timetable import Timetable, timetable
from rules.working_days import add_working_days
from rules.zones import at_london, london_date
from schemas.events.event import Fact
from schemas.events.invitation import ReplyReminded
from schemas.messages import RULES_VERSION, Respond
from schemas.state import VisitState
from stack import EmbeddedStack
from tests.conftest import own_database
from tests.e2e.releases import Release, a_release
from tests.engine import Engine
from tests.golden.book import Book
from tests.golden.checking import what_differs, what_replay_finds
from tests.golden.playing import own_scenario, play
from tests.support.changed_rules import decide_otherwise
from workflows.visit import Visit

BOOK = Book()
COMES_ALONE = {
    EventType.EVENT_TYPE_WORKFLOW_TASK_SCHEDULED,
    EventType.EVENT_TYPE_WORKFLOW_TASK_STARTED,
    EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED,
    EventType.EVENT_TYPE_ACTIVITY_TASK_STARTED,
    EventType.EVENT_TYPE_ACTIVITY_TASK_COMPLETED,
    EventType.EVENT_TYPE_TIMER_FIRED,
}


@dataclass(frozen=True)
class Lived:
    """A visit that was played by today's code: its history, and the register that has it."""

    history: WorkflowHistory
    pool: Pool
    folder: Path

    async def under_this_code(self) -> VisitReplay:
        """What the code, as a test has changed it, would do to the visit."""
        report = await replay_visits(only(self.history), register=self.pool)
        assert report.worst is report.visits[0].verdict
        return report.visits[0]


async def only(history: WorkflowHistory) -> AsyncIterator[WorkflowHistory]:
    yield history


@pytest.fixture(scope="module")
async def lived(
    stack: EmbeddedStack, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Lived]:
    addresses = await own_database(stack.addresses)
    folder = tmp_path_factory.mktemp("lived")
    async with open_pool(addresses.database_url) as pool:
        await migrate(pool)
        engine = Engine(addresses=addresses, pool=pool, folder=folder, number=9_001)
        (history,) = await play(engine, engine.scenario())
        histories = folder / "histories"
        histories.mkdir()
        (histories / "visit.json").write_text(history.to_json())
        yield Lived(history, pool, histories)


async def golden_complaints() -> str:
    """What the golden test of the smooth visit says to the code as it is now."""
    found = [await what_replay_finds(BOOK, generation) for generation in BOOK.standing("smooth")]
    return "\n".join(sentence for sentences in found for sentence in sentences)


# --- Nothing changed -------------------------------------------------------------------------


async def test_an_unchanged_release_changes_nothing(lived: Lived) -> None:
    found = await lived.under_this_code()

    assert found.verdict is Verdict.UNCHANGED
    assert found.sentences == ()


async def test_a_visit_that_is_under_way_is_compared_as_far_as_it_went(lived: Lived) -> None:
    """Whenever its history is fetched: the server adds what one task asks for all at once."""
    events = lived.history.events
    lengths = [n for n in range(3, len(events), 5) if events[n].event_type in COMES_ALONE]
    assert len(lengths) > 5
    for length in lengths:
        so_far = WorkflowHistory(lived.history.workflow_id, events[:length])
        report = await replay_visits(only(so_far), register=lived.pool)
        assert report.exit_status == 0, (length, report.visits[0].sentences)


# --- Another event from `decide` -------------------------------------------------------------


def also_reminds(state: VisitState, message: Respond, now: datetime) -> Sequence[Fact]:
    return [*invitation.respond(state, message, now), ReplyReminded(reply_due=now)]


def reminds_instead(_state: VisitState, _message: Respond, now: datetime) -> Sequence[Fact]:
    return [ReplyReminded(reply_due=now)]


def only_for_new_visits(state: VisitState, message: Respond, now: datetime) -> Sequence[Fact]:
    respond = also_reminds if state.rules_version > RULES_VERSION else invitation.respond
    return respond(state, message, now)


async def test_a_record_more_is_told(lived: Lived, monkeypatch: pytest.MonkeyPatch) -> None:
    decide_otherwise(monkeypatch, Respond, also_reminds)

    found = await lived.under_this_code()

    assert found.verdict is Verdict.DECIDES_DIFFERENTLY
    assert found.breaks is None
    records = [d for d in found.differences if d.kind is DifferenceKind.RECORD]
    assert [record.sentence for record in records] == [
        "Record 8 (area reminded to reply) is new: the visit did not record it, and this code does."
    ]
    assert any(d.kind is DifferenceKind.STATE for d in found.differences)
    assert records[0].sentence in await golden_complaints()


async def test_the_golden_play_tells_of_a_record_more(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    decide_otherwise(monkeypatch, Respond, also_reminds)

    fresh = await play(engine, own_scenario(engine, "smooth"))

    assert any(
        "Record 8 (area reminded to reply) is new" in told
        for told in what_differs(BOOK, "smooth", fresh)
    )


async def test_a_change_for_new_visits_leaves_older_ones_alone(
    lived: Lived, monkeypatch: pytest.MonkeyPatch
) -> None:
    decide_otherwise(monkeypatch, Respond, only_for_new_visits)

    assert (await lived.under_this_code()).verdict is Verdict.UNCHANGED
    assert await golden_complaints() == ""


async def test_a_decision_that_would_be_refused_now_is_told(
    lived: Lived, monkeypatch: pytest.MonkeyPatch
) -> None:
    from rules.refusals import RefusalCode, Refused

    def refuse(*_: object) -> list[Fact]:
        raise Refused(RefusalCode.WRONG_STAGE, "Replies are no longer taken.")

    decide_otherwise(monkeypatch, Respond, refuse)

    found = await lived.under_this_code()

    assert found.verdict is Verdict.WOULD_BREAK
    assert found.breaks is not None
    assert "The visit took the decision respond" in found.breaks
    assert "this code refuses it: Replies are no longer taken" in found.breaks


async def test_another_record_in_the_place_of_one_is_told(
    lived: Lived, monkeypatch: pytest.MonkeyPatch
) -> None:
    decide_otherwise(monkeypatch, Respond, reminds_instead)

    found = await lived.under_this_code()

    assert found.verdict is Verdict.WOULD_BREAK
    assert any("Record 7 (area accepted) is gone" in told for told in found.sentences)


# --- Another deadline ------------------------------------------------------------------------


def sooner(state: VisitState) -> Timetable | None:
    """The window for withdrawing consent closes after 3 working days, not 20."""
    dates = timetable(state)
    if dates is None or state.ended_at is None or state.calendar is None:
        return dates
    day = add_working_days(london_date(state.ended_at), 3, state.calendar)
    return dataclasses.replace(dates, kept_until=at_london(day, state.policy.day_ends_at))


async def test_another_deadline_is_told_with_before_and_now(
    lived: Lived, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deadlines, "timetable", sooner)

    found = await lived.under_this_code()

    assert found.verdict is Verdict.DECIDES_DIFFERENTLY
    (deadline,) = [d for d in found.differences if d.kind is DifferenceKind.DEADLINE]
    assert (deadline.before, deadline.now) == ("28 days 30 minutes", "5 days 30 minutes")
    assert deadline.sentence.startswith("Deadline “Until Wed 2 Dec 2020 17:00:")
    assert "before 28 days 30 minutes, now 5 days 30 minutes" in deadline.sentence
    assert deadline.sentence in await golden_complaints()


async def test_other_working_days_are_told(lived: Lived, monkeypatch: pytest.MonkeyPatch) -> None:
    def a_day_more(day: Any, days: int, calendar: Any) -> Any:  # noqa: ANN401 - as it comes
        return add_working_days(day, days + (1 if days > 0 else 0), calendar)

    monkeypatch.setattr("rules.timetable.add_working_days", a_day_more)

    found = await lived.under_this_code()

    assert found.verdict is not Verdict.UNCHANGED
    assert any(told.startswith("Deadline “Until ") for told in found.sentences)
    assert await golden_complaints() != ""


# --- Another order of activities -------------------------------------------------------------

_as_it_is = Visit._learn_working_days  # noqa: SLF001 - what the changed releases change


async def records_first(self: Visit) -> None:
    """Two activities in the other order: the opening is recorded before holidays are looked up."""
    recording = asyncio.create_task(self.process.record_forever())
    await self.process.until_recorded(1)
    recording.cancel()
    await _as_it_is(self)


async def fetches_twice(self: Visit) -> None:
    await _as_it_is(self)
    forgetful = self.process.state.model_copy(update={"calendar": None})
    self.process._state = forgetful  # noqa: SLF001 - what no rule would do
    await _as_it_is(self)


async def fetches_twice_when_new(self: Visit) -> None:
    await (fetches_twice(self) if workflow.patched("2026-11-twice") else _as_it_is(self))


async def test_another_order_of_activities_is_told(
    lived: Lived, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Visit, "_learn_working_days", records_first)

    found = await lived.under_this_code()

    assert found.verdict is Verdict.WOULD_BREAK
    assert found.breaks is not None
    assert "Where the visit asked for fetch_working_calendar (“Look up bank holidays”)" in (
        found.breaks
    )
    assert "this code asked for record_events" in found.breaks
    assert "Nondeterminism" in (found.detail or "")
    assert found.breaks in await golden_complaints()


async def test_an_activity_more_is_told_and_passes_behind_a_patch(
    lived: Lived, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as release:
        release.setattr(Visit, "_learn_working_days", fetches_twice)
        found = await lived.under_this_code()
        assert found.verdict is Verdict.WOULD_BREAK
        assert "this code asked for fetch_working_calendar" in (found.breaks or "")

    monkeypatch.setattr(Visit, "_learn_working_days", fetches_twice_when_new)
    assert (await lived.under_this_code()).verdict is Verdict.UNCHANGED
    assert await golden_complaints() == ""

    # And a visit that has passed the patch replays as well.
    (newer,) = await play(engine, engine.scenario())
    report = await replay_visits(only(newer), register=engine.pool)
    assert report.visits[0].sentences == ()


# --- Another field ---------------------------------------------------------------------------


@pytest.fixture
def release(tmp_path: Path) -> Release:
    return a_release(tmp_path)


def test_a_copy_of_this_release_changes_nothing(lived: Lived, release: Release) -> None:
    assert release.replay(lived.folder).exit_status == 0


def test_a_renamed_field_of_an_event_is_told(lived: Lived, release: Release) -> None:
    release.change(
        "schemas/events/preparation.py", "    closes: datetime\n", "    closing: datetime\n"
    )
    release.change("rules/decide/preparation.py", "SurveyOpened(closes=", "SurveyOpened(closing=")

    found = release.replay(lived.folder).visits[0]

    assert found.verdict is Verdict.WOULD_BREAK
    assert any(
        told.startswith("Record ") and "(surveys opened)" in told and "closing" in told
        for told in found.sentences
    )
    code, words = release.golden_tests()
    assert code == 1
    assert "(surveys opened)" in words
    assert "make golden" in words


def test_a_removed_field_of_an_event_is_told(lived: Lived, release: Release) -> None:
    release.change("schemas/events/cases.py", "    offered: int\n", "")
    release.change("rules/decide/cases.py", "            offered=message.offered,\n", "")
    release.change("rules/evolve/cases.py", "offered=fact.offered", "offered=0")

    found = release.replay(lived.folder).visits[0]

    assert found.verdict is Verdict.DECIDES_DIFFERENTLY
    assert any(
        "(case studies chosen), offered: before 9, now absent." in told for told in found.sentences
    )


def test_a_field_that_a_message_needs_now_is_told(lived: Lived, release: Release) -> None:
    release.change(
        "schemas/messages.py", "    answer: Answer\n", "    answer: Answer\n    given_by: str\n"
    )

    found = release.replay(lived.folder).visits[0]

    assert found.verdict is Verdict.WOULD_BREAK
    assert found.breaks is not None
    assert "The visit took the decision respond" in found.breaks
    assert "cannot read it: Respond.given_by: Field required" in found.breaks
    code, words = release.golden_tests()
    assert code == 1
    assert "Respond.given_by: Field required" in words


def test_a_field_that_is_added_with_a_default_changes_nothing(
    lived: Lived, release: Release
) -> None:
    release.change(
        "schemas/events/preparation.py",
        "    closes: datetime\n",
        "    closes: datetime\n    extended: bool = False\n",
    )
    release.change(
        "schemas/messages.py",
        "    answer: Answer\n",
        "    answer: Answer\n    by_post: bool = False\n",
    )

    report = release.replay(lived.folder)

    assert report.visits[0].sentences == ()
    assert report.exit_status == 0
