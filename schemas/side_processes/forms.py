"""What people fill in for what lives beside a visit."""

from typing import ClassVar

from pydantic import Field

from schemas.forms import Form
from schemas.streams import StreamKind


class SideForm(Form):
    """What people fill in for a process that lives beside its visit.

    Attributes:
        kind: Of which kind that is.
    """

    kind: ClassVar[StreamKind]


class SideOpeningForm(SideForm):
    """What such a process begins with."""


class SideDecisionForm(SideForm):
    """A decision about one of a visit's processes, by its number."""

    number: int = Field(1, ge=1)
