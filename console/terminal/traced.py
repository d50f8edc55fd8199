"""One span for a command that decides, where the environment asks for traces."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from activities.spans import span
from worker.traces import traces

_LAST_SPANS: Final = 1.0  # seconds, at most, that a person waits for a collector


@contextmanager
def command_traced() -> Iterator[None]:
    """Trace what a command does for as long as the block lasts; `submit` below it says what.

    Raises:
        SettingsError: Traces are asked for and cannot be had.
    """
    with traces(ends_within=_LAST_SPANS), span("command", {"visits.door": "command"}):
        yield
