"""What a process says: set up once for all tests, and put back after whatever sets it up anew."""

import logging
import sys
import warnings

import structlog

_PLAIN = structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
"""By default each traceback is drawn with all that its frames hold, which takes seconds and lets an
activity's heartbeat run out."""
_TALK = {**structlog.get_config()}
_TALK["processors"] = [*_TALK["processors"][:-1], _PLAIN]
# Not among what a command answers, whose worker lives in the process that types it in.
_TALK["logger_factory"] = lambda *_: structlog.PrintLogger(sys.stderr)
_LEVELS = {name: logging.getLogger(name).level for name in (None, "temporalio", "asyncio")}
_TOLD = warnings.showwarning, sys.excepthook


def set_up_for_tests() -> None:
    """Have logs as tests have them, whatever has been done to them.

    A service makes all that its process says its log, and a test's process goes on after it. What
    pytest listens with stays.
    """
    structlog.configure(**_TALK)
    for name, level in _LEVELS.items():
        logging.getLogger(name).setLevel(level)
    root = logging.getLogger()
    root.handlers[:] = [one for one in root.handlers if type(one).__module__.startswith("_pytest")]
    warnings.showwarning, sys.excepthook = _TOLD
