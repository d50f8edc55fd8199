"""`visits plan`: proposes teams and days for visits, and changes nothing."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from console.programme.shared import Settled
from console.terminal import options
from console.terminal.errors import ExitCode, WrongInput
from console.terminal.output import note

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rules.planning.problem import Pin
    from schemas.plan import PlanRequest
    from schemas.plan_answer import Assignment, Impossible, PlanAnswer, Replanned

PANEL = "Programme"


def add(app: typer.Typer) -> None:
    """Add the command."""
    app.command("plan", rich_help_panel=PANEL)(plan)


def plan(  # noqa: PLR0913 - what can be asked, by name
    file: Annotated[
        Path,
        typer.Argument(
            metavar="PLAN.yaml", help="Window, visits, inspectors, pace; - is standard input."
        ),
    ],
    *,
    keep: Annotated[
        Path | None,
        typer.Option(
            "--keep",
            metavar="ANSWER.json",
            help="A confirmed answer, as --json wrote it: only what has to is changed.",
        ),
    ] = None,
    begun: Annotated[
        list[str] | None,
        typer.Option(
            "--begun",
            metavar="AREA",
            help="A visit of --keep that has begun and stays as it is; may be repeated.",
        ),
    ] = None,
    change: Settled = None,
    picture: Annotated[
        Path | None,
        typer.Option(
            "--picture", metavar="FILE", help="Draw the window as FILE.svg or FILE.png, too."
        ),
    ] = None,
    as_json: options.AsJson = False,
) -> None:
    """Propose teams and days for visits within the rules, and say what they cost."""
    if picture is not None and picture.suffix.lower() not in {".svg", ".png"}:
        raise typer.BadParameter("give a file that ends in .svg or .png.", param_hint="--picture")
    if begun and keep is None:
        raise typer.BadParameter("give the confirmed answer with --keep.", param_hint="--begun")
    request, confirmed, pins = _read(file, keep, change or [])
    for ref, area in _strangers(request):
        note(f"{ref} has a conflict with {area}, which is not in this plan.")
    answer = _solve(request, confirmed, begun or [], pins)

    from console.programme import plan_tables as tables
    from schemas.plan_answer import Impossible, Replanned

    if isinstance(answer, Impossible):
        tables.tell_impossible(request, answer, as_json=as_json)
        raise typer.Exit(ExitCode.FAILED)
    proposed = answer.answer if isinstance(answer, Replanned) else answer
    if picture is not None:
        from activities.window_picture import picture_of_plan, write_picture

        write_picture(picture, picture_of_plan(request, proposed))
    tables.tell(request, answer, as_json=as_json)
    if picture is not None:
        note(f"Wrote {picture}.")


def _read(
    file: Path, keep: Path | None, changes: list[str]
) -> "tuple[PlanRequest, tuple[Assignment, ...] | None, Mapping[str, Pin]]":
    from desk.plan_files import NotAPlan, pins_of, read_confirmed, read_plan

    try:
        request = read_plan(file)
        confirmed = read_confirmed(keep) if keep is not None else None
        return request, confirmed, pins_of(request, changes)
    except NotAPlan as error:
        raise WrongInput(str(error)) from None


def _solve(
    request: "PlanRequest",
    confirmed: "tuple[Assignment, ...] | None",
    begun: list[str],
    pins: "Mapping[str, Pin]",
) -> "PlanAnswer | Replanned | Impossible":
    if confirmed is None:
        from activities.solvers.planning import propose

        return propose(request, pins=pins)
    from activities.solvers.planning_changes import replan

    return replan(request, confirmed, begun=begun, pins=pins)


def _strangers(request: "PlanRequest") -> list[tuple[str, str]]:
    """Conflicts with areas that are not in the plan: they may be mistyped."""
    return [
        (inspector.ref, area)
        for inspector in request.inspectors
        for area in inspector.conflicts
        if area not in request.areas
    ]
