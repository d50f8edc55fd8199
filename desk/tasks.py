"""What people must do, across all visits, with the commands that do it."""

import re
import shlex
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from desk.audit_words import audit_words
from desk.mail_list import NO_VISIT, task_words
from desk.overview import EVERYTHING, Narrowing, in_hands_of
from register import audits, inbox, mail, second_persons, staff, there_are
from register.beside import is_any
from register.bookings import TakenTwice, taken_twice
from register.connection import Connection
from register.inbox import Kept
from register.mismatches import SEARCH_ATTRIBUTES, TASK_QUEUE, WORKER_VERSION, Mismatch, open_ones
from register.second_persons import WAITS_FOR, Waiting
from register.unreadable import UNREADABLE
from register.visits import list_visits
from rules.commands import commands_for
from rules.next_action import awaited
from rules.todo import SideToDo, ToDo, todo
from rules.wording import ACTION_WORDS, OWNER_WORDS, TASK_WORDS, holder_words
from rules.zones import at_london
from schemas.ids import VisitId
from schemas.incoming import Mail
from schemas.state import VisitState
from schemas.streams import partition_of
from schemas.values import Owner

if TYPE_CHECKING:
    from rules.report import ReportTask
    from schemas.report.state import ReportState

_IS_VISIT = re.compile(r"[a-z0-9-]+-e[0-9]{8}(-[0-9]+)?").fullmatch


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


Thing: TypeAlias = ToDo | SideToDo | Found


class Asked(NamedTuple):
    """One thing that somebody must do.

    Attributes:
        thing: What.
        visit: In which visit, if the register knows it.
    """

    thing: Thing
    visit: VisitState | None


async def things_to_do(
    connection: Connection, now: datetime, narrowing: Narrowing = EVERYTHING
) -> list[Asked]:
    """What people must do, what is due first on top.

    Args:
        connection: Any.
        now: The moment, aware.
        narrowing: Which of it.
    """
    visits = {state.visit_id: state for state in await list_visits(connection)}
    things: list[Thing] = [
        *await _that_may_be_late(connection, visits.values(), now),
        *(to_replace(taken) for taken in await taken_twice(connection)),
        *await _to_be_confirmed(connection, visits, now),
        *(to_hand_over(state, left) for state, left in await _left_behind(connection, visits)),
        *_of_mail(await mail.unseen(connection)),
        *await _of_programmes(connection),
        *await _of_reports(connection),
    ]
    things.sort(key=lambda thing: (thing.due is None, thing.due or now, thing.visit_id))
    return [
        Asked(thing, visits.get(thing.visit_id))
        for thing in things
        if _is_of(thing, visits, narrowing) and narrowing.has(thing.owner, thing.due)
    ]


async def overdue(connection: Connection, now: datetime) -> dict[Owner, int]:
    """How many things can wait no longer, by who holds them.

    Args:
        connection: Of the worker's role or the desk's.
        now: The moment, aware.
    """
    things = await _that_may_be_late(connection, await list_visits(connection), now)
    return dict(Counter(thing.owner for thing in things if thing.overdue))


async def _that_may_be_late(
    connection: Connection, visits: Iterable[VisitState], now: datetime
) -> list[Thing]:
    """What has a time to be done by; the rest of what people must do has none."""
    return [
        *(thing for state in visits for thing in todo(state, now)),
        *await _beside(connection, now),
        *(to_recover(mismatch) for mismatch in await open_ones(connection)),
        *await _of_audits(connection),
        *(to_see(kept) for kept in await inbox.unseen(connection)),
    ]


async def _to_be_confirmed(
    connection: Connection, visits: Mapping[VisitId, VisitState], now: datetime
) -> list[Found]:
    waiting = await second_persons.waiting(connection)
    if not waiting:
        return []
    # Whether it can still be confirmed the rules say: few looks need them, and they take a while.
    from desk.second_person import to_be_confirmed

    still = await to_be_confirmed(connection, waiting, visits, now)
    return [to_confirm(one) for one in still]


async def _left_behind(
    connection: Connection, visits: Mapping[VisitId, VisitState]
) -> list[tuple[VisitState, datetime]]:
    """Visits under way that are looked after by somebody who has left, and since when."""
    ended = await staff.ended(connection)
    return [
        (state, ended[state.coordinator])
        for state in in_hands_of(visits.values(), ended)
        if state.coordinator is not None
    ]


async def _of_audits(connection: Connection) -> list[Found]:
    """What the latest audit found that no process has: the log itself, or what was not compared."""
    latest = await audits.latest(connection)
    words = audit_words(latest.found) if latest else None
    if latest is None or words is None:
        return []
    return [Found("all", words, "visits audit", Owner.OPERATOR, latest.ended_at)]


async def _beside(connection: Connection, now: datetime) -> list[SideToDo]:
    """What people must do for what lives beside visits."""
    if not await is_any(connection):
        return []
    # All kinds of processes, which take a while to load.
    from register.related import of_visit
    from rules.side_tasks import side_todo

    found = [side_todo(kind, state, now) for kind, state in await of_visit(connection)]
    return [thing for thing in found if thing is not None]


async def _of_programmes(connection: Connection) -> list[Found]:
    """What coordinators must do about programmes."""
    if not await there_are.any_programmes(connection):
        return []
    # What programmes are made of takes a while to load.
    from desk.programme_tasks import tasks_of_programmes

    return [
        Found(
            visit_id=state.programme,
            words=words,
            command=task.command,
            owner=Owner.COORDINATOR,
            due=state.changed_at,
            overdue=False,
        )
        for state, task, words in await tasks_of_programmes(connection)
    ]


