"""Signatures of deliveries: `v1` by a shared secret, `v1a` by ed25519.

Keys are written as Standard Webhooks writes them: `whsec_`, `whsk_` and `whpk_` before base64.
"""

import base64
import secrets
from collections.abc import Sequence
from datetime import datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from standardwebhooks import Webhook

from register.subscriptions import Secret
from schemas.subscriptions import SecretKind

_SHARED = "whsec_"
_PRIVATE = "whsk_"
_PUBLIC = "whpk_"
_BYTES = 32


def new_secret(kind: SecretKind) -> str:
    """A new key of 256 random bits."""
    prefix = _SHARED if kind is SecretKind.V1 else _PRIVATE
    return prefix + base64.b64encode(secrets.token_bytes(_BYTES)).decode()


def shown(kind: SecretKind, secret: str) -> str:
    """What the consumer gets of a key: a shared secret itself, of a private key its public one."""
    if kind is SecretKind.V1:
        return secret
    public = _private_key(secret).public_key().public_bytes_raw()
    return _PUBLIC + base64.b64encode(public).decode()


def headers(event_id: str, body: str, keys: Sequence[Secret], now: datetime) -> dict[str, str]:
    """The headers that prove where a delivery comes from.

    Args:
        event_id: The CloudEvents id: the same over all attempts and replays.
        body: What is delivered.
        keys: Every key of the subscription; those that have expired do not sign.
        now: When it is sent, by the clock that the consumer has.
    """
    signatures = [
        _signature(key, event_id, body, now)
        for key in keys
        if key.expires_at is None or now < key.expires_at
    ]
    return {
        "webhook-id": event_id,
        "webhook-timestamp": f"{int(now.timestamp())}",
        "webhook-signature": " ".join(signatures),
    }


def _signature(key: Secret, event_id: str, body: str, now: datetime) -> str:
    if key.kind is SecretKind.V1:
        return Webhook(key.secret).sign(event_id, now, body)
    signed = f"{event_id}.{int(now.timestamp())}.{body}".encode()
    return f"v1a,{base64.b64encode(_private_key(key.secret).sign(signed)).decode()}"


def _private_key(secret: str) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(
        base64.b64decode(secret.removeprefix(_PRIVATE), validate=True)
    )
