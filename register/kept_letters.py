"""A letter as the register keeps it: what is enclosed is kept once, among the visit's documents.

The same file goes with each of several letters, and would be most of what they take.
"""

import re
from base64 import encodebytes
from collections.abc import Mapping
from typing import Final

from register import documents
from register.connection import Connection
from schemas.ids import VisitId
from schemas.letters import DocumentOrder
from schemas.values import DocumentKind

_BOUNDARY: Final = re.compile(
    rb'^Content-Type: multipart/mixed;\n boundary="([^"\n]+)"\n', re.MULTILINE
)
_MARK: Final = "X-Kept-Document"
_MARKED: Final = re.compile(rf"^{_MARK}: ([a-z_]+)/(\d+)\n\n\Z".encode(), re.MULTILINE)


def mark_of(document: DocumentOrder) -> str:
    """The field of a part that stands for a document: its body is kept elsewhere."""
    return f"{_MARK}: {document.kind.value}/{document.version}\n"


def named_in(message: bytes) -> frozenset[DocumentOrder]:
    """The documents that a letter has left to the register."""
    _, parts = _parts(message)
    return frozenset(one for part in parts if (one := _named(part)) is not None)


def whole(message: bytes, bodies: Mapping[DocumentOrder, bytes]) -> bytes:
    """A letter as it was handed over.

    Args:
        message: As it is kept; one of an earlier release, which kept all of it, stays as it is.
        bodies: Of documents; a part whose document is not there stays empty.
    """
    between, parts = _parts(message)
    return between.join(_filled(part, bodies) for part in parts)


async def restored(connection: Connection, visit: VisitId, message: bytes) -> bytes:
    """A letter as it was handed over, with its documents as the register has them."""
    bodies = {
        order: row.body
        for order in named_in(message)
        if (row := await documents.find(connection, visit, order)) is not None
    }
    return whole(message, bodies) if bodies else message


def _parts(message: bytes) -> tuple[bytes, list[bytes]]:
    """What parts them, and the parts: no words of a letter have its boundary in them."""
    fields, _, _ = message.partition(b"\n\n")
    found = _BOUNDARY.search(fields + b"\n")
    if found is None:
        return b"", [message]
    between = b"\n--" + found[1]
    return between, message.split(between)


def _named(part: bytes) -> DocumentOrder | None:
    found = _MARKED.search(part)
    if found is None:
        return None
    return DocumentOrder(kind=DocumentKind(found[1].decode()), version=int(found[2]))


def _filled(part: bytes, bodies: Mapping[DocumentOrder, bytes]) -> bytes:
    named = _named(part)
    if named is None or named not in bodies:
        return part
    fields, _, _ = part.rpartition(b"\n" + _MARK.encode())
    return fields + b"\n\n" + encodebytes(bodies[named])
