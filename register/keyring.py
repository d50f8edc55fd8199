"""Keys that seal what the database keeps and must not give away: kept outside the database.

A copy of the database, a backup included, does not have them. The first key seals; those after it
open what was sealed before it took their place.
"""

import base64
import binascii
import hashlib
import os
from collections.abc import Iterable
from typing import NamedTuple, Self

from schemas.sentences import Sentence

_KEY = 32  # bytes: AES-256
_NONCE = 12  # bytes, drawn anew for each; as AES-GCM has it
_PURPOSE = b"area-visits key id:"


class KeyMissing(Sentence):
    """Something is sealed, or is to be, and there is no key for that."""


class KeyUnusable(Sentence):
    """What was given as a key is none."""


class SealBroken(Exception):
    """What was sealed is not as it was, or was moved from another place."""


class Sealed(NamedTuple):
    """What the database keeps.

    Attributes:
        key_id: Of the key that opens it; says nothing of the key.
        content: The nonce, then what AES-256-GCM gives.
    """

    key_id: str
    content: bytes


class KeyRing:
    """Keys by their ids, the one that seals first.

    A ring may be empty: then nothing can be sealed or opened, and whoever tries is told how to
    have a key.
    """

    def __init__(self, keys: Iterable[bytes] = ()) -> None:
        """Take keys of 32 bytes each, the one that seals first.

        Raises:
            KeyUnusable: One has another length.
        """
        self._keys = {_id_of(key): key for key in keys}
        if any(len(key) != _KEY for key in self._keys.values()):
            raise _unusable()

    @classmethod
    def read(cls, text: str) -> Self:
        """Keys as `new_key` writes them, a line each or with spaces between; the newest first.

        Raises:
            KeyUnusable: One of them is none. What was given is not repeated.
        """
        try:
            return cls(base64.b64decode(word, validate=True) for word in text.split())
        except (binascii.Error, ValueError):
            raise _unusable() from None

    @property
    def current(self) -> str | None:
        """The id of the key that seals."""
        return next(iter(self._keys), None)

    @property
    def ids(self) -> frozenset[str]:
        """The ids of all keys."""
        return frozenset(self._keys)

    def seal(self, text: str, *, place: str) -> Sealed:
        """Seal a text.

        Args:
            text: What to keep.
            place: What it belongs to; it cannot be opened as anything else's.

        Raises:
            KeyMissing: There is no key.
        """
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415 - few need it

        if self.current is None:
            raise KeyMissing(
                "There is no key to seal secrets with. Make one with `visits keys make`, keep it "
                "outside the database, and set VISITS_SECRETS_KEY or VISITS_SECRETS_KEY_FILE."
            )
        nonce = os.urandom(_NONCE)
        cipher = AESGCM(self._keys[self.current])
        return Sealed(self.current, nonce + cipher.encrypt(nonce, text.encode(), place.encode()))

    def open(self, sealed: Sealed, *, place: str) -> str:
        """The text that was sealed.

        Raises:
            KeyMissing: The key is not on this ring.
            SealBroken: It is not what was sealed for that place.
        """
        from cryptography.exceptions import InvalidTag  # noqa: PLC0415 - few need it
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415 - likewise

        self.require([sealed.key_id])
        nonce, content = sealed.content[:_NONCE], sealed.content[_NONCE:]
        try:
            opened = AESGCM(self._keys[sealed.key_id]).decrypt(nonce, content, place.encode())
        except InvalidTag:
            raise SealBroken(f"what is sealed for {place} is not what was sealed") from None
        return opened.decode()

    def require(self, ids: Iterable[str]) -> None:
        """Refuse to go on without the keys of these ids.

        Raises:
            KeyMissing: One is not on this ring.
        """
        if missing := sorted(set(ids) - self.ids):
            raise KeyMissing(
                f"Secrets of subscriptions are sealed with a key that is not here "
                f"({', '.join(missing)}). Add it to VISITS_SECRETS_KEY or to the file that "
                "VISITS_SECRETS_KEY_FILE names, after the current one."
            )


def new_key() -> str:
    """A key drawn at random, as it is written down."""
    return base64.b64encode(os.urandom(_KEY)).decode()


def _id_of(key: bytes) -> str:
    return hashlib.sha256(_PURPOSE + key).hexdigest()[:8]


def _unusable() -> KeyUnusable:
    return KeyUnusable(
        "VISITS_SECRETS_KEY, or the file that VISITS_SECRETS_KEY_FILE names, holds something that "
        "is not a key. Keys are written as `visits keys make` writes them, the newest first."
    )
