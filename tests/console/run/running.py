"""`visits up` in a folder of its own, and commands beside it, as a person has them."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection
from pathlib import Path
from signal import SIGTERM
from urllib.parse import urlsplit

VISITS = [sys.executable, "-m", "console.main"]
FREE = [f"--{name}-port=0" for name in ("temporal", "ui", "database", "feed", "pages")]
PATIENCE = 120.0  # seconds, for a machine that is busy


@dataclass(frozen=True)
class Running:
    """A stack that runs.

    Attributes:
        folder: Where it was started; what it keeps is in `var` there.
        addresses: Where everything is, as `var/stack.json` says.
    """

    folder: Path
    addresses: Mapping[str, str]

    @property
    def feed(self) -> str:
        return self.addresses["feed"]

    def run(self, *words: str) -> str:
        """What another command says on standard output."""
        return subprocess.run(
            [*VISITS, *words],
            capture_output=True,
            check=True,
            text=True,
            cwd=self.folder,
            env=_undirected(),
        ).stdout

    def said(self) -> str:
        return said(self.folder)

    def logged(self) -> str:
        return (self.folder / "var/worker.log").read_text(encoding="utf-8")

    def get(self, path: str, token: str) -> bytes:
        connection = HTTPConnection(urlsplit(self.feed).netloc, timeout=PATIENCE)
        try:
            connection.request("GET", path, headers={"Authorization": f"Bearer {token}"})
            answer = connection.getresponse()
            assert answer.status == 200
            return answer.read()
        finally:
            connection.close()

    def feeds(self) -> list[int]:
        """The processes that serve its feed: those that write its log."""
        log = (self.folder / "var/feed.log").resolve()
        return [
            int(process.name)
            for process in Path("/proc").iterdir()
            if process.name.isdecimal() and _writes_to(process, log)
        ]


def _undirected() -> dict[str, str]:
    """The environment without settings of ours, and without servers elsewhere."""
    ours = ("TEMPORAL_", "VISITS_", "DATABASE_URL")
    return {name: value for name, value in os.environ.items() if not name.startswith(ours)}


def _writes_to(process: Path, log: Path) -> bool:
    try:
        return (process / "fd" / "1").resolve() == log
    except OSError:
        return False


@contextmanager
def up(
    folder: Path, environment: Mapping[str, str] = {}, *, options: Sequence[str] = ()
) -> Iterator[Running]:
    """Everything under `var`, for as long as the block lasts; then it ends in order."""
    with (
        (folder / "up.txt").open("w", encoding="utf-8") as output,
        subprocess.Popen(
            [*VISITS, "up", *FREE, *options],
            stdout=output,
            stderr=subprocess.STDOUT,
            env={**_undirected(), **environment},
            cwd=folder,
        ) as process,
    ):
        try:
            while "Ctrl-C stops it." not in said(folder):  # as long as the test may take
                assert process.poll() is None, said(folder)
                time.sleep(0.1)
            addresses = json.loads((folder / "var/stack.json").read_text(encoding="utf-8"))
            running = Running(folder, addresses)
            yield running
            process.send_signal(SIGTERM)
            assert process.wait(60) == 0, said(folder)
            assert running.feeds() == [], "its feed goes with it"
        finally:
            process.terminate()


def said(folder: Path) -> str:
    return (folder / "up.txt").read_text(encoding="utf-8")


def a_day_that_suits() -> str:
    """A Monday some ten weeks ahead: `visits up` lives in real time."""
    day = datetime.now(UTC).date() + timedelta(weeks=10)
    return (day - timedelta(days=day.weekday())).isoformat()
