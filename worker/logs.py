"""Logs: JSON for machines, readable on a terminal, with no names and no words.

An exception's words may quote a name or an address (a mail server's refusal, a constraint's
detail), so an exception is logged as its class and the places it went through, never its words.
"""

import logging
import sys
import traceback
import warnings
from collections.abc import MutableMapping
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any, TextIO

import structlog
from temporalio import activity, workflow
from temporalio.runtime import PrometheusConfig

from worker.core_logs import CORE_LOGS
from worker.settings import LogFormat

_OWN = (
    "activities",
    "console",
    "desk",
    "feed",
    "register",
    "release",
    "rules",
    "schemas",
    "stack",
    "worker",
    "workflows",
)
_CHATTY = {"temporalio": logging.WARNING, "asyncio": logging.WARNING}


def set_up_logs(
    form: LogFormat | None = None, *, stream: TextIO | None = None, level: int = logging.INFO
) -> None:
    """Send structlog's and the standard library's logs the same way.

    Args:
        form: JSON or readable; when not given, readable where `stream` is a terminal.
        stream: Where to; standard error by default.
        level: The least level that is written.
    """
    stream = stream or sys.stderr
    form = form or (LogFormat.CONSOLE if stream.isatty() else LogFormat.JSON)
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _temporal_context,
        _exception_without_words,
    ]
    renderer: Any = (
        structlog.processors.JSONRenderer()
        if form is LogFormat.JSON
        else structlog.dev.ConsoleRenderer(colors=stream.isatty())
    )
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    handler = _Handler(stream)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[_foreign_words, *shared],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for name, least in _CHATTY.items():
        logging.getLogger(name).setLevel(max(least, level))


class _Handler(logging.StreamHandler[TextIO]):
    """Writes lines; one that cannot be written, as on a full disk, is lost, and that is said once.

    Python would write the line's arguments to standard error in place of it, and the words of
    whatever exception was being handled, which are nobody's to read there.
    """

    _lost = 0

    def emit(self, record: logging.LogRecord) -> None:
        """Write a line."""
        lost = self._lost
        super().emit(record)
        if self._lost == lost:
            self._lost = 0

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: ARG002, N802 - as it is called
        """Tell of the first of several lines that are lost, without what it says."""
        self._lost += 1
        if self._lost == 1:
            error = sys.exc_info()[1]
            why = getattr(error, "strerror", None) or type(error).__name__
            with suppress(OSError, ValueError):
                sys.stderr.write(f"The log cannot be written ({why}). Lines are lost.\n")


def take_in_all_logs(metrics: PrometheusConfig | None = None) -> None:
    """Have everything a process says be a line of its log: what is not said by logging, too.

    Those are the core of Temporal's SDK, warnings, and an exception that nobody caught. To be
    called before anything connects to Temporal, in a process that runs all the time.

    Args:
        metrics: Where the core serves metrics; nowhere by default.
    """
    CORE_LOGS.take_in(metrics)
    warnings.showwarning = _log_warning
    sys.excepthook = _log_uncaught


def _log_warning(  # noqa: PLR0913, PLR0917 - as Python calls it
    message: Warning | str,  # noqa: ARG001 - it may be anything
    category: type[Warning],
    filename: str,
    lineno: int,
    file: TextIO | None = None,  # noqa: ARG001 - as Python calls it
    line: str | None = None,  # noqa: ARG001 - likewise
) -> None:
    where = f"{Path(filename).name}:{lineno}"
    structlog.get_logger("warnings").warning("warning", kind=category.__name__, where=where)


def _log_uncaught(
    kind: type[BaseException], error: BaseException, trace: TracebackType | None
) -> None:
    structlog.get_logger(__name__).critical("uncaught", exc_info=(kind, error, trace))


def _temporal_context(
    _logger: object, _method: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """Bind which visit, which activity and which attempt a line belongs to."""
    if activity.in_activity():
        info = activity.info()
        event.update(visit=info.workflow_id, activity=info.activity_type, attempt=info.attempt)
    elif workflow.in_workflow():
        event.update(visit=workflow.info().workflow_id)
    return event


def _exception_without_words(
    _logger: object, _method: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    info = event.pop("exc_info", None)
    if info is True:
        info = sys.exc_info()
    error = info[1] if isinstance(info, tuple) else info
    if isinstance(error, BaseException):
        frames = traceback.extract_tb(error.__traceback__)
        event["exception"] = type(error).__name__
        event["where"] = [f"{frame.name}:{frame.lineno}" for frame in frames[-6:]]
    return event


def _foreign_words(
    _logger: object, _method: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """A library's message keeps its template and loses its arguments: they may be anything."""
    record = event.get("_record")
    if isinstance(record, logging.LogRecord) and record.name.partition(".")[0] not in _OWN:
        event["event"] = record.msg if isinstance(record.msg, str) else type(record.msg).__name__
    return event
