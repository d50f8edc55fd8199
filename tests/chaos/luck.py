"""Small misfortunes within a worker, many of them: what a step did is lost on the way.

At every step of an activity chance decides, by a seed and by which attempt it is, whether

- the attempt ends there, as if its process had died, before or after what it did;
- its connection to the register is cut, before a commit or after it and before the answer;

and now and then a workflow task fails, so that another begins from the history. A process that is
killed costs ten seconds until that is noticed; these cost next to nothing.
"""

import asyncio
import logging
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import wraps
from hashlib import sha256
from pathlib import Path
from typing import Any, Final, TypeVar, cast

import asyncpg
import structlog
from asyncpg.transaction import Transaction
from temporalio import activity, client
from temporalio.exceptions import ApplicationError
from temporalio.runtime import Runtime, TelemetryConfig
from temporalio.worker import ActivityInboundInterceptor, ExecuteActivityInput
from temporalio.worker.workflow_sandbox import _runner

from activities.channels import MaildirChannel
from activities.outgoing import Outgoing
from schemas.ids import LetterKey
from tests.chaos.dying import METHODS, Around, commits_by_itself

F = TypeVar("F", bound=Callable[..., Any])

LETS_THROUGH: Final = 12
"""The attempt from which on an activity is left in peace, so that everything ends some time."""

SOON: Final = timedelta(milliseconds=20)
"""Until the next attempt: only the fault is tried here, not anybody's patience."""

_AS_CUT_OFF: Final = (ApplicationError, asyncpg.PostgresError, asyncpg.InterfaceError, OSError)
_MISFORTUNES: Final = "misfortunes"


@dataclass(frozen=True)
class Odds:
    """How likely what is.

    Attributes:
        folder: Where it is noted what befell whom.
        seed: The same seed, the same misfortunes at the same steps.
        step: Of a thousand steps of activities, how many are a misfortune.
        task: Of a thousand workflow tasks, likewise.
    """

    folder: str
    seed: str = ""
    step: int = 0
    task: int = 0

    def befell(self) -> Counter[str]:
        """How often what happened."""
        file = Path(self.folder) / _MISFORTUNES
        return Counter(file.read_text().splitlines()) if file.exists() else Counter()


def quieten() -> None:
    """Let nothing of what is failed on purpose be told: that takes longer than the rest."""
    logging.disable(logging.CRITICAL)
    Runtime.set_default(
        Runtime(telemetry=TelemetryConfig(logging=None)), error_if_already_set=False
    )
    structlog.configure(processors=[_untold])


def _untold(*_: object) -> str:
    raise structlog.DropEvent


class Fell(BaseException):
    """The attempt ended here, whatever its code would do about an error."""


class Luck:
    """Decides, and does it.

    Args:
        odds: How likely what is.
    """

    def __init__(self, odds: Odds) -> None:
        self._odds = odds
        self._file = Path(odds.folder) / _MISFORTUNES
        self._steps: dict[object, int] = {}
        self._struck: set[object] = set()

    def befalls(self, kind: str, of: str, thousandth: int) -> bool:
        """Whether a misfortune happens; it is noted."""
        drawn = int(sha256(f"{self._odds.seed}/{of}/{kind}".encode()).hexdigest()[:8], 16)
        if drawn % 1000 >= thousandth:
            return False
        with self._file.open("a") as lines:
            lines.write(f"{kind}\n")
        return True

    def step(self, kind: str) -> bool:
        """Whether something befalls the present attempt at its next step."""
        if not activity.in_activity():
            return False
        info = activity.info()
        if info.attempt >= LETS_THROUGH:
            return False
        attempt = _attempt()
        self._steps[attempt] = number = self._steps.get(attempt, 0) + 1
        name = f"{info.workflow_id} {info.activity_id} {info.attempt} {number}"
        if not self.befalls(kind, name, self._odds.step):
            return False
        self._struck.add(attempt)
        return True

    @property
    def has_struck(self) -> bool:
        """Whether something has befallen the present attempt."""
        return _attempt() in self._struck

    def ends(self, where: str) -> None:
        """Come to a step at which an attempt may end.

        Raises:
            Fell: It does.
        """
        if self.step(f"attempt ended: {where}"):
            raise Fell

    # --- Where it strikes -----------------------------------------------------------------------

    def watch_register(self) -> None:
        """Cut connections around commits, in a transaction or by itself."""
        commit = "_Transaction__commit"
        setattr(Transaction, commit, self._watched(getattr(Transaction, commit)))
        for method in METHODS:
            watched = self._watched(getattr(asyncpg.Connection, method), alone=True)
            setattr(asyncpg.Connection, method, watched)

    def _watched(self, committing: F, *, alone: bool = False) -> F:
        @wraps(committing)
        async def watched(it: Any, *args: Any, **options: Any) -> Any:  # noqa: ANN401 - asyncpg's own
            if not activity.in_activity() or (alone and not commits_by_itself(it, args)):
                return await committing(it, *args, **options)
            if not alone and it._nested:  # noqa: SLF001 - a savepoint commits nothing
                return await committing(it, *args, **options)
            connection = it if alone else it._connection  # noqa: SLF001 - whose it is
            if self.step("connection cut before a commit"):
                connection.terminate()
            done = await committing(it, *args, **options)
            if self.step("connection cut after a commit"):
                connection.terminate()
                raise asyncpg.ConnectionDoesNotExistError("cut by the test after its commit")
            return done

        return cast("F", watched)

    def watch_tasks(self) -> None:
        """Let workflow tasks fail now and then, at the first time of asking."""
        activate = _runner._Instance.activate  # noqa: SLF001 - where every task comes through

        @wraps(activate)
        def watched(instance: Any, act: Any) -> Any:  # noqa: ANN401 - the SDK's own
            jobs = any(job.HasField("remove_from_cache") for job in act.jobs)
            if not jobs and not act.is_replaying:
                instance.jobs = getattr(instance, "jobs", 0) + len(act.jobs)
                name = f"{act.run_id} {instance.jobs}"
                if name not in self._steps:
                    self._steps[name] = 1
                    if self.befalls("workflow task failed", name, self._odds.task):
                        raise RuntimeError("failed by the test")
            return activate(instance, act)

        setattr(_runner._Instance, "activate", watched)  # noqa: B010, SLF001 - a method of the SDK's


