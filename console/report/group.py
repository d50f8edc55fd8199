"""The group `visits report`, which the commands of this folder are added to."""

from typing import Annotated

import typer

from console.terminal import options

PANEL = "Programme"

app = typer.Typer(
    no_args_is_help=True,
    help="National reports: drafted from agreed notes, checked by a gate, signed, published.",
)


def a_report(text: str) -> str:
    """A report as it is typed: `PROGRAMME/NAME`."""
    programme, slash, name = text.partition("/")
    if not slash:
        raise typer.BadParameter("a report is called PROGRAMME/NAME, such as autumn-2020/first.")
    return f"{options.a_reference(programme)}/{options.a_reference(name)}"


Report = Annotated[
    str,
    typer.Argument(
        metavar="REPORT", parser=a_report, help="PROGRAMME/NAME, such as autumn-2020/first."
    ),
]


def add(above: typer.Typer) -> None:
    """Add the group with all its commands."""
    # Each adds its own to the group when it is imported.
    from console.report import checking, deciding, exporting, looking, starting

    del checking, deciding, exporting, looking, starting
    above.add_typer(app, name="report", rich_help_panel=PANEL)
