"""What is done, as spans of a trace, where somebody asked for traces; elsewhere it costs nothing.

Those who tell know nothing of who takes it: `worker.tracing` alone loads OpenTelemetry. What is
told names kinds, ids and codes; never a person, a word, an address or a path that was asked for.
"""

import re
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Final, Protocol, TypeAlias

Told: TypeAlias = Mapping[str, str | int]
"""Attributes of a span; `worker.tracing.bare` lists the names that leave the process."""

Origin: TypeAlias = str
"""The span that something is done under, as the W3C writes it (`traceparent`)."""

_TRACEPARENT: Final = re.compile(r"00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-0[0-9a-f]")

_NOTHING_TOLD: Final[Told] = {}


class Span(Protocol):
    """Something under way."""

    def tell(self, told: Told) -> None:
        """Say more of it."""

    def call(self, name: str) -> None:
        """Name it, once it is known what it is."""


class Tracing(Protocol):
    """Takes spans."""

    def span(self, name: str, told: Told) -> AbstractContextManager[Span]:
        """Something that is done for as long as the block lasts."""

    def request(self, name: str, told: Told, origin: Origin | None) -> AbstractContextManager[Span]:
        """What a door is asked, under a span of whoever asks or under none."""

    def part_of(self, name: str, origin: Origin) -> AbstractContextManager[Span]:
        """Something that follows from a span that has ended."""

    def origin(self) -> Origin | None:
        """The span under which this is asked."""


class _Untold:
    """A span that nobody takes."""

    def tell(self, told: Told) -> None:
        """Say nothing."""

    def call(self, name: str) -> None:
        """Likewise."""


_NOTHING: Final[AbstractContextManager[Span]] = nullcontext(_Untold())

_takers: Final[list[Tracing]] = []


def traced() -> bool:
    """Whether anybody takes spans."""
    return bool(_takers)


def span(name: str, told: Told = _NOTHING_TOLD) -> AbstractContextManager[Span]:
    """Something that is done for as long as the block lasts.

    Args:
        name: Of what is done, the same each time.
        told: Attributes.
    """
    return _takers[-1].span(name, told) if _takers else _NOTHING


def request(name: str, told: Told, origin: Origin | None) -> AbstractContextManager[Span]:
    """What a door is asked, for as long as the block lasts; begins a trace where there is none."""
    return _takers[-1].request(name, told, origin) if _takers else _NOTHING


def part_of(name: str, origin: Origin | None) -> AbstractContextManager[Span]:
    """Something that follows from a span that has ended, where that is known."""
    return _takers[-1].part_of(name, origin) if _takers and origin else _NOTHING


def origin() -> Origin | None:
    """The span under which this is asked; `None` where nobody takes spans."""
    return _takers[-1].origin() if _takers else None


def is_origin(text: str) -> bool:
    """Whether a text is a `traceparent`, whole and nothing else."""
    return _TRACEPARENT.fullmatch(text) is not None


def trace_of(known: Origin) -> str:
    """The trace that a span is part of."""
    return known.split("-")[1]


@contextmanager
def taken_by(tracing: Tracing) -> Iterator[None]:
    """Have spans taken for as long as the block lasts."""
    _takers.append(tracing)
    try:
        yield
    finally:
        _takers.remove(tracing)
