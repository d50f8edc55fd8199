"""Kills its own process, the hard way, at a crossing: a step of an activity, or a workflow task.

An activity crosses when it is taken up, before and after everything that it commits to the
register, before and after each letter that it hands over, and when it is done and has not said so
yet. At each crossing that was chosen the process dies once; a file remembers that for those that
follow it.
"""

import os
import signal
from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import timedelta
from functools import wraps
from hashlib import sha256
from pathlib import Path
from typing import Any, Final, TypeVar, cast

import asyncpg
from asyncpg.transaction import Transaction
from temporalio import client
from temporalio.worker import (
    ActivityInboundInterceptor,
    ExecuteActivityInput,
    Interceptor,
)
from temporalio.worker.workflow_sandbox import _runner

from activities.channels import MaildirChannel, NotifyAccount
from activities.channels.notify import NotifyChannel
from activities.outgoing import Outgoing
from schemas.ids import LetterKey

F = TypeVar("F", bound=Callable[..., Any])

MOST: Final = 4
"""Commits of one activity that have crossings of their own; later ones are like the last."""

TASK: Final = "workflow task"
SETTLES: Final = timedelta(seconds=5)
"""How long a double of Notify's is given: a minute would only be waited for."""
_COMMITTING: Final = ("INSERT", "UPDATE", "DELETE")
METHODS: Final = ("execute", "executemany", "fetch", "fetchrow", "fetchval")
_CROSSED: Final = "crossed"
_DIED: Final = "died"


@dataclass(frozen=True)
class Doom:
    """Where a process is to die.

    Attributes:
        folder: Where it is remembered what was crossed and where it died.
        seed: Decides which crossings are chosen, where not all are.
        one_in: Of how many crossings one is chosen, about.
        activities: Whether the steps of activities are crossings.
        tasks: Whether workflow tasks are; each by how much had come to its run.
        occasions: Whether the record of each kind of event is a crossing of its own.
    """

    folder: str
    seed: str = ""
    one_in: int = 1
    activities: bool = True
    tasks: bool = False
    occasions: bool = False

    def crossed(self) -> list[str]:
        """Each crossing that was come to, once, in order."""
        return _lines(Path(self.folder) / _CROSSED)

    def died(self) -> list[str]:
        """Each at which a process died, in order."""
        return _lines(Path(self.folder) / _DIED)


def _lines(file: Path) -> list[str]:
    return list(dict.fromkeys(file.read_text().splitlines())) if file.exists() else []


