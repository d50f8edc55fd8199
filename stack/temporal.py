"""The bundled Temporal development server as a child of this process."""

import contextlib
import http.client
import signal
import socket
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Self

from stack.errors import StackUnavailable, ended_early
from stack.folders import HeldFolder
from stack.ports import (
    ATTEMPTS,
    LOOPBACK,
    Port,
    choose_port,
    is_address_in_use,
    taken,
)
from stack.processes import Child, spawn
from stack.programs import base_environment, temporal_program
from stack.waiting import wait_until_ready

PORT_SETTING = "--temporal-port"
UI_PORT_SETTING = "--ui-port"

_NAME = "Temporal"
_UI_NAME = "Temporal's Web UI"
_STOP_TIMEOUT = 10.0  # seconds; an orderly end takes one
_PROBE_TIMEOUT = 2.0  # seconds

_AT_ONCE = (
    "history.timerProcessorMaxPollRPS=1000",
    "history.transferProcessorMaxPollRPS=1000",
    "history.visibilityProcessorMaxPollRPS=1000",
)
"""The server takes up what is due at most twenty times a second for each of its shards, which is
meant for hundreds of them. The embedded one has a single one: everybody would wait for its turn."""
_ONE_QUEUE = (
    "matching.numTaskqueueReadPartitions=1",
    "matching.numTaskqueueWritePartitions=1",
)
"""The server keeps a task queue in four parts, which is meant for many servers: what is to go first
goes first in its own part only."""
_GARBAGE = "400"
"""Percent by which its memory may grow before it is cleared; at 100, clearing takes a tenth of its
time."""


