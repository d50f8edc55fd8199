"""Content behind references: what coordinators write and Temporal never sees."""

from collections.abc import Iterable
from typing import TypeVar

from pydantic import TypeAdapter

from register.canonical import canonical_json, digest, keyed_digest_of_json, new_key
from register.connection import Connection, Record
from register.unreadable import Unreadable
from rules.refusals import RefusalCode, Refused
from schemas.content import ContentRef
from schemas.email_address import RECORDED
from schemas.ids import Digest, PersonRef, VisitId
from schemas.personal import Person, Personal
from schemas.values import ContentKind, Stage

P = TypeVar("P", bound=Personal)

_PERSON: TypeAdapter[Person] = TypeAdapter(Person)


class ContentMissing(Unreadable):
    """A reference points at nothing: content is written before its reference is told."""

    def __init__(self, subject: str, kind: ContentKind, version: int) -> None:
        super().__init__(subject, *_named(kind, version), gone=True)


class ContentSpoilt(Unreadable):
    """The words are not those that the reference stands for."""

    def __init__(self, subject: str, kind: ContentKind, version: int) -> None:
        super().__init__(subject, *_named(kind, version))


def _named(kind: ContentKind, version: int) -> tuple[str, str]:
    words = kind.value.replace("_", " ")
    return f"the {words}, version {version},", f"{kind.value.replace('_', '-')}-{version}"


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
    latest = await connection.fetchrow(
        "SELECT version, digest, key FROM content WHERE visit_id = $1 AND kind = $2"
        " ORDER BY version DESC LIMIT 1",
        visit,
        kind.value,
    )
    if latest is not None and latest["digest"] == _digest(body, latest["key"]):
        return ContentRef(kind=kind, version=latest["version"], digest=latest["digest"])
    version = latest["version"] + 1 if latest else 1
    key = new_key()
    words = _digest(body, key)
    await connection.execute(
        "INSERT INTO content (visit_id, kind, version, digest, key, body)"
        " VALUES ($1, $2, $3, $4, $5, $6)",
        visit,
        kind.value,
        version,
        words,
        key,
        canonical_json(body),
    )
    return ContentRef(kind=kind, version=version, digest=words)


def _digest(body: Personal, key: bytes | None) -> Digest:
    """Under the key of its row; what an earlier release kept has none."""
    return digest(body) if key is None else keyed_digest_of_json(key, canonical_json(body))


async def latest(connection: Connection, visit: VisitId, kind: ContentKind) -> ContentRef | None:
    """The last version of some content, or `None` where there is none."""
    row = await connection.fetchrow(
        "SELECT version, digest FROM content WHERE visit_id = $1 AND kind = $2"
        " ORDER BY version DESC LIMIT 1",
        visit,
        kind.value,
    )
    return ContentRef(kind=kind, version=row["version"], digest=row["digest"]) if row else None


async def key_of(connection: Connection, visit: VisitId, ref: ContentRef) -> bytes:
    """The key of some content's digest, which nothing outside the register knows.

    Raises:
        ContentMissing: There is none.
    """
    key: bytes | None = await connection.fetchval(
        "SELECT key FROM content WHERE visit_id = $1 AND kind = $2 AND version = $3",
        visit,
        ref.kind.value,
        ref.version,
    )
    if key is None:
        raise ContentMissing(visit, ref.kind, ref.version)
    return key


async def fetch(connection: Connection, visit: VisitId, ref: ContentRef, model: type[P]) -> P:
    """The content behind a reference.

    Raises:
        ContentMissing: There is none.
        ContentSpoilt: It was changed since it was kept.
    """
    row = await connection.fetchrow(f"{_KEPT} AND version = $3", visit, ref.kind.value, ref.version)
    if row is None:
        raise ContentMissing(visit, ref.kind, ref.version)
    return _read(visit, row, model)


_KEPT = "SELECT kind, version, digest, key, body FROM content WHERE visit_id = $1 AND kind = $2"


def _read(subject: str, row: Record, model: type[P]) -> P:
    """The words of a row, if they are those that were kept.

    That is seen by their digest, and not by whether a model takes them: those of a later release
    are whole, and whoever cannot read them yet must not take them for lost.
    """
    if not _holds(row):
        raise ContentSpoilt(subject, ContentKind(row["kind"]), row["version"])
    return model.model_validate_json(row["body"], context=RECORDED)


