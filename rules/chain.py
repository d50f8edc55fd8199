"""The digest chain: one number that says whether two copies of the log are the same.

Each position's digest is SHA-256 over the digest one position before and the bytes of the event,
written as canonical JSON (RFC 8785). Whoever keeps a running digest of what they received can
compare their whole copy with ours by comparing one value; a difference is found by bisection.
"""

import hashlib
import json
from typing import Any

START = bytes(32)
"""The digest before the first event: 32 zero bytes."""


def link(before: bytes, event: str) -> bytes:
    """The digest of the log with one event more.

    Args:
        before: The digest one position before, 32 bytes.
        event: The event as canonical JSON.
    """
    return hashlib.sha256(before + event.encode()).digest()


def canonical(event: dict[str, Any]) -> str:
    """An event as canonical JSON: keys sorted, no spaces, UTF-8 not escaped.

    This is RFC 8785 for what events are made of: their keys are ASCII and their numbers whole.
    """
    return json.dumps(event, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
