"""How a proof is read, and what it proves; signatures are checked by `register.signatures`."""

import base64
import binascii
import hashlib
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from pydantic import ValidationError

from schemas.base import Model
from schemas.ids import SYSTEM, UpdateId
from schemas.proofs import MANDATE, Mandate, Proof, Signed

_PURPOSE = b"area-visits decision 1\n"
"""Signed before everything, so that no other thing signed with the key is taken for a decision."""


class NotProved(Exception):
    """What was decided, or told, does not rest on what it should."""

    final = True
    """Trying again makes it no better: the decision is refused."""


def is_mandate(proof: Proof) -> bool:
    """Whether a programme decided, which has no key."""
    return proof.startswith(f"{MANDATE}.")


def mandated(proof: Proof) -> Signed:
    """What a programme decided; whether it did is looked up in the register.

    Raises:
        NotProved: That is no such thing.
    """
    try:
        found = Signed.model_validate_json(decoded(proof.partition(".")[2]))
    except (binascii.Error, ValidationError, ValueError):
        raise NotProved from None
    if found.mandate is None:
        raise NotProved
    return found


def mandate_for(
    mandate: Mandate, subject: str, update_id: UpdateId, message: Model, at: datetime
) -> Proof:
    """What says that a programme decided, or a deferred visit: no more than that, with no key.

    Args:
        mandate: Which, and on what that rests.
        subject: About what.
        update_id: Under which id.
        message: What was decided, or how something is opened.
        at: When.
    """
    return f"{MANDATE}.{encoded(payload_of(subject, update_id, message, at, mandate))}"


def payload_of(
    subject: str,
    update_id: UpdateId,
    message: Model,
    at: datetime,
    mandate: Mandate | None = None,
) -> bytes:
    """What a proof holds of a decision, or of an opening."""
    told = getattr(message, "opening", message)
    signed = Signed(
        actor=str(getattr(told, "actor", SYSTEM)),
        subject=subject,
        update_id=update_id,
        name=type(message).__name__,
        message=message.model_dump_json(),
        at=at,
        mandate=mandate,
    )
    return signed.model_dump_json(exclude_none=True).encode()


def to_be_signed(payload: bytes) -> bytes:
    """The bytes that are signed for a payload."""
    return _PURPOSE + payload


def encoded(content: bytes) -> str:
    """As it stands in a proof."""
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def decoded(text: str) -> bytes:
    """What `encoded` was given."""
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)


def digest_of_proof(proof: Proof) -> str:
    """By which a record names a proof."""
    return hashlib.sha256(proof.encode()).hexdigest()


def digest_of_told(message: Model) -> str:
    """By which a record names what the engine told a process."""
    told = f"{type(message).__name__} {message.model_dump_json()}"
    return hashlib.sha256(told.encode()).hexdigest()


def message_in(signed: Signed, models: Iterable[type[Model]]) -> Any:  # noqa: ANN401 - one of those
    """The message that was signed.

    Raises:
        NotProved: It is none of these models.
    """
    for model in models:
        if model.__name__ == signed.name:
            try:
                return model.model_validate_json(signed.message)
            except ValidationError:
                raise NotProved from None
    raise NotProved


def require_for(signed: Signed, *, subject: str, update_id: str, message: Model) -> None:
    """Refuse a proof of anything but this decision.

    Raises:
        NotProved: It is of another process, another id or another message.
    """
    if (signed.subject, signed.update_id) != (subject, update_id):
        raise NotProved
    if message_in(signed, [type(message)]) != message:
        raise NotProved
    if getattr(message, "actor", None) != signed.actor:
        raise NotProved