def _holds(row: Record) -> bool:
    """Whether a row has the words that were kept; nobody can tell of an earlier release's."""
    if row["key"] is None:
        return True
    try:
        return bool(keyed_digest_of_json(row["key"], row["body"]) == row["digest"])
    except (ValueError, AttributeError):  # no JSON object any more
        return False


async def lost(
    connection: Connection, visit: VisitId, refs: Iterable[ContentRef]
) -> list[Unreadable]:
    """What references stand for and the register does not have any more, each once.

    Args:
        connection: Any.
        visit: Whose.
        refs: To content of the visit, or of whatever else it belongs to.
    """
    rows = await connection.fetch(
        "SELECT kind, version, digest, key, body FROM content WHERE visit_id = $1", visit
    )
    kept = {(row["kind"], row["version"]): row for row in rows}
    found: list[Unreadable] = []
    for kind, version, stands_for in sorted({(r.kind, r.version, r.digest) for r in refs}):
        row = kept.get((kind.value, version))
        if row is None:
            found.append(ContentMissing(visit, kind, version))
        elif row["digest"] != stands_for or not _holds(row):
            found.append(ContentSpoilt(visit, kind, version))
    return found


async def has(connection: Connection, visit: VisitId, ref: ContentRef) -> bool:
    """Whether the register has exactly what a reference stands for."""
    found = await connection.fetchval(
        "SELECT true FROM content"
        " WHERE visit_id = $1 AND kind = $2 AND version = $3 AND digest = $4",
        visit,
        ref.kind.value,
        ref.version,
        ref.digest,
    )
    return bool(found)


async def fetch_all(
    connection: Connection, visit: VisitId, kind: ContentKind, model: type[P]
) -> list[P]:
    """Every version of one kind of content, oldest first.

    Raises:
        ContentSpoilt: One was changed since it was kept.
    """
    rows = await connection.fetch(f"{_KEPT} ORDER BY version", visit, kind.value)
    return [_read(visit, row, model) for row in rows]


async def keep_people(
    connection: Connection, visit: VisitId, people: Iterable[Person]
) -> list[Person]:
    """Keep names and addresses under their references; nobody's address is changed.

    Args:
        connection: In a transaction.
        visit: Whose.
        people: Who is recorded.

    Returns:
        Those who are known under their reference with another name or address: that changes by a
        correction only.

    Raises:
        Refused: A reference belongs to somebody in another role.
    """
    known = await people_of(connection, visit)
    others: list[Person] = []
    for person in people:
        have = known.get(person.ref)
        if have is None:
            await _insert_person(connection, visit, person, number=1)
        elif have.role is not person.role:
            raise Refused(
                RefusalCode.RECIPIENT,
                f"Nothing was recorded: {person.ref} is the reference of the "
                f"{have.role.value.replace('_', ' ')} of visit {visit}; choose another reference "
                "for somebody else.",
            )
        elif have != person:
            others.append(person)
    return others


async def correct_person(
    connection: Connection, visit: VisitId, person: Person, *, number: int
) -> None:
    """Let a reference stand for another name or address, from a copy of letters on.

    What was written before stays written to the address of then.
    """
    await _insert_person(connection, visit, person, number=number)


async def _insert_person(
    connection: Connection, visit: VisitId, person: Person, *, number: int
) -> None:
    await connection.execute(
        "INSERT INTO people (visit_id, ref, role, name, email, organisation, number)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING",
        visit,
        person.ref,
        person.role.value,
        person.name,
        person.email,
        person.organisation,
        number,
    )


async def people_of(connection: Connection, visit: VisitId) -> dict[PersonRef, Person]:
    """Everybody known to a visit, by reference, with the name and address of now."""
    rows = await connection.fetch(
        "SELECT ref, role, name, email, organisation FROM people WHERE visit_id = $1"
        " ORDER BY number",
        visit,
    )
    return {row["ref"]: _PERSON.validate_python(dict(row), context=RECORDED) for row in rows}


