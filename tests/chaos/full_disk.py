"""Stories told while a disk is full, again and again, beside the same ones in peace.

Each place that is written to lies on a small file system of its own, in memory, and is filled by a
file. Only who may mount file systems can do that.
"""

import asyncio
import errno
import os
import random
import shutil
import subprocess
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Final

import asyncpg

from tests.chaos.stories import STORIES
from tests.chaos.surviving import Told, judged, undisturbed
from tests.chaos.table import Fault, Site, Verdict
from tests.chaos.told_beside import kept_alive, told_beside
from tests.e2e.killing import KillableWorker
from tests.engine import Engine
from tests.support.servers import Database, Servers, servers_that_remember

EVERY: Final = 0.5
"""Seconds between two full disks, about; `--one-in` makes them rarer."""

LASTS: Final = 4.0
"""Seconds for which one is full, at most."""

TABLES = "the database's tables"
WAL = "the database's log (WAL)"
LETTERS = "the folder of letters"

_SIZES: Final = {TABLES: 300, WAL: 100, LETTERS: 16}
"""Megabytes of each place's file system."""

_SAYS_FULL = "No space left on device"
_PANICS = "PANIC:"
_BALLAST = "ballast"
_CHUNK = bytes(1_000_000)


class CannotMount(Exception):
    """File systems cannot be mounted here; the sentence says why."""


def full_disk() -> Iterator[Fault]:
    """A part of the table for each place that fills up under a visit."""
    for place in _SIZES:
        fault = f"a visit: no space left for {place}"
        yield Fault(fault, partial(_played, fault, place), alone=True)


async def _played(fault: str, place: str, site: Site) -> Verdict:
    story = STORIES["a visit"]
    calm = await undisturbed(story, site.addresses, site.folder / "calm")
    done: list[str] = []
    besides: Counter[str] = Counter()
    try:
        with small_disks(site.folder) as disks, _servers(site.folder, disks) as servers:
            log = disks[TABLES] / "postgres.log"

            async def torment(_: Engine, worker: KillableWorker) -> None:
                filling = _Filling(site, servers.database, worker, done, besides)
                await filling.torment(place, disks[place], log)

            left, arrived = await told_beside(story, site, servers, torment)
    except CannotMount as no:
        return Verdict(fault, 0, not_played=str(no))
    return judged(fault, Told(left, arrived, died=done), calm, besides=besides)


@contextmanager
def small_disks(folder: Path) -> Iterator[Mapping[str, Path]]:
    """A file system for each place, where servers and letters will look for it.

    Raises:
        CannotMount: It is not allowed here.
    """
    folders = {
        TABLES: folder / "stack" / "postgres",
        WAL: folder / "wal",
        LETTERS: folder / "letters",
    }
    with ExitStack() as mounted:
        for place, at in folders.items():
            at.mkdir(parents=True, exist_ok=True, mode=0o700)
            _run("mount", "-t", "tmpfs", "-o", f"size={_SIZES[place]}m,mode=700", "tmpfs", f"{at}")
            mounted.callback(_run, "umount", "--lazy", f"{at}")
        yield folders


def _run(program: str, *arguments: str) -> None:
    try:
        subprocess.run([program, *arguments], check=True, capture_output=True, text=True)
    except (OSError, subprocess.CalledProcessError) as error:
        why = getattr(error, "stderr", "") or str(error)
        raise CannotMount(
            f"No small file system can be mounted here, which takes root: {why.strip()}"
        ) from None


@contextmanager
def _servers(folder: Path, disks: Mapping[str, Path]) -> Iterator[Servers]:
    """Servers whose database has its log on a file system of its own, in small segments.

    In those a full one is noticed at once: a segment is made whole, and more than one beforehand.
    What the database says goes elsewhere, because it could not be said where nothing is left.
    """
    said = folder / "said.log"
    said.touch()
    (disks[TABLES] / "postgres.log").symlink_to(said)
    with servers_that_remember(folder / "stack", hasty=True) as servers:
        servers.database.stop()
        data = disks[TABLES] / "data"
        servers.database.run("pg_resetwal", "--wal-segsize=1", "-D", ".")
        _move(data / "pg_wal", disks[WAL] / "pg_wal")
        with (data / "postgresql.conf").open("a") as settings:
            settings.write("min_wal_size = 2MB\nmax_wal_size = 8MB\n")
        servers.database.start()
        yield servers


