"""An audit of everything, in numbers."""

from release.audit.report import AuditReport
from schemas.audit import AuditFound


def in_numbers(report: AuditReport) -> AuditFound:
    """What a report of everything comes to."""
    return AuditFound(
        processes=len(report.processes),
        wrong=sum(one.wrong for one in report.processes),
        not_compared=sum(not one.wrong and not one.fine for one in report.processes),
        in_log=len(report.log),
        from_outside=len(report.strays) + len(report.refused),
    )
