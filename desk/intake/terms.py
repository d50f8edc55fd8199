"""Days that are chosen for a visit go with the school terms of its area."""

from datetime import date

from desk.intake.context import Intake, takes_in
from desk.terms import terms_for
from register import visits
from schemas import messages as m
from schemas.forms.deferral import DeferralForm
from schemas.forms.preparation import DatesForm
from schemas.terms import TermsAround


async def around(intake: Intake, *days: date) -> TermsAround:
    """The terms of the visit's area around some days."""
    state = await visits.require(intake.connection, intake.visit)
    return await terms_for(intake.connection, state.area, *days)


@takes_in(DatesForm)
async def dates(form: DatesForm, intake: Intake) -> m.SetDates:
    """The two days, with the terms around them."""
    return intake.copied(form, m.SetDates, terms=await around(intake, form.day_one, form.day_two))


@takes_in(DeferralForm)
async def deferral(form: DeferralForm, intake: Intake) -> m.GrantDeferral:
    """Later days, with the terms around them."""
    return intake.copied(form, m.GrantDeferral, terms=await around(intake, form.day_one))
