"""Rendered documents, kept under visit, kind and version.

A document has two digests. SHA-256 is for whoever holds the file, and stays with it: of a note
whose words somebody guesses, it could be worked out. What an event says is keyed.
"""

from hashlib import sha256
from typing import NamedTuple

from register.canonical import keyed_digest, new_key
from register.connection import Connection
from register.unreadable import Unreadable
from schemas.ids import Digest, VisitId
from schemas.letters import DocumentOrder
from schemas.values import DocumentKind, Marking


class DocumentRow(NamedTuple):
    """One document as the register has it."""

    kind: DocumentKind
    version: int
    title: str
    marking: Marking
    sha256: Digest
    body: bytes

    @property
    def order(self) -> DocumentOrder:
        """What it was rendered for."""
        return DocumentOrder(kind=self.kind, version=self.version)

    @property
    def holds(self) -> bool:
        """Whether it is the file that was kept."""
        return sha256(self.body).hexdigest() == self.sha256


class DocumentSpoilt(Unreadable):
    """A document is not the file that was kept."""

    def __init__(self, visit: VisitId, order: DocumentOrder, *, gone: bool = False) -> None:
        words, kind = order.kind.value.replace("_", " "), order.kind.value.replace("_", "-")
        what = f"the document {words}, version {order.version},"
        super().__init__(visit, what, f"document-{kind}-{order.version}", gone=gone)


_SELECT = "SELECT kind, version, title, marking, sha256, body FROM documents WHERE visit_id = $1"


async def keep(connection: Connection, visit: VisitId, document: DocumentRow) -> DocumentRow:
    """Keep a document once; what is kept under its kind and version stands.

    Returns:
        The one that stands: what went out with an earlier letter goes out again, byte for byte.
    """
    await connection.execute(
        "INSERT INTO documents (visit_id, kind, version, title, marking, sha256, body, key)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING",
        visit,
        document.kind.value,
        document.version,
        document.title,
        document.marking.value,
        document.sha256,
        document.body,
        new_key(),
    )
    return await find(connection, visit, document.order) or document


async def find(connection: Connection, visit: VisitId, order: DocumentOrder) -> DocumentRow | None:
    """One document, or `None` when it has not been rendered."""
    row = await connection.fetchrow(
        f"{_SELECT} AND kind = $2 AND version = $3", visit, order.kind.value, order.version
    )
    return _document(dict(row)) if row else None


async def published_digest(connection: Connection, visit: VisitId, document: DocumentRow) -> Digest:
    """What an event says of a document that is kept; one of an earlier release has SHA-256."""
    key = await connection.fetchval(
        "SELECT key FROM documents WHERE visit_id = $1 AND kind = $2 AND version = $3",
        visit,
        document.kind.value,
        document.version,
    )
    return document.sha256 if key is None else keyed_digest(key, document.body)


async def of_visit(connection: Connection, visit: VisitId) -> list[DocumentRow]:
    """A visit's documents in the order they were rendered in."""
    rows = await connection.fetch(f"{_SELECT} ORDER BY created_at, kind, version", visit)
    return [_document(dict(row)) for row in rows]


def _document(row: dict[str, object]) -> DocumentRow:
    return DocumentRow(
        kind=DocumentKind(str(row["kind"])),
        version=int(str(row["version"])),
        title=str(row["title"]),
        marking=Marking(str(row["marking"])),
        sha256=str(row["sha256"]),
        body=bytes(row["body"]),  # type: ignore[call-overload]  # the driver gives bytes for bytea
    )
