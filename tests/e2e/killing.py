"""A worker in a process of its own, for tests that kill it."""

import contextlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from dataclasses import asdict, replace
from datetime import timedelta
from pathlib import Path

from temporalio.client import Client

from schemas.scenario import Scenario
from tests.e2e import worker_process
from tests.e2e.walking import Walk
from tests.e2e.worker_process import Errand
from tests.engine import Engine
from tests.support.waiting import until

ROOT = Path(__file__).parents[2]

PATIENCE = timedelta(seconds=60)
"""A worker's death is noticed within seconds, ten deaths within more than a person would wait."""


class KillableWorker:
    """A worker process that can be killed and started again."""

    def __init__(self, errand: Errand) -> None:
        self.errand = errand
        self._process: subprocess.Popen[bytes] | None = None

    async def start(self) -> None:
        """Start it and wait until it takes tasks."""
        self._process = subprocess.Popen(  # noqa: ASYNC220 - only the wait below takes long
            [sys.executable, worker_process.__file__, json.dumps(asdict(self.errand))],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )
        await until(self._says_ready)

    async def kill(self) -> None:
        """`kill -9`, and wait until it is gone."""
        assert self._process is not None
        self._process.kill()
        await self.gone()

    async def gone(self) -> None:
        """Wait until it has ended, by whatever hand."""
        await until(self._has_ended)
        assert self._process is not None
        status = self._process.poll()
        self._close()
        assert status == -signal.SIGKILL, f"the worker process ended by itself ({status})"

    # Looked at, not waited for: threads that wait would be missing where letters are filed.

    async def _says_ready(self) -> bool:
        assert self._process is not None
        assert self._process.poll() is None, "the worker process did not start"
        assert self._process.stdout is not None
        output = self._process.stdout.fileno()
        os.set_blocking(output, False)
        with contextlib.suppress(BlockingIOError):
            return os.read(output, 64) == b"ready\n"
        return False

    async def _has_ended(self) -> bool:
        assert self._process is not None
        return self._process.poll() is not None

    def _close(self) -> None:
        if self._process is not None:
            for pipe in (self._process.stdin, self._process.stdout):
                if pipe is not None:
                    pipe.close()
            self._process = None

    def stop(self) -> None:
        """End it for good. May be called when it is gone."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._close()


def errand_of(engine: Engine) -> Errand:
    """An errand on a test's own task queue and register."""
    return Errand(
        temporal=engine.addresses.temporal,
        namespace=engine.addresses.namespace,
        database_url=engine.addresses.database_url,
        task_queue=engine.settings.task_queue,
        maildir=str(engine.maildir),
    )


@contextlib.asynccontextmanager
async def killable_worker(engine: Engine, **accident: str | int) -> AsyncIterator[KillableWorker]:
    """A running worker process for one test; `accident` is what its errand says besides."""
    worker = KillableWorker(replace(errand_of(engine), **accident))  # type: ignore[arg-type]
    await worker.start()
    try:
        yield worker
    finally:
        worker.stop()


def walk_of(
    engine: Engine, client: Client, scenario: Scenario, patience: timedelta = PATIENCE
) -> Walk:
    return Walk(scenario, client, engine.pool, engine.settings.task_queue, patience=patience)
