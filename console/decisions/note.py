"""Decisions about the summary note, and the end before its time.

The note goes to the area's leaders and to the two departments, and to nobody else: there is no
command that makes it public, and there will not be one.
"""

from pathlib import Path
from typing import Annotated

import typer

from console import options
from console.decisions.bringing import decision
from console.filling_in import from_file, from_options
from schemas.forms import (
    AcknowledgementForm,
    AgreementForm,
    CancellationForm,
    DraftForm,
    SharingForm,
)
from schemas.values import Department

Version = Annotated[int, typer.Option(metavar="N", min=1, help="Of the summary note.")]
DigestOption = Annotated[
    str | None, typer.Option("--digest", metavar="SHA256", help="Its digest, where they quote it.")
]


def add(app: typer.Typer) -> None:
    """Add the commands."""
    decision(app, "draft")(draft)
    decision(app, "agree")(agree)
    decision(app, "share")(share)
    decision(app, "acknowledge")(acknowledge)
    decision(app, "cancel")(cancel)


def draft(
    visit: options.VisitArgument,
    *,
    file: Annotated[
        Path,
        typer.Option("--file", metavar="FORM.yaml", help="The note; - is standard input."),
    ],
) -> DraftForm:
    """Send the next version of the summary note to the area's leaders."""
    del visit
    return from_file(DraftForm, file)


def agree(
    visit: options.VisitArgument, *, version: Version, digest: DigestOption = None
) -> AgreementForm:
    """Record that the area's leaders agree to one version of the note."""
    del visit
    return from_options(AgreementForm, {"version": version, "digest": digest})


def share(
    visit: options.VisitArgument,
    *,
    version: Version,
    to: Annotated[
        list[Department] | None,
        typer.Option(
            metavar=options.choices(Department),
            parser=options.one_of(Department),
            help="One department only (default: both).",
        ),
    ] = None,
    digest: DigestOption = None,
) -> SharingForm:
    """Share the agreed note with DfE and NHS England, who alone may have it."""
    del visit
    departments = tuple(to) if to else None
    given = {"version": version, "digest": digest, "departments": departments}
    return from_options(SharingForm, given)


def acknowledge(
    visit: options.VisitArgument,
    department: Annotated[
        Department,
        typer.Argument(
            metavar=options.choices(Department),
            parser=options.one_of(Department),
            help="The department.",
        ),
    ],
) -> AcknowledgementForm:
    """Record that a department has the note."""
    del visit
    return from_options(AcknowledgementForm, {"department": department})


def cancel(visit: options.VisitArgument) -> CancellationForm:
    """End the visit before its time; --reason is needed."""
    del visit
    return CancellationForm()
