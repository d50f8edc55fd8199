"""What people must do, across all visits, with the command that does it."""

import re
import shlex
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, time
from pathlib import Path

import typer

from console.terminal import options
from console.terminal.connection import ask_register
from console.terminal.output import say, show, table, write_json
from console.terminal.wording import NONE
from register import inbox
from register.bookings import TakenTwice, taken_twice
from register.connection import Connection
from register.inbox import Kept
from register.mismatches import Mismatch, open_ones
from register.related import Related, of_visit
from register.visits import list_visits
from rules.side_tasks import SideToDo, side_todo
from rules.todo import ToDo, todo
from rules.wording import ACTION_WORDS, OWNER_WORDS, TASK_WORDS, moment
from rules.zones import at_london
from schemas.ids import recipient_of
from schemas.state import VisitState
from schemas.streams import partition_of
from schemas.values import Action, Owner, TaskKind

PANEL = "Look"

_IS_VISIT = re.compile(r"[a-z0-9-]+-e[0-9]{8}(-[0-9]+)?").fullmatch

_COMMANDS: dict[Action, tuple[str, ...]] = {
    Action.RECORD_CONTACTS: ("contacts {visit} --file CONTACTS.yaml",),
    Action.PROVE_DELIVERY: (
        "delivery {letter} --delivered",
        "resend {letter}",
        "correct {visit} {recipient} --email EMAIL",
    ),
    Action.REPLY: (
        "respond {visit} --accept",
        "respond {visit} --decline",
        "extend {visit} --until DATE --reason TEXT",
        "no-reply {visit} --reason TEXT",
    ),
    Action.NOMINATE_OFFICER: ("nominate {visit} --name NAME --email EMAIL --organisation NAME",),
    Action.DECLARE_CONFLICTS: ("declare {visit} --file DECLARATIONS.yaml",),
    Action.CONFIRM_TEAM: ("team {visit} --education REF --social-care REF --cqc REF",),
    Action.SET_DATES: ("dates {visit} DATE",),
    Action.SET_MODE: ("mode {visit} MODE",),
    Action.HAND_OVER_SURVEY: ("survey {visit} --link AUDIENCE=URL",),
    Action.CHOOSE_CASES: ("cases choose {visit} CASE --offered N",),
    Action.AGREE_CASES: ("cases agree {visit} CASE=WHO",),
    Action.ACCEPT_FEWER_CASES: ("cases proceed {visit} --reason TEXT",),
    Action.FIX_TIMETABLE: ("timetable {visit} --file TIMETABLE.yaml",),
    Action.HOLD_MEETINGS: ("held {visit} --day {day}",),
    Action.RECORD_FINDINGS: ("finding {visit} --file FINDINGS.yaml",),
    Action.HOLD_FEEDBACK: ("feedback {visit}",),
    Action.DRAFT_NOTE: ("draft {visit} --file NOTE.yaml",),
    Action.AGREE_NOTE: ("agree {visit} --version {version}",),
    Action.ANSWER_COMMENTS: ("draft {visit} --file NOTE.yaml",),
    Action.DECIDE_FACTS: ("decide-facts {visit} --version {version} --by REF --reason TEXT",),
    Action.DECIDE_SHARING: (
        "decide-sharing {visit} --version {version} --share --by REF --reason TEXT",
        "decide-sharing {visit} --version {version} --no-share --by REF --reason TEXT",
    ),
    Action.RELEASE_SHARING: ("release-sharing {visit}",),
    Action.SHARE_NOTE: ("share {visit} --version {version}",),
    Action.ACKNOWLEDGE_NOTE: ("acknowledge {visit} dfe", "acknowledge {visit} nhs_england"),
    Action.RESUME: ("resume {visit} --on DATE",),
    Action.END_INCOMPLETE: ("incomplete {visit} --reason TEXT",),
    Action.SEE_TO_TASKS: ("show {visit}",),
    Action.DECIDE_DEFERRAL: (
        "defer grant {visit} --day-one DATE --reason TEXT",
        "defer refuse {visit} --reason TEXT",
    ),
}
"""The commands by which a person does each thing, the likeliest first. What is in capitals is for
the person to fill in; all else can be typed as it is."""


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
        write_json([_as_json(thing, folder) for thing in things])
    elif not things:
        say("Nobody has anything to do.")
    else:
        rows = [
            (
                _by(thing),
                thing.visit_id,
                OWNER_WORDS[thing.owner],
                "\n".join([_words(thing), *commands(thing, folder)]),
            )
            for thing in things
        ]
        show(table("By", "Visit", "Who", "What, and the command", rows=rows, keep=[1]))


