"""What people fill in when an inspector or a survey comes across a concern."""

from typing import Annotated, ClassVar

from schemas import messages as m
from schemas.events.concerns import DisclosureReported, DisclosureSeen, SchoolConcernRaised
from schemas.field_words import FieldWords
from schemas.forms.form import VisitForm, form
from schemas.ids import SchoolUrn


@form("school_concern", m.RaiseSchoolConcern, told_by=(SchoolConcernRaised,))
class SchoolConcernForm(VisitForm):
    """A serious concern about a school: which school, and nothing more."""

    heading = "Raise a serious concern about a school"

    reasoned: ClassVar[bool] = False
    school: Annotated[
        SchoolUrn, FieldWords("Unique reference number (URN) of the school", "Six digits")
    ]


@form(
    "disclosure", m.ReportDisclosure, m.SeeDisclosure, told_by=(DisclosureReported, DisclosureSeen)
)
class DisclosureForm(VisitForm):
    """A survey reply tells of harm, or a person has seen to those that do."""

    heading = "Report or see to a disclosure in the survey"

    reasoned: ClassVar[bool] = False
    seen: Annotated[bool, FieldWords("I have seen to every reply that tells of harm")] = False
