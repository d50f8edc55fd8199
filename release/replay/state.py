"""Compares the state a replay comes to with the one the register's log gives."""

from collections.abc import Iterable, Sequence

from pydantic import ValidationError
from temporalio.client import WorkflowHistory

from register import log, visits
from register.connection import Pool
from release.replay.bodies import unreadable_fields
from release.replay.commands import RECORD_EVENTS, Command, CommandKind
from release.replay.comparison import Difference, DifferenceKind, find_changes
from release.replay.histories import input_of, is_over
from rules.evolve import OutOfOrderError, evolve
from schemas.base import Model
from schemas.events.event import VisitEvent
from schemas.ids import VisitId
from schemas.state import VisitState
from schemas.work import RecordRequest, VisitInput


async def against_register(
    pool: Pool, visit: VisitId, history: WorkflowHistory, now: Sequence[Command]
) -> list[Difference]:
    """How the state that replay comes to differs from the recorded one.

    A visit that is under way may have recorded less than it decided, or more than the history
    told when it was read: then the part that both know is compared.

    Args:
        pool: Of the register.
        visit: Whose.
        history: What was replayed.
        now: The commands that replay gave, as far as the history tells of them.
    """
    try:
        async with (
            pool.acquire() as connection,
            connection.transaction(isolation="repeatable_read", readonly=True),
        ):
            logged = [entry.event for entry in await log.read(connection, visit=visit)]
            row = await visits.load(connection, visit)
    except ValidationError as error:
        return [_unreadable(f"What the register holds of {visit}", error)]
    carried = VisitInput.model_validate(input_of(history).body).carried
    given = [event for command in now for event in _events(command)]
    return [*_of_states(carried, given, logged, over=is_over(history)), *_of_row(row, logged)]


def differences_of_states(subject: str, before: Model, now: Model) -> list[Difference]:
    """How two states differ, field by field.

    Args:
        subject: What the sentence is about.
        before: As recorded.
        now: As this code has it.
    """
    found = []
    for change in find_changes(before.model_dump(mode="json"), now.model_dump(mode="json")):
        old, new = change.words
        found.append(
            Difference(
                kind=DifferenceKind.STATE,
                field=change.field,
                before=old,
                now=new,
                sentence=f"{subject}, {change.field}: recorded {old}, now {new}.",
            )
        )
    return found


def _events(command: Command) -> Sequence[VisitEvent]:
    if command.kind is not CommandKind.ACTIVITY or command.name != RECORD_EVENTS:
        return ()
    return RecordRequest.model_validate(command.body).events


def _of_states(
    carried: VisitState | None,
    given: Sequence[VisitEvent],
    logged: Sequence[VisitEvent],
    *,
    over: bool,
) -> list[Difference]:
    have = given[-1].sequence if given else (carried.sequence if carried else 0)
    both = min(have, len(logged))
    found = []
    if over and have > len(logged):
        found.append(
            _state_difference(
                f"{len(logged)} records",
                f"{have} records",
                f"The register's log has {len(logged)} records, and this code gives {have}.",
            )
        )
    try:
        now = _folded(carried, [event for event in given if event.sequence <= both])
        recorded = _folded(None, logged[:both])
    except OutOfOrderError as error:
        told = f"The records cannot be folded by this code: {error}."
        return [*found, _state_difference("folded", "not folded", told)]
    if now is None or recorded is None:
        return found
    return [*found, *differences_of_states("The state at the end", recorded, now)]


def _of_row(row: VisitState | None, logged: Sequence[VisitEvent]) -> list[Difference]:
    """The row was folded by the code of its day; this code must read the same off the log."""
    if row is None or row.sequence != len(logged):
        return []
    try:
        now = _folded(None, logged)
    except OutOfOrderError:
        return []  # told of already
    return differences_of_states("The state read off the log", row, now) if now else []


def _folded(state: VisitState | None, events: Iterable[VisitEvent]) -> VisitState | None:
    for event in events:
        state = evolve(state, event)
    return state


def _state_difference(before: str, now: str, sentence: str) -> Difference:
    return Difference(kind=DifferenceKind.STATE, before=before, now=now, sentence=sentence)


def _unreadable(subject: str, error: ValidationError) -> Difference:
    return Difference(
        kind=DifferenceKind.UNREADABLE,
        before="readable",
        now="not readable",
        sentence=f"{subject} cannot be read by this code ({unreadable_fields(error)}).",
    )
