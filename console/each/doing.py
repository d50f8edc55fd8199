"""Looks at a decision for each of many visits, asks once, brings it, and reports."""

import sys
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from uuid import uuid4

import typer

from console.each.screen import Looked, looked_as_json, report, show_looked
from console.terminal.connection import ask_register, find, run, run_waiting
from console.terminal.errors import ExitCode, Failed, StoppedHalfWay, who_is_away
from console.terminal.listing import tell_list
from console.terminal.output import console, note, say, write_json
from desk.overview import Narrowing, visits_asked_for
from register import batches
from register.areas import area_of_visit
from register.opening import open_register
from register.visits import list_visits
from rules.refusals import Refused
from rules.wording import moment
from schemas.forms.form import Form
from schemas.ids import ActorRef, VisitId
from schemas.state import VisitState
from schemas.values import Stage

if TYPE_CHECKING:
    from desk.batches import Batches, Brought, Progress


class NoVisitAskedFor(Failed):
    """No visit is as it was asked for."""


class NoVisitTakesIt(Failed):
    """Every visit that was asked for refuses it."""


class NotConfirmedForMany(Failed):
    """Visits would take it, and nobody has said that it is meant."""


class Wanted(NamedTuple):
    """What is to be decided, where.

    Attributes:
        form: The decision.
        narrowing: Of which visits.
        stage: In which stage, if in one.
        ended: Of those that have ended.
    """

    form: Form
    narrowing: Narrowing
    stage: Stage | None = None
    ended: bool = False


def do_each(folder: Path, wanted: Wanted, *, look_only: bool, yes: bool, as_json: bool) -> None:
    """Show what a decision would do to each visit, and bring it once that is meant.

    Raises:
        Exit: Some visit refuses it, or is not settled yet.
        NoVisitAskedFor: There is no such visit.
        NoVisitTakesIt: Each refuses it.
        NotConfirmedForMany: Nobody has said that it is meant.
    """
    known = ask_register(folder, lambda connection: list_visits(connection, stage=wanted.stage))
    ended = None if wanted.stage is Stage.ENDED else wanted.ended
    states = visits_asked_for(known, wanted.narrowing, ended=ended)
    if not states:
        raise NoVisitAskedFor(
            "There is no such visit, so nothing was decided; `visits list` shows which."
        )
    looked = run_waiting(_look(folder, wanted, states), "what it would do to each visit")
    takes = [each.visit for each in looked if each.refused is None]
    if look_only:
        _show(looked, as_json=as_json, only=True)
        raise typer.Exit(ExitCode.DONE if len(takes) == len(looked) else ExitCode.FAILED)
    if not as_json:
        _show(looked, as_json=False, only=False)
    if not takes:
        raise NoVisitTakesIt("No visit takes this decision, so nothing was changed.")
    if not yes:
        _ask(len(takes), len(looked), as_json=as_json)
    _bring(folder, wanted, takes, [each for each in looked if each.refused], as_json=as_json)


async def _look(folder: Path, wanted: Wanted, states: Sequence[VisitState]) -> list[Looked]:
    from console.decide.looking_first import the_previews

    looked = []
    async with the_previews(folder) as (previews, actor):
        for state in states:
            area = area_of_visit(state).name
            try:
                preview = await previews.decision(state.visit_id, wanted.form, actor, None)
            except Refused as refused:
                looked.append(Looked(state.visit_id, area, state.stage, refused=refused))
            else:
                looked.append(Looked(state.visit_id, area, state.stage, preview))
    return looked


def _show(looked: Sequence[Looked], *, as_json: bool, only: bool) -> None:
    if as_json:
        write_json({"batch": None, "visits": [looked_as_json(each) for each in looked]})
    else:
        show_looked(looked)
        if only:
            say("Nothing is recorded.")


def _ask(takes: int, looked: int, *, as_json: bool) -> None:
    """Ask once whether it is meant for all that take it."""
    refuse = looked - takes
    others = f"; {refuse} refuse{'' if refuse > 1 else 's'} it" if refuse else ""
    if as_json or not sys.stdin.isatty():
        raise NotConfirmedForMany(
            f"Nothing was changed yet. {_visits(takes)} would take it{others}. Repeat the command "
            "with --yes if that is meant, or with --preview to see what would happen."
        )
    if not typer.confirm(f"{_visits(takes)} would take it{others}. Is that meant?", err=True):
        note("Nothing was changed.")
        raise typer.Exit(ExitCode.FAILED)


