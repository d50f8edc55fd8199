"""Days that are chosen for a visit go with the school terms of its area."""

from datetime import date

from desk.intake.context import Intake, takes_in
from desk.terms import terms_for
from register import visits
from schemas import forms as f
from schemas import messages as m
from schemas.terms import TermsAround


async def around(intake: Intake, *days: date) -> TermsAround:
    """The terms of the visit's area around some days."""
    state = await visits.require(intake.connection, intake.visit)
    return await terms_for(intake.connection, state.area, *days)


@takes_in(f.DatesForm)
async def dates(form: f.DatesForm, intake: Intake) -> m.SetDates:
    """The two days, with the terms around them."""
    return intake.copied(form, m.SetDates, terms=await around(intake, form.day_one, form.day_two))


@takes_in(f.DeferralForm)
async def deferral(form: f.DeferralForm, intake: Intake) -> m.GrantDeferral:
    """Later days, with the terms around them."""
    return intake.copied(form, m.GrantDeferral, terms=await around(intake, form.day_one))
