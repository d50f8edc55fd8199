"""Opening a register: one of this release, that is PostgreSQL itself."""

import asyncio
import shutil
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from register.connection import Pool, RegisterClosed, ThroughAPooler, open_pool
from register.migrate import migrate
from register.opening import open_register
from register.prepared import RegisterNewer, RegisterNotPrepared
from stack import StackAddresses
from tests.support.free_ports import free_port

PGBOUNCER = shutil.which("pgbouncer", path="/usr/sbin:/usr/local/sbin:/usr/bin")


async def test_a_register_of_this_release_opens(addresses: StackAddresses, pool: Pool) -> None:
    async with open_register(addresses.database_url) as opened:
        assert await opened.fetchval("SELECT count(*) FROM events") == 0


async def test_one_that_was_not_migrated_says_which_command_is_missing(
    addresses: StackAddresses,
) -> None:
    with pytest.raises(RegisterNotPrepared, match="Run `visits migrate`"):
        async with open_register(addresses.database_url):
            raise AssertionError("it opened")


async def test_one_of_a_later_release_is_refused_and_left_as_it_is(
    addresses: StackAddresses, pool: Pool
) -> None:
    await pool.execute("INSERT INTO migrations VALUES ('9999_later.sql', 'of words to come')")
    sentence = r"belongs to a later release \(9999_later\.sql\).* Install that release"

    with pytest.raises(RegisterNewer, match=sentence):
        async with open_register(addresses.database_url):
            raise AssertionError("it opened")
    with pytest.raises(RegisterNewer, match=sentence):
        await migrate(pool, public_address="https://events.example.org")
    assert await pool.fetchval("SELECT address FROM publication") == "http://localhost:8400"


async def test_a_wrong_password_is_not_a_register_that_is_away(addresses: StackAddresses) -> None:
    login, _, place = addresses.database_url.rpartition("@")
    with pytest.raises(RegisterClosed) as refused:
        async with open_pool(f"{login}-s3cret@{place}"):
            raise AssertionError("it opened")
    assert "s3cret" not in str(refused.value)


@asynccontextmanager
async def pooler(database_url: str, folder: Path, *more: str) -> AsyncIterator[str]:
    """PgBouncer in transaction mode before a database; where to connect."""
    far = urlsplit(database_url)
    port = free_port()
    (folder / "users").write_text(f'"{far.username}" "{far.password}"\n')
    settings = [
        "[databases]",
        f"* = host=127.0.0.1 port={far.port}",
        "[pgbouncer]",
        f"listen_addr = 127.0.0.1\nlisten_port = {port}\nunix_socket_dir =",
        f"auth_type = plain\nauth_file = {folder / 'users'}",
        "pool_mode = transaction",
        *more,
    ]
    (folder / "pgbouncer.ini").write_text("\n".join(settings) + "\n")
    for path in (folder, *folder.iterdir()):
        path.chmod(0o755)
    # It refuses root.
    process = subprocess.Popen(  # noqa: ASYNC220 - only the wait below takes long
        [str(PGBOUNCER), "-q", "-u", "nobody", str(folder / "pgbouncer.ini")],
        stdin=subprocess.DEVNULL,
    )
    try:
        async with asyncio.timeout(60):
            while True:
                try:
                    _, writer = await asyncio.open_connection("127.0.0.1", port)
                except OSError:
                    await asyncio.sleep(0.05)
                else:
                    writer.close()
                    break
        yield far._replace(netloc=f"{far.username}:{far.password}@127.0.0.1:{port}").geturl()
    finally:
        process.terminate()
        process.wait()


@pytest.mark.skipif(PGBOUNCER is None, reason="needs PgBouncer: apt-get install pgbouncer")
async def test_a_pooler_is_named_however_it_is_set_up(
    addresses: StackAddresses, pool: Pool, tmp_path: Path
) -> None:
    lenient = "ignore_startup_parameters = lock_timeout,idle_in_transaction_session_timeout"
    for more in ([], [lenient]):
        async with pooler(addresses.database_url, tmp_path, *more) as url:
            with pytest.raises(ThroughAPooler, match=r"PgBouncer.* PostgreSQL itself"):
                async with open_pool(url):
                    raise AssertionError("it opened")
