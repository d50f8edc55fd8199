"""The data folder of the embedded PostgreSQL, and what runs in it before a server can."""

import contextlib
import os
import secrets
import shutil
import signal
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from stack.errors import StackUnavailable, ended_early
from stack.folders import HeldFolder, is_alive
from stack.ports import LOOPBACK
from stack.postgres_roles import SUPERUSER, keep_passwords, roles_script, write_closed
from stack.postgres_user import PostgresUser
from stack.processes import Child, spawn
from stack.programs import base_environment

DATABASE = "postgres"

_SAFE_LOGS = {
    # Letters, people and passwords pass through statements and constraint messages; a log is no
    # place for them.
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
}
_SERVER = {
    "listen_addresses": LOOPBACK,
    "unix_socket_directories": "",
    "max_connections": "100",
}
_THROWAWAY = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "shared_buffers": "32MB",
}


class _Step(NamedTuple):
    """A program that has to end well before the server can start."""

    makes: str
    child: Child
    then: Callable[[], "_Step | None"]


class PostgresData:
    """The folder `postgres` of a stack's folder: data, log, and the passwords of its roles."""

    def __init__(
        self, home: HeldFolder, user: PostgresUser, *, throwaway: bool, roles: Sequence[str]
    ) -> None:
        """Begin to get it ready; `advance` carries on.

        Args:
            home: The stack's folder.
            user: As whom its programs run.
            throwaway: Speed before safety.
            roles: Whom to let in besides the owner of the database.

        Raises:
            OSError: The folder cannot be used.
            ValueError: The file of the passwords is not ours.
        """
        self._home = home
        self._user = user
        self._throwaway = throwaway
        self._folder = home.path / "postgres"
        self._data = self._folder / "data"
        self._new_data = self._folder / "data.new"
        self._input = self._folder / "input"
        self.log = self._folder / "postgres.log"
        self.passwords = keep_passwords(self._folder / "passwords.json", roles)
        self._step: _Step | None
        if self._data.exists():
            self._give_to_owner(self._data)
            self._clear_stale_pid()
            self._step = self._make_roles()
        else:
            self._step = self._initialise()

    def advance(self) -> bool:
        """Take the next step, without waiting; whether a server may start.

        Raises:
            StackUnavailable: a step failed.
        """
        if self._step is None:
            return True
        status = self._step.child.poll()
        if status is None:
            return False
        self._input.unlink(missing_ok=True)
        if status != 0:
            raise self.failed(f"could not make its {self._step.makes}", self._step.child)
        self._step = self._step.then()
        return self._step is None

    def serve(self, port: int) -> Child:
        """Start the server."""
        options = self._options({**_SERVER, "port": str(port)})
        # SIGKILL would leave its own children to find out, which a long query puts off.
        return self._spawn("postgres", self._data, options, death=signal.SIGQUIT)

    def says_ready(self, port: int) -> bool:
        """Whether the server on a port is the one of this folder, and ready, by its own file."""
        lines = self._pid_lines()
        status_line, port_line = 7, 3
        return (
            len(lines) > status_line
            and lines[status_line].strip() == "ready"
            and lines[port_line].strip() == str(port)
        )

    def stop(self) -> None:
        """Break off whatever still runs before the server; may be called twice."""
        if self._step is not None:
            self._step.child.stop(signal.SIGKILL, 0)
            self._step = None
        self._input.unlink(missing_ok=True)

    def failed(self, what: str, child: Child) -> StackUnavailable:
        """The sentence for a program that did not do its part."""
        return ended_early(
            f"The embedded PostgreSQL {what}",
            said=child.said(),
            log=None if self._home.temporary else child.log,
            setting="DATABASE_URL",
        )

    # --- Steps ---------------------------------------------------------------------------

    def _initialise(self) -> _Step:
        # Made under another name, so that a folder called `data` is always a whole one.
        shutil.rmtree(self._new_data, ignore_errors=True)
        self._new_data.mkdir(mode=0o700)
        self._give_to_owner(self._new_data)
        options = [
            f"--username={SUPERUSER}",
            "--pwfile=/dev/stdin",  # which nobody can read where it cannot walk to the file
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            "--no-locale",
            "--no-instructions",
        ]
        if self._throwaway:
            options += ["--no-sync", "--no-data-checksums"]
        password = secrets.token_hex(24)  # asked for; the next step takes it away again
        child = self._spawn("initdb", self._new_data, options, told=password, death=signal.SIGKILL)
        return _Step("data folder", child, self._keep_data)

    def _keep_data(self) -> _Step:
        self._new_data.rename(self._data)
        return self._make_roles()

    def _make_roles(self) -> _Step:
        (self._folder / "password").unlink(missing_ok=True)  # the superuser's, who has none now
        script = roles_script(self.passwords, database=DATABASE, may_make_databases=self._throwaway)
        # Without `exit_on_error` a statement that failed would not be noticed.
        options = [*self._options({}), "--exit_on_error=on", DATABASE]
        child = self._spawn(
            "postgres", self._data, options, mode="--single", told=script, death=signal.SIGQUIT
        )
        return _Step("roles", child, lambda: None)

    def _options(self, settings: Mapping[str, str]) -> list[str]:
        all_of_them = {**_SAFE_LOGS, **settings, **(_THROWAWAY if self._throwaway else {})}
        return [f"--{name}={value}" for name, value in all_of_them.items()]

    def _spawn(  # noqa: PLR0913 - the ways in which its programs differ, all by name
        self,
        program: str,
        data: Path,
        options: Sequence[str],
        *,
        mode: str | None = None,
        told: str | None = None,
        death: signal.Signals,
    ) -> Child:
        user = self._user
        keep = [self._home.lock]
        if user.copy is not None:
            keep.append(user.copy.lock)
        if told is not None:
            write_closed(self._input, told)
            self._give_to_owner(self._input)
        # The kernel opens this link without walking the path that it stands for.
        folder = "/proc/self/cwd" if user.in_place else str(data.absolute())
        first = [mode] if mode else []  # PostgreSQL wants it before everything else
        return spawn(
            [*user.prefix, user.bin / program, *first, "-D", folder, *options],
            log=self.log,
            env=base_environment(data.absolute()),
            cwd=data,
            identity=user.identity,
            stdin=None if told is None else self._input,
            keep=keep,
            death=death,
        )

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
