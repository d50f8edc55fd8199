"""How the register stands, as metrics: read when somebody asks, and kept for some seconds."""

import asyncio
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Final, NamedTuple

import structlog
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from pydantic import ValidationError

from desk.clock import the_registers
from desk.tasks import overdue
from register.connection import LOST, Connection, Pool
from register.numbers import Numbers, numbers
from schemas.values import Owner, Stage

_log = structlog.get_logger(__name__)

KEPT_FOR: Final = 10.0
"""Seconds for which what was read is told again: several who ask cost the register no more."""

_WITHIN: Final = 5.0  # seconds; whoever asks gives up after ten


class _Read(NamedTuple):
    """What was read.

    Attributes:
        at: When, by the register's clock, as everything is of which an age is told.
        clock_ahead: Seconds by which this process's clock is ahead of that.
        numbers: How the register stands.
        overdue: Things that can wait no longer, by who holds them; `None` where a row cannot be
            read by this release, which an audit tells of.
    """

    at: datetime
    clock_ahead: float
    numbers: Numbers
    overdue: dict[Owner, int] | None


class Standing(Collector):
    """How the register stands.

    What cannot be read is not told: numbers of a register that is away would look like news.

    Args:
        pool: Of the register; `None` where it may not be read.
        kept_for: Seconds for which what was read is told again.
    """

    def __init__(self, pool: Pool, kept_for: float = KEPT_FOR) -> None:
        self._pool = pool
        self._kept_for = kept_for
        self._read: _Read | None = None
        self._tried = float("-inf")
        self._reading = asyncio.Lock()

    async def refresh(self) -> None:
        """Read it anew, unless that was done just now."""
        async with self._reading:
            if time.monotonic() - self._tried < self._kept_for:
                return
            try:
                async with asyncio.timeout(_WITHIN), self._pool.acquire() as connection:
                    before = datetime.now(UTC)
                    now = await the_registers(connection)
                    ahead = before + (datetime.now(UTC) - before) / 2 - now
                    read = await numbers(connection)
                    late = await _overdue(connection, now)
                    self._read = _Read(now, ahead.total_seconds(), read, late)
            except LOST as error:
                _log.warning("numbers_not_read", failure=type(error).__name__)
                self._read = None
            self._tried = time.monotonic()

    def collect(self) -> Iterator[Metric]:
        """What was read."""
        read = self._read
        yield _one("visits_register_read", "Whether the register could be read.", bool(read))
        if read is not None:
            yield _one(
                "visits_clock_ahead_seconds",
                "By how much the clock here is ahead of the register's; negative if behind.",
                read.clock_ahead,
            )
            yield from _of_people(read)
            yield from _of_letters(read)
            yield from _of_events(read)
            yield from _of_audits(read)


async def _overdue(connection: Connection, now: datetime) -> dict[Owner, int] | None:
    try:
        return await overdue(connection, now)
    except ValidationError:
        _log.warning("tasks_not_read")
        return None


def _of_people(read: _Read) -> Iterator[Metric]:
    tasks = GaugeMetricFamily(
        "visits_overdue_tasks", "What can wait no longer, by who holds it.", labels=["owner"]
    )
    if read.overdue is not None:
        for owner in Owner:
            tasks.add_metric([owner.value], read.overdue.get(owner, 0))
        yield tasks
    known = {("visit", stage.value): 0 for stage in Stage if stage is not Stage.ENDED}
    known |= {(found.kind, found.stage): found.number for found in read.numbers.processes}
    processes = GaugeMetricFamily(
        "visits_open_processes", "Processes under way.", labels=["kind", "stage"]
    )
    for labels, number in known.items():
        processes.add_metric(labels, number)
    yield processes
    yield _one(
        "visits_kept_for_later",
        "Decisions that were brought while Temporal was away, and wait for it.",
        read.numbers.kept_for_later,
    )


def _of_letters(read: _Read) -> Iterator[Metric]:
    letters = GaugeMetricFamily(
        "visits_letters", "Letters, by what became of them.", labels=["channel", "state"]
    )
    for found in read.numbers.letters:
        letters.add_metric([found.channel, found.state], found.number)
    yield letters
    unsent = GaugeMetricFamily(
        "visits_oldest_unsent_letter_seconds",
        "How long the letter that waits longest could have left; 0 if none waits.",
        labels=["held_up_by"],
    )
    for held_up, since in read.numbers.unsent_since.items():
        unsent.add_metric(["recipient" if held_up else "us"], _age(since, read.at))
    yield unsent


def _of_events(read: _Read) -> Iterator[Metric]:
    yield _one("visits_feed_position", "Of the latest event.", read.numbers.position)
    behind = GaugeMetricFamily(
        "visits_consumer_behind_events",
        "Events that a consumer has not had, at the door where it is furthest behind.",
        labels=["consumer"],
    )
    waits = GaugeMetricFamily(
        "visits_consumer_behind_seconds",
        "How long the first of these is recorded.",
        labels=["consumer"],
    )
    for name, found in read.numbers.consumers.items():
        behind.add_metric([name], found.behind)
        waits.add_metric([name], _age(found.waits_since, read.at))
    dead = GaugeMetricFamily(
        "visits_dead_letters", "Deliveries that were given up.", labels=["consumer"]
    )
    for name in {**read.numbers.consumers, **read.numbers.dead_letters}:
        dead.add_metric([name], read.numbers.dead_letters.get(name, 0))
    yield from (behind, waits, dead)


def _of_audits(read: _Read) -> Iterator[Metric]:
    found = GaugeMetricFamily(
        "visits_mismatches", "What does not agree with the log, by how.", labels=["found"]
    )
    for how, number in read.numbers.mismatches.items():
        found.add_metric([how], number)
    yield found
    latest = read.numbers.audit
    if latest is None:
        return
    yield _one(
        "visits_audit_timestamp_seconds",
        "When the latest audit of everything ended.",
        latest.ended_at.timestamp(),
    )
    told = GaugeMetricFamily(
        "visits_audit_found", "What the latest audit of everything found.", labels=["what"]
    )
    for what, number in latest.found.model_dump().items():
        told.add_metric([what], number)
    yield told


def _one(name: str, about: str, value: float) -> Metric:
    return GaugeMetricFamily(name, about, value=float(value))


def _age(since: datetime | None, now: datetime) -> float:
    return max((now - since).total_seconds(), 0.0) if since else 0.0