class TemporalServer:
    """A server whose files are in the `temporal` folder of a stack's folder.

    All of its ports are on the loopback address.
    """

    def __init__(  # noqa: PLR0913 - what a caller may choose, all by name
        self,
        home: HeldFolder,
        *,
        port: int | None,
        ui_port: int | None,
        file_backed: bool,
        time_skipping: bool,
        search_attributes: Mapping[str, str],
        namespace: str = "default",
        dynamic_config: Sequence[str] = (),
    ) -> None:
        """Begin to start it; `advance` carries on, `start` does both.

        Args:
            home: The stack's folder, held for as long as the server lives.
            port: Where its gRPC door listens; `None` or 0 for any free port.
            ui_port: Where its Web UI listens; 0 for any free port, `None` for no Web UI.
            file_backed: Keep workflows in a file; otherwise in memory.
            time_skipping: Let clients move a workflow's clock forward.
            search_attributes: The type of each (`Keyword`, `Datetime`, ...) by its name.
            namespace: Made if missing.
            dynamic_config: Further settings of the server, each `name=value` in JSON.

        Raises:
            StackUnavailable: it is not installed, a port is taken, or its folder is not ours.
        """
        self._home = home
        self._wanted, self._wanted_ui = port, ui_port
        self._time_skipping = time_skipping
        self._dynamic_config = tuple(dynamic_config)
        self._search_attributes = dict(search_attributes)
        self._namespace = namespace
        self._attempts = 1
        self._adding: Child | None = None
        self._program = temporal_program()
        # Absolute, because the program starts in its own folder.
        self._folder = home.path.absolute() / "temporal"
        self._file = self._folder / "temporal.db" if file_backed else None
        # The server registers search attributes only when it makes the namespace.
        self._must_add = bool(self._file and self._file.exists() and search_attributes)
        self._choose_ports()
        try:
            self._folder.mkdir(mode=0o700, exist_ok=True)
            self._server: Child | None = self._serve()
        except OSError as error:
            raise StackUnavailable(
                f"The embedded Temporal server cannot use the folder '{self._folder}' ({error}). "
                "Run this as the user who made it, or set TEMPORAL_ADDRESS to a server that "
                "runs elsewhere."
            ) from error

    @classmethod
    def start(  # noqa: PLR0913 - as `__init__`
        cls,
        home: HeldFolder,
        *,
        port: int | None,
        ui_port: int | None,
        file_backed: bool,
        time_skipping: bool,
        search_attributes: Mapping[str, str],
        namespace: str = "default",
        dynamic_config: Sequence[str] = (),
    ) -> Self:
        """Start it and wait until its namespace answers; see `__init__` for the arguments.

        Raises:
            StackUnavailable: it is not installed, a port is taken, or it ended at once.
        """
        server = cls(
            home,
            port=port,
            ui_port=ui_port,
            file_backed=file_backed,
            time_skipping=time_skipping,
            search_attributes=search_attributes,
            namespace=namespace,
            dynamic_config=dynamic_config,
        )
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
        return self._folder / "temporal.log"

    @property
    def address(self) -> str:
        """Host and port of its gRPC door."""
        return f"{LOOPBACK}:{self._port.number}"

    @property
    def ui(self) -> str | None:
        """Address of its Web UI, if it has one."""
        return f"http://{LOOPBACK}:{self._ui_port.number}" if self._ui_port else None

    @property
    def namespace(self) -> str:
        """The namespace that it was asked for."""
        return self._namespace

    @property
    def pid(self) -> int | None:
        """The pid of the server's process (or its guard's) while there is one."""
        return self._server.pid if self._server else None

    def advance(self) -> bool:
        """Take the next step of the start, without waiting long.

        Returns:
            Whether the namespace answers and has its search attributes.

        Raises:
            StackUnavailable: a step failed.
        """
        if self._server is None:
            raise RuntimeError("the server was stopped")
        if self._server.poll() is not None:
            self._start_again()
            return False
        if self._adding is not None:
            status = self._adding.poll()
            if status:
                raise self._failed("could not add its search attributes", self._adding)
            self._must_add = status is None
            return not self._must_add
        if not self._answers():
            return False
        if self._must_add:
            self._adding = self._add_search_attributes()
        return not self._must_add

    def poll(self) -> int | None:
        """Exit status if the server has ended, `None` while it runs."""
        return self._server.poll() if self._server else None

    def stop(self) -> None:
        """End the server, in order where its data shall be kept. May be called twice."""
        try:
            if self._adding is not None:
                self._adding.stop(signal.SIGKILL, 0)
            if self._server is not None:
                # An orderly end takes it a second, which memory is not worth.
                self._server.stop(signal.SIGTERM if self._file else signal.SIGKILL, _STOP_TIMEOUT)
        finally:
            self._adding = self._server = None

    # --- Steps ---------------------------------------------------------------------------

    def _choose_ports(self) -> None:
        self._port = choose_port(self._wanted, server=_NAME, setting=PORT_SETTING)
        self._ui_port: Port | None = None
        if self._wanted_ui is not None:
            self._ui_port = choose_port(self._wanted_ui, server=_UI_NAME, setting=UI_PORT_SETTING)
        self._http_port = choose_port(None, server=_NAME, setting=PORT_SETTING)

    def _serve(self) -> Child:
        options = {
            "--ip": [LOOPBACK],
            "--port": [str(self._port.number)],
            "--http-port": [str(self._http_port.number)],
            "--namespace": [self._namespace],
            "--log-level": ["warn"],
            "--search-attribute": [f"{n}={kind}" for n, kind in self._search_attributes.items()],
            "--dynamic-config-value": [*_AT_ONCE, *_ONE_QUEUE, *self._dynamic_config],
        }
        flags = ["--headless"]
        if self._ui_port:
            options["--ui-port"] = [str(self._ui_port.number)]
            flags = ["--ui-disable-news-fetch"]
        if self._file:
            options["--db-filename"] = [str(self._file)]
            options["--sqlite-pragma"] = ["journal_mode=WAL", "synchronous=NORMAL"]
            # An attribute added on a later start is there for the first visit at once.
            options["--dynamic-config-value"] += [
                "system.forceSearchAttributesCacheRefreshOnRead=true"
            ]
        if self._time_skipping:
            # The second lets a skip take milliseconds instead of a second. Values are JSON.
            options["--dynamic-config-value"] += [
                "frontend.WorkflowTimeSkippingEnabled=true",
                'history.timerProcessorMaxTimeShift="5ms"',
            ]
        pairs = [part for name, values in options.items() for v in values for part in (name, v)]
        return self._spawn(["server", "start-dev", *flags, *pairs])

    def _add_search_attributes(self) -> Child:
        arguments = ["operator", "search-attribute", "create", "--address", self.address]
        arguments += ["--namespace", self._namespace]
        for name, kind in self._search_attributes.items():
            arguments += ["--name", name, "--type", kind]
        return self._spawn(arguments)

    def _spawn(self, arguments: list[str]) -> Child:
        environment = {
            **base_environment(self._folder),
            "TEMPORAL_VERSION_CHECK_DISABLED": "1",  # it would tell its maker that it runs
            "GOGC": _GARBAGE,
        }
        return spawn(
            [self._program, *arguments],
            log=self.log,
            env=environment,
            cwd=self._folder,
            keep=[self._home.lock],
        )

    def _answers(self) -> bool:
        """Whether the namespace can be described and the gRPC door is open.

        Asked by way of the server's HTTP door, which needs neither an event loop nor a client.
        """
        with contextlib.closing(
            http.client.HTTPConnection(LOOPBACK, self._http_port.number, timeout=_PROBE_TIMEOUT)
        ) as connection:
            try:
                connection.request("GET", f"/api/v1/namespaces/{self._namespace}")
                response = connection.getresponse()
                response.read()
                if response.status != http.HTTPStatus.OK:
                    return False
                grpc = (LOOPBACK, self._port.number)
                socket.create_connection(grpc, timeout=_PROBE_TIMEOUT).close()
            except (OSError, http.client.HTTPException):
                return False
            return True

    def _start_again(self) -> None:
        """Try other ports, where that is why the server ended.

        Raises:
            StackUnavailable: it ended for another reason, or a person chose the port.
        """
        assert self._server is not None  # noqa: S101 - the caller has just polled it
        said = self._server.said()
        if not is_address_in_use(said):
            raise self._failed("ended while it was starting", self._server)
        for port, server, setting in (
            (self._port, _NAME, PORT_SETTING),
            (self._ui_port, _UI_NAME, UI_PORT_SETTING),
        ):
            if port and port.chosen and f":{port.number}" in said:
                raise taken(port.number, server=server, setting=setting)
        if self._attempts == ATTEMPTS:
            raise taken(self._port.number, server=_NAME, setting=PORT_SETTING)
        self._attempts += 1
        self._choose_ports()
        self._server = self._serve()

    def _failed(self, what: str, child: Child) -> StackUnavailable:
        return ended_early(
            f"The embedded Temporal server {what}",
            said=child.said(),
            log=None if self._home.temporary else child.log,
            setting="TEMPORAL_ADDRESS",
        )
