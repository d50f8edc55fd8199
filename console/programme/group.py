"""The group `visits programme`, which the commands of this folder are added to."""

from typing import Annotated

import typer

from console.terminal import clock, options

PANEL = "Programme"

app = typer.Typer(
    no_args_is_help=True,
    help="Programmes of visits: draw areas, plan teams and days, invite in waves, steer together.",
)


def area_code(typed: str) -> str:
    """The code of the area that is meant by its code or its name.

    Raises:
        UnknownArea: It is nobody's name today.
        AreaNotPlain: It may be the name of several.
    """
    from register.area_names import code_meant
    from rules.zones import london_date

    return code_meant(typed, london_date(clock.now()))


Area = Annotated[
    str,
    typer.Argument(
        metavar="AREA", parser=area_code, help="Its name, or its council's code such as E10000016."
    ),
]
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
