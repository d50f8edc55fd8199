"""Rehearses a whole programme in virtual time."""

from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from console.programme.group import app
from console.terminal import options
from console.terminal.output import facts, say, show, write_json


@app.command()
def rehearse(
    scenario: Annotated[
        str,
        typer.Argument(metavar="SCENARIO", help="A file, or a built-in one: ten, autumn-2020 …"),
    ],
    *,
    out: Annotated[
        Path, typer.Option("--out", metavar="FOLDER", help="Where letters and events are written.")
    ] = Path("rehearsal"),
    as_json: options.AsJson = False,
) -> None:
    """Play a programme and all its visits on a throwaway stack, weeks in seconds."""
    from console.terminal.connection import run
    from console.terminal.logs import logs_in
    from console.terminal.service import ending_in_order
    from release.rehearsal.programme.rehearsal import (
        load_programme,
        programme_file,
        rehearse_programme,
    )
    from rules.programme.wording import STANDING_WORDS
    from stack import throwaway_stack
    from workflows.search_attributes import server_types

    read = load_programme(programme_file(scenario))
    if not as_json:
        say(read.title)
        say("Starting Temporal and PostgreSQL, for this rehearsal only …")

    def told(at: datetime, what: str) -> None:
        if not as_json:
            say(f"{at:%a %-d %b %Y %H:%M}  {what}")

    out.mkdir(parents=True, exist_ok=True)
    with (
        ending_in_order(),
        logs_in(out / "rehearsal.log"),
        throwaway_stack(search_attributes=server_types()) as stack,
    ):
        report = run(
            rehearse_programme(read, out=out, addresses=stack.addresses, told=told),
            ask_again=False,
        )
    if as_json:
        write_json(report.as_json())
        return
    counts = Counter(one.standing for one in report.state.areas)
    say()
    rows = [(STANDING_WORDS[standing].capitalize(), str(n)) for standing, n in counts.items()]
    rows += [("Events", f"{report.events} in {out / 'events.jsonl'} (CloudEvents)")]
    rows += [("Letters", f"{report.letters} in {out / 'letters' / 'new'} (e-mail files)")]
    rows += [("Seconds", f"{report.seconds:.1f}")]
    show(facts(rows))
