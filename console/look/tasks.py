"""What people must do, across all visits, with the command that does it."""

import re
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, time

import typer

from console.terminal import options
from console.terminal.connection import ask_register
from console.terminal.output import say, show, table, write_json
from console.terminal.wording import NONE
from register.bookings import TakenTwice, taken_twice
from register.connection import Connection
from register.mismatches import Mismatch, open_ones
from register.related import Related, of_visit
from register.visits import list_visits
from rules.side_tasks import SideToDo, side_todo
from rules.todo import ToDo, todo
from rules.wording import ACTION_WORDS, OWNER_WORDS, TASK_WORDS, moment
from rules.zones import at_london
from schemas.state import VisitState
from schemas.streams import partition_of
from schemas.values import Action, Owner, TaskKind

PANEL = "Look"

_IS_VISIT = re.compile(r"[a-z0-9-]+-e[0-9]{8}(-[0-9]+)?").fullmatch

_COMMANDS: dict[Action, str] = {
    Action.RECORD_CONTACTS: "visits contacts {visit} --file CONTACTS.yaml",
    Action.PROVE_DELIVERY: "visits delivery {letter} --delivered",
    Action.REPLY: "visits respond {visit} --accept|--decline, or visits extend, or visits no-reply",
    Action.NOMINATE_OFFICER: "visits nominate {visit} --name NAME --email EMAIL"
    " --organisation NAME",
    Action.DECLARE_CONFLICTS: "visits declare {visit} --file DECLARATIONS.yaml",
    Action.CONFIRM_TEAM: "visits team {visit} --education REF --social-care REF --cqc REF",
    Action.SET_DATES: "visits dates {visit} DAY_ONE",
    Action.SET_MODE: "visits mode {visit} on-site|virtual|mixed",
    Action.HAND_OVER_SURVEY: "visits survey {visit} --link AUDIENCE=URL",
    Action.CHOOSE_CASES: "visits cases choose {visit} CASE… --offered N",
    Action.AGREE_CASES: "visits cases agree {visit} CASE=WHO…",
    Action.ACCEPT_FEWER_CASES: "visits cases proceed {visit} --reason TEXT",
    Action.FIX_TIMETABLE: "visits timetable {visit} --file TIMETABLE.yaml",
    Action.HOLD_MEETINGS: "visits held {visit} --day 1",
    Action.RECORD_FINDINGS: "visits finding {visit} --file FINDINGS.yaml",
    Action.HOLD_FEEDBACK: "visits feedback {visit}",
    Action.DRAFT_NOTE: "visits draft {visit} --file NOTE.yaml",
    Action.AGREE_NOTE: "visits agree {visit} --version N",
    Action.ANSWER_COMMENTS: "visits draft {visit} --file NOTE.yaml",
    Action.DECIDE_FACTS: "visits decide-facts {visit} --version N --by REF --reason TEXT",
    Action.DECIDE_SHARING: "visits decide-sharing {visit} --version N --share|--no-share"
    " --by REF --reason TEXT",
    Action.RELEASE_SHARING: "visits release-sharing {visit}",
    Action.SHARE_NOTE: "visits share {visit} --version N",
    Action.ACKNOWLEDGE_NOTE: "visits acknowledge {visit} dfe|nhs_england",
    Action.RESUME: "visits resume {visit} --on DATE",
    Action.END_INCOMPLETE: "visits incomplete {visit} --reason TEXT",
    Action.SEE_TO_TASKS: "visits tasks",
    Action.DECIDE_DEFERRAL: "visits defer grant {visit} --day-one DATE, or visits defer refuse",
}
"""The command for each action that a person can take."""


def add(app: typer.Typer) -> None:
    """Add the command."""
    app.command("tasks", rich_help_panel=PANEL)(tasks)


