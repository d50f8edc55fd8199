"""A visit's story as the register alone tells it, for when Temporal cannot speak for it."""

from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from register import content, documents, letters
from register.connection import Connection
from register.logged import Logged
from register.unreadable import Unreadable
from release.audit.report import Story, StoryDocument, StoryLetter, StoryLine
from rules.event_words import EVENT_WORDS
from schemas.events.event import VisitEvent
from schemas.ids import VisitId
from schemas.personal import Reason


async def story_of(connection: Connection, visit: VisitId, logged: Sequence[Logged[Any]]) -> Story:
    """All that happened to a visit, with the reasons that people gave.

    Args:
        connection: Any.
        visit: Its id.
        logged: Its log.
    """
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
    reason = None
    if event.reason:
        # The story is told all the same; what is lost of it the audit names.
        with suppress(Unreadable):
            reason = (await content.fetch(connection, visit, event.reason, Reason)).text
    return StoryLine(
        position=entry.position,
        sequence=event.sequence,
        at=event.at,
        words=EVENT_WORDS[event.fact.type],
        actor=event.actor,
        reason=reason,
    )
