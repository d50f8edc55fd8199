"""`visits forms`: the forms that commands take as files, to be filled in."""

from pathlib import Path
from shlex import quote
from typing import Annotated, Any

import typer

from console.look.show import PANEL
from console.terminal import options
from console.terminal.connection import ask_register
from console.terminal.output import say, show, table, write_json, write_line
from console.terminal.questions import FILE_FORMS
from console.terminal.templates import taken_by, template
from register.connection import Connection
from register.private_files import write_file
from register.visits import require
from schemas.forms.form import Form
from schemas.visible import echoed


def add(app: typer.Typer) -> None:
    """Add the command."""
    app.command("forms", rich_help_panel=PANEL)(forms)


def forms(
    name: Annotated[
        str | None, typer.Argument(metavar="NAME", help="Which form; all are listed without.")
    ] = None,
    *,
    visit: Annotated[
        str | None,
        typer.Option(
            "--for",
            metavar="VISIT",
            parser=options.a_visit,
            help="Fill in what is known of this visit.",
        ),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", metavar="FILE.yaml", help="Where to write it (default: standard output)."
        ),
    ] = None,
    as_json: options.AsJson = False,
    folder: options.Folder = options.VAR,
) -> None:
    """List the forms that commands take as files, or write one out to be filled in."""
    if name is None:
        _list(as_json=as_json)
        return
    called = name.strip().lower()
    if called not in FILE_FORMS:
        raise typer.BadParameter(f"“{echoed(name)}” is none of {', '.join(FILE_FORMS)}.")
    text = template(called, FILE_FORMS[called], known_for(called, visit, folder), visit)
    if out is not None:
        write_file(out, text.encode())
    if as_json:
        write_json({"form": called, "visit": visit, "template": text})
    elif out is None:
        write_line(text.rstrip("\n"))
    else:
        say(f"Wrote the form. Once it is filled in: {taken_by(called, visit, quote(str(out)))}")


def known_for(name: str, visit: str | None, folder: Path) -> dict[str, Any]:
    """What the register knows of a visit for a form; nothing where no visit is named."""
    if visit is None:
        return {}

    from desk.known import known_of

    async def ask(connection: Connection) -> dict[str, Any]:
        return await known_of(connection, await require(connection, visit), name)

    return ask_register(folder, ask)


def _list(*, as_json: bool) -> None:
    if as_json:
        write_json([{"form": name, "about": _about(kind)} for name, kind in FILE_FORMS.items()])
        return
    rows = [(name, _about(kind)) for name, kind in FILE_FORMS.items()]
    show(table("Form, and its command", "What is filled in", rows=rows, keep=[0]))
    say("To have one with what is known: visits forms NAME --for VISIT")


def _about(kind: type[Form]) -> str:
    return (kind.__doc__ or "").split("\n", 1)[0]
