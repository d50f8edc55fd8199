"""The `visits` command: its parts put together, and a true exit code."""

import os
import sys
from importlib.metadata import version
from typing import Annotated, NoReturn

import typer

from console.decide import (
    cases,
    complaint,
    concerns,
    corrections,
    days,
    deferral,
    invitation,
    note,
    preparation,
    referral,
)
from console.look import (
    archive,
    diary,
    digests,
    events,
    forms,
    letters,
    read,
    related,
    show,
    tasks,
    waiting,
)
from console.operate import (
    changes,
    feed,
    keys,
    recover,
    search_attributes,
    services,
    subscriptions,
    tokens,
)
from console.run import foresee, rehearse, up
from console.terminal.errors import Commands
from console.terminal.logs import no_logs
from console.terminal.output import say
from console.terminal.streams import flush_streams, prepare_streams

app = typer.Typer(
    name="visits",
    cls=Commands,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    help=(
        "Carries local area SEND visits from the invitation to the shared summary note.\n\n"
        "Start with [bold]visits demo[/bold]; then [bold]visits up[/bold], and in another terminal "
        "[bold]visits open[/bold]."
    ),
    epilog="A command's own help: visits COMMAND --help",
)


def _show_version(wanted: bool) -> None:  # noqa: FBT001 - as Typer calls it
    if wanted:
        say(f"area-visits {version('area-visits')}")
        raise typer.Exit


@app.callback()
def visits(
    *,
    _version: Annotated[
        bool,
        typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version."),
    ] = False,
) -> None:
    """Nothing of its own: each command does its work."""


rehearse.add(app)
up.add(app)
invitation.add(app)
preparation.add(app)
cases.add(app)
preparation.add_timetable(app)
days.add(app)
deferral.add(app)
note.add(app)
referral.add(app)
concerns.add(app)
complaint.add(app)
corrections.add(app)
show.add(app)
read.add(app)
events.add(app)
tasks.add(app)
related.add(app)
diary.add(app)
letters.add(app)
archive.add(app)
forms.add(app)
foresee.add(app)
digests.add(app)
waiting.add(app)
services.add(app)
feed.add(app)
tokens.add(app)
subscriptions.add(app)
keys.add(app)
search_attributes.add(app)
changes.add(app)
recover.add(app)


def main() -> NoReturn:
    """Run the command and end the process.

    Temporal's SDK can abort while Python tears itself down (exit status 134, sdk-python #300),
    which would turn success into failure; so the process ends before that, with what was written
    flushed.
    """
    # What is written down may be personal, whichever program of ours writes it.
    os.umask(0o077)
    prepare_streams()
    no_logs()
    code = 0
    try:
        app()
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException:  # noqa: BLE001 - VISITS_DEBUG=1: shown as it is
        sys.excepthook(*sys.exc_info())
        code = 1
    flush_streams()
    os._exit(code)


if __name__ == "__main__":
    main()
