"""One way to write a model as bytes, and their digest."""

import hashlib

from pydantic import BaseModel

from schemas.ids import Digest


def canonical_json(model: BaseModel) -> str:
    """A model as JSON, its fields in the order they are declared in; the same for the same data."""
    return model.model_dump_json()


def digest(model: BaseModel) -> Digest:
    """SHA-256 of a model's canonical JSON, in hexadecimal."""
    return hashlib.sha256(canonical_json(model).encode()).hexdigest()
