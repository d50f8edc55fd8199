"""Decisions on what lives beside a visit, and on what must be passed on: in any of its stages.

Nothing of what was said or seen is asked for: inspectors refer, and never investigate.
"""

from typing import Annotated

import typer

from console.decide.submit import decision
from console.terminal import options
from console.terminal.forms import from_options
from schemas.forms import (
    ComplaintAnswerForm,
    ComplaintForm,
    ComplaintReviewForm,
    DisclosureForm,
    HeldSharingForm,
    ReferralConfirmationForm,
    ReferralForm,
    ReleasedSharingForm,
    SchoolConcernForm,
)
from schemas.side_processes import Authority

Number = Annotated[int, typer.Argument(metavar="N", min=1, help="Which of the visit's.")]
Words = Annotated[str, typer.Option(metavar="TEXT", parser=options.a_text, help="In words.")]


def add(app: typer.Typer) -> None:
    """Add the commands."""
    decision(app, "refer")(refer)
    decision(app, "confirm-referral")(confirm_referral)
    decision(app, "school-concern")(school_concern)
    decision(app, "disclosure")(disclosure)
    decision(app, "complain")(complain)
    decision(app, "answer-complaint")(answer_complaint)
    decision(app, "review-complaint")(review_complaint)
    decision(app, "hold-sharing")(hold_sharing)
    decision(app, "release-sharing")(release_sharing)


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
        typer.Option(metavar="AREA", help="GSS code where the child lives (default: the visit's)."),
    ] = None,
) -> ReferralForm:
    """Record that a safeguarding concern was referred; it escalates until it is confirmed."""
    del visit
    return from_options(ReferralForm, {"authority": to, "area": area and area.strip().upper()})


def confirm_referral(visit: options.VisitArgument, number: Number = 1) -> ReferralConfirmationForm:
    """Record that the authority has a referral."""
    del visit
    return from_options(ReferralConfirmationForm, {"number": number})


def school_concern(
    visit: options.VisitArgument,
    school: Annotated[
        str,
        typer.Argument(metavar="URN", parser=options.a_school, help="The school's six digits."),
    ],
) -> SchoolConcernForm:
    """Hand a serious concern about a school over to those who inspect schools."""
    del visit
    return from_options(SchoolConcernForm, {"school": school})


def disclosure(
    visit: options.VisitArgument,
    *,
    seen: Annotated[
        bool, typer.Option("--seen", help="A person has read what was reported, and acted.")
    ] = False,
) -> DisclosureForm:
    """Record that a survey reply tells of harm, so that a person reads it at once."""
    del visit
    return DisclosureForm(seen=seen)


def complain(visit: options.VisitArgument, *, text: Words) -> ComplaintForm:
    """Record a complaint; the lead inspector answers first."""
    del visit
    return from_options(ComplaintForm, {"text": text})


def answer_complaint(
    visit: options.VisitArgument, number: Number = 1, *, text: Words
) -> ComplaintAnswerForm:
    """Record the answer to a complaint, or to its review."""
    del visit
    return from_options(ComplaintAnswerForm, {"number": number, "text": text})


def review_complaint(visit: options.VisitArgument, number: Number = 1) -> ComplaintReviewForm:
    """Record that whoever complained asks for a review of the answer."""
    del visit
    return from_options(ComplaintReviewForm, {"number": number})


def hold_sharing(visit: options.VisitArgument) -> HeldSharingForm:
    """Let the sharing of the note wait; --reason is needed."""
    del visit
    return HeldSharingForm()


def release_sharing(visit: options.VisitArgument) -> ReleasedSharingForm:
    """Let the sharing of the note go on."""
    del visit
    return ReleasedSharingForm()
