"""What people fill in when an area asks for later days."""

from typing import Annotated

from schemas import messages as m
from schemas.days import Day
from schemas.events.deferral import DeferralAsked, DeferralRefused, Deferred
from schemas.field_words import FieldWords
from schemas.forms.form import VisitForm, form


@form("defer-ask", m.AskDeferral, told_by=(DeferralAsked,), reason_needed=True)
class DeferralRequestForm(VisitForm):
    """The area asks for later days; the reason is needed."""

    heading = "Record that the area asks for later days"


@form("defer-grant", m.GrantDeferral, told_by=(Deferred,), for_many=True)
class DeferralForm(VisitForm):
    """Later days are granted."""

    heading = "Grant later days"

    day_one: Annotated[Day, FieldWords("New first day")]


@form(
    "defer-refuse", m.RefuseDeferral, told_by=(DeferralRefused,), for_many=True, reason_needed=True
)
class DeferralRefusalForm(VisitForm):
    """Later days are refused; the reason is needed."""

    heading = "Refuse later days"
