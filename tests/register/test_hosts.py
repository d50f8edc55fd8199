"""A register on two hosts: whichever is gone, and however, the other one is found."""

import asyncio
import signal
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from register.connection import LOST, RegisterUnavailable, answers, open_pool
from register.hosts import each_host
from register.migrate import migrate
from register.tail import following
from stack import StackAddresses
from tests.register.recording import another, record
from tests.support.free_ports import nobody_listens
from tests.support.replicated import ReplicatedDatabase, replicated
from tests.support.visits import invited
from tests.support.waiting import until

SOON = timedelta(seconds=3)
OTHER = "interim-e10000017"


@pytest.mark.parametrize(
    ("url", "each"),
    [
        ("postgresql://a:b@one:1,two:2/d?x=y", ["one:1", "two:2"]),
        ("postgresql://a:b@one,[::1]:2/d?x=y", ["one", "[::1]:2"]),
        ("postgresql://a:b@one/d?x=y", ["one"]),
    ],
)
def test_an_address_names_each_of_its_hosts(url: str, each: list[str]) -> None:
    assert each_host(url) == [f"postgresql://a:b@{host}/d?x=y" for host in each]


@pytest.mark.parametrize("url", ["nonsense", "postgresql:///d", "postgresql://[/d", ""])
def test_what_names_no_hosts_stays_as_it_is(url: str) -> None:
    assert each_host(url) == [url]


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        ({"host": "{host},127.0.0.1:abc"}, "in DATABASE_URL a host has a port that is none"),
        ({"host": "{host},127.0.0.1:99999"}, "in DATABASE_URL a host has a port that is none"),
        ({"host": "{host},"}, "in DATABASE_URL a host has no name"),
        ({"query": "target_session_attrs=main"}, "target_session_attrs must be one of primary, "),
        ({"query": "target_session_attrs=standby"}, "no host of DATABASE_URL is what its "),
        ({"query": "sslmode=verify"}, "in DATABASE_URL sslmode must be one of disable, "),
        ({"query": "sslmode=require"}, "speaks no TLS, which DATABASE_URL asks for"),
        ({"query": "sslmode=require&sslcert=/no/such"}, "sslcert must be a file that can be read"),
        ({"query": "sslmode=verify-full&sslrootcert=/"}, "sslrootcert must be a file that can "),
        ({"query": "conect_timeout=5"}, "does not know a setting that DATABASE_URL names"),
    ],
)
async def test_what_will_never_do_is_told_although_a_host_answers(
    addresses: StackAddresses, change: dict[str, str], wrong: str
) -> None:
    """A second host that is none would be found out when the first is lost."""
    parts = urlsplit(addresses.database_url)
    login, _, host = parts.netloc.rpartition("@")
    named = change.get("host", "{host}").format(host=host)
    url = parts._replace(netloc=f"{login}@{named}", query=change.get("query", "")).geturl()

    with pytest.raises(RegisterUnavailable, match=wrong) as told:
        async with open_pool(url, size=1, connects_within=SOON):
            pass
    assert not parts.password or parts.password not in str(told.value)


class _Cable:
    """A cable to a database, into which all goes and out of which, once it is dead, nothing comes.

    Args:
        database_url: Where it leads.
    """

    def __init__(self, database_url: str) -> None:
        self._far = urlsplit(database_url)
        self.dead = False
        self._talks: set[asyncio.StreamWriter] = set()

    async def carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        far_reader, far_writer = await asyncio.open_connection(self._far.hostname, self._far.port)
        self._talks |= {writer, far_writer}
        await asyncio.gather(self._pour(reader, far_writer), self._pour(far_reader, writer))

    def take_away(self) -> None:
        """End whatever still hangs on it."""
        for writer in self._talks:
            writer.transport.abort()

    async def _pour(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while data := await reader.read(65536):
                if not self.dead:
                    writer.write(data)
        writer.close()


@asynccontextmanager
async def cable(addresses: StackAddresses) -> AsyncIterator[tuple[_Cable, str]]:
    """A cable, and an address with its near end as the first of two hosts."""
    made = _Cable(addresses.database_url)
    server = await asyncio.start_server(made.carry, "127.0.0.1", 0)
    async with server:
        login, _, far = addresses.database_url.rpartition("@")
        near = f"127.0.0.1:{server.sockets[0].getsockname()[1]}"
        yield made, f"{login}@{near},{far}"
        made.take_away()


async def test_a_host_that_says_nothing_leaves_time_for_the_next(addresses: StackAddresses) -> None:
    async with cable(addresses) as (dead, url):
        dead.dead = True
        async with open_pool(url, connects_within=SOON) as pool:
            assert await pool.fetchval("SELECT 1") == 1


async def test_a_host_that_refuses_leaves_it_to_the_next(addresses: StackAddresses) -> None:
    login, _, far = addresses.database_url.rpartition("@")
    with nobody_listens() as port:
        async with open_pool(f"{login}@127.0.0.1:{port},{far}") as pool:
            assert await pool.fetchval("SELECT 1") == 1


async def test_the_first_that_gets_no_answer_speaks_for_every_connection_to_that_host(
    addresses: StackAddresses, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("register.connection.COMMAND_ENDS_WITHIN", SOON / 2)
    async with (
        cable(addresses) as (dead, url),
        open_pool(url, size=5, connects_within=SOON) as pool,
    ):
        for held in [await pool.acquire() for _ in range(5)]:
            await pool.release(held)
        dead.dead = True
        with pytest.raises(LOST):
            await pool.fetchval("SELECT 1")

        async def seen_that_nobody_is_there() -> bool:
            return pool.get_idle_size() == 0

        await until(seen_that_nobody_is_there)

        assert await asyncio.gather(*(pool.fetchval("SELECT 1") for _ in range(5))) == [1] * 5


async def test_whoever_asks_whether_it_answers_is_told_in_time_that_it_does_not(
    addresses: StackAddresses,
) -> None:
    async with cable(addresses) as (dead, url), open_pool(url, connects_within=SOON) as pool:
        assert await answers(pool, within=60)
        dead.dead = True
        async with asyncio.timeout(15):  # a command would be given twice that
            assert not await answers(pool, within=0.5)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[ReplicatedDatabase]:
    with replicated(tmp_path) as made:
        yield made


async def test_a_primary_is_lost_and_its_replica_goes_on(database: ReplicatedDatabase) -> None:
    await database.answers()
    await database.follow()
    async with open_pool(database.url) as pool, following(pool) as tail:
        await migrate(pool)
        await record(pool, invited().events)
        told = await tail.read(0, limit=100, wait=5)
        with pytest.raises(RegisterUnavailable, match="is a replica, which takes no record"):
            async with open_pool(database.replicas_url):
                raise AssertionError("it opened")

        database.lose_primary(signal.SIGKILL)
        await database.promote()

        waiting = asyncio.create_task(tail.read(told.looked_at, limit=100, wait=60))

        async def recorded() -> bool:
            with suppress(*LOST):
                await record(pool, another(invited(), OTHER))
                return True
            return False

        await until(recorded)
        assert (await waiting).events
        assert told.events  # nothing that was told of is lost
        assert (await tail.read(0, limit=len(told.events))).events == told.events
