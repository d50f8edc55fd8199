"""A Maildir into which a mail server delivers."""

import errno
from collections.abc import Generator
from pathlib import Path

from activities.incoming.port import LONGEST, Lying, MailboxUnavailable

READ = ".Read by visits"
"""Where messages lie that have been read."""


class MaildirMailbox:
    """A folder with `new` and `cur`; what has been read moves to a folder beside them.

    Not by its flags: somebody may have looked at a message before we do. Mail programs that know
    Maildir++ show that folder, too. A name is unique for good, as Maildir has it.

    Args:
        folder: The Maildir, which may not be there yet.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def lying(self) -> Generator[Lying, None, None]:
        """See `Mailbox`."""
        for path in self._waiting():
            try:
                with path.open("rb") as file:
                    content = file.read(LONGEST)
            except FileNotFoundError:
                continue  # somebody else has moved it: it is found there
            except OSError as error:
                raise _unavailable(error) from None
            yield Lying(_place(path), content)

    def put_away(self, place: str) -> None:
        """See `Mailbox`."""
        try:
            for path in self._waiting():
                if _place(path) == place:
                    self._move(path)
        except FileNotFoundError:
            return
        except OSError as error:
            raise _unavailable(error) from None

    def _move(self, path: Path) -> None:
        read = self._folder / READ
        for name in ("cur", "new", "tmp"):
            (read / name).mkdir(parents=True, exist_ok=True)
        (read / "maildirfolder").touch()
        name, _, flags = path.name.partition(":2,")
        path.rename(read / "cur" / f"{name}:2,{''.join(sorted({*flags, 'S'}))}")

    def _waiting(self) -> list[Path]:
        found: list[Path] = []
        for name in ("cur", "new"):
            folder = self._folder / name
            if not folder.is_dir():
                continue
            try:
                found += [path for path in folder.iterdir() if not path.name.startswith(".")]
            except OSError as error:
                raise _unavailable(error) from None
        return sorted(found, key=_came)


def _came(path: Path) -> tuple[int, str]:
    try:
        return path.stat().st_mtime_ns, path.name
    except OSError:
        return 0, path.name


def _place(path: Path) -> str:
    return f"maildir/{path.name.partition(':')[0]}"


def _unavailable(error: OSError) -> MailboxUnavailable:
    return MailboxUnavailable(f"maildir-{errno.errorcode.get(error.errno or 0, 'error').lower()}")
