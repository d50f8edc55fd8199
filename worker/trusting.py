"""A worker goes by the file of public keys, as that changes."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import structlog

from register.signatures import Trust, trusting_in
from worker.decision_keys import LOOKED_AT_EVERY, KeyFiles
from worker.environment import SettingsError

_log = structlog.get_logger(__name__)


@asynccontextmanager
async def trusting(keys: KeyFiles) -> AsyncIterator[None]:
    """Check decisions with the public keys in a file, and go by it as it changes.

    Raises:
        SettingsError: There are none to begin with.
    """
    with trusting_in(Trust(keys.public_keys())) as trust:
        watching = asyncio.create_task(_watch(keys, trust))
        try:
            yield
        finally:
            watching.cancel()
            with suppress(asyncio.CancelledError):
                await watching


async def _watch(keys: KeyFiles, trust: Trust) -> None:
    known = ""
    while True:
        await asyncio.sleep(LOOKED_AT_EVERY)
        try:
            found = keys.public_keys()
        except SettingsError:
            _log.warning("public_keys_unreadable")
            continue
        told = ",".join(f"{key.id}{key.retired}" for key in found)
        if told != known:
            known = told
            trust.learn(found)
