"""Opens a programme from a frame."""

from datetime import date
from pathlib import Path
from typing import Annotated
from uuid import uuid4

import typer

from console.programme.group import app
from console.terminal import options
from console.terminal.output import note, say, write_json


@app.command()
def start(  # noqa: PLR0913 - a command's options
    programme: Annotated[
        str,
        typer.Argument(
            metavar="PROGRAMME", parser=options.a_reference, help="Its name, such as spring-2027."
        ),
    ],
    frame: Annotated[
        Path,
        typer.Argument(
            metavar="FRAME.csv", help="A column code, and any others; `visits frame` writes one."
        ),
    ],
    *,
    number: Annotated[int, typer.Option("--number", min=1, help="How many areas are visited.")],
    first: Annotated[
        date,
        typer.Option("--from", metavar="DATE", parser=options.a_date, help="The first day."),
    ],
    last: Annotated[
        date,
        typer.Option("--until", metavar="DATE", parser=options.a_date, help="The last day."),
    ],
    proportional: Annotated[
        str | None,
        typer.Option(
            "--proportional",
            metavar="COLUMNS",
            help="Columns of which each value has its share, such as region,council_type.",
        ),
    ] = None,
    quotas: Annotated[
        Path | None,
        typer.Option("--quotas", metavar="FILE.csv", help="Columns column, value, min, max."),
    ] = None,
    reserves: Annotated[
        int | None, typer.Option("--reserves", min=0, help="As many as are visited by default.")
    ] = None,
    pace: Annotated[
        int, typer.Option("--pace", min=1, max=200, help="Visits opened in a week.")
    ] = 6,
    coordinators: Annotated[
        str | None,
        typer.Option(
            "--coordinators", metavar="ACTORS", help="Who looks after visits in turn: anna,ben."
        ),
    ] = None,
    preview: options.Preview = False,
    update_id: options.UpdateId = None,
    as_json: options.AsJson = False,
    folder: options.Folder = options.VAR,
) -> None:
    """Open a programme: fix its frame, then its portfolio of samples, before any seed is known."""
    from console.terminal.beginning import begun_by, look_at_beginning
    from console.terminal.forms import from_options
    from rules.programme.stages import STAGE_CLAUSES
    from rules.selection import read_frame, read_quotas
    from rules.selection.reserves import fewer_reserves
    from schemas.opening_forms import OpenProgrammeForm
    from schemas.programme import ProgrammeReceipt

    body, bounds = frame.read_bytes(), quotas.read_bytes() if quotas else None
    # Read here as well, so that what is wrong is told by the name of its file.
    read = read_frame(body, frame.name)
    if quotas and bounds is not None:
        read_quotas(bounds, read, quotas.name)
    form = from_options(
        OpenProgrammeForm,
        {
            "programme": programme,
            "frame": body.decode(),
            "number": number,
            "first": first,
            "last": last,
            "proportional": [one.strip() for one in (proportional or "").split(",") if one.strip()],
            "quotas": bounds.decode() if bounds is not None else None,
            "reserves": reserves,
            "visits_a_week": pace,
            "coordinators": [
                options.a_reference(one.strip()) for one in (coordinators or "").split(",") if one
            ],
        },
    )
    fewer = fewer_reserves(len(read.codes), number, reserves)
    if preview:
        look_at_beginning(form, folder, as_json=as_json)
        if fewer:
            note(fewer)
        return
    name = update_id or str(uuid4())
    receipt = begun_by(form, folder, name).receipt
    assert isinstance(receipt, ProgrammeReceipt)  # noqa: S101 - an opening is recorded
    if fewer:
        note(fewer)
    if as_json:
        write_json({"update_id": name, **receipt.model_dump(mode="json")})
        return
    say(f"Programme {programme} is opened: {number} of {len(read.codes)} areas will be drawn.")
    say(f"It {STAGE_CLAUSES[receipt.stage]}. Frame: {read.sha256} (SHA-256).")
    say(f"Next: `visits programme show {programme}`.")
