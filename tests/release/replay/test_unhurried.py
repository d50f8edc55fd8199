"""A replay on a busy machine: what takes long is no loop without end."""

import time
from pathlib import Path
from threading import Event

import pytest
from temporalio.bridge.proto.workflow_activation import WorkflowActivation
from temporalio.bridge.proto.workflow_completion import WorkflowActivationCompletion
from temporalio.worker._workflow import _WorkflowWorker

from release.replay import Verdict, of_folder, replay_visits
from release.replay.capture import Caught
from release.replay.unhurried import Unhurried
from tests.golden.book import Book

_SDK_WAITS = 0.2  # seconds here, else two


def test_a_task_is_done_before_anybody_measures_it() -> None:
    with Unhurried() as threads:
        assert threads.submit(Event().wait, 0.1).done()


def test_what_does_not_end_is_left_to_whoever_measures() -> None:
    ends = Event()
    with Unhurried(longest=0.05) as threads:
        begun = threads.submit(ends.wait)
        assert not begun.done()
        ends.set()
    assert begun.result()


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The first task takes longer than the SDK waits for it; how long it took."""
    took: list[float] = []
    add = Caught.add

    def slowly(
        caught: Caught, act: WorkflowActivation, completion: WorkflowActivationCompletion
    ) -> None:
        if not took:
            took.append(_SDK_WAITS * 2)
            time.sleep(_SDK_WAITS * 2)
        add(caught, act, completion)

    limit = property(lambda _: _SDK_WAITS, lambda _, __: None)
    monkeypatch.setattr(_WorkflowWorker, "_deadlock_timeout_seconds", limit, raising=False)
    monkeypatch.setattr(Caught, "add", slowly)
    return took


async def test_a_visit_with_a_task_that_takes_longer_than_the_sdk_waits_is_unchanged(
    slow: list[float], tmp_path: Path
) -> None:
    book = Book()
    (history,) = book.histories(book.standing("declined")[-1])
    (tmp_path / "one.json").write_text(history.to_json())

    report = await replay_visits(of_folder(tmp_path))

    assert slow
    assert [one.verdict for one in report.visits] == [Verdict.UNCHANGED]
