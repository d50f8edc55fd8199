"""Somebody who knows the words tries to tell from a digest that it is theirs.

They have the source, so they know how words are written down before they are digested; they have
everything published, so they know every id that could be taken for a key. What they lack is the
register.
"""

import hashlib
import hmac
import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from register.canonical import canonical_json
from rules import chain
from schemas.email_address import RECORDED
from schemas.kept import CONTENT
from schemas.values import ContentKind

_HEX = re.compile(r"(?<![0-9a-fA-F])[0-9a-fA-F]{32,128}(?![0-9a-fA-F])")
_HASHES = ("md5", "sha1", "sha256", "sha512", "blake2b", "sha3_256")


def digests_in(text: str) -> set[str]:
    """Whatever could be a digest."""
    return {found.lower() for found in _HEX.findall(text)}


def guesses_of(kind: str, body: str) -> Iterator[bytes]:
    """Each way to write the words of one content, and each text in it alone."""
    value = json.loads(body)
    yield body.encode()
    yield json.dumps(value).encode()
    yield json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
    yield chain.canonical(value).encode()
    model = CONTENT[ContentKind(kind)].model_validate_json(body, context=RECORDED)
    yield canonical_json(model).encode()
    for text in _texts(value):
        yield from (text.encode(), text.strip().lower().encode())


def confirmed(digests: set[str], guesses: Iterable[bytes], keys: Iterable[str] = ()) -> list[bytes]:
    """The guesses that a digest confirms.

    Args:
        digests: As `digests_in` finds them.
        guesses: What it might be of.
        keys: What else is known, in case it is the key.
    """
    known = [b"", *(key.encode() for key in keys)]
    return [
        guess
        for guess in set(guesses)
        if any(made in digests for made in _digests_of(guess, known))
    ]


def _digests_of(guess: bytes, keys: list[bytes]) -> Iterator[str]:
    for name in _HASHES:
        yield hashlib.new(name, guess).hexdigest()
    for key in keys:
        yield hashlib.sha256(key + guess).hexdigest()
        yield hashlib.sha256(guess + key).hexdigest()
        yield hmac.new(key, guess, hashlib.sha256).hexdigest()


def _texts(value: Any) -> Iterator[str]:  # noqa: ANN401 - JSON
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)
