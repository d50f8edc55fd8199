"""Options of commands that plan."""

from typing import Annotated, TypeAlias

import typer

Settled: TypeAlias = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="AREA.WHAT=VALUE",
        help="Settle a first day (AREA.day=2027-02-03) or a place (AREA.ROLE=REF), to see what "
        "that costs; may be repeated.",
    ),
]
