"""Connects to Temporal as a client: what brings decisions and asks needs no worker's plugin.

Apart from `worker.connections`, because a person waits while a command loads.
"""

import asyncio
from collections.abc import Sequence

from temporalio.client import Client, Plugin
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.service import GrpcCompression, RPCError

from desk.answers import TemporalUnavailable
from worker.core_logs import CORE_LOGS
from worker.temporal_settings import temporal_settings
from worker.traces import temporal_interceptors

_TRIED_FOR = 0.5  # seconds
"""A server that has just come up has been seen not to take a first call. One that is not there says
no at once and is asked again for so long; one that is slow to say no is not."""
_PAUSE = 0.1  # seconds between two tries
_LOOPBACK = ("127.0.0.1", "localhost", "::1")


async def connect_client(
    address: str | None = None,
    namespace: str | None = None,
    *,
    lazy: bool = False,
    plugins: Sequence[Plugin] = (),
) -> Client:
    """Connect to Temporal.

    Args:
        address: `host:port`; by default what Temporal's environment configuration says.
        namespace: Likewise.
        lazy: Connect when something is first asked.
        plugins: What a worker needs besides the converter.

    Raises:
        TemporalUnavailable: Nobody answers there.
        SettingsError: Temporal's environment configuration cannot be read.
    """
    CORE_LOGS.require_taken_in()
    config = temporal_settings()
    if address:
        config["target_host"] = address
    if namespace:
        config["namespace"] = namespace
    target = config.get("target_host") or "localhost:7233"
    config["target_host"] = target
    clock = asyncio.get_running_loop()
    until = clock.time() + _TRIED_FOR
    while True:
        try:
            return await Client.connect(
                **config,
                data_converter=pydantic_data_converter,
                plugins=plugins,
                interceptors=temporal_interceptors(),
                lazy=lazy,
                grpc_compression=_compression(target),
            )
        except (RPCError, RuntimeError, OSError):
            if clock.time() >= until:
                raise TemporalUnavailable(
                    f"Temporal does not answer at {target}. Start the stack with `visits up`, "
                    "or set TEMPORAL_ADDRESS."
                ) from None
        await asyncio.sleep(_PAUSE)


def _compression(target: str) -> GrpcCompression:
    """None to a server on this machine: packing costs both sides, and nothing is sent far."""
    host = target.rpartition(":")[0].strip("[]")
    return GrpcCompression.NONE if host in _LOOPBACK else GrpcCompression.GZIP
