"""Rebuilds visits from the event log alone, and compares them with all else that knows them.

The log is the record; the register's row of a visit and the run in Temporal must agree with it.
When Temporal has forgotten the run, the register still tells the full story.
"""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from pydantic import ValidationError, computed_field
from temporalio.client import Client, WorkflowExecutionStatus
from temporalio.service import RPCError, RPCStatusCode

from register import content, documents, letters, log, visits
from register.connection import Connection, Pool
from register.log_proof import prove
from register.logged import Logged
from register.visits import UnknownVisit
from release.replay.state import differences_of_states
from release.stream_audit import stream_mismatches
from rules.evolve import OutOfOrderError, replay
from rules.wording import EVENT_WORDS
from schemas.base import Model
from schemas.events import VisitEvent
from schemas.ids import ActorRef, Digest, LetterKey, VisitId
from schemas.personal import Reason
from schemas.state import VisitState
from schemas.values import DocumentKind, LetterStatus
from workflows.visit import Visit

PATIENCE = timedelta(seconds=5)
"""How long a running visit may take to say what it knows."""

_AT_ONCE = 20
"""Visits looked at together: where no worker answers, each takes all of our patience."""

_LOOKS = 3
_A_MOMENT = 0.3  # seconds
"""A visit may record something between the look at its run and the look at its log."""


class Run(StrEnum):
    """What Temporal had to say of a visit."""

    AGREES = "agrees"
    DIFFERS = "differs"
    BUSY = "busy"
    SILENT = "silent"
    GONE = "gone"
    NOT_ASKED = "not asked"


RUN_WORDS: dict[Run, str] = {
    Run.AGREES: "The run in Temporal knows the same.",
    Run.DIFFERS: "The run in Temporal knows otherwise.",
    Run.BUSY: "The run in Temporal is recording something; audit again in a moment.",
    Run.SILENT: "No worker answered, so the run in Temporal was not compared.",
    Run.GONE: "Temporal has no run of it any more.",
    Run.NOT_ASKED: "Temporal was not asked.",
}


class StoryLine(Model):
    """One event of a visit's story, with the reason a person gave for it, in their words."""

    position: int
    sequence: int
    at: datetime
    words: str
    actor: ActorRef
    reason: str | None


class StoryLetter(Model):
    """One letter of a visit's story."""

    key: LetterKey
    status: LetterStatus
    since: datetime


class StoryDocument(Model):
    """One document of a visit's story."""

    kind: DocumentKind
    version: int
    title: str
    sha256: Digest


class Story(Model):
    """All that happened to a visit, as the register alone tells it. Reasons may be personal."""

    events: tuple[StoryLine, ...]
    letters: tuple[StoryLetter, ...]
    documents: tuple[StoryDocument, ...]


class VisitAudit(Model):
    """What the audit of one visit found.

    Attributes:
        visit_id: Its id.
        records: How many events the log has of it.
        run: What Temporal had to say.
        mismatches: What does not agree with the log, a sentence each.
        story: Told where one visit was asked for that Temporal could not speak for.
    """

    visit_id: VisitId
    records: int
    run: Run
    mismatches: tuple[str, ...] = ()
    story: Story | None = None


class AuditReport(Model):
    """What an audit found.

    Attributes:
        log: What is wrong with the log of all visits, a sentence each.
        visits: Each visit that was looked at.
    """

    log: tuple[str, ...]
    visits: tuple[VisitAudit, ...]

    @computed_field  # type: ignore[prop-decorator]
    @property
    def fine(self) -> bool:
        """Whether everything agrees."""
        return not self.log and not any(visit.mismatches for visit in self.visits)

    @computed_field  # type: ignore[prop-decorator]
    @property
    def exit_status(self) -> int:
        """0 when everything agrees, else 1."""
        return 0 if self.fine else 1


async def audit(
    pool: Pool, client: Client | None = None, visit: VisitId | None = None
) -> AuditReport:
    """Compare the log with everything else.

    Args:
        pool: Of the register.
        client: To Temporal; without it only the register is looked at.
        visit: Only this visit, and its story if Temporal cannot speak for it; else all of them.

    Raises:
        UnknownVisit: The register has never heard of that visit.
    """
    async with pool.acquire() as connection:
        wrong = [*await _unproven(connection), *await _beside(connection, visit)]
        wanted = [visit] if visit else await _known(connection)
    return AuditReport(
        log=tuple(wrong),
        visits=tuple(
            [await _audited(pool, client, one, telling=visit is not None) for one in wanted]
        ),
    )


async def _unproven(connection: Connection) -> list[str]:
    """What is wrong with the log itself, of which every visit is a part."""
    proof = await prove(connection)
    more = [f"{proof.more} more things are wrong with the log."] if proof.more else []
    return [*(fault.wrong for fault in proof.faults), *more]


async def _beside(connection: Connection, visit: VisitId | None) -> list[str]:
    async with connection.transaction(isolation="repeatable_read", readonly=True):
        return await stream_mismatches(connection, visit)


async def _known(connection: Connection) -> list[VisitId]:
    """Every visit that the log or the read model knows."""
    rows = await connection.fetch(
        "SELECT aggregateid AS visit FROM events WHERE aggregatetype = 'visit'"
        " UNION SELECT visit_id FROM visits ORDER BY 1"
    )
    return [row["visit"] for row in rows]


