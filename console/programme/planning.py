"""Plans days and teams of a programme's visits, and confirms a plan."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from uuid import uuid4

import typer

from console.programme.group import Programme, app
from console.terminal import clock, options
from console.terminal.connection import ask_register, run_waiting
from console.terminal.errors import ExitCode
from console.terminal.forms import from_file
from console.terminal.output import note, say, show, table, write_json
from register.connection import Connection

if TYPE_CHECKING:
    from desk.programme_plans import Asked
    from schemas.plan_answer import Impossible, PlanAnswer
    from schemas.programme import ProgrammeReceipt


@app.command()
def plan(  # noqa: PLR0913 - a command's options
    programme: Programme,
    staff_file: Annotated[
        Path,
        typer.Argument(
            metavar="STAFF.yaml",
            help="The inspectors: ref, role, name, email, organisation, home, leave, conflicts.",
        ),
    ],
    *,
    seconds: Annotated[
        float, typer.Option("--seconds", min=0.1, help="How long the planner may think.")
    ] = 20,
    seed: Annotated[
        str, typer.Option("--seed", help="Decides between plans that are equally good.")
    ] = "plan",
    again: Annotated[
        list[str] | None,
        typer.Option("--again", metavar="AREA", help="Plan this area anew; may be repeated."),
    ] = None,
    confirm: Annotated[
        bool, typer.Option("--confirm", help="Confirm the plan; without it nothing changes.")
    ] = False,
    by: options.Actor = "planner",
    update_id: options.UpdateId = None,
    as_json: options.AsJson = False,
    folder: options.Folder = options.VAR,
) -> None:
    """Propose days and teams for the areas that wait for them; nothing changes without --confirm.

    Visits that were planned before keep their days and teams.
    """
    from activities.solvers.planning import propose
    from desk.programme_plans import plan_asked, plan_form
    from rules.zones import london_date
    from schemas.plan_answer import Impossible
    from schemas.programme.staff import Staff

    staff = from_file(Staff, staff_file)

    async def asking(connection: Connection) -> "Asked":
        return await plan_asked(
            connection,
            programme,
            staff,
            today=london_date(clock.now()),
            seed=seed,
            seconds=seconds,
            afresh=tuple(code.upper() for code in again or ()),
        )

    asked = ask_register(folder, asking)
    answer = propose(asked.request, pins=asked.pins)
    if isinstance(answer, Impossible):
        _tell_impossible(answer, as_json=as_json)
        raise typer.Exit(ExitCode.FAILED)
    form = plan_form(answer, asked, staff)
    receipt: ProgrammeReceipt | None = None
    name = update_id or str(uuid4())
    if confirm:

        async def bring() -> "ProgrammeReceipt":
            from console.terminal.desks import the_desk

            async with the_desk(folder) as desk:
                return await desk.submit(
                    programme,
                    form,
                    actor=by,
                    update_id=name,
                    repeated=update_id is not None,
                )

        receipt = run_waiting(bring(), "it to be recorded")
    if as_json:
        recorded = {"confirmed": receipt.model_dump(mode="json")} if receipt else {}
        write_json({**answer.model_dump(mode="json"), **recorded})
        return
    _tell(answer, asked)
    if receipt is None:
        note("Nothing was recorded. With --confirm the plan becomes the visits' own decisions.")
    else:
        say(f"Confirmed: {len(form.visits)} visits have days and a team.")


def _tell(answer: "PlanAnswer", asked: "Asked") -> None:
    rows = [
        (
            asked.request.area_named(one.area),
            f"{one.days[0]:%a %-d %b}, {one.days[1]:%a %-d %b %Y}",
            ", ".join(one.team.values()),
            "as before" if one.area in asked.pins else "",
        )
        for one in answer.assignments
    ]
    show(table("Area", "Days", "Team", "", rows=rows))
    terms = answer.terms
    say(
        f"Travel {terms.travel}, workload {terms.workload}, spread {terms.spread}; objective "
        f"{answer.objective}, {answer.status} (gap {answer.gap:.1%})."
    )


def _tell_impossible(answer: "Impossible", *, as_json: bool) -> None:
    if as_json:
        write_json(answer.model_dump(mode="json"))
        return
    say("No plan is possible.")
    for collision in answer.collides:
        say(f"  {collision.rule}: {', '.join(collision.about) or 'all'}")
    for sentence in answer.frees:
        say(sentence)
