"""Has everything compared with the log, by whoever may ask all of Temporal and of the register."""

from collections.abc import Awaitable, Callable
from typing import TypeAlias

from temporalio import activity

from schemas.audit import AuditFound, AuditRequest

Look: TypeAlias = Callable[[], Awaitable[AuditFound]]
"""Looks at everything, keeps what it finds, and says how much that is."""


class NoAuditHere(Exception):
    """This worker was not told how to look; another may have been."""


async def nobody_looks() -> AuditFound:
    """For a worker that serves nothing but its visits, as those of tests do.

    Raises:
        NoAuditHere: Always.
    """
    raise NoAuditHere


class Auditing:
    """Has everything compared.

    Args:
        look: How; what audits is above all that serves visits, so it is handed down.
    """

    def __init__(self, look: Look = nobody_looks) -> None:
        self._look = look

    @activity.defn
    async def audit_everything(self, _request: AuditRequest) -> AuditFound:
        """Compare the log with all else that knows processes, and keep what is wrong as tasks.

        Again is another audit, which finds what is so then.

        Raises:
            NoAuditHere: This worker does not know how.
        """
        return await self._look()
