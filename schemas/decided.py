"""What every decision says, whatever it is about: who decided, and why where they gave a reason."""

from schemas.base import Model
from schemas.content import ContentRef
from schemas.ids import ActorRef


class Decided(Model):
    """Something a person decided."""

    actor: ActorRef
    reason: ContentRef | None = None
