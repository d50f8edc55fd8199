"""The audit of each night: one activity, started by a schedule, whose run tells what was found."""

from datetime import timedelta

from temporalio import workflow
from temporalio.common import RetryPolicy

with workflow.unsafe.imports_passed_through():
    from activities.auditing import Auditing
    from schemas.audit import AuditFound, AuditRequest
    from workflows.audit_wording import AUDITING, details

_ENDS_WITHIN = timedelta(hours=1)
_RETRY = RetryPolicy(
    initial_interval=timedelta(minutes=1),
    backoff_coefficient=2,
    maximum_interval=timedelta(minutes=15),
)
"""A register or a worker that is away comes back; until then the latest audit grows old, which is
seen from outside."""


@workflow.defn(name="NightlyAudit")
class NightlyAudit:
    """Compares everything with the log, once."""

    @workflow.run
    async def run(self, _start: AuditRequest) -> AuditFound:
        """Have it compared, and tell operators what was found."""
        found = await workflow.execute_activity_method(
            Auditing.audit_everything,
            AuditRequest(),
            start_to_close_timeout=_ENDS_WITHIN,
            heartbeat_timeout=timedelta(minutes=1),
            retry_policy=_RETRY,
            summary=AUDITING,
        )
        workflow.set_current_details(details(found))
        return found
