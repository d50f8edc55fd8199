"""What was written for a visit, for people to read: by topic, each with who wrote it and when."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from desk.topics import KINDS, Topic
from register import log, visits
from register.connection import Connection
from register.logged import Logged
from register.streams import words_of
from register.written import KeptContent, KnownPerson, content_of, known_people
from schemas.content import refs_in
from schemas.ids import ActorRef, VisitId
from schemas.personal import Personal
from schemas.state import VisitState
from schemas.streams import AnyEvent
from schemas.values import ContentKind as Kind


class Written(NamedTuple):
    """Words, and the event that they were recorded with.

    Attributes:
        kind: What they are.
        version: Of this kind of content of the visit.
        body: The words.
        subject: Which process they are about: the visit, or a complaint beside it.
        happened: What was recorded with them; `None` where nothing has been, yet or at all.
        at: When.
        actor: Who decided it.
    """

    kind: Kind
    version: int
    body: Personal
    subject: str
    happened: str | None = None
    at: datetime | None = None
    actor: ActorRef | None = None


class Record(NamedTuple):
    """All there is to read of a visit.

    Attributes:
        state: The visit.
        events: Of the visit and of what is beside it.
        people: Who its references stand for, and stood for.
        written: All words, in the order in which they were recorded.
    """

    state: VisitState
    events: tuple[AnyEvent, ...]
    people: tuple[KnownPerson, ...]
    written: tuple[Written, ...]

    def about(self, topic: Topic) -> list[Written]:
        """What was written of one topic."""
        return [written for written in self.written if written.kind in KINDS[topic]]

    def name(self, ref: str) -> str:
        """Who a reference stands for now, e.g. `Amara Okafor (dcs)`."""
        names = (known.person.name for known in self.people if known.person.ref == ref)
        name = next(names, None)
        return f"{name} ({ref})" if name else ref


async def read_record(connection: Connection, visit: VisitId) -> Record:
    """Everything that was written for a visit.

    Raises:
        UnknownVisit: There is no such visit.
    """
    state = await visits.require(connection, visit)
    logged = await log.read_all(connection, about=visit)
    kept = await content_of(connection, visit)
    return Record(
        state=state,
        events=tuple(entry.event for entry in logged),
        people=tuple(await known_people(connection, visit)),
        written=tuple(_with_events(visit, kept, logged)),
    )


def _with_events(
    visit: VisitId, kept: Iterable[KeptContent], logged: Iterable[Logged[AnyEvent]]
) -> list[Written]:
    """Words in the order of the events that they were recorded with; those with none come last."""
    first: dict[tuple[Kind, int], tuple[int, AnyEvent]] = {}
    for entry in logged:
        for ref in refs_in(entry.event):
            first.setdefault((ref.kind, ref.version), (entry.position, entry.event))
    placed = [(first.get((each.kind, each.version)), each) for each in kept]
    placed.sort(key=lambda pair: (pair[0] is None, pair[0][0] if pair[0] else 0))
    return [_written(visit, each, found[1] if found else None) for found, each in placed]


def _written(visit: VisitId, kept: KeptContent, event: AnyEvent | None) -> Written:
    if event is None:
        return Written(kept.kind, kept.version, kept.body, visit)
    return Written(
        kept.kind, kept.version, kept.body, event.subject, words_of(event), event.at, event.actor
    )
