"""A register that is on several hosts, of which one at a time can be written to.

`postgresql://…@one:5432,two:5432/visits` names a primary and its replica, whichever is which. The
driver would ask one host after the other, all of them within one limit: a host that neither takes
nor refuses a connection, as one that has lost its power, would use up that limit each time, and
the one after it would never be asked. So each is asked by itself here, for its own part of it.
"""

import asyncio
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Final, TypeAlias
from urllib.parse import parse_qs, urlsplit
from weakref import WeakKeyDictionary

import asyncpg
from asyncpg.connection import LoggedQuery

_Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"

_ASKS_FOR = "target_session_attrs"
_PRIMARY: Final = "primary"
"""A replica takes no record, and a pool that once had connections to one would keep them."""

_TAKE_RECORDS: Final = (_PRIMARY, "read-write")
_ATTRIBUTES: Final = (*_TAKE_RECORDS, "any", "standby", "prefer-standby", "read-only")

_TLS: Final = "sslmode"
_TLS_MODES: Final = ("disable", "allow", "prefer", "require", "verify-ca", "verify-full")
_TLS_FILES: Final = ("sslrootcert", "sslcert", "sslkey", "sslcrl")

_NEXT: tuple[type[Exception], ...] = (
    OSError,
    asyncpg.CannotConnectNowError,  # it starts, or ends
    asyncpg.TargetServerAttributeNotMatched,
)
"""What one host may say, or not say, so that another is asked."""


class Unusable(ValueError):
    """A part of an address cannot be used; its words are a clause, and have no password in them."""


class Hosts:
    """Connects to the host that can be written to; the one that was is asked first.

    Given to one pool, as its way to connect.
    """

    def __init__(self) -> None:
        self._last = 0
        self._lead_to: WeakKeyDictionary[_Connection, str] = WeakKeyDictionary()
        self._looking: asyncio.Task[None] | None = None
        self.failed: dict[str, Exception] = {}
        """What came of each address that was tried last, and did not let us in."""

    # `Any`: the driver's options, which are not looked at.
    async def connect(self, *address: Any, **options: Any) -> _Connection:  # noqa: ANN401
        """Connect.

        Args:
            address: `postgresql://…` alone, with one host or several.
            options: As the driver has them; `timeout` is for all hosts together, in seconds.

        Raises:
            TargetServerAttributeNotMatched: Those that answer are replicas.
            Unusable: A part of it cannot be used.
            ValueError: The address is none.
        """
        (database_url,) = address
        require_usable(database_url)
        urls = each_host(database_url)
        first = self._last % len(urls)
        wanted = _wanted(database_url)
        within = options["timeout"] / len(urls)
        asked: dict[str, Any] = {**options, **wanted, "timeout": within}
        failed: Exception | None = None
        self.failed = {}
        for number in (*range(first, len(urls)), *range(first)):
            url = urls[number]
            try:
                connection: _Connection = await asyncpg.connect(url, **asked)
            except _NEXT as error:
                # That a replica answers says more than that another host does not.
                if not isinstance(failed, asyncpg.TargetServerAttributeNotMatched):
                    failed = error
                self.failed[url] = error
                continue
            except Exception as error:
                self.failed[url] = error
                raise
            self._last = number
            self._lead_to[connection] = url
            if len(urls) > 1:  # looking at every command costs something
                connection.add_query_logger(partial(self._noticed, url, within))
            return connection
        assert failed is not None  # noqa: S101 - there is a host at least
        raise failed

    def _noticed(self, url: str, within: float, query: LoggedQuery) -> None:
        """Look after the host of a command that got no answer."""
        silent = isinstance(query.exception, TimeoutError)
        if silent and (self._looking is None or self._looking.done()):
            self._looking = asyncio.create_task(self._look(url, within))

    async def _look(self, url: str, within: float) -> None:
        """Whether a host is there; if it is not, every connection to it ends.

        Also those that nobody uses just now. Each would otherwise be found out by a command of its
        own, one after the other and each for as long as a command may last, though a replica was
        promoted long ago.
        """
        try:
            connection = await asyncpg.connect(url, timeout=within)
            await connection.close(timeout=within)
        except _NEXT as error:
            import structlog  # a tenth of a second, which no command need wait for

            log = structlog.get_logger(__name__)
            log.warning("host_gone", failure=type(error).__name__)
            for each, leads_to in list(self._lead_to.items()):
                if leads_to == url:
                    each.terminate()
        except (asyncpg.PostgresError, asyncpg.InterfaceError):
            pass  # it answers, if only that it is busy


def each_host(database_url: str) -> Sequence[str]:
    """The address with one of its hosts in it, for each of them.

    What names its hosts in another way (`?host=`), or is no address, stays as it is.
    """
    try:
        parts = urlsplit(database_url)
    except ValueError:
        return [database_url]
    login, at, hosts = parts.netloc.rpartition("@")
    if "," not in hosts:
        return [database_url]
    return [parts._replace(netloc=f"{login}{at}{host}").geturl() for host in hosts.split(",")]


def require_usable(database_url: str) -> None:
    """Refuse an address of which one part will never do, whichever host is asked first.

    A second host that is none would be found out when the first is lost.

    Raises:
        Unusable: A host has no name or a port that is none, what is asked for is not known, or a
            file that is named cannot be read.
    """
    urls = each_host(database_url)
    for url in urls if len(urls) > 1 else ():
        parts = urlsplit(url)
        try:
            nameless = not parts.hostname or parts.port == 0
        except ValueError:
            raise Unusable("a host has a port that is none") from None
        if nameless:
            raise Unusable("a host has no name, or a port that is none")
    said = _all_said(database_url)
    for name, may_be in ((_ASKS_FOR, _ATTRIBUTES), (_TLS, _TLS_MODES)):
        if said.get(name, may_be[0]) not in may_be:
            raise Unusable(f"{name} must be one of {', '.join(may_be)}")
    for name in _TLS_FILES:
        if name in said:
            _require_readable(name, said[name])


def _require_readable(name: str, file: str) -> None:
    """Refuse a file that cannot be read; the driver would say so as if the server had failed."""
    try:
        Path(file).read_bytes()
    except (OSError, ValueError):
        raise Unusable(f"{name} must be a file that can be read") from None


def asks_for_one_that_records(database_url: str) -> bool:
    """Whether a replica is none of those that an address asks for."""
    return _said(database_url) in {None, *_TAKE_RECORDS}


def _said(database_url: str) -> str | None:
    """Which kind of host the address says that it wants."""
    return _all_said(database_url).get(_ASKS_FOR)


def _all_said(database_url: str) -> Mapping[str, str]:
    """What stands after the question mark."""
    try:
        said = parse_qs(urlsplit(database_url).query, keep_blank_values=True)
    except ValueError:
        return {}
    return {name: values[-1] for name, values in said.items()}


def _wanted(database_url: str) -> Mapping[str, str]:
    """Only the primary, unless the address says which."""
    return {} if _said(database_url) is not None else {_ASKS_FOR: _PRIMARY}
