"""References that say nothing of what they are made of, and in which nothing is read by chance."""

import hashlib

_LETTERS = 16
_CONSONANTS = str.maketrans("0123456789abcdef", "bcdfghjklmnpqrst")
"""So that no reference has a telephone number or somebody's name in it, which ids must not."""


def opaque(text: str) -> str:
    """Sixteen consonants, the same for the same text; no secret, and not to be turned back."""
    return hashlib.sha256(text.encode()).hexdigest()[:_LETTERS].translate(_CONSONANTS)
