"""The read model of programmes, and what has become of their visits."""

from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

from register.canonical import canonical_json
from register.connection import Connection
from rules.programme.standing import standing_of
from schemas.ids import AreaCode, ProgrammeId, VisitId
from schemas.programme import ProgrammeState, Standing
from schemas.sentences import Sentence
from schemas.values import Outcome, Stage

_LOAD = "SELECT state FROM programmes WHERE programme = $1"
_LOAD_LOCKED = f"{_LOAD} FOR UPDATE"


class UnknownProgramme(Sentence):
    """There is no such programme in the register."""


class AreaVisit(NamedTuple):
    """The latest visit to an area in a programme.

    Attributes:
        visit: Its id.
        stage: Where it stands.
        standing: What that makes of the area.
        sequence: Its last event.
    """

    visit: VisitId
    stage: Stage
    standing: Standing
    sequence: int


@lru_cache(maxsize=8)
def _read(text: str) -> ProgrammeState:
    """A state, which is frozen: whatever is done about each of its visits asks for it."""
    return ProgrammeState.model_validate_json(text)


async def load(
    connection: Connection, programme: ProgrammeId, *, lock: bool = False
) -> ProgrammeState | None:
    """The programme as last recorded, or `None`; locked until the transaction ends if asked."""
    text = await connection.fetchval(_LOAD_LOCKED if lock else _LOAD, programme)
    return _read(text) if text else None


async def require(connection: Connection, programme: ProgrammeId) -> ProgrammeState:
    """The programme as last recorded.

    Raises:
        UnknownProgramme: Nothing is recorded under that id.
    """
    state = await load(connection, programme)
    if state is None:
        raise UnknownProgramme(
            f"There is no programme {programme} in the register. `visits programme list` shows "
            "those there are."
        )
    return state


async def sequence_of(connection: Connection, programme: ProgrammeId) -> int:
    """The last event of a programme: whether it is another one, without reading it; 0 if none."""
    found = await connection.fetchval(
        "SELECT sequence FROM programmes WHERE programme = $1", programme
    )
    return int(found or 0)


async def save(connection: Connection, state: ProgrammeState) -> None:
    """Write the row, in the transaction of the events that changed it."""
    await connection.execute(
        "INSERT INTO programmes (programme, stage, sequence, opened_at, changed_at, state)"
        " VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (programme) DO UPDATE"
        " SET stage = excluded.stage, sequence = excluded.sequence,"
        " changed_at = excluded.changed_at, state = excluded.state",
        state.programme,
        state.stage.value,
        state.sequence,
        state.opened_at,
        state.changed_at,
        canonical_json(state),
    )


async def subjects(connection: Connection) -> list[ProgrammeId]:
    """The names of all there are, in the order in which they were opened."""
    rows = await connection.fetch("SELECT programme FROM programmes ORDER BY opened_at, programme")
    return [row["programme"] for row in rows]


async def named(connection: Connection) -> list[ProgrammeId]:
    """The names of programmes, those included that visits have and nobody opened; in order."""
    rows = await connection.fetch(
        "SELECT programme FROM visits UNION SELECT programme FROM programmes ORDER BY programme"
    )
    return [row["programme"] for row in rows]


async def going(connection: Connection) -> list[ProgrammeState]:
    """Every programme that is not closed, in the order in which they were opened."""
    rows = await connection.fetch(
        "SELECT state FROM programmes WHERE stage <> 'closed' ORDER BY opened_at, programme"
    )
    return [ProgrammeState.model_validate_json(row["state"]) for row in rows]


async def exists(connection: Connection, programme: ProgrammeId) -> bool:
    """Whether visits of that programme are steered together."""
    found = await connection.fetchval(
        "SELECT true FROM programmes WHERE programme = $1 AND stage <> 'closed'", programme
    )
    return bool(found)


async def visits_of(
    connection: Connection, programme: ProgrammeId, areas: Iterable[AreaCode]
) -> dict[AreaCode, AreaVisit]:
    """The latest visit to each of some areas; an area without one is left out."""
    wanted = set(areas)
    rows = await connection.fetch(
        "SELECT visit_id, area, stage, outcome, sequence FROM visits WHERE programme = $1"
        " ORDER BY length(visit_id), visit_id",
        programme,
    )
    found: dict[AreaCode, AreaVisit] = {}
    for row in rows:  # a later one takes the place of those before it
        if row["area"] in wanted:
            stage = Stage(row["stage"])
            outcome = Outcome(row["outcome"]) if row["outcome"] else None
            standing = standing_of(stage, outcome)
            found[row["area"]] = AreaVisit(row["visit_id"], stage, standing, row["sequence"])
    return found


async def outcomes_of(
    connection: Connection, programme: ProgrammeId, areas: Iterable[AreaCode]
) -> dict[AreaCode, Outcome]:
    """How the latest visit to each of some areas ended; one that has not is left out."""
    rows = await connection.fetch(
        "SELECT area, outcome FROM visits WHERE programme = $1 AND outcome IS NOT NULL"
        " AND area = ANY($2) ORDER BY length(visit_id), visit_id",
        programme,
        list(areas),
    )
    return {row["area"]: Outcome(row["outcome"]) for row in rows}


async def late_visits(
    connection: Connection, programme: ProgrammeId, now: datetime
) -> frozenset[VisitId]:
    """Visits of a programme whose next action is overdue, or for which a person is asked."""
    rows = await connection.fetch(
        "SELECT visit_id FROM visits WHERE programme = $1 AND stage <> 'ended'"
        " AND (due < $2 OR tasks > 0)",
        programme,
        now,
    )
    return frozenset(row["visit_id"] for row in rows)
