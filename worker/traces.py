"""Traces of a process, where the environment asks for them; elsewhere nothing is even loaded."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from worker.environment import SettingsError
from worker.trace_settings import UNUSABLE, traces_asked_for

if TYPE_CHECKING:
    from temporalio.client import Interceptor

_of_temporal: Final[list["Interceptor"]] = []


def temporal_interceptors() -> list["Interceptor"]:
    """What clients, and the workers that have them, carry spans with; none where nobody traces."""
    return list(_of_temporal)


@contextmanager
def traces(
    env: Mapping[str, str] = os.environ, *, ends_within: float | None = None
) -> Iterator[None]:
    """Trace what is done, where the environment asks for it, for as long as the block lasts.

    Args:
        env: The environment.
        ends_within: Seconds that the last spans may take to leave; what has not left then is lost.

    Raises:
        SettingsError: Traces are asked for and cannot be had.
    """
    if _of_temporal or not traces_asked_for(env):
        yield
        return
    try:
        from worker.tracing.running import tracing  # noqa: PLC0415 - whoever asks for it loads it
    except ModuleNotFoundError as missing:
        if not (missing.name or "").startswith("opentelemetry"):
            raise
        raise SettingsError(
            "OTEL_TRACES_EXPORTER or an OTLP endpoint asks for traces, and the packages that send "
            "them are not here. Install area-visits with the extra `traces`, or set "
            "OTEL_TRACES_EXPORTER=none."
        ) from None
    except ValueError:  # its modules read some of the environment as they are loaded
        raise SettingsError(UNUSABLE) from None
    with tracing(ends_within) as interceptor:
        _of_temporal.append(interceptor)
        try:
            yield
        finally:
            _of_temporal.remove(interceptor)