async def _ask(connection: Connection) -> tuple[list[VisitState], list[Related], list["Found"]]:
    wrong = [to_recover(mismatch) for mismatch in await open_ones(connection)]
    twice = [to_replace(taken) for taken in await taken_twice(connection)]
    late = [to_see(kept) for kept in await inbox.unseen(connection)]
    return await list_visits(connection), await of_visit(connection), [*wrong, *twice, *late]


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
    wanted = "--all" if found.found in {"stray", "refused_start"} or not _IS_VISIT(visit) else visit
    return Found(
        visit_id=visit,
        words=found.sentence,
        command=f"visits recover {shlex.quote(wanted)}",
        owner=Owner.OPERATOR,
        due=found.found_at,
    )


def to_replace(taken: TakenTwice) -> Found:
    """What a coordinator must do about an inspector whom another visit has, too."""
    return Found(
        visit_id=taken.visit,
        words=f"{taken.inspector} is wanted by visit {taken.elsewhere}, too, "
        f"on {taken.day:%A %-d %B %Y}; replace them here or there",
        command=f"visits replace {shlex.quote(taken.visit)} {shlex.quote(taken.inspector)} REF",
        owner=Owner.COORDINATOR,
        due=at_london(taken.day, time()),
        overdue=False,
    )


def to_see(kept: Kept) -> Found:
    """What whoever brought a decision while Temporal was away must know: it was refused."""
    visit = partition_of(kept.subject)
    return Found(
        visit_id=visit,
        words=f"{kept.actor} decided this while Temporal was away, and it was refused when it was "
        f"delivered ({kept.name.replace('_', ' ')}): {kept.sentence}",
        command=f"visits inbox {shlex.quote(visit)} --seen {shlex.quote(kept.update_id)}",
        owner=Owner.COORDINATOR,
        due=kept.settled_at or kept.brought_at,
    )


def commands(thing: ToDo | SideToDo | Found, folder: Path = options.VAR) -> list[str]:
    """The commands that do it, the likeliest first, each as it can be typed into a shell."""
    typed = options.as_typed(folder)
    if isinstance(thing, SideToDo | Found):
        return [f"{thing.command}{typed}"]
    letter = thing.letter or f"{thing.visit_id}/invitation/ROUND/RECIPIENT"
    given = {
        "visit": thing.visit_id,
        "letter": letter,
        "recipient": recipient_of(letter),
        "version": str(thing.version or "N"),
        "day": str(thing.day or 1),
    }
    quoted = {name: shlex.quote(value) for name, value in given.items()}
    return [f"visits {way.format(**quoted)}{typed}" for way in _ways(thing)]


def _ways(thing: ToDo) -> tuple[str, ...]:
    if thing.task is TaskKind.SURVEY_DISCLOSURE:
        return ("disclosure {visit} --seen",)
    if thing.task is TaskKind.LETTER_LATE:
        return ("letters {visit}",)
    if thing.task is TaskKind.LETTER_NOT_DELIVERED:
        return _COMMANDS[Action.PROVE_DELIVERY]
    return _COMMANDS[thing.action]


def _words(thing: ToDo | SideToDo | Found) -> str:
    if isinstance(thing, SideToDo | Found):
        return thing.words
    return TASK_WORDS[thing.task] if thing.task else ACTION_WORDS[thing.action]


def _by(thing: ToDo | SideToDo | Found) -> str:
    if thing.due is None:
        return NONE
    return f"{moment(thing.due)}{' (overdue)' if thing.overdue else ''}"


def _as_json(thing: ToDo | SideToDo | Found, folder: Path) -> dict[str, object]:
    due = thing.due.isoformat() if thing.due else None
    ways = commands(thing, folder)
    return {**asdict(thing), "due": due, "command": ways[0], "commands": ways}
