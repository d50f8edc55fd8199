"""Signs what was decided, so that whoever records it knows who decided, about what, and what.

The private key is where decisions are taken in and nowhere else: Temporal and the workers never
have it. A desk that is given no key makes one of its own, which only workers of the same process
take: rehearsals and throwaway stacks need no other.
"""

from collections.abc import Callable
from datetime import datetime
from functools import cache
from typing import Protocol

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from register.signatures import public_key_of, trust_always
from rules.proofs import encoded, mandate_for, payload_of, to_be_signed
from schemas.base import Model
from schemas.ids import UpdateId
from schemas.proofs import Mandate, Proof, PublicKey


class Signs(Protocol):
    """Makes the proof of a decision."""

    def sign(self, subject: str, update_id: UpdateId, message: Model, at: datetime) -> Proof:
        """The proof that whom a message names decided it.

        Args:
            subject: About what.
            update_id: Under which id.
            message: What was decided, or how something is opened.
            at: When.
        """


class Signer:
    """Signs with a key.

    Args:
        seed: The private key, 32 bytes.
    """

    def __init__(self, seed: bytes) -> None:
        self._key = Ed25519PrivateKey.from_private_bytes(seed)
        public = self._key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        self.public: PublicKey = public_key_of(public)
        """What its proofs are checked with."""

    def sign(self, subject: str, update_id: UpdateId, message: Model, at: datetime) -> Proof:
        """See `Signs`."""
        payload = payload_of(subject, update_id, message, at)
        signature = self._key.sign(to_be_signed(payload))
        return f"{self.public.id}.{encoded(payload)}.{encoded(signature)}"


class LateSigner:
    """Signs with a key that is looked for when something is signed: whoever only looks has none.

    Args:
        find: Finds the key; raises a sentence where there is none.
    """

    def __init__(self, find: Callable[[], Signs]) -> None:
        self._find = cache(find)

    def sign(self, subject: str, update_id: UpdateId, message: Model, at: datetime) -> Proof:
        """See `Signs`."""
        return self._find().sign(subject, update_id, message, at)


class Mandated:
    """Says what a programme decided by itself; that it did is kept in the register, not signed.

    Args:
        mandate: Which programme, and on what that rests.
    """

    def __init__(self, mandate: Mandate) -> None:
        self._mandate = mandate

    def sign(self, subject: str, update_id: UpdateId, message: Model, at: datetime) -> Proof:
        """See `Signs`."""
        return mandate_for(self._mandate, subject, update_id, message, at)


@cache
def own_signer() -> Signer:
    """A key that this process makes for itself, and that nobody else takes."""
    signer = Signer(Ed25519PrivateKey.generate().private_bytes_raw())
    trust_always(signer.public)
    return signer
