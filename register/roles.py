"""Who may do what in the register: a role for each kind of process, none more than it needs.

What each may do is written down here, a table at a time, and made so by every `visits migrate`:
it must be said by the tables' owner. A role may be logged in as, or be given to others.
"""

import hashlib
from collections.abc import Mapping
from enum import StrEnum
from typing import Final, NamedTuple

from register.connection import Connection


class Role(StrEnum):
    """A role of PostgreSQL, by its name there."""

    OWNER = "visits_owner"
    """Makes and changes the tables; `visits migrate` and nothing that runs all the time."""
    WORKER = "visits_worker"
    """Records, writes letters and documents, pushes events."""
    DESK = "visits_desk"
    """Takes decisions in, shows everything: the `visits` command."""
    FEED = "visits_feed"
    """Serves the events, and the notes that were shared, to other systems."""


SERVING: Final = (Role.WORKER, Role.DESK, Role.FEED)
"""Every role but the owner, who has each right to begin with."""

_READ = "SELECT"
_ADD = "SELECT, INSERT"
_KEEP = "SELECT, INSERT, UPDATE"
_ALL = "SELECT, INSERT, UPDATE, DELETE"
_SECRETS_UNREAD = (
    "SELECT (subscription, kind, number, expires_at), INSERT, UPDATE (expires_at), DELETE"
)
"""A secret is made and replaced without being read: only who signs with it reads it."""

_STANDING = "SELECT (consumer, scopes, expires_at, revoked_at)"
"""Whether a consumer still has a token for what is pushed to it: neither its id nor its hash."""

RIGHTS: Final[Mapping[Role, Mapping[str, str]]] = {
    Role.WORKER: {
        "announcements": _ADD,  # a successor's start
        "audits": _ADD,  # one each night
        "bookings": _ALL,
        "brought": _ADD,  # a programme's work brings decisions, as the desk does
        "content": _ADD,  # a successor has what still holds of the visit before it
        "decisions": _ADD,
        "deliveries": _ALL,
        "documents": _ADD,
        "events": _ADD,
        "findings": _KEEP,
        "followers": _READ,  # `visits recover` proves the log, too
        "inbox": "SELECT, UPDATE",  # it delivers what waits
        "letter_tags": _ADD,
        "letter_notes": _KEEP,
        "letters": _KEEP,
        "letters_with_notes": "SELECT, INSERT, DELETE",
        "links": _KEEP,
        "migrations": _READ,
        "mismatches": _ALL,
        "own_namespace": _ADD,  # the first that serves; only the owner changes it
        "people": _KEEP,
        "programme_refusals": _KEEP,
        "programmes": _KEEP,
        "proofs": _ADD,  # a programme's work decides about visits
        "proved": _ADD,
        "publication": _READ,
        "publication_files": _ALL,
        "publications": _ALL,  # one that was sent back before it was out is made anew
        "reports": _KEEP,
        "side_processes": _KEEP,
        "subscription_secrets": _READ,
        "subscriptions": "SELECT, UPDATE",
        "terms": _READ,  # days that a programme proposes are in term
        "tokens": _STANDING,
        "visits": _KEEP,
    },
    Role.DESK: {
        "announcements": _ADD,
        "audits": _ADD,
        "batch_visits": _KEEP,
        "batches": _KEEP,
        "bookings": _READ,
        "brought": _ADD,
        "calendar_answers": _ALL,
        "calendar_links": _ALL,
        "content": _ADD,
        "decisions": _ADD,  # what it was answered, to answer the same again
        "deliveries": _ALL,
        "documents": _READ,
        "drafts": _ALL,
        "events": _READ,
        "followers": _READ,
        "inbox": _KEEP,
        "letter_tags": "SELECT (letter, tag)",
        "letter_notes": _READ,
        "letters": _READ,
        "letters_with_notes": _READ,
        "link_sessions": _ALL,
        "links": "SELECT, UPDATE (opened_at, answered_at, withdrawn_at, withdrawn_by)",
        "logout_tokens": _ALL,
        "mail": _KEEP,
        "mail_copies": _ALL,
        "migrations": _READ,
        "mismatches": _ALL,  # what an audit found is a task until a later one finds it mended
        "own_namespace": _READ,
        "people": _KEEP,
        "personal_tokens": _KEEP,
        "programme_refusals": _READ,
        "programmes": _READ,
        "proofs": _ADD,
        "proved": _READ,
        "publication": _READ,
        "publication_files": _READ,
        "publications": _READ,
        "reports": _READ,
        "second_persons": _ALL,
        "sessions": _ALL,
        "side_processes": _ADD,
        "sign_in_addresses": _ALL,
        "sign_in_attempts": _ALL,
        "staff": _KEEP,
        "staff_changes": _ADD,
        "subscription_secrets": _SECRETS_UNREAD,
        "subscriptions": _KEEP,
        "terms": "SELECT, INSERT, DELETE",  # another import takes the place of the one before
        "tokens": _KEEP,
        "visits": _READ,
    },
    Role.FEED: {
        "bookings": _READ,  # where an inspector is, for whoever has the secret of their calendar
        "calendar_links": "SELECT (email, hash)",
        "deliveries": _ALL,
        "documents": _READ,
        "events": _ADD,
        "followers": _KEEP,
        "migrations": _READ,
        "own_namespace": _READ,
        "publication": _READ,
        "publication_files": _READ,  # what is out is for everybody
        "reports": "SELECT (report, state)",  # whether it is out
        "subscription_secrets": _SECRETS_UNREAD,
        "subscriptions": _KEEP,
        "tokens": _READ,
        # It locks the visit whose note it hands out, which takes a right to change something.
        "visits": "SELECT (visit_id, state), UPDATE (changed_at)",
    },
}
"""What each role may do with each table. A table that is not named is closed to it."""


