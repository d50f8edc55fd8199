"""Temporal and PostgreSQL, started together and ended together."""

import contextlib
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Self

from stack.addresses import ADDRESSES_NAME, StackAddresses, write_addresses
from stack.folders import HeldFolder, hold, hold_temporary
from stack.ports import StackPorts
from stack.postgres import Postgres
from stack.postgres_user import Way
from stack.processes import bound_log
from stack.temporal import TemporalServer
from stack.waiting import wait_until_ready


class StackKind(Enum):
    """What a stack is for."""

    PERSISTENT = "persistent"
    """Files that are kept, real time, a Web UI."""
    THROWAWAY = "throwaway"
    """A temporary folder, a Temporal server in memory, virtual time."""


@dataclass(frozen=True)
class Ended:
    """A program of the stack that ended by itself."""

    name: str
    status: int
    """Exit status; negative for the signal that ended it."""
    log: Path
    """File whose last lines say why."""

    def __str__(self) -> str:
        return (
            f"The embedded {self.name} ended by itself (status {self.status}). "
            f"Look at the last lines of '{self.log}', then start the stack again."
        )


class EmbeddedStack:
    """Both servers, for as long as the context lasts and never longer than this process.

    To be entered in the main thread, once.
    """

    def __init__(  # noqa: PLR0913 - what a stack can be, all by name
        self,
        folder: Path,
        *,
        ports: StackPorts,
        kind: StackKind,
        search_attributes: Mapping[str, str],
        roles: Sequence[str] = (),
        ui: bool = True,
        ways: Sequence[Way] | None = None,
        dynamic_config: Sequence[str] = (),
    ) -> None:
        """Describe a stack; entering it starts it.

        Args:
            folder: The stack's own folder; for a throwaway one, the folder in which its
                temporary folder is made.
            ports: Where the servers listen.
            kind: What the stack is for.
            search_attributes: The type of each search attribute (`Keyword`, `Datetime`, ...) by
                its name.
            roles: Whom PostgreSQL lets in besides the owner of its database.
            ui: Whether Temporal has its Web UI.
            ways: Ways to run PostgreSQL, tried in order; by default those that fit the present
                user.
            dynamic_config: Further settings of Temporal's server, each `name=value` in JSON.
        """
        self._place = folder
        self._ports = ports
        self._kind = kind
        self._search_attributes = dict(search_attributes)
        self._roles = roles
        self._ui = ui
        self._ways = ways
        self._dynamic_config = dynamic_config
        self._exit = contextlib.ExitStack()
        self._home: HeldFolder | None = None
        self._postgres: Postgres | None = None
        self._temporal: TemporalServer | None = None
        self._feed: str | None = None
        self._pages: str | None = None

    @property
    def folder(self) -> Path:
        """The folder of the files of this stack.

        Raises:
            RuntimeError: the stack is not running.
        """
        if self._home is None:
            raise RuntimeError("the stack is not running")
        return self._home.path

    @property
    def addresses(self) -> StackAddresses:
        """Where the servers listen.

        Raises:
            RuntimeError: the stack is not running.
        """
        if self._postgres is None or self._temporal is None:
            raise RuntimeError("the stack is not running")
        return StackAddresses(
            temporal=self._temporal.address,
            ui=self._temporal.ui,
            database_url=self._postgres.url,
            namespace=self._temporal.namespace,
            feed=self._feed,
            pages=self._pages,
            database_urls=self._postgres.urls,
        )

    def tell_doors(self, *, feed: str, pages: str | None = None) -> None:
        """Let other commands know where the feed and the pages of this stack are served.

        Raises:
            RuntimeError: the stack is not running.
        """
        self._feed, self._pages = feed, pages
        write_addresses(self.folder / ADDRESSES_NAME, self.addresses)

    def poll(self) -> Ended | None:
        """The first program that has ended by itself, or `None` while all is well.

        Whoever keeps a stack running asks now and then; that also keeps its logs bounded.
        """
        for server in (self._temporal, self._postgres):
            if server is not None:
                bound_log(server.log)
            if server is not None and (status := server.poll()) is not None:
                return Ended(server.name, status, server.log)
        return None

    def __enter__(self) -> Self:
        """Start both servers side by side and wait until both answer.

        Raises:
            StackUnavailable: the folder is in use, a port is taken, or a server does not start.
        """
        with contextlib.ExitStack() as started:
            started.callback(self._forget)
            home = started.enter_context(self._hold())
            throwaway = self._kind is StackKind.THROWAWAY
            # First, because it boots by itself while PostgreSQL's first steps are taken here.
            temporal = TemporalServer(
                home,
                port=self._ports.temporal,
                ui_port=(self._ports.ui or 0) if self._ui else None,
                file_backed=not throwaway,
                time_skipping=throwaway,
                search_attributes=self._search_attributes,
                dynamic_config=self._dynamic_config,
            )
            started.callback(temporal.stop)
            postgres = Postgres(
                home,
                port=self._ports.postgres,
                throwaway=throwaway,
                roles=self._roles,
                ways=self._ways,
            )
            started.callback(postgres.stop)
            wait_until_ready([postgres, temporal])
            self._home, self._postgres, self._temporal = home, postgres, temporal
            path = home.path / ADDRESSES_NAME
            write_addresses(path, self.addresses)
            started.callback(path.unlink, missing_ok=True)
            self._exit = started.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        """End both servers and give the folder up, whatever goes wrong on the way."""
        self._exit.close()

    def _hold(self) -> HeldFolder:
        if self._kind is StackKind.THROWAWAY:
            return hold_temporary(self._place)
        return hold(self._place)

    def _forget(self) -> None:
        self._home = self._postgres = self._temporal = self._feed = self._pages = None


def persistent_stack(
    folder: Path,
    *,
    ports: StackPorts,
    search_attributes: Mapping[str, str],
    roles: Sequence[str] = (),
) -> EmbeddedStack:
    """A stack that keeps its data in a folder, in real time, with the Web UI.

    Args:
        folder: Made if missing; one stack at a time.
        ports: Where the servers listen.
        search_attributes: The type of each by its name; more may be added on a later start.
        roles: Whom PostgreSQL lets in besides the owner of its database.
    """
    return EmbeddedStack(
        folder,
        ports=ports,
        kind=StackKind.PERSISTENT,
        search_attributes=search_attributes,
        roles=roles,
    )


def throwaway_stack(
    *,
    search_attributes: Mapping[str, str],
    roles: Sequence[str] = (),
    parent: Path | None = None,
    ui: bool = False,
    dynamic_config: Sequence[str] = (),
) -> EmbeddedStack:
    """A stack in virtual time that leaves nothing behind.

    Args:
        search_attributes: The type of each by its name.
        roles: Whom PostgreSQL lets in besides the owner of its database.
        parent: Where its temporary folder is made; by default where the system has such.
        ui: Whether Temporal has its Web UI, which most rehearsals have no use for.
        dynamic_config: Further settings of Temporal's server, each `name=value` in JSON.
    """
    return EmbeddedStack(
        parent or Path(tempfile.gettempdir()),
        ports=StackPorts(),
        kind=StackKind.THROWAWAY,
        search_attributes=search_attributes,
        roles=roles,
        ui=ui,
        dynamic_config=dynamic_config,
    )
