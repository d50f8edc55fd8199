"""Tasks of workflows that are waited for, however much else the machine has to do.

The SDK measures how long a task takes, and one that took two seconds is to it a loop without end.
A replay on a busy machine takes as long now and then, over a task that folds a whole programme, and
would then be said to break a visit that it does not break.
"""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from typing import Final, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

LONGEST: Final = 60.0  # seconds; what takes longer is left to the SDK, which calls it a loop


class Unhurried(ThreadPoolExecutor):
    """Threads for the tasks of workflows; each is done before the SDK begins to measure it.

    Whoever hands one in waits meanwhile, the event loop with all that it carries: nothing else goes
    on in a replay, which takes one history after the other.

    Args:
        longest: How many seconds to wait.
    """

    def __init__(self, longest: float = LONGEST) -> None:
        super().__init__()
        self._longest = longest

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Begin something, and wait for its end."""
        begun = super().submit(fn, *args, **kwargs)
        wait([begun], timeout=self._longest)
        return begun
