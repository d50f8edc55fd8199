"""The worker that `tests.e2e.killing` kills, as a process of its own.

It says when it takes tasks, and ends with the process that started it.
"""

import asyncio
import os
import pickle
import signal
import sys
import threading
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from multiprocessing import parent_process
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Protocol
from unittest.mock import patch

from aiohttp import ClientSession
from temporalio.client import Client

from activities.channels import Channel, MaildirChannel
from activities.channels.notify import NotifyChannel
from activities.deliveries import Deliveries, Posting
from activities.deliveries.posting import Posted
from activities.outgoing import Outgoing
from desk.departments import EXAMPLES
from register.connection import Pool, open_pool
from register.signatures import trust_always
from register.subscriptions import Secret
from register.tail import following
from schemas.ids import LetterKey
from schemas.proofs import PublicKey
from tests.activities.notify_double import NotifyDouble
from tests.chaos.dying import Doom, DyingChannel, DyingNotify, doomed
from tests.chaos.luck import Odds, UnluckyChannel, quieten, unlucky
from tests.chaos.noticing import noticed_soon
from tests.keys import KEYS
from tests.mail import smtp_to
from worker.connections import connect
from worker.mail_settings import MailSettings
from worker.process import activities_for, running_deliverer, running_worker
from worker.settings import WorkerSettings


@dataclass(frozen=True)
class Errand:
    """What a worker process is to do, and where.

    Attributes:
        public_key: With which the test's desks can be checked.
        temporal: Host and port.
        namespace: Of Temporal.
        database_url: The register.
        task_queue: Where it listens.
        maildir: Where letters are filed, unless `smtp_port` is given.
        smtp_port: A mail server on the loopback address.
        notify_port: A double of GOV.UK Notify's, likewise.
        dies_at: The letter, by the end of its key, at which the process is killed once.
        dies: `before` that letter is handed over, `while` it is filed, or `after`.
        died: The file that is there once it has died.
        pushes: Whether it pushes events, to private addresses too.
        dies_after_posts: How many events arrive before the process is killed: the last of them
            has arrived, and that is not recorded.
        doom: At which crossings the process is killed, each once.
        odds: How likely it is that a step of an activity is lost, while the process lives.
        quiet: Whether nothing is told of failures: of many on purpose, that takes longest.
        cached: How many runs it keeps at hand; the others are taken up from their histories.
    """

    public_key: PublicKey
    temporal: str
    namespace: str
    database_url: str
    task_queue: str
    maildir: str
    smtp_port: int | None = None
    notify_port: int | None = None
    dies_at: str | None = None
    dies: str = "after"
    died: str = ""
    pushes: bool = False
    dies_after_posts: int = 0
    doom: Doom | None = None
    odds: Odds | None = None
    cached: int = 0
    quiet: bool = False


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

    async def deliver(self, key: LetterKey, letter: Outgoing) -> None:
        doomed = self._errand.dies_at is not None and key.endswith(self._errand.dies_at)
        died = Path(self._errand.died)
        if doomed and not died.exists():
            died.touch()
            if self._errand.dies == "while":
                with patch.object(Path, "replace", _die):  # the last step of filing a letter
                    await self._inner.deliver(key, letter)
            if self._errand.dies == "after":
                await self._inner.deliver(key, letter)
            _die()
        await self._inner.deliver(key, letter)


class _FatalNotify(_FatalChannel):
    """The same, where the channel can be asked what became of a letter."""

    def __init__(self, inner: NotifyChannel, errand: Errand) -> None:
        super().__init__(inner, errand)
        self._notify = inner

    @property
    def settles(self) -> timedelta:
        return self._notify.settles

    async def took(self, letter: Outgoing) -> bool:
        return await self._notify.took(letter)


class _FatalPosting(Posting):
    """Posts, and kills its own process once so many events have arrived."""

    def __init__(self, session: ClientSession, after: int) -> None:
        super().__init__(session, private=True)
        self._left = after

    async def post(self, url: str, event_id: str, body: str, keys: Sequence[Secret]) -> Posted:
        posted = await super().post(url, event_id, body, keys)
        self._left -= 1
        if self._left == 0:
            _die()
        return posted


@asynccontextmanager
async def _pushing(
    client: Client, pool: Pool, settings: WorkerSettings, errand: Errand
) -> AsyncIterator[None]:
    if not errand.pushes:
        yield
        return
    async with following(pool) as tail, ClientSession() as session:
        deliveries = Deliveries(pool, tail, _FatalPosting(session, errand.dies_after_posts), KEYS)
        async with running_deliverer(client, deliveries, settings):
            yield


def _die(*_: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _end_with_the_parent() -> None:
    parent = parent_process()
    assert parent is not None
    parent.join()
    os._exit(0)


class Tells(Protocol):
    """Hears that the worker takes tasks."""

    def send_bytes(self, buf: bytes, /) -> None: ...


async def _work(errand: Errand, tells: Tells) -> None:
    channel: Channel = _FatalChannel(MaildirChannel(Path(errand.maildir)), errand)
    if errand.smtp_port is not None:
        channel = _FatalChannel(smtp_to(errand.smtp_port), errand)
    if errand.notify_port is not None:
        account = NotifyDouble(port=errand.notify_port).account
        channel = _FatalNotify(NotifyChannel(account), errand)
    settings = WorkerSettings(
        task_queue=errand.task_queue,
        max_cached_workflows=errand.cached,
        graceful_shutdown=timedelta(seconds=1),
    )
    trust_always(errand.public_key)
    client = await connect(errand.temporal, errand.namespace)
    if errand.doom is not None:
        client, fate = doomed(noticed_soon(client), errand.doom)
        channel = DyingChannel(Path(errand.maildir), fate)
        if errand.notify_port is not None:
            channel = DyingNotify(NotifyDouble(port=errand.notify_port).account, fate)
    if errand.odds is not None:
        client, luck = unlucky(client, errand.odds)
        channel = UnluckyChannel(Path(errand.maildir), luck)
    async with open_pool(errand.database_url) as pool:
        activities = activities_for(pool, channel, MailSettings().sender, lambda: EXAMPLES)
        async with (
            running_worker(client, activities, settings),
            _pushing(client, pool, settings, errand),
        ):
            tells.send_bytes(b"ready")
            await asyncio.Event().wait()


def work_until_killed(errand: Errand, tells: Connection) -> None:
    """Serve a test's task queue.

    Args:
        errand: What to do, and where.
        tells: Is told once it takes tasks.
    """
    if errand.quiet or errand.odds is not None:
        quieten()
    threading.Thread(target=_end_with_the_parent, daemon=True).start()
    asyncio.run(_work(errand, tells))


class _TellsByFile:
    """Says that it is ready by a file."""

    def __init__(self, file: str) -> None:
        self._file = Path(file)

    def send_bytes(self, _: bytes) -> None:
        self._file.touch()


def work_for_whoever_writes() -> None:
    """Serve by an errand that is read from standard input, until that is closed."""
    errand, ready = pickle.load(sys.stdin.buffer)  # noqa: S301 - our own test wrote it

    def end_with_the_writer() -> None:
        sys.stdin.buffer.read()
        os._exit(0)

    threading.Thread(target=end_with_the_writer, daemon=True).start()
    asyncio.run(_work(errand, _TellsByFile(ready)))
