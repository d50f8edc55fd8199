"""Content behind references: what coordinators write and Temporal never sees."""

from collections.abc import Iterable
from typing import TypeVar

from pydantic import TypeAdapter

from register.canonical import canonical_json, digest
from register.connection import Connection
from schemas.content import ContentRef
from schemas.email_address import RECORDED
from schemas.ids import PersonRef, VisitId
from schemas.personal import Person, Personal
from schemas.values import ContentKind

P = TypeVar("P", bound=Personal)

_PERSON: TypeAdapter[Person] = TypeAdapter(Person)


class ContentMissing(Exception):
    """A reference points at nothing: content is written before its reference is told."""


async def keep(
    connection: Connection, visit: VisitId, kind: ContentKind, body: Personal
) -> ContentRef:
    """Keep content and give its reference; the same words again give the same version.

    Args:
        connection: In a transaction.
        visit: Whose content it is.
        kind: What it is.
        body: The words.
    """
    await connection.execute("SELECT pg_advisory_xact_lock(hashtext($1))", f"{visit}/{kind}")
    words = digest(body)
    latest = await connection.fetchrow(
        "SELECT version, digest FROM content WHERE visit_id = $1 AND kind = $2"
        " ORDER BY version DESC LIMIT 1",
        visit,
        kind.value,
    )
    if latest is not None and latest["digest"] == words:
        return ContentRef(kind=kind, version=latest["version"], digest=words)
    version = latest["version"] + 1 if latest else 1
    await connection.execute(
        "INSERT INTO content (visit_id, kind, version, digest, body) VALUES ($1, $2, $3, $4, $5)",
        visit,
        kind.value,
        version,
        words,
        canonical_json(body),
    )
    return ContentRef(kind=kind, version=version, digest=words)


async def fetch(connection: Connection, visit: VisitId, ref: ContentRef, model: type[P]) -> P:
    """The content behind a reference.

    Raises:
        ContentMissing: There is none.
    """
    text = await connection.fetchval(
        "SELECT body FROM content WHERE visit_id = $1 AND kind = $2 AND version = $3",
        visit,
        ref.kind.value,
        ref.version,
    )
    if text is None:
        raise ContentMissing(f"{visit} has no {ref.kind} version {ref.version}")
    return model.model_validate_json(text, context=RECORDED)


async def fetch_all(
    connection: Connection, visit: VisitId, kind: ContentKind, model: type[P]
) -> list[P]:
    """Every version of one kind of content, oldest first."""
    rows = await connection.fetch(
        "SELECT body FROM content WHERE visit_id = $1 AND kind = $2 ORDER BY version",
        visit,
        kind.value,
    )
    return [model.model_validate_json(row["body"], context=RECORDED) for row in rows]


async def keep_people(connection: Connection, visit: VisitId, people: Iterable[Person]) -> None:
    """Keep names and addresses under their references; the latest stands."""
    await connection.executemany(
        "INSERT INTO people (visit_id, ref, role, name, email, organisation)"
        " VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (visit_id, ref) DO UPDATE"
        " SET role = excluded.role, name = excluded.name, email = excluded.email,"
        " organisation = excluded.organisation, updated_at = now()",
        [
            (visit, person.ref, person.role.value, person.name, person.email, person.organisation)
            for person in people
        ],
    )


async def people_of(connection: Connection, visit: VisitId) -> dict[PersonRef, Person]:
    """Everybody known to a visit, by reference."""
    rows = await connection.fetch(
        "SELECT ref, role, name, email, organisation FROM people WHERE visit_id = $1", visit
    )
    return {row["ref"]: _PERSON.validate_python(dict(row), context=RECORDED) for row in rows}


async def take_over(connection: Connection, predecessor: VisitId, visit: VisitId) -> None:
    """Copy what still holds from a deferred visit to its successor: people and contacts.

    Versions and digests stay, so the references that the successor was opened with hold. What is
    there already is left as it is.
    """
    await connection.execute(
        "INSERT INTO people (visit_id, ref, role, name, email, organisation)"
        " SELECT $2, ref, role, name, email, organisation FROM people WHERE visit_id = $1"
        " ON CONFLICT DO NOTHING",
        predecessor,
        visit,
    )
    await connection.execute(
        "INSERT INTO content (visit_id, kind, version, digest, body)"
        " SELECT $2, kind, version, digest, body FROM content"
        " WHERE visit_id = $1 AND kind = ANY($3::text[]) ON CONFLICT DO NOTHING",
        predecessor,
        visit,
        [ContentKind.CONTACTS.value, ContentKind.NOMINATED_OFFICER.value],
    )
