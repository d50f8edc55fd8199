"""All that people wrote for a visit, read again: content of every kind, and who is who."""

from typing import NamedTuple

from pydantic import TypeAdapter

from register.connection import Connection
from schemas.email_address import RECORDED
from schemas.ids import VisitId
from schemas.kept import CONTENT
from schemas.personal import Person, Personal
from schemas.values import ContactRole, ContentKind, InspectorRole

_PERSON: TypeAdapter[Person] = TypeAdapter(Person)


class KeptContent(NamedTuple):
    """One version of one kind of content."""

    kind: ContentKind
    version: int
    body: Personal


class KnownPerson(NamedTuple):
    """Who a reference stood for, from one copy of letters on.

    Attributes:
        person: Name and address.
        number: The first copy of letters that went there.
        stands: Whether it is who the reference stands for now.
    """

    person: Person
    number: int
    stands: bool


async def content_of(connection: Connection, visit: VisitId) -> list[KeptContent]:
    """Every version of every kind of content, in the order in which they were kept."""
    rows = await connection.fetch(
        "SELECT kind, version, body FROM content WHERE visit_id = $1"
        " ORDER BY created_at, kind, version",
        visit,
    )
    return [
        KeptContent(
            kind := ContentKind(row["kind"]),
            row["version"],
            CONTENT[kind].model_validate_json(row["body"], context=RECORDED),
        )
        for row in rows
    ]


async def known_people(connection: Connection, visit: VisitId) -> list[KnownPerson]:
    """Everybody a visit has ever known, each with all names and addresses, the latest first."""
    rows = await connection.fetch(
        "SELECT ref, role, name, email, organisation, number,"
        " number = max(number) OVER (PARTITION BY role, ref) AS stands"
        " FROM people WHERE visit_id = $1 ORDER BY array_position($2::text[], role), ref,"
        " number DESC",
        visit,
        [role.value for role in (*ContactRole, *InspectorRole)],
    )
    return [
        KnownPerson(
            _PERSON.validate_python(
                {name: row[name] for name in Person.model_fields}, context=RECORDED
            ),
            row["number"],
            row["stands"],
        )
        for row in rows
    ]
