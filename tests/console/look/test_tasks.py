"""What people must do, with the command that does it."""

import json
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import Result

from console.look.tasks import commands
from console.main import app
from desk.tasks import Found, to_recover, to_replace
from register.bookings import TakenTwice
from register.mismatches import Mismatch
from register.streams import STREAMS
from rules.complaint import COMPLAINT
from rules.deadlines import TASKS
from rules.referral import REFERRAL
from rules.side_tasks import side_todo
from rules.todo import SideToDo, ToDo
from schemas.ids import VisitId
from schemas.side_processes.complaint import ReceiveComplaint
from schemas.side_processes.referral import Authority, RaiseReferral
from schemas.values import Action, ContentKind, Owner, TaskKind
from tests.console.look.test_show import recorded as recorded  # noqa: PLC0414 - a fixture
from tests.support.visits import CALENDAR, at, content

NOW = datetime(2020, 10, 5, 16, tzinfo=UTC)
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


def a_thing(action: Action, task: TaskKind | None = None, letter: str | None = None) -> ToDo:
    return ToDo(
        visit_id=VISIT,
        action=action,
        task=task,
        letter=letter,
        owner=Owner.COORDINATOR,
        due=NOW,
        overdue=False,
    )


VISIT = "interim-e10000016"
FILLED_IN = {
    "AUDIENCE=URL": "parents_and_carers=https://surveys.example/p",
    "CASE": "1",
    "CASE=WHO": "1=parent",
    "DATE": "2020-10-05",
    "EMAIL": "dcs@kent.example.gov.uk",
    "MODE": "virtual",
    "N": "1",
    "NAME": "Amara Okafor",
    "REF": "hmi-1",
    "TEXT": "Half-term.",
    f"{VISIT}/invitation/ROUND/RECIPIENT": f"{VISIT}/invitation/1/dcs",
}
"""For each word in capitals, what a person might put there; file names stay."""

_COMMON: dict[str, Any] = {
    "visit_id": VISIT,
    "programme": "interim",
    "actor": "coordinator",
    "calendar": CALENDAR,
}
REFERRED = RaiseReferral(
    **_COMMON,
    subject=f"{VISIT}/referral/1",
    authority=Authority.CHILDRENS_SERVICES,
    area="E10000016",
)
COMPLAINED = ReceiveComplaint(
    **_COMMON, subject=f"{VISIT}/complaint/1", content=content(ContentKind.COMPLAINT)
)
FOUND = [
    to_recover(Mismatch(VISIT, "behind", "", NOW)),
    to_recover(Mismatch(f"{VISIT}-referral-1", "stray", "", NOW)),
    to_recover(Mismatch(VISIT, "refused_start", "", NOW)),
    to_replace(TakenTwice(VISIT, "hmi-1", NOW.date(), "interim-e10000017")),
]


def side_things() -> list[SideToDo]:
    now = at("2020-09-21 10:00")
    found = [
        side_todo(REFERRAL, REFERRAL.evolve(None, REFERRAL.open(REFERRED, now)), now),
        side_todo(COMPLAINT, COMPLAINT.evolve(None, COMPLAINT.open(COMPLAINED, now)), now),
    ]
    return [thing for thing in found if thing is not None]


THINGS: list[ToDo | SideToDo | Found] = [
    *(a_thing(action) for action in sorted(set(Action) - SYSTEM_ACTIONS)),
    *(a_thing(TASKS[task].settled_by[0], task) for task in TaskKind),
    a_thing(Action.SEE_TO_TASKS, TaskKind.LETTER_NOT_DELIVERED, f"{VISIT}/note_shared/1/dfe.2"),
    *side_things(),
    *FOUND,
]


@pytest.mark.parametrize("thing", THINGS, ids=str)
def test_every_kind_of_thing_has_commands_that_can_be_typed(
    thing: ToDo | SideToDo | Found, tmp_path: Path
) -> None:
    """A shell hands on what is written, and the command takes it."""
    lines = commands(thing, tmp_path / "a folder")

    assert lines
    for line in lines:
        typed = shell(line)
        assert typed[0] == "visits"
        assert typed[-2:] == ["--dir", str(tmp_path / "a folder")]
        taken([FILLED_IN.get(word, word) for word in typed[1:]])


def test_all_kinds_are_among_them() -> None:
    assert set(TASKS) == set(TaskKind)
    assert len(side_things()) == len([1 for stream in STREAMS.values() if stream.beside])
    assert len({commands(thing)[0] for thing in THINGS}) > len(TaskKind)


@pytest.mark.parametrize(
    ("task", "command"),
    [
        (TaskKind.SURVEY_DISCLOSURE, f"visits disclosure {VISIT} --seen"),
        (TaskKind.DEFERRAL_OVERDUE, f"visits defer grant {VISIT} --day-one DATE --reason TEXT"),
        (TaskKind.PAUSE_TOO_LONG, f"visits incomplete {VISIT} --reason TEXT"),
        (TaskKind.SHARING_OVERDUE, f"visits share {VISIT}"),
    ],
)
def test_a_task_is_settled_by_its_own_command(task: TaskKind, command: str) -> None:
    assert commands(a_thing(TASKS[task].settled_by[0], task))[0] == command


def test_a_lost_letter_is_said_to_have_arrived_or_sent_again_or_to_a_right_address() -> None:
    letter = f"{VISIT}/note_shared/1/dfe.2"
    thing = a_thing(Action.SEE_TO_TASKS, TaskKind.LETTER_NOT_DELIVERED, letter)

    assert commands(thing) == [
        f"visits delivery {letter} --delivered",
        f"visits resend {letter}",
        f"visits correct {VISIT} dfe --email EMAIL",
    ]


def shell(line: str) -> list[str]:
    """The words that a shell makes of a line, which it takes as one simple command."""
    code = 'printf "%s\\0" "$@"'
    run = subprocess.run(
        ["/bin/sh", "-c", f"set -- {line}\n{code}"], capture_output=True, check=True, text=True
    )
    return run.stdout.split("\0")[:-1]


def taken(words: list[str]) -> None:
    """Whether the command line takes these words; a mistake is raised."""
    command: Any = typer.main.get_command(app)
    context: Any = None
    while hasattr(command, "commands"):
        command, words = command.commands[words[0]], words[1:]
    context = command.make_context("visits", words)
    context.close()
