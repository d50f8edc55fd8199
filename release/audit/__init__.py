"""The audit: what should run and what runs, what the log says and what all else says."""

from release.audit.audit import audit
from release.audit.numbers import in_numbers
from release.audit.report import (
    FINE,
    NOT_COMPARED,
    RUN_WORDS,
    AuditReport,
    ProcessAudit,
    Run,
    Story,
    Stray,
)

__all__ = [
    "FINE",
    "NOT_COMPARED",
    "RUN_WORDS",
    "AuditReport",
    "ProcessAudit",
    "Run",
    "Story",
    "Stray",
    "audit",
    "in_numbers",
]
