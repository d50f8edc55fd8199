"""Decisions on what must be passed on, and on what waits for it, in any stage of a visit.

Nothing of what was said or seen is asked for: inspectors refer, and never investigate.
"""

from typing import Annotated

import typer

from console.decide.submit import decision
from console.terminal import options
from console.terminal.forms import from_options
from schemas.forms.concerns import DisclosureForm, SchoolConcernForm
from schemas.forms.note import HeldSharingForm, ReleasedSharingForm


def add(app: typer.Typer) -> None:
    """Add the commands."""
    decision(app, "school-concern")(school_concern)
    decision(app, "disclosure")(disclosure)
    decision(app, "hold-sharing")(hold_sharing)
    decision(app, "release-sharing")(release_sharing)


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


def hold_sharing(visit: options.VisitArgument) -> HeldSharingForm:
    """Let the sharing of the note wait; --reason is needed."""
    del visit
    return HeldSharingForm()


def release_sharing(visit: options.VisitArgument) -> ReleasedSharingForm:
    """Let the sharing of the note go on."""
    del visit
    return ReleasedSharingForm()
