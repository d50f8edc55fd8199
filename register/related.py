"""What lives beside visits, of every kind in the table of streams."""

from typing import Any, NamedTuple

from register.connection import Connection
from register.streams import STREAMS, side_process_of
from rules.side_process import SideProcess
from schemas.ids import VisitId
from schemas.sentences import Sentence
from schemas.side_processes import SideState, SideSubject


class UnknownSideProcess(Sentence):
    """A visit has no such process beside it."""


class Related(NamedTuple):
    """One process that lives beside a visit.

    Attributes:
        kind: What it is made of.
        state: As last recorded.
    """

    # `Any`: the state beside it is of the kind's own.
    kind: SideProcess[Any, Any]
    state: SideState


async def load(connection: Connection, subject: SideSubject) -> SideState | None:
    """One of them as last recorded, or `None`."""
    text = await connection.fetchval("SELECT state FROM side_processes WHERE subject = $1", subject)
    return side_process_of(subject).models.state.model_validate_json(text) if text else None


async def require(connection: Connection, subject: SideSubject) -> SideState:
    """One of them as last recorded.

    Raises:
        UnknownSideProcess: Nothing is recorded under that name.
    """
    state = await load(connection, subject)
    if state is None:
        visit, kind, number = subject.split("/")
        raise UnknownSideProcess(
            f"Visit {visit} has no {kind} {number} in the register; "
            f"`visits beside {visit}` shows those there are."
        )
    return state


async def of_visit(connection: Connection, visit: VisitId | None = None) -> list[Related]:
    """What lives beside one visit, or beside all, what is due first on top."""
    rows = await connection.fetch(
        "SELECT subject, state FROM side_processes WHERE state IS NOT NULL AND kind = ANY($2)"
        " AND ($1::text IS NULL OR visit_id = $1) ORDER BY is_over, due NULLS LAST, subject",
        visit,
        [kind for kind, stream in STREAMS.items() if stream.beside],
    )
    found = [(side_process_of(row["subject"]), row["state"]) for row in rows]
    return [Related(kind, kind.models.state.model_validate_json(text)) for kind, text in found]
