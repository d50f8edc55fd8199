"""What referrals and complaints are called, and the words they are told in."""

from enum import StrEnum
from typing import Annotated

from pydantic import StringConstraints

from schemas.ids import VisitId

SideSubject = Annotated[
    str,
    StringConstraints(
        pattern=r"^[a-z0-9]+(?:-[a-z0-9]+)*-e[0-9]{8}(?:-[0-9]+)?"
        r"/(?:referral|complaint)/[1-9][0-9]{0,2}$",
        max_length=64,
    ),
]
"""`<visit>/referral/<n>` or `<visit>/complaint/<n>`: whose log an event is of."""


class SideKind(StrEnum):
    """What outlives a visit."""

    REFERRAL = "referral"
    COMPLAINT = "complaint"


class Authority(StrEnum):
    """Whom a safeguarding concern is referred to (Ofsted's guidance, `safeguarding`)."""

    CHILDRENS_SERVICES = "childrens_services"
    DESIGNATED_OFFICER = "designated_officer"


class ComplaintStage(StrEnum):
    """Where a complaint is."""

    WITH_LEAD = "with_lead"
    WITH_SENIOR_MANAGER = "with_senior_manager"
    ANSWERED = "answered"
    UNDER_REVIEW = "under_review"
    CLOSED = "closed"


def side_subject(visit: VisitId, kind: SideKind, number: int) -> SideSubject:
    """The name of a visit's n-th referral or complaint."""
    return f"{visit}/{kind}/{number}"


def workflow_id(subject: SideSubject) -> str:
    """The workflow id: `<visit>-referral-<n>`."""
    return subject.replace("/", "-")


def kind_of(subject: SideSubject) -> SideKind:
    """What a side process is, by its name."""
    return SideKind(subject.split("/")[1])
