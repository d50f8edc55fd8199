"""What is foreseen of a visit: events, letters, documents and tasks, with their dates."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from pydantic import BaseModel

from register import documents, letters, log, related, visits
from register.connection import Connection
from register.documents import DocumentRow
from register.letters import LetterRow
from register.private_files import make_folder, write_file
from register.streams import words_of
from rules.next_action import awaited
from schemas.ids import ActorRef, LetterKey, VisitId
from schemas.letters import file_of
from schemas.state import NextAction, VisitState
from schemas.values import (
    DocumentKind,
    LetterKind,
    LetterStatus,
    Outcome,
    Stage,
    TaskKind,
)


class EndedBy(StrEnum):
    """Why nothing more is foreseen."""

    UNTIL = "until"
    """The day came up to which was asked."""
    OVER = "over"
    """The visit is over, and kept no longer."""
    WAITS = "waits"
    """For a quarter nothing happened that a person did not have to do."""


class ForeseenEvent(BaseModel):
    """One event to come."""

    subject: str
    sequence: int
    type: str
    at: datetime
    actor: ActorRef
    words: str


class ForeseenLetter(BaseModel):
    """One letter to come; `path` is where it is written, if it went."""

    key: LetterKey
    kind: LetterKind
    recipient: str
    at: datetime
    status: LetterStatus
    path: str | None


class ForeseenDocument(BaseModel):
    """One document to come; `path` is where it is written."""

    visit: VisitId
    kind: DocumentKind
    version: int
    title: str
    path: str | None


class OpenTask(BaseModel):
    """Something that a person is still asked to do in the end."""

    visit: VisitId
    kind: TaskKind
    raised_at: datetime
    letter: LetterKey | None


class VisitAhead(BaseModel):
    """Where a visit is in the end."""

    visit_id: VisitId
    stage: Stage
    outcome: Outcome | None
    next_action: NextAction


class BesideAhead(BaseModel):
    """Where something that lives beside the visit is in the end."""

    subject: str
    over: bool
    due: datetime | None


class Outlook(BaseModel):
    """All that is foreseen.

    Attributes:
        since: The moment from which on.
        to: The moment up to which.
        ended_by: Why not further.
        visits: The visit in the end, and those that took its place.
        beside: What lives beside it, in the end.
        events: What happens, in order.
        letters: What is written.
        documents: What is made.
        tasks: What a person is asked to do, and is still open in the end.
        refused: What the scenario has people do and the rules do not allow.
        waiting: How many decisions wait for Temporal and are not in it.
    """

    since: datetime
    to: datetime
    ended_by: EndedBy
    visits: list[VisitAhead]
    beside: list[BesideAhead]
    events: list[ForeseenEvent]
    letters: list[ForeseenLetter]
    documents: list[ForeseenDocument]
    tasks: list[OpenTask]
    refused: list[str]
    waiting: int


class Known(BaseModel):
    """What was there before, and is not foreseen."""

    position: int
    letters: frozenset[LetterKey]
    documents: frozenset[tuple[DocumentKind, int]]


async def known_of(connection: Connection, visit: VisitId) -> Known:
    """What is there of a visit."""
    events = await log.read_all(connection, about=visit)
    return Known(
        position=events[-1].position if events else 0,
        letters=frozenset(row.order.key for row in await letters.of_visit(connection, visit)),
        documents=frozenset(
            (row.kind, row.version) for row in await documents.of_visit(connection, visit)
        ),
    )


async def look_ahead(  # noqa: PLR0913 - all but the visit by name
    connection: Connection,
    visit: VisitId,
    *,
    known: Known,
    since: datetime,
    to: datetime,
    ended_by: EndedBy,
    refused: Sequence[str],
    waiting: int,
    out: Path | None,
) -> Outlook:
    """Gather what came after what was known; documents are written out, as letters were.

    Args:
        connection: To the rehearsal's register.
        visit: Its id.
        known: What was there before.
        since: From which moment on.
        to: Up to which moment.
        ended_by: Why not further.
        refused: What was not allowed.
        waiting: How many decisions were not in the copy.
        out: A folder, in which letters are already; `None` where nothing is kept.
    """
    states = [await visits.require(connection, visit)]
    while (to_visit := states[-1].deferred_to) is not None:
        states.append(await visits.require(connection, to_visit.visit_id))
    return Outlook(
        since=since,
        to=to,
        ended_by=ended_by,
        visits=[_visit(state) for state in states],
        beside=[
            BesideAhead(subject=one.state.subject, over=one.state.over, due=one.state.due)
            for one in await related.of_visit(connection, visit)
        ],
        events=[
            ForeseenEvent(
                subject=event.subject,
                sequence=event.sequence,
                type=event.type.value,
                at=event.at,
                actor=event.actor,
                words=words_of(event),
            )
            for _, _, event in await log.read_all(connection, after=known.position)
        ],
        letters=[
            _letter(row, out)
            for state in states
            for row in await letters.of_visit(connection, state.visit_id)
            if row.order.key not in known.letters
        ],
        documents=[
            document
            for state in states
            for document in await _documents(
                connection, state, known, out, apart=state is not states[0]
            )
        ],
        tasks=[
            OpenTask(
                visit=state.visit_id,
                kind=task.kind,
                raised_at=task.raised_at,
                letter=task.letter,
            )
            for state in states
            for task in state.tasks
        ],
        refused=list(refused),
        waiting=waiting,
    )


def _visit(state: VisitState) -> VisitAhead:
    return VisitAhead(
        visit_id=state.visit_id,
        stage=state.stage,
        outcome=state.outcome,
        next_action=awaited(state),
    )


def _letter(row: LetterRow, out: Path | None) -> ForeseenLetter:
    name = f"{row.order.key.replace('/', '.')}.eml"
    path = out / "letters" / "new" / name if out else None
    return ForeseenLetter(
        key=row.order.key,
        kind=row.order.kind,
        recipient=row.order.recipient,
        at=row.filed_at,
        status=row.status,
        path=str(path) if path and path.exists() else None,
    )


async def _documents(
    connection: Connection, state: VisitState, known: Known, out: Path | None, *, apart: bool
) -> list[ForeseenDocument]:
    """Write a visit's new documents; a successor's into a folder of their own."""
    return [
        ForeseenDocument(
            visit=state.visit_id,
            kind=row.kind,
            version=row.version,
            title=row.title,
            path=_written(row, out / state.visit_id if apart else out) if out else None,
        )
        for row in await documents.of_visit(connection, state.visit_id)
        if apart or (row.kind, row.version) not in known.documents
    ]


def _written(row: DocumentRow, out: Path) -> str:
    folder = out / "documents"
    make_folder(folder)
    path = folder / file_of(row.kind, row.version)
    write_file(path, row.body)
    return str(path)
