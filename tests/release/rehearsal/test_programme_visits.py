"""What visits of a rehearsed programme may do by themselves, before it has to look."""

import base64
import json
from collections.abc import Iterator
from typing import Any

import pytest

from release.rehearsal.programme.visit import TOLD, may_give_place
from rules.programme.standing import TELLS_PROGRAMME
from schemas.events.event import VisitEvent
from schemas.forms.form import FORMS
from schemas.scenario import Step
from tests.engine import SCENARIOS, scenario_of
from tests.golden.book import Book, Generation

_TELLS = {kind.value for kind in TELLS_PROGRAMME}
_NEWEST = {each.scenario: each for each in Book().standing()}
_VISITS = sorted(name for name in _NEWEST if (SCENARIOS / f"{name}.yaml").exists())


def _payload(told: dict[str, Any]) -> Any:  # noqa: ANN401 - whatever was sent
    return json.loads(base64.b64decode(told["payloads"][0]["data"]))


def _steps_and_events(generation: Generation) -> Iterator[tuple[int, set[str]]]:
    """The number of the step taken last, and what was recorded after it, by a recorded history."""
    step = 0
    names = [name for name in generation.files if name.endswith(".history.json")]
    texts = [(Book().folder / name).read_text("utf-8") for name in names]
    for event in (event for text in texts for event in json.loads(text)["events"]):
        accepted = event.get("workflowExecutionUpdateAcceptedEventAttributes")
        if accepted is not None and accepted["protocolInstanceId"].startswith("step-"):
            step = int(accepted["protocolInstanceId"].removeprefix("step-"))
        scheduled = event.get("activityTaskScheduledEventAttributes")
        if scheduled is not None and scheduled["activityType"]["name"] == "record_events":
            yield (
                step,
                {
                    VisitEvent.model_validate(one).type.value
                    for one in _payload(scheduled["input"])["events"]
                },
            )


@pytest.mark.parametrize("name", _VISITS)
def test_every_step_that_changes_an_areas_place_is_one_that_its_programme_is_told_of(
    name: str,
) -> None:
    steps = scenario_of(name).steps

    told = [
        steps[number - 1].do
        for number, types in _steps_and_events(_NEWEST[name])
        if number and types & _TELLS
    ]

    assert set(told) <= TOLD


def test_the_scenarios_have_places_given_and_visits_closed() -> None:
    types = {
        kind for name in _VISITS for _, all_ in _steps_and_events(_NEWEST[name]) for kind in all_
    }

    assert len(types & _TELLS) > len(_TELLS) / 2


def test_what_a_programme_is_told_of_are_decisions_that_there_are() -> None:
    assert set(FORMS) >= TOLD


def test_an_area_that_accepts_keeps_its_place() -> None:
    def responds(answer: str) -> bool:
        return may_give_place(
            Step.model_validate({"at": "T-20 10:00", "do": "respond", "with": {"answer": answer}})
        )

    assert not responds("accept")
    assert responds("decline")
