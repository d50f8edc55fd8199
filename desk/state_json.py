"""Visits and tasks as programs read them: the same by command and over HTTP.

Apart from the rest, because whoever only lists needs nothing of what has happened.
"""

from collections.abc import Sequence
from dataclasses import asdict

from desk.screens import area_of, first_day
from desk.tasks import Asked
from rules.next_action import awaited
from schemas.state import VisitState


def visit_as_json(state: VisitState) -> dict[str, object]:
    """A visit, with what comes next."""
    coming = awaited(state).model_dump(mode="json")
    return {**state.model_dump(mode="json"), "next_action": coming}


def listed_visit_as_json(state: VisitState) -> dict[str, object]:
    """A visit as lists have it."""
    return {**visit_as_json(state), "area_name": area_of(state)}


def task_as_json(one: Asked, ways: Sequence[str]) -> dict[str, object]:
    """Something to do, with the commands by which it is done."""
    thing, state = one
    return {
        **asdict(thing),
        "due": thing.due.isoformat() if thing.due else None,
        "command": ways[0],
        "commands": ways,
        "area": area_of(state) if state else None,
        "day_one": first_day(state).isoformat() if state else None,
        "coordinator": state.coordinator if state else None,
    }