async def _of_reports(connection: Connection) -> list[Found]:
    """What people must do about reports."""
    if not await there_are.any_reports(connection):
        return []
    # As programmes.
    from desk.report_tasks import tasks_of_reports

    return [to_go_on_with(state, task) for state, task in await tasks_of_reports(connection)]


def _is_of(thing: Thing, visits: Mapping[VisitId, VisitState], narrowing: Narrowing) -> bool:
    visit = visits.get(thing.visit_id)
    return narrowing.of_any_visit if visit is None else narrowing.has_visit(visit)


def to_go_on_with(state: "ReportState", task: "ReportTask") -> Found:
    """What whoever may do it must do about a report."""
    # As programmes.
    from schemas.report.values import report_name

    return Found(
        visit_id=report_name(state.report),
        words=task.words,
        command=task.command,
        owner=task.owner,
        due=state.changed_at,
        overdue=False,
    )


_OF_ALL = {
    SEARCH_ATTRIBUTES: "visits search-attributes register",
    TASK_QUEUE: "visits recover --all",
    WORKER_VERSION: "visits promote",
}
"""What mends what is wrong with Temporal itself, and not with one process."""


def to_recover(found: Mismatch) -> Found:
    """What an operator must do about something that does not agree with its log."""
    if of_all := _OF_ALL.get(found.found):
        return Found("all", found.sentence, of_all, Owner.OPERATOR, found.found_at)
    visit = partition_of(found.subject)
    wanted = "--all" if found.found in {"stray", "refused_start"} or not _IS_VISIT(visit) else visit
    return Found(
        visit_id=visit,
        words=found.sentence,
        command=(
            f"visits audit {shlex.quote(visit)}"
            if found.found == UNREADABLE
            else f"visits recover {shlex.quote(wanted)}"
        ),
        owner=Owner.OPERATOR,
        due=found.found_at,
    )


def to_replace(taken: TakenTwice) -> Found:
    """What a coordinator must do about an inspector whom another visit has, too."""
    return Found(
        visit_id=taken.visit,
        words=f"replace {taken.inspector} here or there: visit {taken.elsewhere} wants them, too, "
        f"on {taken.day:%A %-d %B %Y}",
        command=f"visits replace {shlex.quote(taken.visit)} {shlex.quote(taken.inspector)} REF",
        owner=Owner.COORDINATOR,
        due=at_london(taken.day, time()),
        overdue=False,
    )


def to_hand_over(state: VisitState, left: datetime) -> Found:
    """What coordinators must do about a visit that nobody there looks after.

    Args:
        state: The visit.
        left: When the one who looks after it ended.
    """
    return Found(
        visit_id=state.visit_id,
        words=f"put it into other hands: {state.coordinator}, who looks after it, has left",
        command=f"visits hand-over {shlex.quote(state.visit_id)} --to REF",
        owner=Owner.COORDINATOR,
        due=left,
        overdue=False,
    )


def to_confirm(waiting: Waiting) -> Found:
    """What a senior manager must do about a conflict that somebody else has overridden."""
    visit = partition_of(waiting.subject)
    return Found(
        visit_id=visit,
        words=f"confirm that {waiting.about} takes part in spite of a conflict, as {waiting.actor} "
        "decided; it needs a senior manager who is somebody else",
        command=f"visits override {shlex.quote(visit)} {shlex.quote(waiting.about)}",
        owner=Owner.SENIOR_MANAGER,
        due=waiting.since + WAITS_FOR,
        overdue=False,
    )


def _of_mail(messages: Sequence[Mail]) -> Iterator[Found]:
    """What coordinators must do about mail that came in: about no visit, all of it together."""
    yield from (to_read(message) for message in messages if message.visit_id)
    others = [message for message in messages if not message.visit_id]
    if others:
        many = "a message that is" if len(others) == 1 else f"{len(others)} messages that are"
        yield _about_mail(NO_VISIT, f"look at {many} about no visit we know", others[0], "list")


def to_read(message: Mail) -> Found:
    """What a coordinator must do about a message that came in."""
    visit = message.visit_id or NO_VISIT
    return _about_mail(visit, task_words(message), message, f"show {message.number}")


def _about_mail(visit: str, words: str, since: Mail, command: str) -> Found:
    return Found(
        visit_id=visit,
        words=words,
        command=f"visits post {command}",
        owner=Owner.COORDINATOR,
        due=since.read_at,
        overdue=False,
    )


def to_see(kept: Kept) -> Found:
    """What whoever brought a decision while Temporal was away must know: it was refused."""
    visit = partition_of(kept.subject)
    return Found(
        visit_id=visit,
        words=f"what {kept.actor} decided while Temporal was away was refused when it was "
        f"delivered ({kept.name.replace('_', ' ')}): {kept.sentence}",
        command=f"visits inbox {shlex.quote(visit)} --seen {shlex.quote(kept.update_id)}",
        owner=Owner.COORDINATOR,
        due=kept.settled_at or kept.brought_at,
    )


def words_of(thing: Thing) -> str:
    """What it is, in words."""
    if isinstance(thing, SideToDo | Found):
        return thing.words
    return TASK_WORDS[thing.task] if thing.task else ACTION_WORDS[thing.action]


def holder_of(one: Asked) -> str:
    """Who holds it, in words."""
    owner = one.thing.owner
    if one.visit is not None and (coming := awaited(one.visit)).owner is owner:
        return holder_words(coming)
    return OWNER_WORDS[owner]


def commands(thing: Thing) -> list[str]:
    """The commands that do it, the likeliest first, each as it can be typed into a shell."""
    if isinstance(thing, SideToDo | Found):
        return [thing.command]
    return commands_for(thing)
