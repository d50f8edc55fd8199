"""Why PostgreSQL lets nobody in, in words: of each host its own, and never with a password."""

import socket
import ssl
from collections.abc import Mapping
from typing import Final
from urllib.parse import urlsplit

import asyncpg

from register.hosts import Unusable

_DEFAULT_PORT = 5432
_NO_ADDRESS = "DATABASE_URL is no address such as postgresql://USER:PASSWORD@HOST:5432/DATABASE"

_WORDS: Final[Mapping[type[Exception], str]] = {
    asyncpg.InvalidPasswordError: "does not take the password",
    asyncpg.InvalidAuthorizationSpecificationError: "does not let this user in",
    asyncpg.InvalidCatalogNameError: "has no such database",
    asyncpg.InsufficientPrivilegeError: "does not let this user into the database",
    asyncpg.TooManyConnectionsError: "takes no more connections",
    asyncpg.CannotConnectNowError: "starts or ends just now",
    asyncpg.TargetServerAttributeNotMatched: "is a replica",
    asyncpg.UndefinedObjectError: "does not know a setting that DATABASE_URL names",
    ssl.SSLCertVerificationError: "has a certificate that is not trusted",
    TimeoutError: "gives no answer in time",
}
"""The first that fits; a wrong password is one of those that are not let in."""


def why_not(failed: Mapping[str, Exception], error: Exception) -> str:
    """What stood in the way, of one host or of each of several.

    Args:
        failed: What came of each address, with one host in it, that was tried.
        error: What ended the attempt.

    Returns:
        A clause, e.g. `db-1:5432 does not take the password; nobody listens at db-2:5432`.
    """
    if isinstance(error, Unusable):
        return f"in DATABASE_URL {error}"
    if isinstance(error, asyncpg.ClientConfigurationError) and "root certificate" in str(error):
        return "in DATABASE_URL sslmode asks for sslrootcert, a file that can be read"
    if isinstance(error, ValueError):
        return _NO_ADDRESS
    told = failed or {"": error}
    return "; ".join(_clause(_host(url), one) for url, one in told.items())


def _clause(host: str, error: Exception) -> str:
    who = host or "it"
    if isinstance(error, socket.gaierror):
        return f"there is no host {host}" if host else "there is no such host"
    if isinstance(error, ConnectionRefusedError):
        return f"nobody listens at {host}" if host else "nobody listens there"
    if isinstance(error, ConnectionError) and "rejected SSL" in str(error):
        return f"{who} speaks no TLS, which DATABASE_URL asks for"
    told = next((words for kind, words in _WORDS.items() if isinstance(error, kind)), None)
    return f"{who} {told or f'fails with {type(error).__name__}'}"


def _host(url: str) -> str:
    """Host and port; empty where an odd address could have a part of its password there."""
    try:
        parts = urlsplit(url)
        port = parts.port or _DEFAULT_PORT
    except ValueError:
        return ""
    if parts.hostname is None or "@" in f"{parts.path}{parts.query}{parts.fragment}":
        return ""
    return f"[{parts.hostname}]:{port}" if ":" in parts.hostname else f"{parts.hostname}:{port}"
