"""The roles of the embedded PostgreSQL, none of them a superuser, and their passwords.

Every PostgreSQL has one superuser, who reads every file that the server's process may read. Here
nobody can log in as that one. What it alone may do is said to PostgreSQL's single-user mode just
before the server starts: that asks for no password and opens no port.
"""

import json
import os
import re
import secrets
from collections.abc import Iterable, Mapping
from pathlib import Path

SUPERUSER = "bootstrap"
"""Of a new data folder; older ones have another."""

OWNER = "visits_owner"
"""Owns the database and everything in it, and may change its tables."""

_NAME = re.compile(r"[a-z][a-z_]*")
_PASSWORD = re.compile(r"[0-9a-f]{32,}")


def keep_passwords(path: Path, roles: Iterable[str]) -> Mapping[str, str]:
    """The password of each role, drawn where there is none and kept in a file of ours alone.

    Args:
        path: The file.
        roles: Besides the owner.

    Raises:
        OSError: The file cannot be used.
        ValueError: It is not what this wrote, or a role's name is more than letters.
    """
    known: Mapping[str, object] = json.loads(path.read_text("utf-8")) if path.exists() else {}
    passwords = {role: str(known.get(role) or secrets.token_hex(24)) for role in (OWNER, *roles)}
    if passwords != known:
        new = path.with_name(f".{path.name}.new")
        new.unlink(missing_ok=True)
        write_closed(new, json.dumps(passwords))
        new.replace(path)
    return passwords


def write_closed(path: Path, text: str) -> None:
    """Write a file that only its owner can read.

    Raises:
        OSError: It cannot be written.
    """
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600)
    with open(descriptor, "w", encoding="utf-8") as file:  # noqa: PTH123 - a descriptor, made with its mode
        file.write(text)


def roles_script(passwords: Mapping[str, str], *, database: str, may_make_databases: bool) -> str:
    """What single-user mode is told; saying it again changes nothing.

    A data folder of before there were roles is brought along: the superuser could log in there,
    and owned every table.

    Args:
        passwords: The password of each role by its name.
        database: What the owner owns.
        may_make_databases: Whether the owner may make further ones.

    Returns:
        A statement a line, because that is how single-user mode takes them.

    Raises:
        ValueError: A name or a password is not one that `keep_passwords` gives.
    """
    lines = []
    for role, password in passwords.items():
        if not _NAME.fullmatch(role) or not _PASSWORD.fullmatch(password):
            raise ValueError(f"{role} is no role's name, or its password is not one of ours")
        # `CREATE ROLE` has no IF NOT EXISTS.
        missing = f"NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{role}')"
        lines.append(f"DO $$ BEGIN IF {missing} THEN CREATE ROLE {role}; END IF; END $$;")
        databases = "CREATEDB" if may_make_databases and role == OWNER else "NOCREATEDB"
        lines.append(
            f"ALTER ROLE {role} LOGIN NOSUPERUSER NOCREATEROLE {databases} NOREPLICATION "
            f"NOBYPASSRLS PASSWORD '{password}';"
        )
    return "\n".join(
        [
            *lines,
            f"ALTER DATABASE {database} OWNER TO {OWNER};",
            _hand_over("TABLE", _TABLES),
            _hand_over("FUNCTION", _FUNCTIONS),
            "ALTER ROLE CURRENT_USER NOLOGIN PASSWORD NULL;",
            "",
        ]
    )


_TABLES = (
    "SELECT oid::regclass AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace"
    " AND relkind IN ('r', 'v', 'S') AND relowner = CURRENT_USER::regrole"
)
_FUNCTIONS = (
    "SELECT oid::regprocedure AS name FROM pg_proc WHERE pronamespace = 'public'::regnamespace"
    " AND proowner = CURRENT_USER::regrole"
)


def _hand_over(kind: str, found: str) -> str:
    """Make what the superuser made in our schema the owner's."""
    return (
        f"DO $$ DECLARE each record; BEGIN FOR each IN {found} LOOP"
        f" EXECUTE format('ALTER {kind} %s OWNER TO {OWNER}', each.name); END LOOP; END $$;"
    )
