"""The file by which other commands find a running stack."""

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Self

from stack.errors import StackUnavailable
from stack.folders import is_held

ADDRESSES_NAME = "stack.json"


@dataclass(frozen=True)
class StackAddresses:
    """Where the servers of a stack listen."""

    temporal: str
    """Host and port."""
    ui: str | None
    """Address of the Web UI, if there is one."""
    database_url: str
    """Of its owner, with the password: not for logs."""
    namespace: str
    """Of Temporal."""
    feed: str | None = None
    """Address of the feed, if one is served; stacks of before there was one do not say."""
    pages: str | None = None
    """Address of the pages, likewise."""
    database_urls: Mapping[str, str] = field(default_factory=dict)
    """Of each role by its name, likewise; stacks of before there were roles do not say."""

    def database_url_of(self, role: str) -> str:
        """Where a role connects; where there are no roles, as the owner."""
        return self.database_urls.get(role, self.database_url)

    def in_database(self, name: str) -> Self:
        """The same with another database on the same server."""

        def there(url: str) -> str:
            return f"{url.rpartition('/')[0]}/{name}"

        return replace(
            self,
            database_url=there(self.database_url),
            database_urls={role: there(url) for role, url in self.database_urls.items()},
        )


def write_addresses(path: Path, addresses: StackAddresses) -> None:
    """Write the file, readable by its owner only, whole or not at all.

    Raises:
        OSError: it cannot be written.
    """
    new = path.with_name(f".{path.name}.new")
    new.unlink(missing_ok=True)
    descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with open(descriptor, "w", encoding="utf-8") as file:  # noqa: PTH123 - a descriptor
        json.dump(asdict(addresses), file, indent=2)
    new.replace(path)


def read_addresses(path: Path) -> StackAddresses:
    """Read where the stack listens whose folder the file is in.

    Raises:
        StackUnavailable: no stack runs there, or the file cannot be understood.
    """
    folder = path.parent
    try:
        text = path.read_text(encoding="utf-8")
    except PermissionError as error:
        raise StackUnavailable(
            f"'{path}' belongs to another user. Run this as the user who started the stack."
        ) from error
    except (OSError, UnicodeDecodeError) as error:
        raise _none_running(folder) from error
    if not is_held(folder):
        raise _none_running(folder)
    try:
        return StackAddresses(**json.loads(text))
    except (TypeError, ValueError) as error:
        raise StackUnavailable(
            f"'{path}' is not what a stack of this version writes. Stop the stack under "
            f"'{folder}' and start it again with `visits up`."
        ) from error


def _none_running(folder: Path) -> StackUnavailable:
    return StackUnavailable(
        f"No stack is running under '{folder}'. Start one with `visits up`, or set "
        "TEMPORAL_ADDRESS and DATABASE_URL to servers that run elsewhere."
    )
