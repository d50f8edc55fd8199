"""The roles of the embedded PostgreSQL: what a stolen password of any of them opens."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import urlsplit

import asyncpg
import pytest

from stack import Postgres, postgres_data
from stack.folders import hold
from stack.postgres_roles import OWNER, SUPERUSER

ROLES = ("visits_worker", "visits_feed")


@asynccontextmanager
async def connected(url: str) -> AsyncIterator["asyncpg.Connection[asyncpg.Record]"]:
    connection = await asyncpg.connect(url)
    try:
        yield connection
    finally:
        await connection.close()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Postgres]:
    with hold(tmp_path_factory.mktemp("roles")) as home:
        running = Postgres.start(home, port=None, throwaway=True, roles=ROLES)
        yield running
        running.stop()


async def test_no_role_is_a_superuser_or_may_become_one(server: Postgres) -> None:
    assert set(server.urls) == {OWNER, *ROLES}
    for role, url in server.urls.items():
        async with connected(url) as connection:
            assert await connection.fetchval("SELECT current_user") == role
            mighty = await connection.fetch(
                "SELECT rolname FROM pg_roles WHERE pg_has_role(oid, 'MEMBER')"
                " AND (rolsuper OR rolcreaterole OR rolreplication OR rolbypassrls)"
            )
            assert not mighty, role


async def test_no_role_reads_a_file_of_the_machine_or_runs_a_program(server: Postgres) -> None:
    # What the server's process may read is, where root started it, much.
    attempts = [
        "COPY (SELECT 1) TO PROGRAM 'true'",
        "SELECT pg_read_file('/etc/passwd')",
        "SELECT pg_read_binary_file('/etc/passwd')",
        "SELECT lo_import('/etc/passwd')",
        "SELECT pg_ls_dir('/')",
        "CREATE TEMPORARY TABLE lines (line text); COPY lines FROM '/etc/passwd'",
        "ALTER SYSTEM SET log_min_error_statement = 'error'",
    ]
    for url in server.urls.values():
        async with connected(url) as connection:
            for attempt in attempts:
                with pytest.raises(asyncpg.InsufficientPrivilegeError):
                    await connection.execute(attempt)


async def test_nobody_logs_in_as_the_superuser(server: Postgres) -> None:
    for url in server.urls.values():
        password = urlsplit(url).password
        assert password
        with pytest.raises(asyncpg.InvalidAuthorizationSpecificationError):
            await asyncpg.connect(_as_superuser(server, password))


async def test_only_the_owner_makes_tables(server: Postgres) -> None:
    for role in ROLES:
        async with connected(server.urls[role]) as connection:
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await connection.execute("CREATE TABLE public.mine (x int)")


async def test_passwords_stay_from_one_start_to_the_next_and_roles_may_be_added(
    tmp_path: Path,
) -> None:
    with hold(tmp_path) as home:
        first = Postgres.start(home, port=None, throwaway=True)
        password = first.url.partition("@")[0]
        first.stop()
        second = Postgres.start(home, port=None, throwaway=True, roles=ROLES)
        try:
            assert second.url.partition("@")[0] == password
            for url in second.urls.values():
                async with connected(url):
                    pass
            left = {path.name for path in (tmp_path / "postgres").iterdir()}
            assert left >= {"data", "passwords.json"}
            assert not left & {"input", "password"}
        finally:
            second.stop()


async def test_what_the_superuser_of_an_older_folder_owned_is_the_owners(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with hold(tmp_path) as home:
        with monkeypatch.context() as patched:
            # Until there were roles, commands logged in as the superuser.
            older = "ALTER ROLE CURRENT_USER LOGIN PASSWORD 'known';\n"
            patched.setattr(postgres_data, "roles_script", lambda *_, **__: older)
            server = Postgres.start(home, port=None, throwaway=False)
        try:
            async with connected(_as_superuser(server)) as connection:
                await connection.execute("CREATE TABLE events (position int)")
                await connection.execute(
                    "CREATE FUNCTION tell() RETURNS int LANGUAGE sql AS 'SELECT 1'"
                )
        finally:
            server.stop()

        server = Postgres.start(home, port=None, throwaway=False, roles=ROLES)
        try:
            async with connected(server.url) as connection:
                await connection.execute("ALTER TABLE events ADD COLUMN more int")
                await connection.execute("DROP FUNCTION tell()")
            with pytest.raises(asyncpg.InvalidAuthorizationSpecificationError):
                await asyncpg.connect(_as_superuser(server))
        finally:
            server.stop()


def _as_superuser(server: Postgres, password: str = "known") -> str:  # noqa: S107 - of a test
    return f"postgresql://{SUPERUSER}:{password}@{server.url.partition('@')[2]}"