def _attempt() -> tuple[str | int | None, ...]:
    """Which attempt at which activity this is."""
    info = activity.info()
    return info.workflow_id, info.workflow_run_id, info.activity_id, info.attempt


class _UnluckyActivity(ActivityInboundInterceptor):
    def __init__(self, next: ActivityInboundInterceptor, luck: Luck) -> None:  # noqa: A002 - the SDK's name
        super().__init__(next)
        self._luck = luck

    async def execute_activity(self, input: ExecuteActivityInput) -> Any:  # noqa: A002, ANN401 - the SDK's
        try:
            self._luck.ends("taken up")
            done = await super().execute_activity(input)
            self._luck.ends("done and not answered")
        except Fell:
            raise ApplicationError("ended by the test", next_retry_delay=SOON) from None
        except Exception as lost:
            ours = isinstance(lost, _AS_CUT_OFF) and self._luck.has_struck
            if not ours or getattr(lost, "non_retryable", False):
                raise
            # As it would be told anyway; only the wait for the next attempt is not what is tried.
            kind = getattr(lost, "type", None) or type(lost).__name__
            raise ApplicationError(f"{lost}", type=kind, next_retry_delay=SOON) from None
        return done


class UnluckyChannel(MaildirChannel):
    """A Maildir over whose letters attempts end."""

    def __init__(self, folder: Path, luck: Luck) -> None:
        super().__init__(folder)
        self._luck = luck

    async def deliver(self, key: LetterKey, letter: Outgoing) -> None:
        """Hand over one letter."""
        self._luck.ends("before a letter is handed over")
        await super().deliver(key, letter)
        self._luck.ends("a letter handed over and not noted")


def unlucky(living: client.Client, odds: Odds) -> tuple[client.Client, Luck]:
    """A client whose workers have bad luck, and what decides that."""
    luck = Luck(odds)
    luck.watch_register()
    if odds.task:
        luck.watch_tasks()
    config = living.config()
    config["interceptors"] = [
        *config["interceptors"],
        Around(lambda inner: _UnluckyActivity(inner, luck)),
    ]
    return client.Client(**config), luck


_Brings = Callable[..., Awaitable[Any]]


def stop_if_cancelled() -> None:
    """Let whoever goes on asking be told to stop: the SDK makes an error of its own of that.

    Raises:
        CancelledError: They are.
    """
    task = asyncio.current_task()
    if task is not None and task.cancelling():
        raise asyncio.CancelledError


class LostAnswers:
    """Answers of a desk that get lost on the way back: people bring the same again.

    Args:
        luck: Decides which; none are lost without.
        thousandth: Of how many.
    """

    def __init__(self, luck: Luck | None = None, thousandth: int = 0) -> None:
        self._luck = luck
        self._thousandth = thousandth

    def around(self, bring: _Brings, *, again: tuple[type[Exception], ...]) -> _Brings:
        """Bring until it is answered, and now and then once more.

        Args:
            bring: A method of a desk.
            again: After which errors the same is brought again.
        """

        @wraps(bring)
        async def brought(*args: Any, **options: Any) -> Any:  # noqa: ANN401 - whatever is brought
            lost = False
            while True:
                try:
                    answer = await bring(*args, **options)
                except again:
                    stop_if_cancelled()
                    await asyncio.sleep(0.1)
                else:
                    name = f"{args[0] if args else ''}/{options.get('update_id', args[-1])}"
                    if lost or not self._is_lost(name):
                        return answer
                    lost = True
                if "update_id" in options:
                    options["repeated"] = True

        return brought

    def _is_lost(self, name: str) -> bool:
        return self._luck is not None and self._luck.befalls("answer lost", name, self._thousandth)
