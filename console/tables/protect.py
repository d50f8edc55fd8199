"""The command that says what may be published of a table. It asks no server."""

from pathlib import Path
from typing import Annotated, Any

import typer

from console.tables.group import EarlierEditions, HierarchyFiles, Threshold, Width, app
from console.terminal.errors import ExitCode
from console.terminal.options import AsJson, some_seconds
from console.terminal.output import note, say, show, table, write_json
from desk.reading.tables import read_hierarchies, read_tables
from desk.tables import published_csv, shown_count
from register.private_files import write_file
from rules.disclosure.subtotals import may_be_subtotals
from rules.disclosure.tables import require_alike
from rules.selection.csv_text import NotUsable
from schemas.disclosure import (
    HIDDEN,
    IMPOSSIBLE,
    CellStatus,
    DisclosurePolicy,
    Protection,
    ToProtect,
)
from schemas.visible import visible

_MOST_SHOWN = 200  # cells that anybody reads at a terminal


@app.command("protect")
def protect(  # noqa: PLR0913 - what a table is protected by, by name
    *,
    file: Annotated[
        Path,
        typer.Argument(
            metavar="TABLE.csv",
            help="CSV: a column for each dimension, and count; Total stands for everybody.",
        ),
    ],
    hierarchy: HierarchyFiles = None,
    published: Annotated[
        list[Path] | None,
        typer.Option(
            "--published",
            metavar="FILE.csv",
            help="A table of the same people that is known already; may be repeated.",
        ),
    ] = None,
    grown_from: EarlierEditions = None,
    threshold: Threshold = 5,
    width: Width = 5,
    seconds: Annotated[
        float,
        typer.Option(
            "--seconds",
            metavar="N",
            parser=some_seconds(0, 30),
            help="How long to look for fewer hidden cells.",
        ),
    ] = 30,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="FILE.csv", help="Write there what may be published."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Hide the fewest cells so that nobody can work out a small count.

    Totals that are missing are worked out. Whoever holds the result and every earlier file, and can
    solve for whatever they leave open, learns of no hidden cell more than is promised.
    """
    from activities.solvers.disclosure import Unprotectable
    from activities.solvers.disclosure import protect as hide_fewest

    _require_new(out, [file, *(published or []), *(grown_from or [])])
    try:
        asked = ToProtect(
            table=read_tables([file], hidden=False)[0],
            published=read_tables(published or [], hidden=True),
            grown_from=read_tables(grown_from or [], hidden=True),
            hierarchies=read_hierarchies(hierarchy or []),
            policy=DisclosurePolicy(threshold=threshold, width=width),
        )
        require_alike([asked.table, *asked.published, *asked.grown_from], asked.hierarchies)
        protection = hide_fewest(asked, seconds)
    except NotUsable as error:
        raise typer.BadParameter(f"{error}") from None
    except Unprotectable as error:
        note(f"{error}")
        raise typer.Exit(ExitCode.FAILED) from None
    if out is not None:
        write_file(out, published_csv(protection).encode())
    for sentence in (*may_be_subtotals(asked.table, asked.hierarchies), *protection.notes):
        note(sentence)
    if as_json:
        write_json(_answer(protection))
        return
    _show(protection)
    if out is not None:
        note(f"Wrote {len(protection.cells)} cells to {out}.")


def _require_new(out: Path | None, given: list[Path]) -> None:
    """Refuse to write over what was read: those may be the only exact counts there are."""
    if out is not None and out.exists():
        for file in given:
            if file.exists() and out.samefile(file):
                raise typer.BadParameter(
                    f"{visible(str(out))} is read as well, and would be written over; write what "
                    "may be published to another file.",
                    param_hint="--out",
                )


def _answer(protection: Protection) -> dict[str, Any]:
    return {
        "cells": [
            {
                "by": dict(zip(protection.dimensions, cell.values, strict=True)),
                "count": cell.count,
                "status": cell.status.value,
            }
            for cell in protection.cells
        ],
        "hidden": protection.hidden,
        "optimal": protection.optimal,
        "gap": protection.gap,
    }


def _show(protection: Protection) -> None:
    rows = [(*cell.values, shown_count(cell)) for cell in protection.cells[:_MOST_SHOWN]]
    show(table(*protection.dimensions, "count", rows=rows))
    if more := len(protection.cells) - len(rows):
        say(f"… and {more} cells more; --out writes all of them.")
    say()
    primary = sum(cell.status is CellStatus.PRIMARY for cell in protection.cells)
    if not protection.hidden:
        say("No cell is hidden: none is small, and none gives another away.")
        return
    say(f"{HIDDEN} is confidential: a small count, or one by which a small count could be found.")
    if any(cell.impossible for cell in protection.cells):
        say(f"{IMPOSSIBLE} is not applicable: nobody can be counted there.")
    say(
        f"Hidden: {protection.hidden} of {len(protection.cells)} cells, {primary} of them because "
        f"they are small. {_how_few(protection)}"
    )


def _how_few(protection: Protection) -> str:
    if protection.optimal:
        return "It is proven that no fewer would do."
    return (
        f"At most {protection.gap:.1%} of them may be too many; --seconds allows a longer search."
    )