def tasks(*, as_json: options.AsJson = False, folder: options.Folder = options.VAR) -> None:
    """List what people must do, across all visits, by due date, with the command that does it."""
    now = datetime.now(UTC)
    states, sides, found = ask_register(folder, _ask)
    in_visits = [thing for state in states for thing in todo(state, now)]
    beside = [thing for kind, state in sides if (thing := side_todo(kind, state, now))]
    things: list[ToDo | SideToDo | Found] = sorted(
        [*in_visits, *beside, *found],
        key=lambda thing: (thing.due is None, thing.due or now, thing.visit_id),
    )
    if as_json:
        write_json([_as_json(thing) for thing in things])
    elif not things:
        say("Nobody has anything to do.")
    else:
        rows = [
            (
                _by(thing),
                thing.visit_id,
                OWNER_WORDS[thing.owner],
                f"{_words(thing)}\n{command(thing)}",
            )
            for thing in things
        ]
        show(table("By", "Visit", "Who", "What, and the command", rows=rows, keep=[1]))


async def _ask(connection: Connection) -> tuple[list[VisitState], list[Related], list["Found"]]:
    wrong = [to_recover(mismatch) for mismatch in await open_ones(connection)]
    twice = [to_replace(taken) for taken in await taken_twice(connection)]
    return await list_visits(connection), await of_visit(connection), [*wrong, *twice]


@dataclass(frozen=True)
class Found:
    """What no visit can know of itself: it was found by looking at it from outside.

    Attributes:
        visit_id: Of which visit, or the id of a run that nobody knows.
        words: What is wrong.
        command: How it is mended.
        owner: Who holds it.
        due: Since when it is known, or by when it must be mended.
        overdue: Whether it can wait no longer.
    """

    visit_id: str
    words: str
    command: str
    owner: Owner
    due: datetime
    overdue: bool = True


def to_recover(found: Mismatch) -> Found:
    """What an operator must do about something that does not agree with its log."""
    visit = partition_of(found.subject)
    wanted = "--all" if found.found == "stray" or not _IS_VISIT(visit) else visit
    return Found(
        visit_id=visit,
        words=found.sentence,
        command=f"visits recover {wanted}",
        owner=Owner.OPERATOR,
        due=found.found_at,
    )


def to_replace(taken: TakenTwice) -> Found:
    """What a coordinator must do about an inspector whom another visit has, too."""
    return Found(
        visit_id=taken.visit,
        words=f"{taken.inspector} is wanted by visit {taken.elsewhere}, too, "
        f"on {taken.day:%A %-d %B %Y}",
        command=f"visits replace {taken.visit} {taken.inspector} REF, or the same there",
        owner=Owner.COORDINATOR,
        due=at_london(taken.day, time()),
        overdue=False,
    )


def command(thing: ToDo | SideToDo | Found) -> str:
    """The command that does it."""
    if isinstance(thing, SideToDo | Found):
        return thing.command
    if thing.task is TaskKind.SURVEY_DISCLOSURE:
        return f"visits disclosure {thing.visit_id} --seen"
    if thing.task is TaskKind.LETTER_LATE:
        return f"visits letters {thing.visit_id}, which says why"
    action = thing.action
    if thing.task is TaskKind.LETTER_NOT_DELIVERED or action is None:
        action = Action.PROVE_DELIVERY
    letter = thing.letter or f"{thing.visit_id}/invitation/ROUND/RECIPIENT"
    return _COMMANDS[action].format(visit=thing.visit_id, letter=letter)


def _words(thing: ToDo | SideToDo | Found) -> str:
    if isinstance(thing, SideToDo | Found):
        return thing.words
    return TASK_WORDS[thing.task] if thing.task else ACTION_WORDS[thing.action or Action.NONE]


def _by(thing: ToDo | SideToDo | Found) -> str:
    if thing.due is None:
        return NONE
    return f"{moment(thing.due)}{' (overdue)' if thing.overdue else ''}"


def _as_json(thing: ToDo | SideToDo | Found) -> dict[str, object]:
    due = thing.due.isoformat() if thing.due else None
    return {**asdict(thing), "due": due, "command": command(thing)}
