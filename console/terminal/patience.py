"""What somebody is told who waits for a long piece of work."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from console.terminal.output import note

_FIRST, _AFTER = 10, 30  # seconds


@contextmanager
def told_while_it_lasts(
    doing: str, why: str, *, first: float = _FIRST, after: float = _AFTER
) -> Iterator[None]:
    """Say after some seconds, and then again, that work goes on; the first time why it takes long.

    Args:
        doing: What is being done, e.g. `Looking for the fairest chances`.
        why: Whole sentences: why it may take long, and what would be quicker.
        first: After how many seconds it is said first.
        after: How many seconds are between the times that it is said.
    """
    over = threading.Event()

    def tell() -> None:
        seconds, wait, reason = 0.0, first, f" {why}"
        while not over.wait(wait):
            seconds += wait
            note(f"{doing}, {seconds:.0f} seconds so far.{reason}")
            wait, reason = after, ""

    telling = threading.Thread(target=tell, daemon=True)
    telling.start()
    try:
        yield
    finally:
        over.set()
        telling.join()
