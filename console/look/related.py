"""The command that shows what lives beside visits: referrals and complaints."""

from typing import Annotated

import typer

from console.terminal import options
from console.terminal.connection import ask_register
from console.terminal.listing import tell_list
from desk.as_json import related_as_json
from register.area_names import visited_area
from register.connection import Connection
from register.related import Related, of_visit
from register.visits import require
from rules.side_wording import side_owner_words, side_title
from rules.wording import moment

PANEL = "Look"


def add(app: typer.Typer) -> None:
    """Add the command."""
    app.command("beside", rich_help_panel=PANEL)(beside)


def beside(
    visit: Annotated[
        str | None,
        typer.Argument(metavar="VISIT", parser=options.a_visit, help="Only this visit's."),
    ] = None,
    *,
    as_json: options.AsJson = False,
    folder: options.Folder = options.VAR,
) -> None:
    """Show the safeguarding referrals and complaints of visits, which outlive them."""

    async def ask(connection: Connection) -> list[Related]:
        if visit is not None:
            await require(connection, visit)
        return await of_visit(connection, visit)

    found = ask_register(folder, ask)
    tell_list(
        found,
        as_json=as_json,
        whole=related_as_json,
        headings=("Visit, area", "What", "Stands", "Who", "By"),
        row=_row,
        empty="There is no referral and no complaint.",
    )


def _row(one: Related) -> tuple[str, ...]:
    kind, side = one
    return (
        f"{side.visit_id}\n{visited_area(side.visit_id)}",
        side_title(kind, side),
        kind.words.stands(side),
        side_owner_words(kind, side),
        moment(side.due),
    )
