"""Commands that show visits as the register has them; Temporal need not run."""

from typing import Annotated, NamedTuple

import typer

from console.look import narrowing as by
from console.terminal import clock, options
from console.terminal.connection import ask_register
from console.terminal.listing import tell_list
from console.terminal.output import facts, say, show, write_json
from desk.mail_list import Comes, comes_as_json, visit_rows, who_comes
from desk.overview import EVERYTHING, Narrowing, visits_asked_for
from desk.screens import list_row, show_rows
from desk.state_json import listed_visit_as_json, visit_as_json
from desk.topics import topics_of
from register.connection import Connection
from register.content import kinds_of, people_of
from register.visits import list_visits, require
from schemas.personal import Person
from schemas.state import VisitState
from schemas.values import ContentKind, Stage

PANEL = "Look"


class _Known(NamedTuple):
    """What one visit is shown by."""

    state: VisitState
    people: dict[str, Person]
    kinds: set[ContentKind]
    comes: list[Comes]
    more: list[tuple[str, str]]


Visit = options.VisitArgument


def add(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("list", rich_help_panel=PANEL)(by.narrowed(list_all))
    app.command("show", rich_help_panel=PANEL)(show_one)


def list_all(  # noqa: PLR0913 - a command's options
    *,
    asked: Narrowing,
    stage: Annotated[
        Stage | None,
        typer.Option(
            metavar=options.choices(Stage),
            parser=options.one_of(Stage),
            help="Only visits in this stage.",
        ),
    ] = None,
    ended: Annotated[bool, typer.Option("--ended", help="Only visits that have ended.")] = False,
    every: Annotated[bool, typer.Option("--all", help="Visits that have ended, too.")] = False,
    as_json: options.AsJson = False,
    folder: options.Folder = options.VAR,
) -> None:
    """List the visits that are under way, those due first on top."""
    if ended and every:
        raise typer.BadParameter("give one of --ended and --all.")
    known = ask_register(folder, lambda connection: list_visits(connection, stage=stage))
    which = None if every or stage is not None else ended
    states = visits_asked_for(known, asked, ended=which)
    if not known and asked == EVERYTHING:
        where = f" in stage {stage}" if stage else ""
        empty = f"There is no visit{where}. `visits open AREA --day-one DATE` opens one."
    else:
        empty = "There is no such visit under way." if which is False else "There is no such visit."
    tell_list(
        states,
        as_json=as_json,
        whole=listed_visit_as_json,
        headings=("Visit", "Area, day one", "Stage", "Next"),
        row=lambda state: list_row(state, clock.now()),
        empty=empty,
    )
    if as_json:
        return
    left = len(visits_asked_for(known, asked, ended=True)) if which is False else 0
    if left:
        more = "1 has" if left == 1 else f"{left} have"
        say(f"{more} ended; --all shows those, too.")


def show_one(
    visit: Visit, *, as_json: options.AsJson = False, folder: options.Folder = options.VAR
) -> None:
    """Show one visit: its stage, who holds the next action, and by when."""

    async def ask(connection: Connection) -> _Known:
        state = await require(connection, visit)
        people = await people_of(connection, visit)
        comes = await who_comes(connection, visit, people)
        more = await visit_rows(connection, visit, comes)
        return _Known(state, people, await kinds_of(connection, visit), comes, more)

    state, people, kinds, comes, more = ask_register(folder, ask)
    topics = topics_of(kinds, state)
    if as_json:
        answers = [comes_as_json(one) for one in comes]
        write_json({**visit_as_json(state), "to_read": topics, "calendar_answers": answers})
        return
    rows = show_rows(state, people, more)
    if topics:
        command = f"`visits read {visit} TOPIC{options.as_typed(folder)}`"
        rows.append(("To read", f"{', '.join(t.replace('_', '-') for t in topics)}: {command}"))
    show(facts(rows))
