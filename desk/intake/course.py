"""A visit that passes into other hands, is put off or is called off."""

from desk.intake.context import Paper
from schemas import forms as f
from schemas import messages as m


async def hand_over(form: f.HandOverForm, paper: Paper) -> m.Decision:
    """Another coordinator has the visit."""
    return m.HandOverVisit(actor=paper.actor, reason=paper.reason, to=form.to)


async def cancellation(form: f.CancellationForm, paper: Paper) -> m.Decision:
    """The visit is called off."""
    del form
    return m.CancelVisit(actor=paper.actor, reason=paper.reason)


async def deferral_request(form: f.DeferralRequestForm, paper: Paper) -> m.Decision:
    """The area asks to put the visit off."""
    del form
    return m.AskDeferral(actor=paper.actor, reason=paper.reason)


async def deferral(form: f.DeferralForm, paper: Paper) -> m.Decision:
    """The visit is put off."""
    return m.GrantDeferral(actor=paper.actor, reason=paper.reason, day_one=form.day_one)


async def deferral_refusal(form: f.DeferralRefusalForm, paper: Paper) -> m.Decision:
    """The visit is not put off."""
    del form
    return m.RefuseDeferral(actor=paper.actor, reason=paper.reason)
