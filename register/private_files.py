"""Files that hold content: their owner alone can read them, and each is there whole or not at all.

Letters, documents and exports name people. Whatever writes them below the command's own
`umask` relies on nothing: files are 0600, folders that are made for them 0700.
"""

import os
from collections.abc import Mapping
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
    try:
        handle, draft = mkstemp(dir=path.parent, prefix=f".{path.name}.")  # 0600
    except OSError as error:
        error.filename = str(path)
        raise
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


def write_files(files: Mapping[str, bytes], folder: Path) -> list[Path]:
    """Write files into a folder, in place of those that may be there.

    Args:
        files: By their path within the folder.
        folder: Made if it is not there.

    Raises:
        OSError: One cannot be written; those before it are.
    """
    make_folder(folder)
    written = [folder / path for path in files]
    for path, content in zip(written, files.values(), strict=True):
        make_folder(path.parent)
        write_file(path, content)
    return written
