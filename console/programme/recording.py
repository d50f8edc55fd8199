"""Writes the record of a programme's selection, to be published."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from console.programme.group import Programme, app
from console.terminal import options
from console.terminal.connection import ask_register
from register.connection import Connection

if TYPE_CHECKING:
    from desk.programme_record import Recorded


@app.command("record")
def record_(
    programme: Programme,
    folder_out: Annotated[
        Path, typer.Argument(metavar="FOLDER", help="Where it is written; made if it is missing.")
    ],
    *,
    folder: options.Folder = options.VAR,
) -> None:
    """Write the record of the draw: HTML, PDF, JSON and the frame; it never says who declined.

    What opens its commitments goes to `sealed.json` beside the folder, for whoever may know.
    """
    from console.programme.select_record import write_record
    from console.terminal.output import note
    from desk.programme_record import selection_record
    from register.private_files import write_file

    async def read(connection: Connection) -> "Recorded":
        return await selection_record(connection, programme)

    found = ask_register(folder, read)
    write_record(found.record, found.frame, found.body, folder_out)
    if found.sealed is not None:
        sealed = folder_out.with_name(f"{folder_out.name}.sealed.json")
        write_file(sealed, found.sealed.model_dump_json(indent=1).encode())
        note(f"Wrote {sealed}, which says who declined: keep it.")
