"""`visits links`: by which people outside answer, what became of each, and its end."""

from datetime import UTC, datetime
from typing import Annotated

import typer

from console.terminal import options
from console.terminal.acting import who_acts_in
from console.terminal.connection import ask_register
from console.terminal.listing import Empty, tell_list
from console.terminal.output import note, say, write_json
from desk import links
from desk.as_json import link_as_json
from desk.links import ListedLink
from register.connection import Connection

PANEL = "Operate"

app = typer.Typer(
    no_args_is_help=True, help="Links by which people outside answer, without an account."
)

Visit = options.VisitArgument


def add(above: typer.Typer) -> None:
    """Add the commands."""
    app.command("list")(list_all)
    app.command("withdraw")(withdraw)
    above.add_typer(app, name="links", rich_help_panel=PANEL)


def list_all(
    visit: Visit, *, as_json: options.AsJson = False, folder: options.Folder = options.VAR
) -> None:
    """List a visit's links: whom each asks what, and what became of it."""
    found = ask_register(folder, lambda connection: links.links_of(connection, visit))
    tell_list(
        found,
        as_json=as_json,
        whole=link_as_json,
        headings=("Link", "For", "Asks", "Stands"),
        row=lambda one: (one.link.ref, one.link.recipient, one.asks, one.became),
        empty=Empty(
            "No letter of this visit has a link.",
            "Letters have links where VISITS_PAGES_ADDRESS says how people reach the pages.",
        ),
    )


def withdraw(
    visit: Visit,
    link: Annotated[
        str,
        typer.Argument(
            metavar="LINK", parser=options.a_reference, help="Its name, from `visits links list`."
        ),
    ],
    *,
    as_json: options.AsJson = False,
    folder: options.Folder = options.VAR,
) -> None:
    """Withdraw a link at once, also where it is open; again changes nothing."""

    async def work(connection: Connection) -> ListedLink:
        actor = await who_acts_in(connection, folder)
        return await links.withdraw(connection, actor, visit, link, datetime.now(UTC))

    withdrawn = ask_register(folder, work)
    if as_json:
        write_json(link_as_json(withdrawn))
        return
    say(f"{withdrawn.link.ref} is {withdrawn.became}.")
    note(f"visits resend {withdrawn.link.letter}: the letter once more, with another link.")
