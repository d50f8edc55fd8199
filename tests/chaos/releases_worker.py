"""A worker of another release: a process that has that release's code before this one's."""

import asyncio
import os
import pickle
import subprocess
import sys
from pathlib import Path

from tests.e2e.releases import ROOT
from tests.e2e.worker_process import Errand
from tests.support.waiting import until

_SERVE = "from tests.e2e.worker_process import work_for_whoever_writes; work_for_whoever_writes()"


class ReleaseWorker:
    """A worker process that can be killed and started again.

    Args:
        errand: What it does.
        code: Where its code is; what is not there, is this release's.
    """

    def __init__(self, errand: Errand, code: Path) -> None:
        self._errand = errand
        self._code = code
        self._process: subprocess.Popen[bytes] | None = None
        self._ready = code / "ready"

    async def start(self) -> None:
        """Start it and wait until it takes tasks."""
        self._ready.unlink(missing_ok=True)
        self._process = subprocess.Popen(  # noqa: ASYNC220 - only the wait below takes long
            [sys.executable, "-c", _SERVE],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=self._code,
            env={**os.environ, "PYTHONPATH": f"{self._code}:{ROOT}"},
        )
        assert self._process.stdin is not None
        # Left open: it ends when this process does.
        self._process.stdin.write(pickle.dumps((self._errand, str(self._ready))))
        self._process.stdin.flush()
        await until(self._says_ready)

    async def _says_ready(self) -> bool:
        assert self._process is not None
        assert self._process.poll() is None, "the worker of the other release did not start"
        return self._ready.exists()

    async def kill(self) -> None:
        """`kill -9`, and wait until it is gone."""
        if self._process is not None:
            self._process.kill()
            await asyncio.to_thread(self._process.wait)
            self.stop()

    def stop(self) -> None:
        """End it for good. May be called when it is gone."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            if self._process.stdin is not None:
                self._process.stdin.close()
            self._process = None
