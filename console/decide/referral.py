"""Decisions on safeguarding referrals, in any stage of their visit.

Nothing of what was said or seen is asked for: inspectors refer, and never investigate.
"""

from datetime import UTC, datetime
from typing import Annotated

import typer

from console.decide.submit import decision
from console.terminal import options
from console.terminal.forms import from_options
from register.area_names import area_named
from rules.zones import london_date
from schemas.side_processes.referral import Authority, ReferralConfirmationForm, ReferralForm


def add(app: typer.Typer) -> None:
    """Add the commands."""
    decision(app, "refer")(refer)
    decision(app, "confirm-referral")(confirm_referral)


def refer(
    visit: options.VisitArgument,
    *,
    to: Annotated[
        Authority,
        typer.Option(
            metavar=options.choices(Authority),
            parser=options.one_of(Authority),
            help="Children's services; for staff, the designated officer.",
        ),
    ] = Authority.CHILDRENS_SERVICES,
    area: Annotated[
        str | None,
        typer.Option(
            metavar="AREA",
            help="Where the child lives, by name or code (default: the visit's).",
        ),
    ] = None,
) -> ReferralForm:
    """Record that a safeguarding concern was referred; it escalates until it is confirmed."""
    del visit
    code = area_named(area, london_date(datetime.now(UTC))).gss_code if area else None
    return from_options(ReferralForm, {"authority": to, "area": code})


def confirm_referral(
    visit: options.VisitArgument, number: options.Number = 1
) -> ReferralConfirmationForm:
    """Record that the authority has a referral."""
    del visit
    return from_options(ReferralConfirmationForm, {"number": number})
