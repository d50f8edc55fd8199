"""The group `visits tables`, and the options that its commands share."""

from pathlib import Path
from typing import Annotated

import typer

from schemas.disclosure import MOST_PROMISED

PANEL = "Programme"

app = typer.Typer(
    no_args_is_help=True,
    help="Tables of counts of people: hide what gives somebody away, attack what is published.",
)

HierarchyFiles = Annotated[
    list[str] | None,
    typer.Option(
        "--hierarchy",
        metavar="DIM=FILE.csv",
        help="Levels of a dimension: CSV with child, parent; may be repeated.",
    ),
]
Threshold = Annotated[
    int,
    typer.Option(
        "--threshold",
        metavar="N",
        min=2,
        max=MOST_PROMISED,
        help="Counts from 1 to one less are kept from all.",
    ),
]
Width = Annotated[
    int,
    typer.Option(
        "--width",
        metavar="N",
        min=1,
        max=MOST_PROMISED,
        help="How wide the interval of a small count has to be.",
    ),
]
EarlierEditions = Annotated[
    list[Path] | None,
    typer.Option(
        "--grown-from",
        metavar="FILE.csv",
        help="An earlier edition, of some of the same people; may be repeated.",
    ),
]


def add(above: typer.Typer) -> None:
    """Add the group with all its commands."""
    # Each adds its own to the group when it is imported.
    from console.tables import audit, protect

    del audit, protect
    above.add_typer(app, name="tables", rich_help_panel=PANEL)
