"""What people fill in for what lives beside a visit."""

from typing import Annotated, ClassVar

from pydantic import Field

from schemas.field_words import FieldWords
from schemas.forms.form import Form
from schemas.ids import VisitId
from schemas.side_processes.names import SideSubject, side_subject
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

    number: Annotated[
        int, FieldWords("Which one?", "Its number beside the visit, counted from 1")
    ] = Field(1, ge=1)

    def subject(self, given: VisitId) -> SideSubject:
        """The process of that number, beside the visit that is named."""
        return side_subject(given, self.kind, self.number)
