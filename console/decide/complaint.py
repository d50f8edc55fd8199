"""Decisions on complaints, in any stage of their visit and after its end."""

from typing import Annotated

import typer

from console.decide.submit import decision
from console.terminal import options
from console.terminal.forms import from_options
from schemas.side_processes.complaint import (
    ComplaintAnswerForm,
    ComplaintForm,
    ComplaintReviewForm,
)

Words = Annotated[str, typer.Option(metavar="TEXT", parser=options.a_text, help="In words.")]


def add(app: typer.Typer) -> None:
    """Add the commands."""
    decision(app, "complain")(complain)
    decision(app, "answer-complaint")(answer_complaint)
    decision(app, "review-complaint")(review_complaint)


def complain(visit: options.VisitArgument, *, text: Words) -> ComplaintForm:
    """Record a complaint; the lead inspector answers first."""
    del visit
    return from_options(ComplaintForm, {"text": text})


def answer_complaint(
    visit: options.VisitArgument, number: options.Number = 1, *, text: Words
) -> ComplaintAnswerForm:
    """Record the answer to a complaint, or to its review."""
    del visit
    return from_options(ComplaintAnswerForm, {"number": number, "text": text})


def review_complaint(
    visit: options.VisitArgument, number: options.Number = 1
) -> ComplaintReviewForm:
    """Record that whoever complained asks for a review of the answer."""
    del visit
    return from_options(ComplaintReviewForm, {"number": number})
