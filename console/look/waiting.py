"""The command that shows what waits for Temporal, and what was refused when it was delivered."""

from typing import Annotated

import typer

from console.look.show import PANEL
from console.terminal import options
from console.terminal.connection import ask_register
from console.terminal.errors import Failed
from console.terminal.listing import tell_list
from desk.as_json import kept_as_json
from desk.wording import NONE, plain
from register import inbox
from register.area_names import visited_area
from register.connection import Connection
from register.inbox import Kept
from rules.wording import moment
from schemas.streams import partition_of


def add(app: typer.Typer) -> None:
    """Add the command."""
    app.command("inbox", rich_help_panel=PANEL)(show_inbox)


def show_inbox(
    visit: Annotated[
        str | None,
        typer.Argument(metavar="VISIT", parser=options.a_visit, help="Only this visit's."),
    ] = None,
    *,
    seen: Annotated[
        str | None,
        typer.Option(
            "--seen",
            metavar="ID",
            parser=options.an_update_id,
            help="Somebody has seen that the decision with this id was refused.",
        ),
    ] = None,
    as_json: options.AsJson = False,
    folder: options.Folder = options.VAR,
) -> None:
    """Show decisions that wait until Temporal is back, and those refused when they came to it."""
    if seen is not None and visit is None:
        raise Failed("Say of which visit the decision was.")

    async def ask(connection: Connection) -> list[Kept]:
        found = [*await inbox.waiting(connection), *await inbox.unseen(connection)]
        mine = [kept for kept in found if visit in {None, partition_of(kept.subject)}]
        if seen is None:
            return mine
        refused = [kept for kept in mine if kept.refusal and kept.update_id == seen]
        for kept in refused:
            await inbox.see(connection, kept.subject, seen)
        if not refused:
            raise Failed(f"No decision of {visit} with the id {seen} waits to be seen.")
        return [kept for kept in mine if kept not in refused]

    rows = ask_register(folder, ask)
    tell_list(
        rows,
        as_json=as_json,
        whole=kept_as_json,
        headings=("Of", "What", "Id", "By", "Brought", "Stands"),
        row=lambda kept: (
            *(f"{kept.subject}\n{visited_area(kept.subject)}", plain(kept.name), kept.update_id),
            *(kept.actor, moment(kept.brought_at), _stands(kept)),
        ),
        keep=(0, 2),
        empty="Nothing waits for Temporal, and nothing that waited was refused.",
    )


def _stands(kept: Kept) -> str:
    return kept.sentence or NONE if kept.refusal else "waits for Temporal"
