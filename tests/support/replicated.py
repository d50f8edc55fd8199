"""Two PostgreSQL servers, one of which follows the other; when that is lost it takes its place.

Whatever the primary says is committed, the replica has: the primary waits for it
(`synchronous_standby_names`). Started in the main thread only, as all servers here.
"""

import asyncio
import os
import secrets
import shutil
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

import asyncpg

from stack import Postgres, StackAddresses
from stack.folders import hold
from stack.ports import LOOPBACK
from stack.postgres_data import DATABASE
from stack.processes import Child
from tests.support.free_ports import free_port
from tests.support.servers import Temporal, begun_of_postgres
from tests.support.waiting import until

REPLICATOR: Final = "replicator"
"""Copies and follows, and may see who does."""

_WAITED_FOR = "waited_for.conf"
"""The part of PostgreSQL's settings that changes: who is waited for at a commit."""

_HERE = "/proc/self/cwd"
"""The folder of the data, which whoever PostgreSQL runs as may not be able to walk to."""


class _Node:
    """One of the two.

    Args:
        folder: With the folder `data` in it.
        port: Where it listens, whatever becomes of it.
    """

    def __init__(self, folder: Path, port: int) -> None:
        self.folder = folder
        self.port = port
        self.child: Child | None = None

    @property
    def data(self) -> Path:
        return self.folder / "data"

    def start(self) -> None:
        """Begin to start it, and do not wait."""
        options = (f"--port={self.port}", f"--listen_addresses={LOOPBACK}")
        self.child = begun_of_postgres(
            self.folder, "postgres", "-D", _HERE, *options, "--unix_socket_directories="
        )

    async def run(self, program: str, *arguments: str) -> None:
        """Run one of PostgreSQL's programs in its data, to its end."""
        child = begun_of_postgres(self.folder, program, *arguments)
        await _ended(child)
        assert child.poll() == 0, child.said()

    def send(self, number: signal.Signals) -> None:
        """Send something to all of its processes, each of which leads a group of its own."""
        assert self.child is not None
        postmaster = self.child.pid
        with suppress(OSError):
            os.kill(postmaster, number)
            children = Path(f"/proc/{postmaster}/task/{postmaster}/children").read_text()
            for pid in map(int, children.split()):
                os.kill(pid, number)

    async def gone(self) -> None:
        """End it where it stands, if it is there, and wait."""
        if self.child is not None:
            self.send(signal.SIGKILL)
            await _ended(self.child)
            self.child = None

    def reload(self) -> None:
        """Have it read its settings again."""
        assert self.child is not None
        self.child.send(signal.SIGHUP)

    def wait_for(self, whom: str) -> None:
        """Have it wait for replicas at each commit; for none if it is nobody."""
        (self.data / _WAITED_FOR).write_text(f"synchronous_standby_names = '{whom}'\n")


