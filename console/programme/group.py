"""The group `visits programme`, which the commands of this folder are added to."""

from typing import Annotated

import typer

from console.terminal import options

PANEL = "Programme"

app = typer.Typer(
    no_args_is_help=True,
    help="Programmes of visits: draw areas, plan teams and days, invite in waves, steer together.",
)

Programme = Annotated[
    str,
    typer.Argument(metavar="PROGRAMME", parser=options.a_reference, help="The programme's name."),
]


def add(above: typer.Typer) -> None:
    """Add the group with all its commands."""
    # Each adds its own to the group when it is imported.
    from console.programme import (
        deciding,
        looking,
        planning,
        recording,
        rehearsing,
        starting,
        wordings,
    )

    del deciding, looking, planning, recording, rehearsing, starting, wordings
    above.add_typer(app, name="programme", rich_help_panel=PANEL)
