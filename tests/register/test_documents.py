"""Rendered documents: what went out once goes out again, byte for byte."""

from register import documents
from register.connection import Pool
from register.documents import DocumentRow
from schemas.letters import DocumentOrder
from schemas.values import DocumentKind, Marking
from tests.support.visits import VISIT

OTHER = "interim-e10000017"


def note(body: bytes, version: int = 1) -> DocumentRow:
    return DocumentRow(
        kind=DocumentKind.SUMMARY_NOTE,
        version=version,
        title="Summary note",
        marking=Marking.OFFICIAL_SENSITIVE,
        sha256=f"{version:064x}",
        body=body,
    )


async def test_the_first_body_of_a_version_stands(pool: Pool) -> None:
    async with pool.acquire() as connection:
        assert await documents.keep(connection, VISIT, note(b"first")) == note(b"first")
        assert await documents.keep(connection, VISIT, note(b"second")) == note(b"first")
        assert await documents.of_visit(connection, VISIT) == [note(b"first")]


async def test_each_version_and_each_visit_has_its_own(pool: Pool) -> None:
    async with pool.acquire() as connection:
        await documents.keep(connection, VISIT, note(b"one"))
        await documents.keep(connection, VISIT, note(b"two", version=2))
        await documents.keep(connection, OTHER, note(b"elsewhere"))

        assert await documents.of_visit(connection, VISIT) == [
            note(b"one"),
            note(b"two", version=2),
        ]
        assert await documents.find(connection, OTHER, note(b"").order) == note(b"elsewhere")


async def test_what_was_never_rendered_is_not_found(pool: Pool) -> None:
    wanted = DocumentOrder(kind=DocumentKind.TIMETABLE, version=1)

    async with pool.acquire() as connection:
        assert await documents.find(connection, VISIT, wanted) is None
        assert await documents.of_visit(connection, VISIT) == []
