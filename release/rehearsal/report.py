"""What a rehearsal leaves behind: a folder to open, and one object to read."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from pydantic import BaseModel
from temporalio.client import WorkflowHandle

from register import documents, letters, log, publication, visits
from register.connection import Connection
from register.private_files import make_folder, write_file
from release.rehearsal.time_skipping import is_of_virtual_time
from schemas.base import Model
from schemas.ids import Digest, LetterKey, VisitId
from schemas.letters import file_of
from schemas.state import VisitState
from schemas.values import DocumentKind, LetterStatus, Marking, Outcome, Stage


class VisitReport(Model):
    """How one visit went.

    Attributes:
        visit_id: Its id.
        outcome: How it ended, if it did.
        stage: Where it is.
        history_events: Events in Temporal's history, without those of virtual time.
        history_bytes: Their size as protocol buffers.
        virtual_days: Days from opening to the last event, by the visit's clock.
    """

    visit_id: VisitId
    outcome: Outcome | None
    stage: Stage
    history_events: int
    history_bytes: int
    virtual_days: int


class LetterReport(Model):
    """One letter."""

    key: LetterKey
    status: LetterStatus
    path: str | None


class DocumentReport(Model):
    """One document."""

    kind: DocumentKind
    version: int
    title: str
    sha256: Digest
    bytes: int
    marking: Marking
    path: str


class Report(BaseModel):
    """A whole rehearsal; `events` are CloudEvents."""

    visits: list[VisitReport]
    letters: list[LetterReport]
    documents: list[DocumentReport]
    events: list[dict[str, Any]]
    wall_seconds: float


async def report(
    connection: Connection,
    handle_of: Callable[[VisitId], WorkflowHandle[Any, Any]],
    state: VisitState,
    out: Path,
    *,
    wall_seconds: float,
) -> Report:
    """Gather what a visit and its successors left and write it out under `out`.

    Args:
        connection: To the register.
        handle_of: Gives a visit's run.
        state: The visit as recorded.
        out: The folder; letters are in its Maildir already.
        wall_seconds: How long the visit took to play.
    """
    states = [state]
    while (to := states[-1].deferred_to) is not None:
        states.append(await visits.require(connection, to.visit_id))
    about = [
        entry for one in states for entry in await publication.of_visit(connection, one.visit_id)
    ]
    told = [entry.cloudevent for entry in sorted(about)]
    write_file(out / "events.jsonl", "".join(f"{line}\n" for line in told).encode())
    return Report(
        visits=[await _visit(connection, handle_of(one.visit_id), one) for one in states],
        letters=[
            _letter(row, out)
            for one in states
            for row in await letters.of_visit(connection, one.visit_id)
        ],
        documents=[
            _document(row, out if one is state else out / one.visit_id)
            for one in states
            for row in await documents.of_visit(connection, one.visit_id)
        ],
        events=[json.loads(line) for line in told],
        wall_seconds=round(wall_seconds, 3),
    )


async def _visit(
    connection: Connection, handle: WorkflowHandle[Any, Any], state: VisitState
) -> VisitReport:
    logged = await log.read(connection, visit=state.visit_id)
    history = await handle.fetch_history()
    own = [event for event in history.events if not is_of_virtual_time(event)]
    return VisitReport(
        visit_id=state.visit_id,
        outcome=state.outcome,
        stage=state.stage,
        history_events=len(own),
        history_bytes=sum(event.ByteSize() for event in own),
        virtual_days=(logged[-1].event.at - logged[0].event.at).days,
    )


def _letter(row: letters.LetterRow, out: Path) -> LetterReport:
    path = out / "letters" / "new" / f"{row.order.key.replace('/', '.')}.eml"
    return LetterReport(
        key=row.order.key, status=row.status, path=str(path) if path.exists() else None
    )


def _document(row: documents.DocumentRow, out: Path) -> DocumentReport:
    folder = out / "documents"
    make_folder(folder)
    path = folder / file_of(row.kind, row.version)
    write_file(path, row.body)
    return DocumentReport(
        kind=row.kind,
        version=row.version,
        title=row.title,
        sha256=row.sha256,
        bytes=len(row.body),
        marking=row.marking,
        path=str(path),
    )
