"""The read model of visits: what coordinators list and look at."""

from collections.abc import Iterable
from functools import lru_cache

from pydantic import ValidationError

from register.canonical import canonical_json
from register.connection import Connection
from rules.next_action import next_action
from schemas.ids import ProgrammeId, VisitId, is_like_a_visit, successor_of
from schemas.sentences import Sentence
from schemas.state import VisitState
from schemas.values import Stage
from schemas.visible import echoed

_LOAD = "SELECT state FROM visits WHERE visit_id = $1"
_LOAD_LOCKED = f"{_LOAD} FOR UPDATE"


class UnknownVisit(Sentence):
    """There is no such visit in the register."""


def unknown_visit(name: str) -> UnknownVisit:
    """Nothing is recorded under that name."""
    looked = "`visits list` shows those there are."
    if not is_like_a_visit(name):
        looked = (
            "A visit's id is such as interim-e10000016; `visits list --area AREA` finds it by the "
            "area's name."
        )
    return UnknownVisit(f"There is no visit {echoed(name)} in the register. {looked}")


@lru_cache(maxsize=256)
def _read(text: str) -> VisitState:
    """A state, which is frozen: each is asked for several times on its way, by the same words."""
    return VisitState.model_validate_json(text)


async def load(connection: Connection, visit: VisitId, *, lock: bool = False) -> VisitState | None:
    """The visit as last recorded, or `None`.

    Args:
        connection: Any; in a transaction when locking.
        visit: Its id.
        lock: Keep others from writing the visit until the transaction ends.
    """
    query = _LOAD_LOCKED if lock else _LOAD
    text = await connection.fetchval(query, visit)
    return await of_row(connection, visit, text) if text else None


async def keep_as_they_are(connection: Connection, names: Iterable[VisitId]) -> None:
    """Let nothing be recorded of some visits until the transaction ends.

    Args:
        connection: In that transaction.
        names: Which ones; locked in one order, so that no two wait for each other.
    """
    await connection.execute(
        "SELECT FROM visits WHERE visit_id = ANY($1) ORDER BY visit_id FOR SHARE", list(names)
    )


async def of_row(connection: Connection, visit: VisitId, text: str) -> VisitState:
    """The visit of a row; a row that is no state is made up for by the log, which is the record.

    Raises:
        ValidationError: The log gives no state either.
    """
    try:
        return _read(text)
    except ValidationError:
        from register.made_up_rows import made_up  # noqa: PLC0415 - whoever needs it loads it

        state = await made_up(connection, visit)
        if state is None:
            raise
        return state


async def is_readable(connection: Connection, visit: VisitId) -> bool:
    """Whether a visit's row is a state by itself, if there is a row."""
    text = await connection.fetchval(_LOAD, visit)
    try:
        return not text or bool(_read(text))
    except ValidationError:
        return False


async def latest(connection: Connection, first: VisitId) -> VisitState | None:
    """The latest of the visits to an area that follow each other; `None` before the first.

    Args:
        connection: Any.
        first: The id of the first of them.
    """
    found = await load(connection, first)
    while found is not None:
        following = await load(connection, successor_of(found.visit_id))
        if following is None:
            break
        found = following
    return found


async def require(connection: Connection, visit: VisitId) -> VisitState:
    """The visit as last recorded.

    Raises:
        UnknownVisit: Nothing is recorded under that id.
    """
    state = await load(connection, visit)
    if state is None:
        raise unknown_visit(visit)
    return state


async def save(connection: Connection, state: VisitState) -> None:
    """Write the row of a visit, in the transaction of the events that changed it."""
    coming = next_action(state)
    await connection.execute(
        "INSERT INTO visits (visit_id, programme, area, region, stage, outcome, next_action,"
        " owner, due, tasks, sequence, opened_at, changed_at, state)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)"
        " ON CONFLICT (visit_id) DO UPDATE SET stage = excluded.stage,"
        " outcome = excluded.outcome, next_action = excluded.next_action,"
        " owner = excluded.owner, due = excluded.due, tasks = excluded.tasks,"
        " sequence = excluded.sequence, changed_at = excluded.changed_at, state = excluded.state",
        state.visit_id,
        state.programme,
        state.area,
        state.region,
        state.stage.value,
        state.outcome,
        coming.action.value,
        coming.owner.value,
        coming.due,
        len(state.tasks),
        state.sequence,
        state.opened_at,
        state.changed_at,
        canonical_json(state),
    )


async def are_any_of(connection: Connection, programme: ProgrammeId) -> bool:
    """Whether a programme has a visit, of whatever stage."""
    found = await connection.fetchval(
        "SELECT true FROM visits WHERE programme = $1 LIMIT 1", programme
    )
    return bool(found)


async def subjects(connection: Connection) -> list[VisitId]:
    """The names of all there are."""
    return [row["visit_id"] for row in await connection.fetch("SELECT visit_id FROM visits")]


async def list_visits(connection: Connection, *, stage: Stage | None = None) -> list[VisitState]:
    """Visits, those due first on top, ended ones last."""
    rows = await connection.fetch(
        "SELECT visit_id, state FROM visits WHERE $1::text IS NULL OR stage = $1"
        " ORDER BY stage = 'ended', due NULLS LAST, visit_id",
        stage,
    )
    return [await of_row(connection, row["visit_id"], row["state"]) for row in rows]
