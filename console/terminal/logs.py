"""Keeps logs out of a coordinator's sight, in a file beside what they are about."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def no_logs() -> None:
    """Write no logs: libraries' warnings are not for coordinators."""
    logging.getLogger().handlers[:] = [logging.NullHandler()]


@contextmanager
def logs_in(path: Path) -> Iterator[None]:
    """Write logs to a file, as JSON lines, for as long as the block lasts.

    Raises:
        OSError: It cannot be written to.
    """
    from register.private_files import make_folder
    from worker.logs import set_up_logs
    from worker.settings import LogFormat

    make_folder(path.parent)
    path.touch(mode=0o600)
    with path.open("a", encoding="utf-8") as file:
        set_up_logs(LogFormat.JSON, stream=file)
        try:
            yield
        finally:
            no_logs()
