"""The bundled PostgreSQL as a child of this process."""

import contextlib
import os
import secrets
import shutil
import signal
import socket
import struct
from collections.abc import Sequence
from pathlib import Path
from typing import Self

from stack.errors import StackUnavailable, ended_early
from stack.folders import HeldFolder, is_alive
from stack.ports import ATTEMPTS, LOOPBACK, choose_port, is_address_in_use, taken
from stack.postgres_user import PostgresUser, Way, find_postgres_user
from stack.processes import Child, spawn
from stack.programs import base_environment
from stack.waiting import wait_until_ready

USER = "visits"
DATABASE = "postgres"
PORT_SETTING = "--database-port"

_NAME = "PostgreSQL"
_COMMON = {
    "listen_addresses": LOOPBACK,
    "unix_socket_directories": "",
    "max_connections": "100",
    # Letters and people pass through statements and constraint messages; a log is no place
    # for them.
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
}
_THROWAWAY = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "shared_buffers": "32MB",
}
_STOP_TIMEOUT = 20.0  # seconds for a shutdown checkpoint
_PROTOCOL_3_0 = 196608
_PROBE_TIMEOUT = 1.0  # seconds


class Postgres:
    """A server whose files are in the `postgres` folder of a stack's folder.

    It listens on the loopback address only and asks for a password that was drawn at random.
    """

    def __init__(
        self,
        home: HeldFolder,
        *,
        port: int | None,
        throwaway: bool,
        ways: Sequence[Way] | None = None,
    ) -> None:
        """Begin to start it; `advance` carries on, `start` does both.

        Args:
            home: The stack's folder, held for as long as the server lives.
            port: Where it listens; `None` or 0 for any free port.
            throwaway: Speed before safety: for data that nobody wants after the stack's end.
            ways: Ways to run the programs, tried in order; by default those that fit the
                present user.

        Raises:
            StackUnavailable: it cannot be run here, or the port is taken.
        """
        self._home = home
        self._throwaway = throwaway
        self._folder = home.path / "postgres"
        self._data = self._folder / "data"
        self._new_data = self._folder / "data.new"
        self._password_file = self._folder / "password"
        self._wanted = port
        self._port = choose_port(port, server=_NAME, setting=PORT_SETTING)
        self._attempts = 1
        self._initdb: Child | None = None
        self._server: Child | None = None
        try:
            self._folder.mkdir(mode=0o700, exist_ok=True)
            self._user = find_postgres_user(self._folder, ways=ways)
        except OSError as error:
            raise self._unusable(error) from error
        try:
            if self._data.exists():
                self._password = self._password_file.read_text()
                self._give_to_owner(self._data)
                self._clear_stale_pid()
                self._server = self._serve()
            else:
                self._password = secrets.token_hex(24)
                self._initdb = self._initialise()
        except OSError as error:
            self._user.release()
            raise self._unusable(error) from error
        except BaseException:
            self._user.release()
            raise

    @classmethod
    def start(
        cls,
        home: HeldFolder,
        *,
        port: int | None,
        throwaway: bool,
        ways: Sequence[Way] | None = None,
    ) -> Self:
        """Start it and wait until it accepts connections; see the class for the arguments.

        Raises:
            StackUnavailable: it cannot be run here, the port is taken, or it ended at once.
        """
        server = cls(home, port=port, throwaway=throwaway, ways=ways)
        try:
            wait_until_ready([server])
        except BaseException:
            server.stop()
            raise
        return server

    @property
    def name(self) -> str:
        """What a person calls it."""
        return _NAME

    @property
    def log(self) -> Path:
        """File that holds its output."""
        return self._folder / "postgres.log"

    @property
    def url(self) -> str:
        """Where to connect, with the password."""
        return f"postgresql://{USER}:{self._password}@{LOOPBACK}:{self._port.number}/{DATABASE}"

    @property
    def pid(self) -> int | None:
        """The pid of the server's process (or its guard's), once there is one."""
        return self._server.pid if self._server else None

    def advance(self) -> bool:
        """Take the next step of the start, without waiting.

        Returns:
            Whether the server accepts connections.

        Raises:
            StackUnavailable: a step failed.
        """
        if self._initdb is not None:
            status = self._initdb.poll()
            if status is None:
                return False
            if status != 0:
                raise self._failed("could not make its data folder", self._initdb)
            self._initdb = None
            self._new_data.rename(self._data)
            self._server = self._serve()
            return False
        if self._server is None:
            raise RuntimeError("the server was stopped")
        if self._server.poll() is None:
            return self._says_ready() and self._accepts()
        if not is_address_in_use(self._server.said()):
            raise self._failed("ended while it was starting", self._server)
        if self._port.chosen or self._attempts == ATTEMPTS:
            raise taken(self._port.number, server=_NAME, setting=PORT_SETTING)
        self._attempts += 1
        self._port = choose_port(self._wanted, server=_NAME, setting=PORT_SETTING)
        self._server = self._serve()
        return False

    def poll(self) -> int | None:
        """Exit status if the server has ended, `None` while it runs."""
        return self._server.poll() if self._server else None

    def stop(self) -> None:
        """End the server, in order where its data shall be kept. May be called twice."""
        try:
            if self._initdb is not None:
                self._initdb.stop(signal.SIGKILL, 0)
            if self._server is not None:
                self._server.stop(
                    signal.SIGQUIT if self._throwaway else signal.SIGINT, _STOP_TIMEOUT
                )
        finally:
            self._initdb = self._server = None
            self._user.release()

    # --- Steps ---------------------------------------------------------------------------

    def _initialise(self) -> Child:
        # Made under another name, so that a folder called `data` is always a whole one.
        shutil.rmtree(self._new_data, ignore_errors=True)
        self._new_data.mkdir(mode=0o700)
        descriptor = os.open(self._password_file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with open(descriptor, "w") as file:  # noqa: PTH123 - a descriptor, made with its mode
            file.write(self._password)
        for path in (self._new_data, self._password_file):
            self._give_to_owner(path)
        options = [
            f"--username={USER}",
            "--pwfile=/dev/stdin",  # which nobody can read where it cannot walk to the file
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            "--no-locale",
            "--no-instructions",
        ]
        if self._throwaway:
            options += ["--no-sync", "--no-data-checksums"]
        return self._spawn("initdb", self._new_data, options, death=signal.SIGKILL)

    def _serve(self) -> Child:
        settings = {**_COMMON, "port": str(self._port.number)}
        if self._throwaway:
            settings |= _THROWAWAY
        options = [f"--{name}={value}" for name, value in settings.items()]
        # SIGKILL would leave its own children to find out, which a long query puts off.
        return self._spawn("postgres", self._data, options, death=signal.SIGQUIT)

    def _spawn(
        self, program: str, data: Path, options: Sequence[str], *, death: signal.Signals
    ) -> Child:
        user: PostgresUser = self._user
        keep = [self._home.lock]
        if user.copy is not None:
            keep.append(user.copy.lock)
        # The kernel opens this link without walking the path that it stands for.
        folder = "/proc/self/cwd" if user.in_place else str(data.absolute())
        return spawn(
            [*user.prefix, user.bin / program, "-D", folder, *options],
            log=self.log,
            env=base_environment(data.absolute()),
            cwd=data,
            identity=user.identity,
            stdin=self._password_file if program == "initdb" else None,
            keep=keep,
            death=death,
        )

    def _says_ready(self) -> bool:
        """Whether the server on our port is ours, and ready, by its own file."""
        lines = self._pid_lines()
        status_line, port_line = 7, 3
        return (
            len(lines) > status_line
            and lines[status_line].strip() == "ready"
            and lines[port_line].strip() == str(self._port.number)
        )

    def _accepts(self) -> bool:
        """Whether a connection gets as far as being asked for its password."""
        body = struct.pack("!i", _PROTOCOL_3_0)
        body += f"user\0{USER}\0database\0{DATABASE}\0\0".encode()
        try:
            with socket.create_connection(
                (LOOPBACK, self._port.number), timeout=_PROBE_TIMEOUT
            ) as connection:
                connection.sendall(struct.pack("!i", len(body) + 4) + body)
                return connection.recv(1) == b"R"
        except OSError:
            return False

    def _clear_stale_pid(self) -> None:
        """Remove the file of a killed server whose number some other process has by now.

        PostgreSQL would take that process for a server of the same folder, and clears up by
        itself in every other case. We hold the folder, so no server of it lives.
        """
        lines = self._pid_lines()
        if lines and lines[0].strip().isdigit() and is_alive(int(lines[0])):
            (self._data / "postmaster.pid").unlink()

    def _pid_lines(self) -> list[str]:
        with contextlib.suppress(OSError):
            return (self._data / "postmaster.pid").read_text().splitlines()
        return []

    def _give_to_owner(self, path: Path) -> None:
        """Hand files to the user as whom the server runs, who may differ from last time."""
        owner = self._user.owner
        if path.stat().st_uid == owner.uid:
            return
        os.chown(path, *owner)
        for entry in path.rglob("*"):
            os.chown(entry, *owner, follow_symlinks=False)

    # --- Sentences -----------------------------------------------------------------------

    def _failed(self, what: str, child: Child) -> StackUnavailable:
        return ended_early(
            f"The embedded PostgreSQL {what}",
            said=child.said(),
            log=None if self._home.temporary else child.log,
            setting="DATABASE_URL",
        )

    def _unusable(self, error: OSError) -> StackUnavailable:
        return StackUnavailable(
            f"The embedded PostgreSQL cannot use the folder '{self._folder}' ({error}). Run this "
            "as the user who made it, or set DATABASE_URL to a server that runs elsewhere."
        )
