"""A summary note in the register, for those whom it was shared with."""

import hashlib

from register import documents
from register.connection import Pool
from register.documents import DocumentRow
from schemas.ids import Digest, VisitId
from schemas.values import DocumentKind, Marking
from tests.support.visits import VISIT

BODY = b"%PDF-1.7 the agreed note"


async def kept(pool: Pool, version: int = 1, body: bytes = BODY, visit: VisitId = VISIT) -> Digest:
    """A version of the note, as the post room keeps it; gives the digest that is published."""
    row = DocumentRow(
        kind=DocumentKind.SUMMARY_NOTE,
        version=version,
        title="Summary note",
        marking=Marking.OFFICIAL_SENSITIVE,
        sha256=hashlib.sha256(body).hexdigest(),
        body=body,
    )
    async with pool.acquire() as connection:
        await documents.keep(connection, visit, row)
        return await documents.published_digest(connection, visit, row)
