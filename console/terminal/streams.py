"""The three standard streams, made fit for any terminal, pipe or closed end.

What a terminal's character set lacks is spelled out instead of ending the command; a stream that
was closed before the command began leads nowhere, instead of into the first socket that is opened.
"""

import codecs
import contextlib
import io
import os
import sys

from schemas.visible import spelled_out

_SPELLED_OUT = "area-visits-spelled-out"
_STANDARD = (0, 1, 2)  # the numbers of input, output and errors


def somebody_is_there() -> bool:
    """Whether a person is at the terminal to be asked."""
    return bool(sys.stdin and sys.stdin.isatty()) and sys.stderr.isatty()


def prepare_streams() -> None:
    """Make the standard streams of this process fit; called once, before anything is written."""
    for number in _STANDARD:
        try:
            os.fstat(number)
        except OSError:
            # The lowest free number is given, which is this one.
            os.open(os.devnull, os.O_RDWR)
    # A closed standard input stays none: whoever wants to read from it is told.
    if sys.stdout is None:
        sys.stdout = _nowhere()
    if sys.stderr is None:
        sys.stderr = _nowhere()
    codecs.register_error(_SPELLED_OUT, _spell_out)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors=_SPELLED_OUT)


def let_go_of_output() -> None:
    """Write no more to standard output, nor what is left in it: it takes nothing any more."""
    sys.stdout = _nowhere()


def flush_streams() -> None:
    """Write what is left; whether anybody reads it does not matter any more."""
    for stream in (sys.stdout, sys.stderr):
        # The reader may have gone, as that of `visits list | head -1`, or a device be full.
        with contextlib.suppress(OSError, ValueError):
            stream.flush()


def _nowhere() -> io.TextIOWrapper:
    return open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123 - as long as the process


def _spell_out(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return spelled_out(error.object[error.start : error.end]), error.end
