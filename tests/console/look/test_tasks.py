"""What people must do, with the command that does it."""

import json
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from typer.testing import Result

from console.look.tasks import command
from console.main import app
from rules.deadlines import TASKS
from rules.todo import ToDo
from schemas.ids import VisitId
from schemas.values import Action, Owner, TaskKind
from tests.console.look.test_show import recorded as recorded  # noqa: PLC0414 - a fixture

SYSTEM_ACTIONS = {Action.SEND_INVITATION, Action.KEEP, Action.NONE}


def test_an_overdue_thing_is_listed_once_with_its_command(
    recorded: VisitId, visits: Callable[..., Result]
) -> None:
    things = json.loads(visits("tasks", "--json").stdout)

    assert [thing["visit_id"] for thing in things] == [recorded]
    assert things[0]["task"] == "contacts_missing"
    assert things[0]["overdue"] is True
    assert things[0]["command"] == f"visits contacts {recorded} --file CONTACTS.yaml"
    assert "visits contacts" in visits("tasks").stdout


@pytest.mark.parametrize("action", sorted(set(Action) - SYSTEM_ACTIONS))
def test_every_action_of_a_person_has_a_command_that_exists(action: Action) -> None:
    thing = ToDo(
        visit_id="interim-e10000016",
        action=action,
        task=None,
        letter=None,
        owner=Owner.COORDINATOR,
        due=datetime(2020, 10, 5, 16, tzinfo=UTC),
        overdue=False,
    )

    name = command(thing).split()[1]

    registered = {c.name or getattr(c.callback, "__name__", "") for c in app.registered_commands}
    groups = {group.name for group in app.registered_groups}
    assert name in registered | groups


def test_every_task_is_covered_by_an_action() -> None:
    assert set(TASKS) == set(TaskKind)