class _Execution:
    """One execution of an activity, as far as it has come."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.commits = 0

    def commit(self) -> int:
        self.commits = min(self.commits + 1, MOST)
        return self.commits


_EXECUTION: ContextVar[_Execution | None] = ContextVar("execution", default=None)


class Fate:
    """Knows where this process is to die, and lets it.

    Args:
        doom: Where.
    """

    def __init__(self, doom: Doom) -> None:
        self._doom = doom
        self._folder = Path(doom.folder)
        self._crossed: set[str] = set(doom.crossed())

    @property
    def activities(self) -> bool:
        """Whether the steps of activities are crossings."""
        return self._doom.activities

    def cross(self, name: str) -> None:
        """Come to a crossing; where it was chosen, and nobody died there yet, that is the end."""
        if name not in self._crossed:
            self._crossed.add(name)
            self._note(_CROSSED, name)
        if not self._is_chosen(name):
            return
        try:
            (self._folder / sha256(name.encode()).hexdigest()).touch(exist_ok=False)
        except FileExistsError:
            return
        self._note(_DIED, name)
        os.kill(os.getpid(), signal.SIGKILL)

    def _is_chosen(self, name: str) -> bool:
        drawn = int(sha256(f"{self._doom.seed}/{name}".encode()).hexdigest()[:8], 16)
        return drawn % self._doom.one_in == 0

    def _note(self, file: str, name: str) -> None:
        with (self._folder / file).open("a") as lines:
            lines.write(f"{name}\n")

    # --- Crossings of activities ----------------------------------------------------------------

    def occasion_of(self, input_: ExecuteActivityInput) -> str:
        """What an execution is called."""
        name = str(getattr(input_.fn, "__name__", "activity"))
        events = getattr(input_.args[0], "events", ()) if input_.args else ()
        if self._doom.occasions and events:
            return f"{name} of {events[0].type}"
        return name

    def watch_register(self) -> None:
        """Let what an activity commits be crossings, in a transaction or by itself."""
        commit = "_Transaction__commit"
        setattr(Transaction, commit, self._watched(getattr(Transaction, commit)))
        for method in METHODS:
            watched = self._watched(getattr(asyncpg.Connection, method), alone=True)
            setattr(asyncpg.Connection, method, watched)

    def _watched(self, committing: F, *, alone: bool = False) -> F:
        @wraps(committing)
        async def watched(it: Any, *args: Any, **options: Any) -> Any:  # noqa: ANN401 - asyncpg's own
            execution = _EXECUTION.get()
            if execution is None or (alone and not commits_by_itself(it, args)):
                return await committing(it, *args, **options)
            if not alone and it._nested:  # noqa: SLF001 - a savepoint commits nothing
                return await committing(it, *args, **options)
            number = execution.commit()
            self.cross(f"{execution.name}: before commit {number}")
            done = await committing(it, *args, **options)
            self.cross(f"{execution.name}: after commit {number}")
            return done

        return cast("F", watched)

    # --- Crossings of workflow tasks ------------------------------------------------------------

    def watch_tasks(self) -> None:
        """Let every workflow task be two crossings: before its work and before its answer."""
        activate = _runner._Instance.activate  # noqa: SLF001 - where every task comes through

        @wraps(activate)
        def watched(instance: Any, act: Any) -> Any:  # noqa: ANN401 - the SDK's own
            if any(job.HasField("remove_from_cache") for job in act.jobs):
                return activate(instance, act)
            # Tasks that a death has cost are in the history, and would be another number each time;
            # what has come to a run in all is the same for whoever takes it up.
            instance.jobs = getattr(instance, "jobs", 0) + len(act.jobs)
            if act.is_replaying:
                return activate(instance, act)
            kind = instance.instance_details.info.workflow_type
            name = f"{TASK} of {kind} after {instance.jobs} things"
            self.cross(f"{name}: taken up")
            done = activate(instance, act)
            self.cross(f"{name}: done and not answered")
            return done

        setattr(_runner._Instance, "activate", watched)  # noqa: B010, SLF001 - a method of the SDK's


def commits_by_itself(connection: Any, args: tuple[Any, ...]) -> bool:  # noqa: ANN401 - asyncpg's own
    statement = str(args[0]).lstrip().upper() if args else ""
    return statement.startswith(_COMMITTING) and not connection.is_in_transaction()


class Around(client.Interceptor, Interceptor):
    """Something around every activity; of a client, because that hands it on to its workers."""

    def __init__(
        self, within: Callable[[ActivityInboundInterceptor], ActivityInboundInterceptor]
    ) -> None:
        self._within = within

    def intercept_activity(self, next: ActivityInboundInterceptor) -> ActivityInboundInterceptor:  # noqa: A002 - the SDK's name
        """Around every execution."""
        return self._within(next)


class _DyingActivity(ActivityInboundInterceptor):
    def __init__(self, next: ActivityInboundInterceptor, fate: Fate) -> None:  # noqa: A002 - the SDK's name
        super().__init__(next)
        self._fate = fate

    async def execute_activity(self, input: ExecuteActivityInput) -> Any:  # noqa: A002, ANN401 - the SDK's
        name = self._fate.occasion_of(input)
        self._fate.cross(f"{name}: taken up")
        token = _EXECUTION.set(_Execution(name))
        try:
            result = await super().execute_activity(input)
        finally:
            _EXECUTION.reset(token)
        self._fate.cross(f"{name}: done and not answered")
        return result


class DyingChannel(MaildirChannel):
    """A Maildir whose every kind of letter is two crossings."""

    def __init__(self, folder: Path, fate: Fate) -> None:
        super().__init__(folder)
        self._fate = fate

    async def deliver(self, key: LetterKey, letter: Outgoing) -> None:
        """Hand over one letter."""
        await crossing(self._fate, key, super().deliver(key, letter))


class DyingNotify(NotifyChannel):
    """GOV.UK Notify, likewise."""

    def __init__(self, account: NotifyAccount, fate: Fate) -> None:
        super().__init__(account, settles=SETTLES)
        self._fate = fate

    async def deliver(self, key: LetterKey, letter: Outgoing) -> None:
        """Hand over one letter."""
        await crossing(self._fate, key, super().deliver(key, letter))


async def crossing(fate: Fate, key: LetterKey, handing_over: Awaitable[None]) -> None:
    """Let a letter that is handed over be two crossings."""
    if not fate.activities:
        await handing_over
        return
    kind = key.split("/")[1]
    fate.cross(f"letter {kind}: before it is handed over")
    await handing_over
    fate.cross(f"letter {kind}: handed over and not noted")


def doomed(living: client.Client, doom: Doom) -> tuple[client.Client, Fate]:
    """A client whose workers die where they are to, and what decides that."""
    fate = Fate(doom)
    if doom.tasks:
        fate.watch_tasks()
    if not doom.activities:
        return living, fate
    fate.watch_register()
    config = living.config()
    config["interceptors"] = [
        *config["interceptors"],
        Around(lambda inner: _DyingActivity(inner, fate)),
    ]
    return client.Client(**config), fate
