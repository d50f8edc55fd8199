"""A Maildir folder: the embedded default, and what a rehearsal writes to."""

import asyncio
import errno
import os
import threading
from contextlib import suppress
from pathlib import Path
from tempfile import mkstemp

from activities.channels.port import ChannelUnavailable
from activities.outgoing import Outgoing
from schemas.ids import LetterKey


class MaildirChannel:
    """Files each letter as `new/<key with its slashes as dots>.eml`.

    Maildir asks only that a name be unique and without a slash. A key has no dots, so no two
    letters share a name; and a letter filed twice is one file. The ending is for people who
    open the folder, not for mail programs. A letter that a mail program has moved to `cur`
    counts as filed.
    """

    name = "maildir"
    proves_delivery = True
    repeatable = True

    def __init__(self, folder: Path, *, lasting: bool = True) -> None:
        """File letters in a folder, which is made when the first one comes.

        Args:
            folder: The Maildir.
            lasting: Whether a letter must outlast a failing machine; a rehearsal's need not, and
                a slow disk would set its pace.
        """
        self._folder = folder
        self._lasting = lasting
        # One post room a visit keeps processes apart; threads of one process are kept apart here.
        self._one_at_a_time = threading.Lock()

    async def deliver(self, key: LetterKey, letter: Outgoing) -> None:
        """File one letter; when this returns it is on the disk, if letters are to last.

        Raises:
            ChannelUnavailable: The disk did not take it, e.g. `maildir-enospc`.
        """
        code = await asyncio.to_thread(
            self._file_alone, f"{key.replace('/', '.')}.eml", letter.content
        )
        if code is not None:
            raise ChannelUnavailable(code)

    def _file_alone(self, name: str, content: bytes) -> str | None:
        with self._one_at_a_time:
            return self._file(name, content)

    def _file(self, name: str, content: bytes) -> str | None:
        """Returns why the letter could not be filed, or nothing."""
        try:
            for folder in ("tmp", "new", "cur"):
                (self._folder / folder).mkdir(parents=True, exist_ok=True)
            self._clear_drafts(name)
            if not self._is_filed(name):
                self._write(name, content)
        except OSError as error:
            return f"maildir-{errno.errorcode.get(error.errno or 0, 'error').lower()}"
        return None

    def _is_filed(self, name: str) -> bool:
        # Read mail carries flags after a colon: `<name>:2,S`.
        read = (entry.name.partition(":")[0] for entry in (self._folder / "cur").iterdir())
        return (self._folder / "new" / name).exists() or name in read

    def _clear_drafts(self, name: str) -> None:
        """Remove what a worker left that was killed while it wrote this letter."""
        for draft in (self._folder / "tmp").glob(f"{name}.*"):
            draft.unlink(missing_ok=True)

    def _write(self, name: str, content: bytes) -> None:
        handle, draft = mkstemp(dir=self._folder / "tmp", prefix=f"{name}.")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                if self._lasting:
                    os.fsync(file.fileno())
            Path(draft).replace(self._folder / "new" / name)
        except BaseException:
            with suppress(OSError):
                Path(draft).unlink()
            raise
        if self._lasting:
            _sync_folder(self._folder / "new")


def _sync_folder(folder: Path) -> None:
    """A file survives a crash only when the folder that names it was written, too."""
    if os.name != "posix":  # elsewhere a folder cannot be opened
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