def _move(folder: Path, to: Path) -> None:
    owner = folder.stat()
    shutil.copytree(folder, to)
    for each in (to.parent, to, *to.rglob("*")):
        os.chown(each, owner.st_uid, owner.st_gid)
    shutil.rmtree(folder)
    folder.symlink_to(to)


class _Filling:
    """Fills a file system, waits, and makes room again.

    Args:
        site: Draws the moments.
        database: Started again where it ended over it.
        worker: Likewise.
        done: Told what was done.
        besides: Told what came of it.
    """

    def __init__(
        self,
        site: Site,
        database: Database,
        worker: KillableWorker,
        done: list[str],
        besides: Counter[str],
    ) -> None:
        self._chance = random.Random(site.seed)  # noqa: S311 - to be repeated, not to be kept secret
        self._every = EVERY * site.one_in
        self._database = database
        self._worker = worker
        self._done = done
        self._besides = besides

    async def torment(self, place: str, folder: Path, log: Path) -> None:
        """Fill it again and again, for ever.

        Args:
            place: What is filled, as the table says it.
            folder: Of its file system.
            log: What the database says.
        """
        ballast = folder / _BALLAST
        while True:
            await asyncio.sleep(self._chance.uniform(0.5, 1.5) * self._every)
            said = log.stat().st_size
            lasts = self._chance.uniform(0.2, 1) * LASTS
            try:
                _fill(ballast)
                async with asyncio.timeout(lasts):
                    await self._notice(place, ballast)
            except TimeoutError:
                pass
            finally:
                await self._count_letters()
                ballast.unlink()
            self._done.append(f"no space left for {place}, for {lasts:.1f} s")
            self._count(log, said)
            await self._see_that_it_runs()

    async def _notice(self, place: str, ballast: Path) -> None:
        """Keep it full; of the database's log, write what makes it want more."""
        while True:
            if place == WAL:
                await self._write()
            _fill(ballast)  # also what was given back meanwhile
            await asyncio.sleep(0.05)

    async def _write(self) -> None:
        with suppress(OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
            connection = await asyncpg.connect(self._database.url, timeout=1)
            try:
                await connection.execute(
                    "SELECT pg_logical_emit_message(true, 'full', repeat('x', 900000))"
                )
            finally:
                connection.terminate()

    def _count(self, log: Path, said: int) -> None:
        with log.open("rb") as file:
            file.seek(said)
            lines = file.read().decode(errors="replace").splitlines()
        full = [line for line in lines if _SAYS_FULL in line]
        self._besides["a statement was refused for it"] += sum("ERROR:" in line for line in full)
        self._besides["the database gave up for it (PANIC)"] += sum(
            _PANICS in line for line in full
        )

    async def _count_letters(self) -> None:
        with suppress(OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
            connection = await asyncpg.connect(self._database.url, timeout=1)
            try:
                self._besides["a letter was not taken for it"] += await connection.fetchval(
                    "SELECT count(*) FROM letters WHERE failure = 'maildir-enospc'"
                )
            finally:
                connection.terminate()

    async def _see_that_it_runs(self) -> None:
        if not self._database.runs:
            self._besides["the database ended, and was started again"] += 1
            self._database.start()
        self._besides["the worker ended by itself, and was started again"] += await kept_alive(
            self._worker
        )


def _fill(ballast: Path) -> None:
    """Take all that is left of a file system."""
    with ballast.open("ab", buffering=0) as file:
        size = len(_CHUNK)
        while size:
            try:
                if file.write(_CHUNK[:size]) < size:
                    size //= 2
            except OSError as error:
                if error.errno != errno.ENOSPC:
                    raise
                size //= 2
