"""What every activity gets: a heartbeat, and failures without words.

The default failure converter puts an exception's text, and its causes', into the history; a mail
server's refusal would carry an address there. One interceptor turns every exception into its
class and a code.
"""

import asyncio
from datetime import timedelta
from typing import Any

import structlog
from temporalio import activity
from temporalio.exceptions import ApplicationError, ApplicationErrorCategory
from temporalio.worker import (
    ActivityInboundInterceptor,
    ExecuteActivityInput,
    Interceptor,
)

from rules.proofs import NotProved

_log = structlog.get_logger(__name__)

_BENIGN = ApplicationErrorCategory.BENIGN  # neither logged as a warning nor counted as a failure
_UNSPECIFIED = ApplicationErrorCategory.UNSPECIFIED


class RedactFailures(Interceptor):
    """Wraps every activity; see the module."""

    def intercept_activity(self, next: ActivityInboundInterceptor) -> ActivityInboundInterceptor:  # noqa: A002 - Temporal's name
        """Put ours around the rest."""
        return _Activity(next)


class _Activity(ActivityInboundInterceptor):
    async def execute_activity(self, input: ExecuteActivityInput) -> Any:  # noqa: A002, ANN401 - Temporal's signature
        beat = asyncio.create_task(_heartbeat())
        try:
            _require_workflow()
            return await super().execute_activity(input)
        except Exception as error:  # noqa: BLE001 - each one is turned into a class and a code
            _log.warning("activity failed", exc_info=error)
            raise _wordless(error) from None
        finally:
            beat.cancel()


def _require_workflow() -> None:
    """Refuse an activity that runs by itself: whoever reaches Temporal can start any.

    Raises:
        NotProved: No workflow asked for it.
    """
    if activity.info().workflow_id is None:
        raise NotProved


def _wordless(error: Exception) -> ApplicationError:
    kind = type(error).__name__
    code = getattr(error, "code", None) or getattr(error, "sqlstate", None)
    plain = code if isinstance(code, str) and _is_code(code) else None
    again_in = getattr(error, "next_retry_delay", None)
    return ApplicationError(
        f"{kind} ({plain})" if plain else kind,
        type=kind,
        non_retryable=bool(getattr(error, "final", False)),
        next_retry_delay=again_in if isinstance(again_in, timedelta) else None,
        category=_BENIGN if getattr(error, "expected", False) else _UNSPECIFIED,
    )


def _is_code(text: str) -> bool:
    return text.isascii() and text.replace("-", "").replace(".", "").isalnum()


async def _heartbeat() -> None:
    """Tell the server that the worker lives, so that its death is noticed within seconds.

    The server counts from when the activity began, so that it need not be told then: most have
    ended before there is anything to tell.
    """
    timeout = activity.info().heartbeat_timeout
    if timeout is None:
        return
    while True:
        await asyncio.sleep(timeout.total_seconds() / 3)
        activity.heartbeat()
