"""Checks signatures of decisions, with the public keys that this process was told.

Nothing is imported inside a function here: in a workflow that would run in the sandbox, where a bad
signature ends the worker.
"""

import base64
import binascii
import hashlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from pydantic import ValidationError

from rules.proofs import NotProved, decoded, to_be_signed
from schemas.proofs import Proof, PublicKey, Signed


class PublicKeys:
    """The keys that proofs are checked with, by id; those that are retired still check.

    Args:
        keys: In any order.
    """

    def __init__(self, keys: Iterable[PublicKey] = ()) -> None:
        given = list(keys)
        self._keys: Mapping[str, Ed25519PublicKey] = {
            key.id: Ed25519PublicKey.from_public_bytes(base64.b64decode(key.key)) for key in given
        }
        self._retired = frozenset(key.id for key in given if key.retired)

    @property
    def ids(self) -> frozenset[str]:
        """Which there are."""
        return frozenset(self._keys)

    def may_sign(self, proof: Proof) -> bool:
        """Whether something new may be signed with its key, or one that is retired."""
        return proof.partition(".")[0] not in self._retired

    def verified(self, proof: Proof) -> Signed:
        """What was signed.

        Raises:
            NotProved: Nothing was, or not with one of these keys.
        """
        key_id, _, rest = proof.partition(".")
        payload, _, signature = rest.partition(".")
        key = self._keys.get(key_id)
        if key is None:
            raise NotProved
        try:
            signed = decoded(payload)
            key.verify(decoded(signature), to_be_signed(signed))
            found = Signed.model_validate_json(signed)
        except (InvalidSignature, binascii.Error, ValidationError, ValueError):
            raise NotProved from None
        if found.mandate is not None:
            raise NotProved
        return found


class Trust:
    """Keys that something of this process goes by, for as long as it lasts.

    Args:
        keys: To begin with.
    """

    def __init__(self, keys: Iterable[PublicKey] = ()) -> None:
        self.keys = {key.id: key for key in keys}

    def learn(self, keys: Iterable[PublicKey]) -> None:
        """Go by these, too, or by what is now known of them; what was known before stays."""
        self.keys.update({key.id: key for key in keys})
        _renew()


_in_force: list[Trust] = []
_of_all: list[PublicKeys] = [PublicKeys()]
"""Those of all that are in force; replaced whole, because threads look here meanwhile."""


def _renew() -> None:
    known: dict[str, PublicKey] = {}
    for trust in _in_force:
        known.update(trust.keys)
    _of_all[0] = PublicKeys(known.values())


@contextmanager
def trusting_in(trust: Trust) -> Iterator[Trust]:
    """Check proofs with these keys, too, for as long as the block lasts.

    Of a whole process, because validators of workflows are given nothing; so what served one
    register goes by none of its keys once it has ended, and another is served. A process that has
    no private part of a key gains nothing by it.
    """
    _in_force.append(trust)
    _renew()
    try:
        yield trust
    finally:
        _in_force.remove(trust)
        _renew()


def trust_always(key: PublicKey) -> None:
    """Check proofs with a key for as long as this process lives: one that it made for itself."""
    _in_force.insert(0, Trust([key]))
    _renew()


def trusted() -> PublicKeys:
    """The keys that this process checks proofs with; of one that is told twice, the later word."""
    return _of_all[0]


def public_key_of(key: bytes) -> PublicKey:
    """A public key of 32 bytes, with its id."""
    return PublicKey(
        id=hashlib.sha256(b"area-visits decision key id:" + key).hexdigest()[:12],
        key=base64.b64encode(key).decode(),
    )
