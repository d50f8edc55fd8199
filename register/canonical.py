"""One way to write a model as bytes, and the digests that stand for words outside the register.

What leaves the register is keyed: with the words alone, nobody can tell whose digest it is.
"""

import hashlib
import hmac
import json
import os

from pydantic import BaseModel

from rules import chain
from schemas.ids import Digest

_KEY = 32  # bytes: as long as the digest


def canonical_json(model: BaseModel) -> str:
    """A model as JSON, its fields in the order they are declared in; the same for the same data."""
    return model.model_dump_json()


def digest(model: BaseModel) -> Digest:
    """SHA-256 of a model's canonical JSON, in hexadecimal: what earlier releases published."""
    return hashlib.sha256(canonical_json(model).encode()).hexdigest()


def new_key() -> bytes:
    """A key for one digest, drawn at random. Without it the digest says nothing of the words."""
    return os.urandom(_KEY)


def keyed_digest(key: bytes, body: bytes) -> Digest:
    """HMAC-SHA-256, in hexadecimal."""
    return hmac.new(key, body, hashlib.sha256).hexdigest()


def keyed_digest_of_json(key: bytes, text: str) -> Digest:
    """HMAC-SHA-256 of a JSON object, the same however its fields are ordered and spaced.

    PostgreSQL keeps JSON in an order of its own, so that what it gives back can be checked.
    """
    return keyed_digest(key, chain.canonical(json.loads(text)).encode())
