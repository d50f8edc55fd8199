"""Referrals: raised and confirmed. No words are kept of them."""

from desk.intake.context import Intake, takes_in
from desk.intake.related import Raising
from register import areas
from rules.referral import require_no_words
from schemas.side_processes.referral import (
    ConfirmReferral,
    RaiseReferral,
    ReferralConfirmationForm,
    ReferralForm,
)


@takes_in(ReferralForm)
async def referral(form: ReferralForm, raising: Raising) -> RaiseReferral:
    """To the authority of the visit's area, unless the child lives elsewhere; in nobody's words."""
    require_no_words(form.reason is not None, "The concern was not referred")
    area = areas.area_on(form.area or raising.beside.area, raising.today).gss_code
    return raising.message(RaiseReferral, authority=form.authority, area=area)


@takes_in(ReferralConfirmationForm)
async def confirmation(form: ReferralConfirmationForm, intake: Intake) -> ConfirmReferral:
    """The authority has the referral; in nobody's words."""
    require_no_words(form.reason is not None, "The confirmation was not recorded")
    return intake.message(ConfirmReferral)
