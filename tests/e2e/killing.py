"""A worker in a process of its own, for tests that kill it."""

import asyncio
import contextlib
import os
import signal
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from functools import cache
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerContext, ForkServerProcess
from pathlib import Path
from unittest.mock import patch

from temporalio.client import Client

from desk.signing import own_signer
from schemas.scenario import Scenario
from tests.chaos.dying import Doom
from tests.chaos.luck import Odds
from tests.e2e import worker_process
from tests.e2e.walking import Walk
from tests.e2e.worker_process import Errand
from tests.engine import UNHURRIED, Engine
from tests.support.waiting import until

ROOT = Path(__file__).parents[2]


_BEGINS_WITHIN = 180  # seconds; a machine on which much else goes on takes more than one minute


@cache
def _ready_made() -> ForkServerContext:
    """Where processes begin with everything built: that takes longer than most of them live."""
    context = get_context("forkserver")
    context.set_forkserver_preload(["tests.e2e.worker_ready"])
    return context


class KillableWorker:
    """A worker process that can be killed and started again."""

    def __init__(self, errand: Errand) -> None:
        self.errand = errand
        self._process: ForkServerProcess | None = None
        self._hears: Connection | None = None

    async def start(self) -> None:
        """Start it and wait until it takes tasks."""
        context = _ready_made()
        self._hears, tells = context.Pipe(duplex=False)
        self._process = context.Process(
            target=worker_process.work_until_killed, args=(self.errand, tells), daemon=True
        )
        with patch.dict(os.environ, PYTHONPATH=str(ROOT)):  # what is imported beforehand, is ours
            self._process.start()
        tells.close()
        await until(self._says_ready, within=_BEGINS_WITHIN)

    async def kill(self) -> None:
        """`kill -9`, and wait until it is gone."""
        assert self._process is not None
        self._process.kill()
        await self.gone()

    async def gone(self) -> None:
        """Wait until it has ended, by whatever hand."""
        await until(self._has_ended)
        assert self._process is not None
        status = self._process.exitcode
        self._close()
        assert status == -signal.SIGKILL, f"the worker process ended by itself ({status})"

    async def dies(self) -> None:
        """Wait for as long as it takes until it was killed by its own hand."""
        while not await self._has_ended():  # noqa: ASYNC110 - a process does not tell
            await asyncio.sleep(0.02)
        await self.gone()

    @property
    def lives(self) -> bool:
        """Whether it is there."""
        return self._process is not None and self._process.is_alive()

    # Looked at, not waited for: threads that wait would be missing where letters are filed.

    async def _says_ready(self) -> bool:
        assert self._process is not None
        assert self._hears is not None
        assert self._process.is_alive(), "the worker process did not start"
        return self._hears.poll()

    async def _has_ended(self) -> bool:
        assert self._process is not None
        return not self._process.is_alive()

    def _close(self) -> None:
        if self._process is not None:
            self._process.close()
            self._process = None
        if self._hears is not None:
            self._hears.close()
            self._hears = None

    def stop(self) -> None:
        """End it for good. May be called when it is gone."""
        if self._process is not None:
            self._process.kill()
            self._process.join()
        self._close()


def errand_of(engine: Engine) -> Errand:
    """An errand on a test's own task queue and register."""
    return Errand(
        public_key=own_signer().public,
        temporal=engine.addresses.temporal,
        namespace=engine.addresses.namespace,
        database_url=engine.addresses.database_url,
        task_queue=engine.settings.task_queue,
        maildir=str(engine.maildir),
    )


@contextlib.asynccontextmanager
async def killable_worker(
    engine: Engine, **accident: str | int | Doom | Odds | None
) -> AsyncIterator[KillableWorker]:
    """A running worker process for one test; `accident` is what its errand says besides."""
    worker = KillableWorker(replace(errand_of(engine), **accident))  # type: ignore[arg-type]
    await worker.start()
    try:
        yield worker
    finally:
        worker.stop()


def walk_of(
    engine: Engine, client: Client, scenario: Scenario, patience: timedelta = UNHURRIED
) -> Walk:
    return Walk(scenario, client, engine.pool, engine.settings.task_queue, patience=patience)
