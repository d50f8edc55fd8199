"""A visit's timeline: what happened, where the visit stood just after, and what came next."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from itertools import groupby
from typing import NamedTuple

from register import log
from register.connection import Connection
from register.content import fetch_all
from register.logged import Logged
from register.streams import STREAMS, words_of
from register.visits import require
from rules.next_action import awaited
from schemas.ids import ActorRef, VisitId
from schemas.personal import Reason
from schemas.state import NextAction, VisitState
from schemas.streams import VISIT_STREAM, AnyEvent
from schemas.values import ContentKind, Stage


class TimelineEntry(NamedTuple):
    """One event of a visit, or of what belongs to it, with the visit just after it.

    Attributes:
        position: In the log.
        at: When it happened, aware.
        visit_id: Of which visit.
        stage: The visit's.
        words: What happened.
        next_action: What comes next in the visit, once all that was decided with it has happened.
        actor: Who made it happen.
        reason: Why, in their words, where they said so and the words are at hand.
    """

    position: int
    at: datetime
    visit_id: VisitId
    stage: Stage
    words: str
    next_action: NextAction
    actor: ActorRef
    reason: str | None = None


class TimelineReader:
    """Reads a visit's timeline off its log, entry by entry.

    Args:
        reasons: People's reasons by their version.
    """

    def __init__(self, reasons: Mapping[int, str] | None = None) -> None:
        self._reasons = reasons or {}
        self._state: VisitState | None = None

    def entries(self, logged: Iterable[Logged[AnyEvent]]) -> list[TimelineEntry]:
        """What comes next in the log; nothing belongs to a visit that was not opened."""
        read = (self._entry(entry) for entry in logged)
        return list(_once_all_has_happened(entry for entry in read if entry is not None))

    def _entry(self, logged: Logged[AnyEvent]) -> TimelineEntry | None:
        event = logged.event
        if event.stream == VISIT_STREAM:
            self._state = STREAMS[VISIT_STREAM].fold(self._state, event)
        if self._state is None:
            return None
        return TimelineEntry(
            position=logged.position,
            at=event.at,
            visit_id=self._state.visit_id,
            stage=self._state.stage,
            words=words_of(event),
            next_action=awaited(self._state),
            actor=event.actor,
            reason=self._reasons.get(event.reason.version) if event.reason else None,
        )


def _once_all_has_happened(entries: Iterable[TimelineEntry]) -> Iterator[TimelineEntry]:
    """With what comes next after all that was decided together; in between nobody waits for it."""
    for _, decided in groupby(entries, key=lambda entry: (entry.at, entry.actor)):
        together = list(decided)
        coming = together[-1].next_action
        yield from (entry._replace(next_action=coming) for entry in together)


async def timeline_of(connection: Connection, visit: VisitId) -> list[TimelineEntry]:
    """A visit's timeline, from the log.

    Raises:
        UnknownVisit: There is no such visit.
    """
    await require(connection, visit)
    told = await fetch_all(connection, visit, ContentKind.REASON, Reason)
    reasons = {version: reason.text for version, reason in enumerate(told, start=1)}
    return TimelineReader(reasons).entries(await log.read_all(connection, about=visit))
