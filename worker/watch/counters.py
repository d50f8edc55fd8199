"""Counts what happens in this process."""

from collections.abc import Iterator
from contextlib import contextmanager

from prometheus_client import CollectorRegistry, Counter, Histogram

from activities.happenings import (
    DecisionRefused,
    EventRecorded,
    Happening,
    SignInRefused,
    Way,
    heard_by,
)
from rules.refusals import RefusalCode

_SECONDS = (0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3600, 21_600, 86_400)
"""A decision is recorded in a tenth of a second, or when the register is back."""


class Counters:
    """Counters of one process.

    Args:
        registry: Where they are read.
    """

    def __init__(self, registry: CollectorRegistry) -> None:
        self._decisions = Counter(
            "visits_decisions",
            "Decisions of people that were recorded, by the type of event.",
            ["type"],
            registry=registry,
        )
        self._events = Counter(
            "visits_events_recorded",
            "Events that this process recorded, those that time brought included.",
            ["type"],
            registry=registry,
        )
        self._time_to_record = Histogram(
            "visits_time_to_record_seconds",
            "From a decision to its record.",
            buckets=_SECONDS,
            registry=registry,
        )
        self._refusals = Counter(
            "visits_refusals",
            "Decisions that the rules did not allow.",
            ["kind", "code", "place"],
            registry=registry,
        )
        self._unproved = Counter(
            "visits_unproved",
            "Decisions among these that nobody had signed who may.",
            registry=registry,
        )
        self._sign_ins = Counter(
            "visits_sign_ins_refused",
            "Attempts to come in that were refused.",
            ["way"],
            registry=registry,
        )
        for way in Way:  # a series that begins with its first refusal has no increase
            self._sign_ins.labels(way.value)

    def count(self, happening: Happening) -> None:
        """Count it."""
        match happening:
            case EventRecorded(type=kind, decided=decided, seconds=seconds):
                self._events.labels(kind).inc()
                if decided:
                    self._decisions.labels(kind).inc()
                    self._time_to_record.observe(seconds)
            case DecisionRefused(kind=kind, code=code, place=place):
                self._refusals.labels(kind, code, place.value).inc()
                if code == RefusalCode.PROOF:
                    self._unproved.inc()
            case SignInRefused(way=way):
                self._sign_ins.labels(way.value).inc()


@contextmanager
def counting(registry: CollectorRegistry) -> Iterator[None]:
    """Count what happens for as long as the block lasts."""
    with heard_by(Counters(registry).count):
        yield