async def _audited(
    pool: Pool, client: Client | None, visit: VisitId, *, telling: bool
) -> VisitAudit:
    answer, looked = await _both(pool, client, visit)
    for _ in range(_LOOKS - 1):
        if answer.state is None or looked.state is None or _same_length(answer, looked):
            break
        await asyncio.sleep(_A_MOMENT)
        answer, looked = await _both(pool, client, visit)
    run, found = _compare(visit, looked.state, answer)
    tell = telling and run in {Run.GONE, Run.SILENT, Run.NOT_ASKED} and looked.logged
    async with pool.acquire() as connection:
        story = await _story(connection, visit, looked.logged) if tell else None
    return VisitAudit(
        visit_id=visit,
        records=len(looked.logged),
        run=run,
        mismatches=(*looked.mismatches, *found),
        story=story,
    )


async def _both(pool: Pool, client: Client | None, visit: VisitId) -> tuple["_Answer", "_Looked"]:
    answer = await _ask(client, visit) if client else _Answer(Run.NOT_ASKED)
    return answer, await _look(pool, visit)


def _same_length(answer: "_Answer", looked: "_Looked") -> bool:
    return (answer.state and answer.state.sequence) == (looked.state and looked.state.sequence)


# --- The register ----------------------------------------------------------------------------


class _Looked(NamedTuple):
    logged: tuple[Logged[VisitEvent], ...] = ()
    state: VisitState | None = None
    mismatches: tuple[str, ...] = ()


async def _look(pool: Pool, visit: VisitId) -> _Looked:
    """The visit as its log gives it, and what in the register does not agree with that."""
    try:
        async with (
            pool.acquire() as connection,
            connection.transaction(isolation="repeatable_read", readonly=True),
        ):
            logged = tuple(await log.read(connection, visit=visit))
            row = await visits.load(connection, visit)
    except ValidationError as error:
        told = f"What the register holds of {visit} cannot be read by this release: {error.title}."
        return _Looked(mismatches=(told,))
    if not logged and row is None:
        raise UnknownVisit(
            f"There is no visit {visit} in the register. `visits list` shows those there are."
        )
    if not logged:
        told = f"Visit {visit} is in the list of visits, and the log has no record of it."
        return _Looked(mismatches=(told,))
    events = [entry.event for entry in logged]
    wrong = _sequence(visit, events)
    if wrong:
        return _Looked(logged=logged, mismatches=(wrong,))
    try:
        state = replay(events)
    except OutOfOrderError as error:
        told = f"The log of {visit} does not fold to a visit: {error}."
        return _Looked(logged=logged, mismatches=(told,))
    return _Looked(logged=logged, state=state, mismatches=tuple(_row(visit, row, state)))


def _sequence(visit: VisitId, events: Sequence[VisitEvent]) -> str | None:
    for expected, event in enumerate(events, start=1):
        if event.sequence != expected:
            return (
                f"The log of {visit} has record {event.sequence} where record {expected} belongs."
            )
    return None


def _row(visit: VisitId, row: VisitState | None, state: VisitState) -> list[str]:
    if row is None:
        return [f"Visit {visit} has a log, and is missing from the list of visits."]
    return [
        f"Visit {visit}, {found.field}: the list of visits says {found.before}, "
        f"the log says {found.now}."
        for found in differences_of_states("", row, state)
    ]


# --- Temporal --------------------------------------------------------------------------------


class _Answer(NamedTuple):
    run: Run
    state: VisitState | None = None
    running: bool = False


async def _ask(client: Client, visit: VisitId) -> _Answer:
    handle = client.get_workflow_handle_for(Visit.run, visit)
    try:
        async with asyncio.timeout(PATIENCE.total_seconds()):
            about = await handle.describe()
            state = await handle.query(Visit.state)
    except TimeoutError:
        return _Answer(Run.SILENT)
    except RPCError as error:
        gone = error.status is RPCStatusCode.NOT_FOUND
        return _Answer(Run.GONE if gone else Run.SILENT)
    running = about.status is WorkflowExecutionStatus.RUNNING
    return _Answer(Run.AGREES, state, running)


def _compare(visit: VisitId, state: VisitState | None, answer: _Answer) -> tuple[Run, list[str]]:
    seen = answer.state
    if seen is None or state is None:
        return answer.run, []
    if seen.sequence > state.sequence and answer.running:
        return Run.BUSY, []
    if seen.sequence != state.sequence:
        told = (
            f"The run of {visit} in Temporal knows {seen.sequence} records, "
            f"and the log has {state.sequence}."
        )
        return Run.DIFFERS, [told]
    found = [
        f"Visit {visit}, {found.field}: the run in Temporal says {found.before}, "
        f"the log says {found.now}."
        for found in differences_of_states("", seen, state)
    ]
    return (Run.DIFFERS if found else Run.AGREES), found


# --- The story -------------------------------------------------------------------------------


async def _story(
    connection: Connection, visit: VisitId, logged: Sequence[Logged[VisitEvent]]
) -> Story:
    return Story(
        events=tuple([await _line(connection, visit, entry) for entry in logged]),
        letters=tuple(
            StoryLetter(key=row.order.key, status=row.status, since=row.settled_at or row.filed_at)
            for row in await letters.of_visit(connection, visit)
        ),
        documents=tuple(
            StoryDocument(kind=row.kind, version=row.version, title=row.title, sha256=row.sha256)
            for row in await documents.of_visit(connection, visit)
        ),
    )


async def _line(connection: Connection, visit: VisitId, entry: Logged[VisitEvent]) -> StoryLine:
    event = entry.event
    reason = (
        (await content.fetch(connection, visit, event.reason, Reason)).text
        if event.reason
        else None
    )
    return StoryLine(
        position=entry.position,
        sequence=event.sequence,
        at=event.at,
        words=EVENT_WORDS[event.fact.type],
        actor=event.actor,
        reason=reason,
    )