class ReplicatedDatabase:
    """A primary and its replica; made by `replicated`.

    Args:
        first: Is the primary at first.
        second: Follows it.
        login: The user and the password of the register's owner.
        replicator: The password of whoever copies.
    """

    def __init__(self, first: _Node, second: _Node, login: str, replicator: str) -> None:
        self._login = login
        self._primary = first
        self._replica = second
        ports = ",".join(f"{LOOPBACK}:{each.port}" for each in (first, second))
        self.url = f"postgresql://{login}@{ports}/{DATABASE}?target_session_attrs=read-write"
        self._replicator = replicator

    @property
    def replicas_url(self) -> str:
        """Of the replica alone."""
        return f"postgresql://{self._login}@{LOOPBACK}:{self._replica.port}/{DATABASE}"

    def lose_primary(self, how: signal.Signals) -> None:
        """Take the primary away.

        Args:
            how: `SIGKILL`, as if its machine lost power; `SIGSTOP`, as if that were cut off.
        """
        self._primary.send(how)

    async def promote(self) -> None:
        """Make the replica the primary."""
        await self._replica.run("pg_ctl", "promote", "-D", _HERE, "--wait")
        self._primary, self._replica = self._replica, self._primary

    async def follow(self) -> None:
        """Make the server that is not the primary a replica, from a copy of all that this has."""
        replica, primary = self._replica, self._primary
        await replica.gone()
        shutil.rmtree(replica.data, ignore_errors=True)
        replica.data.mkdir(mode=0o700, parents=True)
        owner = primary.data.stat()
        os.chown(replica.data, owner.st_uid, owner.st_gid)
        source = (
            f"host={LOOPBACK} port={primary.port} user={REPLICATOR} password={self._replicator}"
        )
        await replica.run(
            "pg_basebackup",
            "-D",
            ".",
            "-d",
            source,
            "--write-recovery-conf",
            "--checkpoint=fast",
            "--no-sync",
        )
        replica.start()
        await until(self._follows)
        primary.wait_for("*")
        primary.reload()
        await until(self._is_waited_for)

    async def _follows(self) -> bool:
        return await self._answers(
            self._primary, "SELECT count(*) > 0 FROM pg_stat_replication WHERE state = 'streaming'"
        )

    async def _is_waited_for(self) -> bool:
        return await self._answers(
            self._primary, "SELECT count(*) > 0 FROM pg_stat_replication WHERE sync_state = 'sync'"
        )

    async def answers(self) -> None:
        """Wait until the primary lets people in."""
        await until(lambda: self._answers(self._primary, "SELECT NOT pg_is_in_recovery()"))

    async def _answers(self, node: _Node, question: str) -> bool:
        url = f"postgresql://{REPLICATOR}:{self._replicator}@{LOOPBACK}:{node.port}/{DATABASE}"
        with suppress(OSError, asyncpg.PostgresError):
            connection = await asyncpg.connect(url, timeout=5)
            try:
                return bool(await connection.fetchval(question))
            finally:
                await connection.close()
        return False

    def stop(self) -> None:
        """End both for good."""
        for node in (self._primary, self._replica):
            if node.child is not None:
                node.send(signal.SIGKILL)
                node.child.stop(signal.SIGKILL, 0)


class ReplicatedServers:
    """Temporal, and the two.

    Args:
        temporal: Which nobody stops.
        database: Whose primary is lost.
    """

    def __init__(self, temporal: Temporal, database: ReplicatedDatabase) -> None:
        self.database = database
        self._temporal = temporal

    @property
    def addresses(self) -> StackAddresses:
        """Where they listen: for the register, two hosts of which one can be written to."""
        return StackAddresses(
            temporal=self._temporal.address,
            ui=None,
            database_url=self.database.url,
            namespace=self._temporal.namespace,
        )


@contextmanager
def replicated(folder: Path) -> Iterator[ReplicatedDatabase]:
    """A primary that begins; `follow` makes its replica."""
    home = hold(folder)
    try:
        made = Postgres.start(home, port=None, throwaway=False)
        made.stop()
        login = made.url.removeprefix("postgresql://").partition("@")[0]
        password = secrets.token_hex(24)
        first = _Node(home.path / "postgres", free_port())
        script = (
            f"CREATE ROLE {REPLICATOR} LOGIN REPLICATION PASSWORD '{password}';\n"
            f"GRANT pg_monitor TO {REPLICATOR};\n"
        )
        begun_of_postgres(
            first.folder, "postgres", "--single", "-D", _HERE, DATABASE, told=script
        ).wait(60)
        with (first.data / "postgresql.conf").open("a") as settings:
            # Processes are killed here, machines are not: what they wrote is there all the same.
            settings.write("fsync = off\nwal_keep_size = 256MB\n")
            settings.write(f"include_if_exists = '{_WAITED_FOR}'\n")
        database = ReplicatedDatabase(
            first, _Node(home.path / "second", free_port()), login, password
        )
        first.start()
        try:
            yield database
        finally:
            database.stop()
    finally:
        home.release()


@contextmanager
def replicated_servers(folder: Path) -> Iterator[ReplicatedServers]:
    """A Temporal in virtual time beside them."""
    home = hold(folder / "beside")
    try:
        temporal = Temporal(home, hasty=True)
        try:
            with replicated(folder / "replicated") as database:
                yield ReplicatedServers(temporal, database)
        finally:
            temporal.stop()
    finally:
        home.release()


async def _ended(child: Child) -> None:
    while child.poll() is None:  # noqa: ASYNC110 - a process does not tell
        await asyncio.sleep(0.02)
