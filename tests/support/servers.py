"""Servers whose data outlives them: they are stopped, killed and started again on their ports.

Started in the main thread only, and a start holds up whoever shares its event loop for a second.
"""

import os
import signal
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from stack import Postgres, StackAddresses, TemporalServer
from stack.folders import HeldFolder, hold
from stack.postgres_roles import write_closed
from stack.postgres_user import find_postgres_user
from stack.processes import Child, spawn
from stack.programs import base_environment
from tests.support.waiting import until
from workflows.search_attributes import server_types

_PROGRAM_ENDS_WITHIN = 60.0  # seconds


class Database:
    """A PostgreSQL that keeps what it was told, whatever becomes of it.

    Args:
        home: Its folder.
        roles: Whom it lets in besides the owner.
    """

    def __init__(self, home: HeldFolder, roles: Sequence[str] = ()) -> None:
        self._home = home
        self._roles = roles
        self._server = Postgres.start(home, port=None, throwaway=False, roles=roles)
        self.url = self._server.url
        self.urls = self._server.urls
        self._port = int(self.url.rpartition(":")[2].partition("/")[0])

    def start(self) -> None:
        """Start it where it was, and wait until it lets everybody in."""
        self._server = self._started(Postgres.start)

    @property
    def runs(self) -> bool:
        """Whether it is there, or comes."""
        return self._server.pid is not None and self._server.poll() is None

    def begin(self) -> None:
        """Start it, and do not wait: it may still recover."""
        self._server = self._started(Postgres)
        while self._server.pid is None:
            self._server.advance()

    def _started(self, way: type[Postgres] | object) -> Postgres:
        assert callable(way)
        started = way(self._home, port=self._port, throwaway=False, roles=self._roles)
        assert isinstance(started, Postgres)
        return started

    def run(self, program: str, *arguments: str) -> None:
        """Run one of PostgreSQL's programs in the folder of its data, as whom it runs itself."""
        assert not self.runs
        child = begun_of_postgres(self._home.path / "postgres", program, *arguments)
        assert child.wait(_PROGRAM_ENDS_WITHIN) == 0, child.said()

    def restart(self) -> None:
        """Stop it with everybody connected, and start it again."""
        self.stop()
        self.start()

    async def stop_at_once(self) -> None:
        """`stop -m immediate`: no checkpoint, no farewell; the next start recovers."""
        await _ended_by(self._server, signal.SIGQUIT)

    def stop(self) -> None:
        """Stop it in order."""
        self._server.stop()


def begun_of_postgres(
    folder: Path, program: str, *arguments: str, told: str | None = None
) -> Child:
    """Begin one of PostgreSQL's programs.

    Args:
        folder: The folder `postgres` of a stack, or one like it; it runs in the `data` in it.
        program: Its name.
        arguments: What it is told when it begins.
        told: What it reads.
    """
    user = find_postgres_user(folder)
    assert user.copy is None, "here PostgreSQL's programs run from a copy, which has not all"
    source = folder / "told"
    if told is not None:
        write_closed(source, told)
    try:
        return spawn(
            [*user.prefix, user.bin / program, *arguments],
            log=folder / f"{program}.log",
            env=base_environment(folder),
            cwd=folder / "data",
            identity=user.identity,
            stdin=None if told is None else source,
            death=signal.SIGQUIT,
        )
    finally:
        source.unlink(missing_ok=True)


async def _ended_by(server: Postgres | TemporalServer, how: signal.Signals) -> None:
    """End a server's process without a word to whoever it serves."""
    assert server.pid is not None
    os.kill(server.pid, how)

    async def ended() -> bool:
        return server.poll() is not None

    await until(ended)
    server.stop()


class Temporal:
    """A Temporal server on a file, in virtual time.

    Args:
        home: Its folder.
        hasty: Whether a dead worker's task goes to the next within 2 s, not within 10.
    """

    def __init__(self, home: HeldFolder, *, hasty: bool = False) -> None:
        self._home = home
        self._config = ('history.defaultWorkflowTaskTimeout="2s"',) if hasty else ()
        self._server = self._start(None)
        self.address = self._server.address
        self.namespace = self._server.namespace

    def _start(self, port: int | None) -> TemporalServer:
        return TemporalServer.start(
            self._home,
            port=port,
            ui_port=None,
            file_backed=True,
            time_skipping=True,
            search_attributes=server_types(),
            dynamic_config=self._config,
        )

    @property
    def files(self) -> Path:
        """The folder of its data."""
        return self._home.path / "temporal"

    def start(self) -> None:
        """Start it where it was, and wait until it answers."""
        self._server = self._start(int(self.address.rpartition(":")[2]))

    async def kill(self) -> None:
        """`kill -9`."""
        await _ended_by(self._server, signal.SIGKILL)

    def stop(self) -> None:
        """Stop it in order."""
        self._server.stop()


class Servers:
    """Both.

    Args:
        home: Their folder.
        hasty: As for Temporal.
        roles: As for the database.
    """

    def __init__(self, home: HeldFolder, *, hasty: bool = False, roles: Sequence[str] = ()) -> None:
        self.temporal = Temporal(home, hasty=hasty)
        try:
            self.database = Database(home, roles)
        except BaseException:
            self.temporal.stop()
            raise

    @property
    def addresses(self) -> StackAddresses:
        """Where they listen, whatever becomes of them."""
        return StackAddresses(
            temporal=self.temporal.address,
            ui=None,
            database_url=self.database.url,
            namespace=self.temporal.namespace,
            database_urls=self.database.urls,
        )


@contextmanager
def servers_that_remember(
    folder: Path, *, hasty: bool = False, roles: Sequence[str] = ()
) -> Iterator[Servers]:
    """Both servers as a persistent stack has them, on files, but in virtual time."""
    home = hold(folder)
    try:
        servers = Servers(home, hasty=hasty, roles=roles)
        try:
            yield servers
        finally:
            servers.database.stop()
            servers.temporal.stop()
    finally:
        home.release()
