"""What outlives a visit: each kind with a life and a log of its own, in a module of its own.

A side process is named after its visit and lives beside it: `<visit>/<kind>/<n>`. As for visits,
fields are only ever added within a major version.
"""

from schemas.side_processes import (  # noqa: F401 - each kind declares its forms when it is imported
    complaint,
    referral,
)
from schemas.side_processes.forms import SideDecisionForm, SideForm, SideOpeningForm
from schemas.side_processes.messages import SideDecision, SideDue, SideMessage, SideOpening
from schemas.side_processes.names import SideSubject, kind_of, side_subject, workflow_id
from schemas.side_processes.state import SideReceipt, SideState
from schemas.side_processes.work import SideInput

__all__ = [
    "SideDecision",
    "SideDecisionForm",
    "SideDue",
    "SideForm",
    "SideInput",
    "SideMessage",
    "SideOpening",
    "SideOpeningForm",
    "SideReceipt",
    "SideState",
    "SideSubject",
    "kind_of",
    "side_subject",
    "workflow_id",
]
