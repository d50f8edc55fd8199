"""Of which decisions' traces the work of a run is part.

A decision comes in by an update and is recorded later, by the run's own work, perhaps together
with others. So each decision that is not recorded keeps the span that it came with, in the memory
of the run and nowhere else: no state, input or payload has it, and no command depends on it. A
replay finds the same in the headers of the updates; where nobody traces there is nothing to find.
"""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from typing import Final

from temporalio import workflow
from temporalio.api.common.v1 import Payload

with workflow.unsafe.imports_passed_through():
    from activities.spans import Origin, is_origin

HEADER: Final = "_tracer-data"
"""Where Temporal's own interceptor puts the span of whoever asks."""

_MOST: Final = 16  # origins that one piece of work names; a crowd of decisions is recorded at once

_UNDER: ContextVar[tuple[Origin, ...]] = ContextVar("origins", default=())


def origins() -> tuple[Origin, ...]:
    """Under what the work goes that is done now: nothing, or decisions in their order."""
    return _UNDER.get()


@contextmanager
def under(known: tuple[Origin, ...]) -> Iterator[None]:
    """Let work go under origins for as long as the block lasts."""
    token = _UNDER.set(known)
    try:
        yield
    finally:
        # A run that its worker lets go of is put away in whichever context that happens to be.
        with suppress(ValueError):
            _UNDER.reset(token)


def together(*parts: tuple[Origin, ...]) -> tuple[Origin, ...]:
    """The origins of several things, each once and in order, and no more than are worth naming."""
    return tuple(dict.fromkeys(one for part in parts for one in part))[:_MOST]


def of_start() -> tuple[Origin, ...]:
    """Under what a run was started; a run that goes on from another was not."""
    found = origin_in(workflow.info().headers)
    return (found,) if found else ()


def origin_in(headers: Mapping[str, Payload]) -> Origin | None:
    """The span in headers; whatever else stands there is passed over, it may be anybody's."""
    payload = headers.get(HEADER)
    if payload is None:
        return None
    try:
        told = json.loads(payload.data)
    except ValueError:
        return None
    found = told.get("traceparent") if isinstance(told, dict) else None
    return found if isinstance(found, str) and is_origin(found) else None
