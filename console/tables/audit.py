"""The command that attacks what is published. It asks no server."""

from pathlib import Path
from typing import Annotated, Any

import typer

from console.tables.group import EarlierEditions, HierarchyFiles, Threshold, Width, app
from console.terminal.errors import ExitCode
from console.terminal.options import AsJson
from console.terminal.output import note, say, show, table, write_json
from desk.reading.tables import read_hierarchies, read_tables
from rules.disclosure.promise import is_small
from rules.disclosure.tables import require_alike
from rules.selection.csv_text import NotUsable
from schemas.disclosure import Audit, CellBounds, DisclosurePolicy


@app.command("audit")
def audit(  # noqa: PLR0913 - what tables are attacked with, by name
    *,
    files: Annotated[
        list[Path],
        typer.Argument(
            metavar="PUBLISHED.csv…", help="Tables of the same people; hidden cells are \\[c]."
        ),
    ],
    hierarchy: HierarchyFiles = None,
    grown_from: EarlierEditions = None,
    threshold: Threshold = 5,
    width: Width = 5,
    as_json: AsJson = False,
) -> None:
    """Work out of all files together what anybody can know of each hidden cell.

    The exit status is 1 if a cell is given away: exactly known, known to be small, or known too
    closely while it may be small.
    """
    from activities.solvers.disclosure import audit as attack

    try:
        published = read_tables(files, hidden=True)
        earlier = read_tables(grown_from or [], hidden=True)
        hierarchies = read_hierarchies(hierarchy or [])
        require_alike([*published, *earlier], hierarchies)
        policy = DisclosurePolicy(threshold=threshold, width=width)
        found = attack(published, hierarchies, policy, grown_from=earlier)
    except NotUsable as error:
        raise typer.BadParameter(f"{error}") from None
    if as_json:
        write_json(
            {
                "bounds": [_told(one) for one in found.bounds],
                "exposed": [_told(one) for one in found.exposed],
            }
        )
    else:
        _show(found)
    if small := sum(is_small(row.count or 0, policy) for one in published for row in one.rows):
        note(
            f"{small} small {'count is' if small == 1 else 'counts are'} shown: from 1 to "
            f"{threshold - 1}. An audit is of what is hidden; `visits tables protect` hides them."
        )
    if found.exposed:
        raise typer.Exit(ExitCode.FAILED)


def _told(one: CellBounds) -> dict[str, Any]:
    return {"file": one.file, "by": dict(one.by), "lower": one.lower, "upper": one.upper}


def _show(found: Audit) -> None:
    if not found.bounds:
        say("No cell is hidden.")
        return
    exposed = {(one.file, *one.by.items()) for one in found.exposed}
    rows = [
        (
            one.file,
            ", ".join(f"{name}: {value}" for name, value in one.by.items()),
            f"{one.lower}",
            "no end" if one.upper is None else f"{one.upper}",
            "given away" if (one.file, *one.by.items()) in exposed else "",
        )
        for one in found.bounds
    ]
    show(table("File", "Hidden cell", "Least", "Most", "", rows=rows))
    say()
    say(f"Hidden: {len(found.bounds)}. Given away: {len(found.exposed)}.")