async def everybody(connection: Connection, visit: VisitId) -> list[Person]:
    """Everybody a visit has ever known, with each name and address they have had."""
    rows = await connection.fetch(
        "SELECT ref, role, name, email, organisation FROM people WHERE visit_id = $1", visit
    )
    return [_PERSON.validate_python(dict(row), context=RECORDED) for row in rows]


async def under_way_with(connection: Connection, email: str) -> list[tuple[VisitId, PersonRef]]:
    """The visits under way in which somebody has this address now, and who that is."""
    rows = await connection.fetch(
        "SELECT p.visit_id, p.ref FROM people p JOIN visits v USING (visit_id)"
        " WHERE lower(p.email) = lower($1) AND v.stage <> $2 AND p.number = (SELECT max(number)"
        " FROM people o WHERE o.visit_id = p.visit_id AND o.ref = p.ref)"
        " ORDER BY p.visit_id, p.ref",
        email,
        Stage.ENDED.value,
    )
    return [(row["visit_id"], row["ref"]) for row in rows]


async def all_under_way_with(
    connection: Connection, emails: Iterable[str]
) -> dict[str, list[tuple[VisitId, PersonRef]]]:
    """As `under_way_with` of several addresses, by address in lower case."""
    found: dict[str, list[tuple[VisitId, PersonRef]]] = {}
    for email in sorted({email.lower() for email in emails if email}):
        found[email] = await under_way_with(connection, email)
    return found


class Readers:
    """Who the references of a visit stood for, copy by copy of its letters.

    What a copy was written to never changes: who is corrected has a higher number.

    Args:
        rows: Of the visit's people, as they are kept.
    """

    def __init__(self, rows: Iterable[Record]) -> None:
        self._rows: dict[PersonRef, list[Record]] = {}
        for row in rows:
            self._rows.setdefault(row["ref"], []).append(row)
        self._found: dict[tuple[PersonRef, int], Person] = {}

    def at(self, ref: PersonRef, copy_number: int) -> Person | None:
        """Who a reference stood for when a copy of letters was written."""
        kept = [row for row in self._rows.get(ref, ()) if row["number"] <= copy_number]
        if not kept:
            return None
        row = max(kept, key=lambda each: each["number"])
        key = (ref, row["number"])
        if key not in self._found:
            fields = {name: value for name, value in row.items() if name != "number"}
            self._found[key] = _PERSON.validate_python(fields, context=RECORDED)
        return self._found[key]


async def readers(connection: Connection, visit: VisitId) -> Readers:
    """Everybody whom letters of a visit were or are written to."""
    return Readers(
        await connection.fetch(
            "SELECT ref, role, name, email, organisation, number FROM people WHERE visit_id = $1",
            visit,
        )
    )


async def take_over(connection: Connection, predecessor: VisitId, visit: VisitId) -> None:
    """Copy what still holds from a deferred visit to its successor: people, contacts, case context.

    Versions and digests stay, and so do keys: the references that the successor was opened with
    hold. What is there already is left as it is.
    """
    await connection.execute(
        "INSERT INTO people (visit_id, ref, role, name, email, organisation)"
        " SELECT DISTINCT ON (ref) $2, ref, role, name, email, organisation FROM people"
        " WHERE visit_id = $1 ORDER BY ref, number DESC ON CONFLICT DO NOTHING",
        predecessor,
        visit,
    )
    await connection.execute(
        "INSERT INTO content (visit_id, kind, version, digest, key, body)"
        " SELECT $2, kind, version, digest, key, body FROM content"
        " WHERE visit_id = $1 AND kind = ANY($3::text[]) ON CONFLICT DO NOTHING",
        predecessor,
        visit,
        [
            ContentKind.CONTACTS.value,
            ContentKind.NOMINATED_OFFICER.value,
            ContentKind.CASE_CONTEXT.value,
        ],
    )


async def kinds_of(connection: Connection, visit: VisitId) -> set[ContentKind]:
    """Of which kinds there is something."""
    rows = await connection.fetch("SELECT DISTINCT kind FROM content WHERE visit_id = $1", visit)
    return {ContentKind(row["kind"]) for row in rows}
