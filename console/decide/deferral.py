"""Decisions about later days: asked for, granted, refused; and about a visit that stands still."""

from datetime import date
from typing import Annotated

import typer

from console.decide.submit import PANEL, decision
from console.terminal import options
from console.terminal.forms import from_options
from schemas.forms.course import IncompleteForm, PauseForm, ResumptionForm
from schemas.forms.deferral import DeferralForm, DeferralRefusalForm, DeferralRequestForm

app = typer.Typer(no_args_is_help=True, help="Later days: ask for them, grant or refuse them.")


def add(above: typer.Typer) -> None:
    """Add the commands."""
    decision(app, "ask")(ask)
    decision(app, "grant")(grant)
    decision(app, "refuse")(refuse)
    above.add_typer(app, name="defer", rich_help_panel=PANEL)
    decision(above, "pause")(pause)
    decision(above, "resume")(resume)
    decision(above, "incomplete")(incomplete)


def ask(visit: options.VisitArgument) -> DeferralRequestForm:
    """Record that the area asks for later days; --reason is needed, preparation goes on."""
    del visit
    return DeferralRequestForm()


def grant(
    visit: options.VisitArgument,
    *,
    day_one: Annotated[
        date,
        typer.Option(metavar="DATE", parser=options.a_date, help="The first of the later days."),
    ],
) -> DeferralForm:
    """Defer the visit: it ends, and its successor is opened for the later days.

    Days out of the area's school terms need a --reason.
    """
    del visit
    return from_options(DeferralForm, {"day_one": day_one})


def refuse(visit: options.VisitArgument) -> DeferralRefusalForm:
    """Refuse later days: the visit goes on as planned; --reason is needed."""
    del visit
    return DeferralRefusalForm()


def pause(visit: options.VisitArgument) -> PauseForm:
    """Let a visit stand still, its deadlines too; --reason is needed.

    Before it has begun it is on hold: nobody is invited, and who was written to is told.
    """
    del visit
    return PauseForm()


def resume(
    visit: options.VisitArgument,
    *,
    on: Annotated[
        date | None,
        typer.Option(
            "--on",
            "--next-day",
            metavar="DATE",
            parser=options.a_date,
            help="The day on which it goes on; of a visit on hold, its first day (default: as it "
            "was).",
        ),
    ] = None,
    until: Annotated[
        date | None,
        typer.Option(
            metavar="DATE",
            parser=options.a_date,
            help="Its last day (default: the same day; of a visit on hold, the day after).",
        ),
    ] = None,
) -> ResumptionForm:
    """Let a visit go on that stands still, with the days that are left or other ones.

    Days out of the area's school terms need a --reason.
    """
    del visit
    return from_options(ResumptionForm, {"next_day": on, "last_day": until})


def incomplete(visit: options.VisitArgument) -> IncompleteForm:
    """End a visit that was paused for too long; --reason is needed."""
    del visit
    return IncompleteForm()
