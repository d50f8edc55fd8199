"""What visits can be searched by in Temporal: registered once, and listed."""

import typer

from console.terminal import options
from console.terminal.connection import run_waiting
from console.terminal.output import say, show, table, write_json

PANEL = "Operate"

app = typer.Typer(no_args_is_help=True, help="What visits can be searched by in Temporal.")


def add(above: typer.Typer) -> None:
    """Add the commands."""
    app.command("register")(register)
    app.command("list")(list_all)
    above.add_typer(app, name="search-attributes", rich_help_panel=PANEL)


def register(*, as_json: options.AsJson = False, folder: options.Folder = options.VAR) -> None:
    """Register what is missing; doing it again changes nothing."""
    from console.operate import search_attribute_types as searching

    added = run_waiting(searching.register_missing(folder), "Temporal")
    if as_json:
        write_json({"registered": added})
    else:
        say(f"Registered: {', '.join(added)}." if added else "All of them are registered already.")


def list_all(*, as_json: options.AsJson = False, folder: options.Folder = options.VAR) -> None:
    """List them, with their types and whether Temporal knows them."""
    from console.operate import search_attribute_types as searching

    known = run_waiting(searching.registered(folder), "Temporal")
    types = searching.server_types()
    if as_json:
        there = [(name, kind, known.get(name)) for name, kind in types.items()]
        write_json(
            [{"name": n, "type": t, "registered": k == t, "registered_as": k} for n, t, k in there]
        )
        return
    rows = [(name, kind, _words(known.get(name), kind)) for name, kind in types.items()]
    show(table("Name", "Type", "Registered", rows=rows))


def _words(known: str | None, wanted: str) -> str:
    if known is None:
        return "no"
    return "yes" if known == wanted else f"no, as {known}"
