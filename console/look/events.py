"""`visits events`: the log as it is published, the proof of it, and who follows it how far."""

from pathlib import Path
from typing import Annotated

import typer

from console.terminal import options
from console.terminal.connection import ask_register
from console.terminal.errors import ExitCode
from console.terminal.groups import WithDefault
from console.terminal.listing import tell_list, told_whole
from console.terminal.output import say, write_json, write_line
from register import followers
from register.connection import Connection
from register.copy_proof import CopyProof, compare
from register.log_proof import LogProof, prove
from register.publication import Published, of_visit
from register.visits import require
from rules.wording import moment

PANEL = "Look"

app = typer.Typer(
    cls=WithDefault,
    subcommand_metavar="[VISIT] [--after POSITION] | COMMAND …",
    help=(
        "Write the events, prove the log of them, see who follows it.\n\n"
        "`visits events`, `visits events VISIT` and `visits events --after POSITION` write events: "
        "the word list may be left out."
    ),
)


def add(above: typer.Typer) -> None:
    """Add the commands."""
    app.command("list")(list_all)
    app.command("verify")(verify)
    app.command("lag")(lag)
    above.add_typer(app, name="events", rich_help_panel=PANEL)


def list_all(
    visit: Annotated[
        str | None,
        typer.Argument(metavar="VISIT", parser=options.a_visit, help="Only this visit's."),
    ] = None,
    *,
    after: Annotated[
        int, typer.Option(metavar="POSITION", min=0, help="Only events beyond this position.")
    ] = 0,
    folder: options.Folder = options.VAR,
) -> None:
    """Write events as CloudEvents, one JSON object a line, in the order of the log."""

    async def ask(connection: Connection) -> list[Published]:
        if visit is not None:
            await require(connection, visit)
        return await of_visit(connection, visit, after=after)

    for entry in ask_register(folder, ask):
        write_line(entry.cloudevent)


def verify(
    *,
    copy: Annotated[
        Path | None,
        typer.Option(
            "--copy",
            metavar="FILE",
            help="A consumer's copy from position 1 on, an event a line: compare it with the log.",
        ),
    ] = None,
    as_json: options.AsJson = False,
    folder: options.Folder = options.VAR,
) -> None:
    """Prove that the log is whole: nothing missing, out of order or changed.

    Exit status: 0 nothing is wrong, 1 something is.
    """
    proof = _compared(folder, copy) if copy else ask_register(folder, prove)
    if as_json:
        write_json(proof.model_dump(mode="json"))
    elif isinstance(proof, CopyProof):
        _tell_copy(proof)
    else:
        _tell_log(proof)
    raise typer.Exit(ExitCode.DONE if proof.fine else ExitCode.FAILED)


def lag(*, as_json: options.AsJson = False, folder: options.Folder = options.VAR) -> None:
    """Show how far each consumer has come, the furthest behind first."""
    found = ask_register(folder, followers.lag)
    tell_list(
        found,
        as_json=as_json,
        whole=told_whole,
        headings=("Consumer", "Door", "Position", "Behind", "Behind since", "Last seen"),
        row=lambda door: (
            *(door.consumer, door.door, f"{door.position}", _behind(door.behind)),
            *(moment(door.behind_since), moment(door.seen_at)),
        ),
        keep=(0, 1),
        empty="Nobody has followed the events yet. `visits tokens make` lets a consumer in.",
    )


# --- The proof -------------------------------------------------------------------------------


def _compared(folder: Path, copy: Path) -> CopyProof:
    with copy.open(encoding="utf-8", errors="replace") as file:
        events = (line for line in file if line.strip())
        return ask_register(folder, lambda connection: compare(connection, events))


def _tell_log(proof: LogProof) -> None:
    for fault in proof.faults:
        say(fault.wrong)
    if proof.more:
        say(f"… and {proof.more} more.")
    counted = f"{_count(proof.events, 'event')} of {_count(proof.streams, 'stream')}"
    if proof.fine:
        say(
            f"The log is whole: {counted}, each in its place and as it was published. "
            f"Its digest is {proof.digest}."
        )
    else:
        say(f"The log is not whole: {counted} were looked at.")


def _tell_copy(proof: CopyProof) -> None:
    if proof.fault:
        say(proof.fault.wrong)
        say(f"The copy and the log are the same up to position {proof.position}.")
        return
    left = (
        f" Of {_count(proof.withheld, 'event')} something was withheld from its consumer, who has "
        "no token with the scope personal: the rest is the same, and by digests alone the copy "
        "cannot be proven."
        if proof.withheld
        else ""
    )
    same = "is the log" if proof.position == proof.head else "is the beginning of the log"
    say(
        f"The copy {same}: the same up to position {proof.position} of {proof.head}. "
        f"The digest there is {proof.digest}.{left}"
    )


def _count(number: int, name: str) -> str:
    return f"{number} {name}{'' if number == 1 else 's'}"


def _behind(events: int) -> str:
    """Whoever has seen more than there is followed the log before it was restored."""
    return f"{events}" if events >= 0 else f"beyond the end by {-events}"
