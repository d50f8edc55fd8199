"""`visits demo` and `visits rehearse`: a visit played in virtual time, on servers of its own."""

import os
import sys
from datetime import date, datetime
from pathlib import Path
from shutil import which
from typing import Annotated

import typer

from console.terminal import options
from console.terminal.output import say

PANEL = "Run"

Start = Annotated[
    date | None,
    typer.Option(
        metavar="DATE",
        parser=options.a_date,
        help="Day on which the visit is opened (default: the first from today on that has its days "
        "in term).",
        show_default=False,
    ),
]
AsReport = Annotated[bool, typer.Option("--json", help="Write one JSON report, for programs.")]


def add(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("demo", rich_help_panel=PANEL)(demo)
    app.command("rehearse", rich_help_panel=PANEL)(play)


def demo(
    *,
    start: Start = None,
    out: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Where to write (default: a new folder in var/demo)"),
    ] = None,
) -> None:
    """Play one visit from invitation to shared note, eight weeks in seconds."""
    from console.run import rehearsal as rehearsing

    rehearsing.play(rehearsing.demo(), start, out or _new_folder("demo"), as_json=False)
    say()
    # `make demo` runs it from .venv, where no shell finds it by its name alone.
    called = "visits" if which("visits") else sys.argv[0]
    say(f"To open visits of your own, in real time: {called} up")


def play(
    scenario: Annotated[
        str,
        typer.Argument(
            metavar="SCENARIO", help="A scenario's file, or the name of one that is built in."
        ),
    ],
    *,
    out: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Where to write (default: a new folder in var/rehearsal)"),
    ] = None,
    start: Start = None,
    as_json: AsReport = False,
) -> None:
    """Play a scenario through the real engine, in virtual time."""
    from console.run import rehearsal as rehearsing

    rehearsing.play(
        rehearsing.named(scenario), start, out or _new_folder("rehearsal"), as_json=as_json
    )


def _new_folder(kind: str) -> Path:
    """A folder of its own, so that two rehearsals at once do not meet."""
    now = datetime.now().astimezone()
    return options.VAR / kind / f"{now:%Y-%m-%d-%H%M%S}-{os.getpid()}"
