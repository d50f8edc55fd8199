"""The metrics of Temporal's own SDK, which is not Python and serves them by itself.

It serves them on a port of this machine that nobody else is told; `worker.watch` hands them on, so
that a process has one address. Its labels are namespaces, queues and types, never an id.
"""

import asyncio
import logging
import socket
from typing import Final
from urllib.request import urlopen

from temporalio.runtime import PrometheusConfig

_log = logging.getLogger(__name__)

_WITHIN: Final = 2.0  # seconds

_DAY: Final = 86_400.0
_LIFE: Final = (60.0, 3600.0, _DAY, 7 * _DAY, 14 * _DAY, 28 * _DAY, 56 * _DAY, 84 * _DAY)
"""Seconds. A visit lives for weeks: the SDK's own buckets end at minutes."""


def core_metrics() -> PrometheusConfig:
    """What the SDK is told: a free port of this machine, and buckets that fit lives of weeks."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    return PrometheusConfig(
        bind_address=f"127.0.0.1:{port}",
        counters_total_suffix=True,
        unit_suffix=True,
        durations_as_seconds=True,
        histogram_bucket_overrides={"temporal_workflow_endtoend_latency": _LIFE},
    )


async def read_core(config: PrometheusConfig) -> bytes:
    """What the SDK tells; nothing while it does not answer."""
    return await asyncio.to_thread(_read, f"http://{config.bind_address}/metrics")


def _read(address: str) -> bytes:
    try:
        with urlopen(address, timeout=_WITHIN) as answer:  # noqa: S310 - our own address
            read: bytes = answer.read()
    except OSError:
        _log.warning("core_metrics_not_read")
        return b""
    return read
