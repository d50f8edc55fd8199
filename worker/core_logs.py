"""What the core of Temporal's SDK says: it is not Python, and writes to standard output by itself.

Apart from `worker.logs`, because a command need not load what makes the lines of a log.
"""

import logging
from typing import Final

from temporalio.runtime import (
    LogForwardingConfig,
    LoggingConfig,
    PrometheusConfig,
    Runtime,
    TelemetryConfig,
    TelemetryFilter,
)


class CoreLogs:
    """Whether what the core says is taken in: its runtime is one for the whole process."""

    def __init__(self) -> None:
        self._taken_in = False

    def take_in(self, metrics: PrometheusConfig | None = None) -> None:
        """Have what the core says be lines of our log, for as long as the process lasts.

        It otherwise writes to the terminal by itself, with what it was sent. To be called before
        anything connects to Temporal.

        Args:
            metrics: Where it serves metrics; nowhere by default.
        """
        forwarding = LogForwardingConfig(
            logger=logging.getLogger("temporalio.core"),
            # Its fields may hold what a server said.
            append_log_fields_to_message=False,
        )
        levels = TelemetryFilter(core_level="WARN", other_level="ERROR")
        telemetry = TelemetryConfig(
            logging=LoggingConfig(filter=levels, forwarding=forwarding), metrics=metrics
        )
        Runtime.set_default(Runtime(telemetry=telemetry), error_if_already_set=False)
        self._taken_in = True

    def require_taken_in(self) -> None:
        """Take it in where nobody did: a command's log is nobody's, and its output is its own."""
        if not self._taken_in:
            self.take_in()


CORE_LOGS: Final = CoreLogs()
"""Of this process."""
