"""What should run: every process that the register knows and whose life has not ended."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import ValidationError

from desk.processes import processes
from register import content, documents, letters, log, reports, subscriptions, visits
from register.connection import Connection, Pool
from register.documents import DocumentSpoilt
from register.logged import Logged
from register.streams import STREAMS
from register.unreadable import Unreadable
from release.audit.proofs import disproved
from release.replay.state import differences_of_states
from schemas.base import Model
from schemas.content import refs_in
from schemas.ids import VisitId
from schemas.report.values import REPORT_STREAM
from schemas.side_processes import workflow_id
from schemas.streams import VISIT_STREAM, AnyEvent, StreamKind
from schemas.subscriptions import subscription_workflow


@dataclass(frozen=True)
class Expected:
    """One process as the register has it.

    Attributes:
        kind: What it is; `None` for a subscription, which has no stream.
        subject: Its name.
        workflow_id: Of its run.
        state: Its state by its log; `None` where the log does not give one.
        logged: Its log.
        lives: Whether its life goes on, so that it should run.
        mismatches: What in the register does not agree with its log, a sentence each.
        lost: What its log refers to and the register does not have as it was, a sentence each.
    """

    kind: StreamKind | None
    subject: str
    workflow_id: str
    state: Model | None = None
    logged: tuple[Logged[AnyEvent], ...] = ()
    lives: bool = True
    mismatches: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()

    @property
    def sequence(self) -> int:
        """The last event that its log has."""
        return self.logged[-1].event.sequence if self.logged else 0


async def known(connection: Connection, about: str | None = None) -> list[tuple[StreamKind, str]]:
    """Every process that the log or a read model knows: its kind and its subject.

    Args:
        connection: Any.
        about: Only this one, and what belongs to it.
    """
    rows = await connection.fetch(
        "SELECT DISTINCT aggregatetype AS kind, aggregateid AS subject FROM events"
        " WHERE aggregatetype = ANY($1::text[])",
        list(processes()),
    )
    there = {(row["kind"], row["subject"]) for row in rows}
    for kind in processes():
        rows_of = STREAMS[kind].read_model
        if rows_of is not None:
            there |= {(kind, subject) for subject in await rows_of.subjects(connection)}
    found = sorted(there, key=lambda one: one[1])
    if about is None:
        return found
    return [(k, s) for k, s in found if s == about or s.startswith(f"{about}/")]


async def known_subscriptions(connection: Connection) -> list[Expected]:
    """Every subscription that should have a run."""
    return [
        Expected(kind=None, subject=name, workflow_id=subscription_workflow(name))
        for name in await subscriptions.not_over(connection)
    ]


async def look(pool: Pool, kind: StreamKind, subject: str, now: datetime) -> Expected:
    """A process as its log gives it, and what in the register does not agree with that."""
    stream = STREAMS[kind]
    workflow = workflow_id(subject)
    try:
        async with (
            pool.acquire() as connection,
            connection.transaction(isolation="repeatable_read", readonly=True),
        ):
            logged = tuple(await log.of_stream(connection, subject))
            row = await stream.read_model.load(connection, subject) if stream.read_model else None
            own_row = kind != VISIT_STREAM or await visits.is_readable(connection, subject)
            unproved = await disproved(connection, subject, logged)
    except ValidationError as error:
        told = (
            f"What the register holds of {subject} cannot be read by this release: {error.title}."
        )
        return Expected(kind, subject, workflow, mismatches=(told,))
    unreadable = () if own_row else (f"{_name(kind, subject)}: its row in the list is no state.",)
    if not logged:
        told = (
            f"{_name(kind, subject)} is in the list of its kind, and the log has no record of it."
        )
        return Expected(kind, subject, workflow, mismatches=(told,))
    wrong = _gap(subject, logged)
    if wrong:
        return Expected(kind, subject, workflow, logged=logged, mismatches=(wrong,))
    lost = await _lost(pool, kind, subject, logged)
    state: Any = None
    try:
        for entry in logged:
            state = stream.fold(state, entry.event)
    except ValueError as error:
        told = f"The log of {subject} does not fold: {error}."
        return Expected(kind, subject, workflow, logged=logged, mismatches=(told,), lost=lost)
    return Expected(
        kind,
        subject,
        workflow,
        state=state,
        logged=logged,
        lives=processes()[kind].lives(state, now),
        mismatches=(*_row(kind, subject, row, state), *unreadable, *unproved),
        lost=lost,
    )


async def _lost(
    pool: Pool, kind: StreamKind, subject: str, logged: tuple[Logged[AnyEvent], ...]
) -> tuple[str, ...]:
    """What the log refers to and the register does not have as it was kept, a sentence each."""
    owner = logged[0].event.partition
    refs = {ref for entry in logged for ref in refs_in(entry.event)}
    async with pool.acquire() as connection:
        found = await content.lost(connection, owner, refs)
        if kind == VISIT_STREAM:
            found += await _lost_of_letters(connection, subject)
        if kind == REPORT_STREAM:
            found += await reports.lost_files(connection, subject)
    return tuple(str(one) for one in found)


async def _lost_of_letters(connection: Connection, visit: VisitId) -> list[Unreadable]:
    """Orders that are none; documents that are others, or gone, though a letter has them."""
    kept = {row.order: row for row in await documents.of_visit(connection, visit)}
    found: list[Unreadable] = [
        DocumentSpoilt(visit, order) for order, row in kept.items() if not row.holds
    ]
    try:
        rows = await letters.of_visit(connection, visit)
    except letters.OrderSpoilt as spoilt:
        return [*found, spoilt]
    # Of letters that went before a copy of the register was brought back there are no words.
    enclosed = {one for row in rows if row.tried for one in row.order.documents}
    gone = sorted(enclosed - kept.keys(), key=str)
    return [*found, *(DocumentSpoilt(visit, order, gone=True) for order in gone)]


def _gap(subject: str, logged: tuple[Logged[AnyEvent], ...]) -> str | None:
    for number, entry in enumerate(logged, start=1):
        if entry.event.sequence != number:
            return (
                f"The log of {subject} has record {entry.event.sequence} where record {number} "
                "belongs."
            )
    return None


def _row(kind: StreamKind, subject: str, row: Any, state: Any) -> list[str]:  # noqa: ANN401 - of the kind's own
    name = _name(kind, subject)
    if row is None:
        return [f"{name} has a log, and is missing from the list of its kind."]
    return [
        f"{name}, {found.field}: the list of its kind says {found.before}, "
        f"the log says {found.now}."
        for found in differences_of_states("", row, state)
    ]


def _name(kind: StreamKind, subject: str) -> str:
    return f"{kind.capitalize()} {subject}"
