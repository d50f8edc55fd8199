"""Files that hold content: their owner alone can read them, and each is there whole or not at all.

Letters, documents and exports name people. Whatever writes them below the command's own
`umask` relies on nothing: files are 0600, folders that are made for them 0700.
"""

import os
from contextlib import suppress
from pathlib import Path
from tempfile import mkstemp

_OWNER_ONLY = 0o700


def make_folder(path: Path) -> None:
    """Make a folder and those above it that are missing; those that are there stay as they are.

    Raises:
        OSError: It cannot be made, or a file is in its place.
    """
    for folder in reversed((path, *path.parents)):
        if not folder.is_dir():
            folder.mkdir(mode=_OWNER_ONLY, exist_ok=True)


def write_file(path: Path, content: bytes) -> None:
    """Write a file in place of one that may be there.

    Raises:
        OSError: It cannot be written; what was there stays.
    """
    handle, draft = mkstemp(dir=path.parent, prefix=f".{path.name}.")  # 0600
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(draft).replace(path)
    except BaseException as error:
        with suppress(OSError):
            Path(draft).unlink()
        if isinstance(error, OSError):
            error.filename = str(path)
        raise