def _visits(number: int) -> str:
    return "1 visit" if number == 1 else f"{number} visits"


def _bring(
    folder: Path,
    wanted: Wanted,
    takes: Sequence[VisitId],
    refusing: Sequence[Looked],
    *,
    as_json: bool,
) -> None:
    batch = str(uuid4())

    async def begin() -> None:
        async with _the_batches(folder) as (batches, actor):
            await batches.begin(wanted.form, takes, actor, batch)

    run(begin())
    go_on(folder, batch, as_json=as_json, refusing=refusing, resumed=False)


def go_on(
    folder: Path,
    batch: str,
    *,
    as_json: bool,
    refusing: Sequence[Looked] = (),
    resumed: bool = True,
) -> None:
    """Bring a decision to every visit of a batch that has not been decided, and report.

    Args:
        folder: Of the stack.
        batch: Which.
        as_json: Whether a program reads the report.
        refusing: Visits that refused it before the batch was begun.
        resumed: Whether it was begun before.

    Raises:
        Exit: Some visit refused it, or is not settled yet.
        StoppedHalfWay: A server went away in the middle.
        UnknownBatch: There is no such batch.
    """
    under_way = False
    waits: dict[VisitId, str] = {}

    async def work() -> "Progress":
        nonlocal under_way
        async with _the_batches(folder) as (desk, actor):
            progress = await desk.progress(batch)
            under_way = True
            with _progress_bar(progress) as advance:
                async for brought in desk.go_on(batch, actor, resumed=resumed):
                    advance(brought)
                    if brought.waits:
                        waits[brought.member.visit] = brought.waits
            return await desk.progress(batch)

    again = f"`visits each --resume {batch}`"
    if not as_json:
        note(f"This is batch {batch}; if it is stopped, {again} goes on with it.")
    try:
        progress = run(work(), ask_again=False)
    except KeyboardInterrupt:
        note(f"Stopped. What was recorded stands; {again} goes on with the rest.")
        raise
    except Exception as error:
        away = who_is_away(error) if under_way else None
        if away is None:
            raise
        raise StoppedHalfWay(
            f"Stopped half-way, because {away}. What was recorded stands; once it is back, {again} "
            "goes on with the rest. Nothing is done twice."
        ) from None
    code = report(progress, waits, refusing, again, as_json=as_json)
    raise typer.Exit(code)


@asynccontextmanager
async def _the_batches(folder: Path) -> "AsyncIterator[tuple[Batches, ActorRef]]":
    from console.terminal.desks import the_desk
    from desk.batches import Batches

    async with (
        the_desk(folder) as (desk, actor),
        open_register(find(folder).database_url, size=1) as pool,
    ):
        yield Batches(desk, pool), actor


@contextmanager
def _progress_bar(progress: "Progress") -> "Iterator[Callable[[Brought], None]]":
    """Tells of each visit as it is done: by a bar on a terminal, else not at all."""
    screen = console(errors=True)
    if not screen.is_terminal:
        yield lambda _: None
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    done = sum(member.is_settled for member in progress.members)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=screen, transient=True) as bar:
        task = bar.add_task("", total=len(progress.members), completed=done)
        yield lambda brought: bar.update(task, advance=1, description=brought.member.visit)


def list_unfinished(folder: Path, *, as_json: bool) -> None:
    """Show which batches were stopped before they were finished."""
    found = ask_register(folder, batches.unfinished)
    tell_list(
        found,
        as_json=as_json,
        whole=lambda each: {**each._asdict(), "begun_at": each.begun_at.isoformat()},
        headings=("To go on", "Decision", "Done", "Begun"),
        row=lambda each: (
            f"visits each --resume {each.batch}",
            each.decision,
            f"{each.settled} of {each.visits}",
            f"{moment(each.begun_at)}, by {each.actor}",
        ),
        empty="Nothing was stopped half-way. `visits each --help` tells how to decide for many.",
    )
