"""What lives beside a visit is called after it: `<visit>/<kind>/<n>`."""

from typing import Annotated

from pydantic import StringConstraints

from schemas.ids import VisitId
from schemas.streams import StreamKind

SideSubject = Annotated[
    str,
    StringConstraints(
        pattern=r"^[a-z0-9]+(?:-[a-z0-9]+)*-e[0-9]{8}(?:-[0-9]+)?"
        r"/[a-z]+(?:_[a-z]+)*/[1-9][0-9]{0,2}$",
        max_length=64,
    ),
]
"""`<visit>/referral/<n>` or `<visit>/complaint/<n>`: whose log an event is of."""


def side_subject(visit: VisitId, kind: StreamKind, number: int) -> SideSubject:
    """The name of a visit's n-th process of a kind."""
    return f"{visit}/{kind}/{number}"


def workflow_id(subject: SideSubject) -> str:
    """The workflow id: `<visit>-referral-<n>`."""
    return subject.replace("/", "-")


def kind_of(subject: SideSubject) -> StreamKind:
    """What a side process is, by its name."""
    return subject.split("/")[1]
