"""What operators read of an audit in the Temporal Web UI: numbers, and where the rest is."""

from typing import Final

from schemas.audit import AuditFound
from workflows.wording import table

SUMMARY: Final = "Everything is compared with the log, each night"

AUDITING: Final = "Compare every process with the log"


def details(found: AuditFound) -> str:
    """What was found, as a table."""
    wrong = found.wrong + found.in_log + found.from_outside
    tell = "`visits tasks` and `visits audit` say what" if wrong else "nothing to do"
    return table(
        "Audit",
        "",
        [
            ("Processes looked at", str(found.processes)),
            ("Do not agree with the log", str(found.wrong)),
            ("Could not be compared", str(found.not_compared)),
            ("Wrong in the log itself", str(found.in_log)),
            ("From outside", str(found.from_outside)),
            ("Next", tell),
        ],
    )
