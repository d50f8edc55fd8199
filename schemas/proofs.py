"""What a decision rests on: a proof that is signed at the desk, and what a record tells of it.

A proof is one string: the id of a public key, what was signed, and the signature. What was signed
holds the message as text, just as it was sent: a later release that gives the message another field
reads the same text, and the signature still holds.
"""

from datetime import datetime
from typing import Annotated

from pydantic import Field, StringConstraints

from schemas.base import Model
from schemas.ids import ActorRef, Digest, UpdateId

Proof = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]{1,16}(?:\.[A-Za-z0-9_-]+){1,2}$")]
"""`<key id>.<what was signed>.<signature>`, the last two in base64url; or `mandate.<decision>`,
where a programme decided by itself: it has no key, and its word is looked up in the register."""

MANDATE = "mandate"
"""In place of a key's id."""


class Mandate(Model):
    """On whose behalf a programme decides.

    Attributes:
        programme: Which, or the deferred visit that opens its successor.
        sequence: The last event of its log on which the decision rests.
    """

    programme: str
    sequence: int


class Signed(Model):
    """What is signed of a decision, or of an opening.

    Attributes:
        actor: Who decided.
        subject: About what.
        update_id: Under which id: with another it is another decision.
        name: What the message is called: its class.
        message: The message as JSON, just as it was sent.
        at: When, by the desk's clock.
        mandate: Who decided without a key.
    """

    actor: ActorRef
    subject: str
    update_id: UpdateId
    name: str
    message: str
    at: datetime
    mandate: Mandate | None = None


class Grounds(Model):
    """What some consecutive events of a record rest on: a decision, a finding or the clock.

    Attributes:
        events: How many of them.
        proof: The digest of the decision's proof, where a person decided.
        told: The digest of what the engine told the process by itself; neither for an opening.
    """

    events: Annotated[int, Field(ge=1)]
    proof: Digest | None = None
    told: Digest | None = None


class PublicKey(Model):
    """A key that proofs are checked with.

    Attributes:
        id: Made of the key.
        key: 32 bytes in base64.
        retired: Whether nothing new may be signed with it; what was signed before still holds.
    """

    id: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{8,16}$")]
    key: str
    retired: bool = False
