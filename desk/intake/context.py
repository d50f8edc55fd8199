"""What every parting of a form is given."""

from dataclasses import dataclass

from register import content
from register.connection import Connection
from schemas.content import ContentRef
from schemas.ids import ActorRef, VisitId
from schemas.personal import Personal
from schemas.values import ContentKind


@dataclass(frozen=True)
class Paper:
    """A form on its way: whose visit, who filled it in, and where content goes."""

    connection: Connection
    visit: VisitId
    actor: ActorRef
    reason: ContentRef | None

    async def keep(self, kind: ContentKind, body: Personal) -> ContentRef:
        """Put content into the register."""
        return await content.keep(self.connection, self.visit, kind, body)