class _Rows(NamedTuple):
    """Which rows of a table a role may see, and which it may write."""

    table: str
    role: Role
    seen: str
    written: str


_EVERY_ROW = "true"
_NO_ROW = "false"

_ROWS = (
    _Rows("documents", Role.WORKER, _EVERY_ROW, _EVERY_ROW),
    _Rows("documents", Role.DESK, _EVERY_ROW, _NO_ROW),
    _Rows("documents", Role.FEED, "kind = 'summary_note'", _NO_ROW),
    _Rows("events", Role.WORKER, _EVERY_ROW, _EVERY_ROW),
    _Rows("events", Role.DESK, _EVERY_ROW, _NO_ROW),
    _Rows("events", Role.FEED, _EVERY_ROW, "aggregatetype = 'note'"),
    _Rows("visits", Role.WORKER, _EVERY_ROW, _EVERY_ROW),
    _Rows("visits", Role.DESK, _EVERY_ROW, _NO_ROW),
    _Rows("visits", Role.FEED, _EVERY_ROW, _NO_ROW),
)
"""Where a right to a table is still too much: the feed hands out notes and no other document,
records that a note was read and nothing else, and locks a visit without changing it."""


async def missing_roles(connection: Connection) -> list[Role]:
    """The roles that this PostgreSQL does not have; whoever may make roles makes them."""
    found = await connection.fetch("SELECT rolname FROM pg_roles")
    there = {row["rolname"] for row in found}
    return [role for role in SERVING if role not in there]


async def give_rights(connection: Connection) -> None:
    """Make the rights of every role that there is what they are to be; again changes nothing.

    Args:
        connection: Of the owner, in a transaction.
    """
    there = set(SERVING).difference(await missing_roles(connection))
    tables = {
        row["tablename"]
        for row in await connection.fetch(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
        )
    }
    for role in there:
        await _give(connection, role, tables)
    await _restrict_rows(connection, there, tables)


async def _give(connection: Connection, role: Role, tables: set[str]) -> None:
    await connection.execute(f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {role}")
    await connection.execute(f"GRANT USAGE ON SCHEMA public TO {role}")
    for table, rights in RIGHTS[role].items():
        if table in tables:
            await connection.execute(f"GRANT {rights} ON {table} TO {role}")


async def _restrict_rows(connection: Connection, there: set[Role], tables: set[str]) -> None:
    """Only what is missing: each of these waits until nobody uses the table."""
    wanted = {
        _policy_name(rows): rows for rows in _ROWS if rows.role in there and rows.table in tables
    }
    policies = await connection.fetch(
        "SELECT policyname, tablename FROM pg_policies WHERE policyname LIKE 'visits\\_%'"
    )
    known = {row["policyname"]: row["tablename"] for row in policies}
    for name in known.keys() - wanted.keys():
        await connection.execute(f"DROP POLICY {name} ON {known[name]}")
    for name in wanted.keys() - known.keys():
        rows = wanted[name]
        await connection.execute(
            f"CREATE POLICY {name} ON {rows.table} FOR ALL TO {rows.role}"
            f" USING ({rows.seen}) WITH CHECK ({rows.written})"
        )
    for table in {rows.table for rows in wanted.values()}:
        closed = await connection.fetchval(
            "SELECT relrowsecurity FROM pg_class WHERE oid = $1::regclass", table
        )
        if not closed:
            await connection.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")


def _policy_name(rows: _Rows) -> str:
    """Another rule has another name, so that the one before it is found to be out of date."""
    rule = hashlib.sha256(f"{rows.seen} / {rows.written}".encode()).hexdigest()
    return f"{rows.role}_{rows.table}_{rule[:8]}"
