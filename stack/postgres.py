"""The bundled PostgreSQL as a child of this process."""

import signal
import socket
import struct
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Self

from stack.errors import StackUnavailable
from stack.folders import HeldFolder
from stack.ports import ATTEMPTS, LOOPBACK, choose_port, is_address_in_use, taken
from stack.postgres_data import DATABASE, PostgresData
from stack.postgres_roles import OWNER
from stack.postgres_user import Way, find_postgres_user
from stack.processes import Child
from stack.waiting import wait_until_ready

PORT_SETTING = "--database-port"

_NAME = "PostgreSQL"
_STOP_TIMEOUT = 20.0  # seconds for a shutdown checkpoint
_PROTOCOL_3_0 = 196608
_PROBE_TIMEOUT = 1.0  # seconds


class Postgres:
    """A server whose files are in the `postgres` folder of a stack's folder.

    It listens on the loopback address only and asks for a password that was drawn at random.
    Nobody can log in as its superuser.
    """

    def __init__(
        self,
        home: HeldFolder,
        *,
        port: int | None,
        throwaway: bool,
        roles: Sequence[str] = (),
        ways: Sequence[Way] | None = None,
    ) -> None:
        """Begin to start it; `advance` carries on, `start` does both.

        Args:
            home: The stack's folder, held for as long as the server lives.
            port: Where it listens; `None` or 0 for any free port.
            throwaway: Speed before safety: for data that nobody wants after the stack's end. Its
                owner may make further databases, so that trials can be kept apart.
            roles: Whom to let in besides the owner of the database.
            ways: Ways to run the programs, tried in order; by default those that fit the
                present user.

        Raises:
            StackUnavailable: it cannot be run here, or the port is taken.
        """
        self._throwaway = throwaway
        self._folder = home.path / "postgres"
        self._wanted = port
        self._port = choose_port(port, server=_NAME, setting=PORT_SETTING)
        self._attempts = 1
        self._server: Child | None = None
        self._stopped = False
        try:
            self._folder.mkdir(mode=0o700, exist_ok=True)
            self._user = find_postgres_user(self._folder, ways=ways)
        except OSError as error:
            raise self._unusable(error) from error
        try:
            self._data = PostgresData(home, self._user, throwaway=throwaway, roles=roles)
        except (OSError, ValueError) as error:
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
        roles: Sequence[str] = (),
        ways: Sequence[Way] | None = None,
    ) -> Self:
        """Start it and wait until it accepts connections; see the class for the arguments.

        Raises:
            StackUnavailable: it cannot be run here, the port is taken, or it ended at once.
        """
        server = cls(home, port=port, throwaway=throwaway, roles=roles, ways=ways)
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
        return self._data.log

    @property
    def url(self) -> str:
        """Where its owner connects, with the password."""
        return self.urls[OWNER]

    @property
    def urls(self) -> Mapping[str, str]:
        """Where each role connects, with its password, by its name."""
        place = f"{LOOPBACK}:{self._port.number}/{DATABASE}"
        return {
            role: f"postgresql://{role}:{password}@{place}"
            for role, password in self._data.passwords.items()
        }

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
        if self._stopped:
            raise RuntimeError("the server was stopped")
        if self._server is None:
            if self._data.advance():
                self._server = self._data.serve(self._port.number)
            return False
        if self._server.poll() is None:
            return self._data.says_ready(self._port.number) and self._accepts()
        if not is_address_in_use(self._server.said()):
            raise self._data.failed("ended while it was starting", self._server)
        if self._port.chosen or self._attempts == ATTEMPTS:
            raise taken(self._port.number, server=_NAME, setting=PORT_SETTING)
        self._attempts += 1
        self._port = choose_port(self._wanted, server=_NAME, setting=PORT_SETTING)
        self._server = self._data.serve(self._port.number)
        return False

    def poll(self) -> int | None:
        """Exit status if the server has ended, `None` while it runs."""
        return self._server.poll() if self._server else None

    def stop(self) -> None:
        """End the server, in order where its data shall be kept. May be called twice."""
        self._stopped = True
        try:
            self._data.stop()
            if self._server is not None:
                self._server.stop(
                    signal.SIGQUIT if self._throwaway else signal.SIGINT, _STOP_TIMEOUT
                )
        finally:
            self._server = None
            self._user.release()

    def _accepts(self) -> bool:
        """Whether a connection gets as far as being asked for its password."""
        body = struct.pack("!i", _PROTOCOL_3_0)
        body += f"user\0{OWNER}\0database\0{DATABASE}\0\0".encode()
        try:
            with socket.create_connection(
                (LOOPBACK, self._port.number), timeout=_PROBE_TIMEOUT
            ) as connection:
                connection.sendall(struct.pack("!i", len(body) + 4) + body)
                return connection.recv(1) == b"R"
        except OSError:
            return False

    def _unusable(self, error: Exception) -> StackUnavailable:
        return StackUnavailable(
            f"The embedded PostgreSQL cannot use the folder '{self._folder}' ({error}). Run this "
            "as the user who made it, or set DATABASE_URL to a server that runs elsewhere."
        )
