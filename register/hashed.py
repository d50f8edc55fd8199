"""Secrets of 256 random bits, kept as hashes alone.

They cannot be guessed back from a plain SHA-256: there is nothing for a slow hash to protect.
"""

import hashlib
import secrets


def new_secret() -> str:
    """A secret, drawn at random: 43 characters that may stand in an address."""
    return secrets.token_urlsafe(32)


def hashed(secret: str) -> bytes:
    """What is kept of a secret."""
    return hashlib.sha256(secret.encode()).digest()
