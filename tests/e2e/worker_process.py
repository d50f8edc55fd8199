"""The worker that `tests.e2e.killing` kills, as a program.

Run as a program: `worker_process.py '<json of Errand>'`. It says "ready" when it takes tasks, and
ends when its standard input does, so that it cannot outlive the test that started it.
"""

import asyncio
import json
import os
import signal
import sys
import threading
from dataclasses import dataclass
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path
from unittest.mock import patch

from activities.channels import Channel, MaildirChannel, SmtpChannel
from register.connection import open_pool
from schemas.ids import LetterKey
from worker.connections import connect
from worker.process import activities_for, running_worker
from worker.settings import MailSettings, WorkerSettings


@dataclass(frozen=True)
class Errand:
    """What a worker process is to do, and where.

    Attributes:
        temporal: Host and port.
        namespace: Of Temporal.
        database_url: The register.
        task_queue: Where it listens.
        maildir: Where letters are filed, unless `smtp_port` is given.
        smtp_port: A mail server on the loopback address.
        dies_at: The letter, by the end of its key, at which the process is killed once.
        dies: `before` that letter is handed over, `while` it is filed, or `after`.
        died: The file that is there once it has died.
    """

    temporal: str
    namespace: str
    database_url: str
    task_queue: str
    maildir: str
    smtp_port: int | None = None
    dies_at: str | None = None
    dies: str = "after"
    died: str = ""


class _FatalChannel:
    """A channel that kills its own process, the hard way, at one letter."""

    def __init__(self, inner: Channel, errand: Errand) -> None:
        self._inner = inner
        self._errand = errand

    @property
    def name(self) -> str:
        return self._inner.name

    @property
    def proves_delivery(self) -> bool:
        return self._inner.proves_delivery

    @property
    def repeatable(self) -> bool:
        return self._inner.repeatable

    async def deliver(self, key: LetterKey, message: EmailMessage) -> None:
        doomed = self._errand.dies_at is not None and key.endswith(self._errand.dies_at)
        died = Path(self._errand.died)
        if doomed and not died.exists():
            died.touch()
            if self._errand.dies == "while":
                with patch.object(Path, "replace", _die):  # the last step of filing a letter
                    await self._inner.deliver(key, message)
            if self._errand.dies == "after":
                await self._inner.deliver(key, message)
            _die()
        await self._inner.deliver(key, message)


def _die(*_: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _end_with_the_parent() -> None:
    sys.stdin.read()
    os._exit(0)


async def _work(errand: Errand) -> None:
    channel: Channel = MaildirChannel(Path(errand.maildir))
    if errand.smtp_port is not None:
        channel = SmtpChannel("127.0.0.1", errand.smtp_port, starttls=False)
    settings = WorkerSettings(
        task_queue=errand.task_queue,
        max_cached_workflows=0,
        graceful_shutdown=timedelta(seconds=1),
    )
    client = await connect(errand.temporal, errand.namespace)
    async with open_pool(errand.database_url) as pool:
        activities = activities_for(pool, _FatalChannel(channel, errand), MailSettings().sender)
        async with running_worker(client, activities, settings):
            sys.stdout.write("ready\n")
            sys.stdout.flush()
            await asyncio.Event().wait()


if __name__ == "__main__":
    threading.Thread(target=_end_with_the_parent, daemon=True).start()
    asyncio.run(_work(Errand(**json.loads(sys.argv[1]))))
