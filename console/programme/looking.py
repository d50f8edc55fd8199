"""Shows programmes."""

from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from console.programme.group import Programme, app
from console.terminal import clock, options
from console.terminal.connection import ask_register
from console.terminal.listing import tell_list, told_whole
from console.terminal.output import facts, say, show, table, write_json
from desk.programme_json import programme_as_json
from desk.programme_overview import AreaShown, Overview, name_in, overview
from register import programmes
from register.connection import Connection
from rules.programme.stages import STAGE_CLAUSES
from rules.wording import STAGE_TITLES, moment
from schemas.programme import ProgrammeState
from schemas.visible import visible


@app.command("list")
def list_(*, as_json: options.AsJson = False, folder: options.Folder = options.VAR) -> None:
    """List programmes: where each stands, how many areas, and what waits for a person."""

    async def all_of_them(connection: Connection) -> list[ProgrammeState]:
        names = await programmes.subjects(connection)
        return [await programmes.require(connection, name) for name in names]

    found = ask_register(folder, all_of_them)
    tell_list(
        found,
        as_json=as_json,
        whole=told_whole,
        headings=("Programme", "Stands", "Visits", "Window"),
        row=lambda state: (
            state.programme,
            STAGE_CLAUSES[state.stage] + (", paused" if state.paused else ""),
            f"{state.number}",
            f"{state.window.first:%-d %b %Y} to {state.window.last:%-d %b %Y}",
        ),
        keep=(),
        empty="There is no programme; `visits programme start` opens one.",
    )


@app.command("show")
def show_programme(
    programme: Programme,
    *,
    picture: Annotated[
        Path | None,
        typer.Option(
            "--picture", metavar="FILE", help="Draw the window as FILE.svg or FILE.png, too."
        ),
    ] = None,
    as_json: options.AsJson = False,
    folder: options.Folder = options.VAR,
) -> None:
    """Show a programme: by stage, by area, reserves left, who has how much to do, what is late."""
    if picture is not None and picture.suffix.lower() not in {".svg", ".png"}:
        raise typer.BadParameter("give a file that ends in .svg or .png.", param_hint="--picture")

    async def read(connection: Connection) -> Overview:
        found = await overview(connection, programme, clock.now())
        if picture is not None:
            from activities.window_picture import write_picture
            from desk.programme_picture import programme_picture

            write_picture(picture, await programme_picture(connection, found))
        return found

    shown = ask_register(folder, read)
    if as_json:
        write_json(programme_as_json(shown))
        return
    _tell(shown)


def _tell(shown: Overview) -> None:
    state = shown.state
    stands = STAGE_CLAUSES[state.stage] + (", paused" if state.paused else "")
    say(f"Programme {state.programme} {stands}: {state.number} areas are to be visited.")
    rows = [
        ("Window", f"{state.window.first:%-d %b %Y} to {state.window.last:%-d %b %Y}"),
        ("Pace", f"{state.visits_a_week} visits a week"),
        ("Coordinators", ", ".join(state.coordinators)),
        ("Reserves left", str(len(state.reserves))),
        ("Frame", f"{state.frame_sha256} (SHA-256)"),
    ]
    if state.portfolio_sha256:
        rows.append(("Portfolio", f"{state.portfolio_sha256} (SHA-256)"))
    if shown.next_wave:
        rows.append(("Next wave", moment(shown.next_wave)))
    if shown.stages:
        stages = (f"{STAGE_TITLES[stage]} {count}" for stage, count in shown.stages.items())
        rows.append(("Visits", ", ".join(stages)))
    show(facts(rows))
    if shown.areas:
        say()
        show(table("Area", "Days", "Stands", "Team", rows=[_row(one) for one in shown.areas]))
    if shown.workload:
        busiest = ", ".join(f"{ref} {count}" for ref, count in shown.workload.most_common(6))
        say(f"Most to do: {busiest}.")
    for task in shown.tasks:
        say()
        show(Text(visible(task.words), style="bold"))
        names = [f"{name_in(state, code)} ({code})" for code in task.areas]
        if names:
            say(f"  {', '.join(names)}")
        for one in shown.areas:
            if one.refusal is not None and one.area.area in task.areas:
                say(f"  {one.name}: {visible(one.refusal)}")
        say(f"  {task.command}")


def _row(one: AreaShown) -> tuple[str, str, str, str]:
    planned = one.area.planned
    days = f"{planned.day_one:%a %-d %b %Y}" if planned else ""
    marks = [mark for mark, is_so in (("late", one.late), ("see to it", one.area.trouble)) if is_so]
    team = ", ".join(member.inspector for member in planned.team) if planned else ""
    return f"{one.name} ({one.area.area})", days, ", ".join([one.stands, *marks]), team
