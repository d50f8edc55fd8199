"""The log of a process that runs all the time: whatever ends it is a line there, too."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

import structlog
import typer
from temporalio.runtime import PrometheusConfig

from console.terminal.errors import UNFORESEEN, ExitCode, foreseen
from worker.known_settings import unread
from worker.logs import set_up_logs, take_in_all_logs
from worker.settings import LogFormat
from worker.traces import traces


@contextmanager
def service_log(
    form: LogFormat | None, core_metrics: PrometheusConfig | None = None
) -> Iterator[None]:
    """Write everything to standard error as a log, for as long as the block lasts.

    It is traced as well, where the environment asks for that. Settings that look like ours and
    that nothing reads are told of first: they may be misspelt.

    Args:
        form: How.
        core_metrics: Where Temporal's SDK serves its metrics; nowhere by default.

    Raises:
        typer.Exit: Something ended the block; the log says what.
    """
    set_up_logs(form)
    take_in_all_logs(core_metrics)
    log = structlog.get_logger("console")
    for setting in unread(os.environ):
        log.warning("setting_that_nothing_reads", **setting._asdict())
    try:
        with traces():
            yield
    except Exception as error:
        if os.environ.get("VISITS_DEBUG") == "1":
            raise
        if known := foreseen(error):
            code, sentence = known
            log.error(code, why=sentence)  # noqa: TRY400 - a sentence says more than its traceback
        else:
            log.exception(UNFORESEEN)
        raise typer.Exit(ExitCode.FAILED) from None
