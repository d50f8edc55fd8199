"""What every decision says, whatever it is about: who decided, and why where they gave a reason."""

from schemas.content import ContentRef
from schemas.ids import ActorRef
from schemas.told import Told


class Decided(Told):
    """Something a person decided."""

    actor: ActorRef
    reason: ContentRef | None = None
