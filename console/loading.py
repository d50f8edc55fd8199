"""What Ctrl-C does while a command loads."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from threading import current_thread, main_thread


@contextmanager
def ending_at_once() -> Iterator[None]:
    """Let Ctrl-C end the process by its signal, for as long as the block lasts.

    Nothing has been begun that would have to be put away, and Python would show whoever pressed it
    which module it was loading. Where Ctrl-C is somebody else's, or ignored, it stays so.
    """
    python_shows_it = signal.getsignal(signal.SIGINT) is signal.default_int_handler
    if not python_shows_it or current_thread() is not main_thread():
        yield
        return
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, signal.default_int_handler)
