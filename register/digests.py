"""What a digest stands for: asked by those who have the register, for nobody else can tell."""

from typing import NamedTuple

from register import documents
from register.canonical import digest, keyed_digest_of_json
from register.connection import Connection
from schemas.email_address import RECORDED
from schemas.ids import Digest, VisitId
from schemas.kept import CONTENT
from schemas.personal import Personal
from schemas.values import ContentKind, DocumentKind


class StandsFor(NamedTuple):
    """What a digest of a visit stands for.

    Attributes:
        kind: Of content, or of the document whose PDF it is of.
        version: Of that.
        holds: Whether what is kept now still gives this digest.
    """

    kind: ContentKind | DocumentKind
    version: int
    holds: bool


async def stands_for(
    connection: Connection, visit: VisitId, given: Digest, *, words: Personal | None = None
) -> StandsFor | None:
    """What a digest stands for in a visit; `None` where it is nothing's.

    Args:
        connection: Any.
        visit: Whose.
        given: The digest, as an event or a document has it.
        words: Asked whether these are the words, in place of those that are kept.
    """
    row = await connection.fetchrow(
        "SELECT kind, version, key, body FROM content WHERE visit_id = $1 AND digest = $2"
        " ORDER BY version DESC LIMIT 1",
        visit,
        given,
    )
    if row is not None:
        kind = ContentKind(row["kind"])
        text = row["body"] if words is None else words.model_dump_json()
        made = (
            digest(CONTENT[kind].model_validate_json(text, context=RECORDED))
            if row["key"] is None
            else keyed_digest_of_json(row["key"], text)
        )
        return StandsFor(kind, row["version"], made == given)
    for document in await documents.of_visit(connection, visit):
        # Whoever has the file works out its own digest; events have one that nobody can guess.
        published = await documents.published_digest(connection, visit, document)
        if given in {document.sha256, published}:
            return StandsFor(document.kind, document.version, words is None)
    return None
