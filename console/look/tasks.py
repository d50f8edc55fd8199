"""What people must do, across all visits, with the command that does it."""

from pathlib import Path

import typer

from console.look import narrowing as by
from console.terminal import clock, options
from console.terminal.connection import ask_register
from console.terminal.output import say, show, write_json
from desk import tasks as desk_tasks
from desk.overview import EVERYTHING, Narrowing
from desk.screens import area_of, day_words, first_day
from desk.state_json import task_as_json
from desk.tasks import Asked, Thing, holder_of, things_to_do, words_of
from rules.wording import moment
from schemas.visible import visible

PANEL = "Look"


def add(app: typer.Typer) -> None:
    """Add the command."""
    app.command("tasks", rich_help_panel=PANEL)(by.narrowed(tasks))


def tasks(
    *,
    asked: Narrowing,
    as_json: options.AsJson = False,
    folder: options.Folder = options.VAR,
) -> None:
    """List what people must do, across all visits, by due date, with the command that does it."""
    found = ask_register(folder, lambda connection: things_to_do(connection, clock.now(), asked))
    if as_json:
        write_json([task_as_json(one, commands(one.thing, folder)) for one in found])
    elif not found:
        whole = asked == EVERYTHING
        say("Nobody has anything to do." if whole else "Nobody has anything of that to do.")
    else:
        _show(found, folder)


def commands(thing: Thing, folder: Path = options.VAR) -> list[str]:
    """The commands that do it, as they can be typed here."""
    return [f"{command}{options.as_typed(folder)}" for command in desk_tasks.commands(thing)]


def _show(found: list[Asked], folder: Path) -> None:
    """Under each visit what is to be done; commands on lines of their own, never broken."""
    from rich.padding import Padding
    from rich.text import Text

    before = None
    for one in found:
        thing = one.thing
        if thing.visit_id != before:
            before = thing.visit_id
            show(Text(visible(_visit_words(one)), style="bold"))
        words = f"{_by(thing)}{holder_of(one)}: {words_of(thing)}"
        show(Padding(Text(visible(words)), (0, 0, 0, 2)))
        for command in commands(thing, folder):
            say(f"    {command}")


def _visit_words(one: Asked) -> str:
    state = one.visit
    if state is None:
        return one.thing.visit_id
    return f"{state.visit_id}: {area_of(state)}, day one {day_words(first_day(state))}"


def _by(thing: Thing) -> str:
    if thing.due is None:
        return ""
    return f"{moment(thing.due)}{' (overdue)' if thing.overdue else ''}, "
