"""The words for what outlives a visit."""

from collections.abc import Mapping

from rules.side_processes import SIDE_PROCESSES, side_owner
from rules.wording import OWNER_WORDS
from schemas.side_processes import (
    Authority,
    ComplaintStage,
    ReferralState,
    SideEvent,
    SideEventType,
    SideKind,
    SideState,
    kind_of,
)
from schemas.values import Owner

KIND_WORDS: dict[SideKind, str] = {
    SideKind.REFERRAL: "safeguarding referral",
    SideKind.COMPLAINT: "complaint",
}

AUTHORITY_WORDS: dict[Authority, str] = {
    Authority.CHILDRENS_SERVICES: "children's services",
    Authority.DESIGNATED_OFFICER: "the local authority designated officer",
}

SIDE_EVENT_WORDS: Mapping[SideEventType, str] = {
    kind: words
    for process in SIDE_PROCESSES.values()
    for kind, words in process.folds.words.items()
}

COMPLAINT_WORDS: dict[ComplaintStage, str] = {
    ComplaintStage.WITH_LEAD: "to be answered by the lead inspector",
    ComplaintStage.WITH_SENIOR_MANAGER: "not answered in time; to be answered by a senior manager",
    ComplaintStage.ANSWERED: "answered; a review may be asked for",
    ComplaintStage.UNDER_REVIEW: "under review by a senior manager",
    ComplaintStage.CLOSED: "closed",
}


def side_event_words(event: SideEvent) -> str:
    """What happened, and in which of the visit's referrals or complaints."""
    number = event.subject.rpartition("/")[2]
    return f"{SIDE_EVENT_WORDS[event.fact.type]} ({kind_of(event.subject)} {number})"


def side_title(state: SideState) -> str:
    """Which one, e.g. `Safeguarding referral 1`."""
    return f"{KIND_WORDS[kind_of(state.subject)].capitalize()} {state.number}"


def side_stands(state: SideState) -> str:
    """Where it stands, in a clause."""
    if not isinstance(state, ReferralState):
        return COMPLAINT_WORDS[state.stage]
    to = AUTHORITY_WORDS[state.authority]
    if state.over:
        return f"confirmed by {to} of {state.area}"
    late = f"; escalated {state.escalations} times" if state.escalations > 1 else ""
    late = "; escalated once" if state.escalations == 1 else late
    return f"not yet confirmed by {to} of {state.area}{late}"


def side_owner_words(state: SideState) -> str:
    """Who must act."""
    owner = side_owner(state)
    return "nobody" if owner is Owner.NOBODY else OWNER_WORDS[owner]


def side_command(state: SideState) -> str | None:
    """The command by which a person acts, if one must."""
    if side_owner(state) is Owner.NOBODY:
        return None
    if isinstance(state, ReferralState):
        return f"visits confirm-referral {state.visit_id} {state.number}"
    return f"visits answer-complaint {state.visit_id} {state.number} --text TEXT"
