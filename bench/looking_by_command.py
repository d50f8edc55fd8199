"""What it takes to look at all visits by command: by the clock, and of the processor."""

import os
import resource
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from typing import Final

from bench.burst import Looked

TIMES: Final = {"list": 5, "tasks": 5, "audit": 2}
"""How often each is asked for."""


def look(environment: Mapping[str, str]) -> Mapping[str, Sequence[Looked]]:
    """Ask for each some times, as processes of their own.

    Args:
        environment: What tells them where the servers are.
    """
    env = {**os.environ, **environment}
    return {
        command: [_look(command, env) for _ in range(times)] for command, times in TIMES.items()
    }


def _look(command: str, env: Mapping[str, str]) -> Looked:
    before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run(  # noqa: S603 - ours
        [sys.executable, "-m", "console.main", command],
        env=dict(env),
        capture_output=True,
        text=True,
        check=False,
    )
    waited, after = time.perf_counter() - begun, resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode or not done.stdout:
        raise RuntimeError(f"visits {command}: {done.stdout[-500:]}{done.stderr[-1000:]}")
    worked = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Looked(waited, worked)
