"""What outlives a visit: referrals and complaints, each with a life and a log of its own.

A side process is named after its visit and lives beside it: `<visit>/referral/<n>`. Nothing here
is narrative: what happened to whom is never stored of a referral, and a complaint's words are in
the register. As for visits, fields are only ever added within a major version.
"""

from schemas.side_processes.events import (
    RETIRED,
    SIDE_EVENT,
    ComplaintAnswered,
    ComplaintClosed,
    ComplaintEscalated,
    ComplaintReceived,
    ReferralConfirmed,
    ReferralEscalated,
    ReferralRaised,
    ReviewAsked,
    SideEvent,
    SideEventType,
    SideFact,
)
from schemas.side_processes.messages import (
    AnswerComplaint,
    AskReview,
    ConfirmReferral,
    RaiseReferral,
    ReceiveComplaint,
    SideDecision,
    SideDue,
    SideMessage,
    SideOpening,
)
from schemas.side_processes.names import (
    Authority,
    ComplaintStage,
    SideKind,
    SideSubject,
    kind_of,
    side_subject,
    workflow_id,
)
from schemas.side_processes.state import (
    SIDE_STATE,
    ComplaintState,
    ReferralState,
    SideReceipt,
    SideState,
    SideStateBase,
)
from schemas.side_processes.work import SideInput, SideRecordRequest

__all__ = [
    "RETIRED",
    "SIDE_EVENT",
    "SIDE_STATE",
    "AnswerComplaint",
    "AskReview",
    "Authority",
    "ComplaintAnswered",
    "ComplaintClosed",
    "ComplaintEscalated",
    "ComplaintReceived",
    "ComplaintStage",
    "ComplaintState",
    "ConfirmReferral",
    "RaiseReferral",
    "ReceiveComplaint",
    "ReferralConfirmed",
    "ReferralEscalated",
    "ReferralRaised",
    "ReferralState",
    "ReviewAsked",
    "SideDecision",
    "SideDue",
    "SideEvent",
    "SideEventType",
    "SideFact",
    "SideInput",
    "SideKind",
    "SideMessage",
    "SideOpening",
    "SideReceipt",
    "SideRecordRequest",
    "SideState",
    "SideStateBase",
    "SideSubject",
    "kind_of",
    "side_subject",
    "workflow_id",
]
