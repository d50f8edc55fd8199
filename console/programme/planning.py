"""Plans days and teams of a programme's visits, and confirms a plan."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from uuid import uuid4

import typer

from console.programme.group import Programme, app, area_code
from console.programme.shared import Settled
from console.terminal import clock, options
from console.terminal.connection import ask_register, run_waiting
from console.terminal.errors import ExitCode
from console.terminal.forms import from_file
from console.terminal.output import note, say, write_json
from register.connection import Connection

if TYPE_CHECKING:
    from desk.programme_plans import Asked
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
        float,
        typer.Option(
            "--seconds",
            metavar="N",
            parser=options.some_seconds(0.1, 20),
            help="How long the planner may think.",
        ),
    ] = 20,
    seed: Annotated[
        str,
        typer.Option(
            "--seed", parser=options.a_line, help="Decides between plans that are equally good."
        ),
    ] = "plan",
    again: Annotated[
        list[str] | None,
        typer.Option(
            "--again",
            metavar="AREA",
            parser=area_code,
            help="Plan this area anew; may be repeated.",
        ),
    ] = None,
    changed: Annotated[
        bool,
        typer.Option(
            "--changed",
            help="Somebody is away, or the like: change what was confirmed in the fewest places.",
        ),
    ] = False,
    settled: Settled = None,
    confirm: Annotated[
        bool, typer.Option("--confirm", help="Confirm the plan; without it nothing changes.")
    ] = False,
    update_id: options.UpdateId = None,
    as_json: options.AsJson = False,
    folder: options.Folder = options.VAR,
) -> None:
    """Propose days and teams for the areas that wait for them; nothing changes without --confirm.

    Visits that were planned before keep their days and teams.
    """
    from console.programme import plan_tables as tables
    from desk.programme_plans import plan_asked, plan_form, solve
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
            afresh=tuple(again or ()),
            changed=changed,
            settled=settled or (),
        )

    asked = ask_register(folder, asking)
    found = solve(asked)
    if isinstance(found, Impossible):
        tables.tell_impossible(asked.request, found, as_json=as_json)
        raise typer.Exit(ExitCode.FAILED)
    proposed = found.replanned or found.answer
    if not found.visits:
        note("Nothing has to change: what was confirmed keeps all the rules.")
        if as_json:
            write_json({"moves": [], **tables.for_programs(proposed)})
        return
    form = plan_form(found, staff)
    receipt: ProgrammeReceipt | None = None
    name = update_id or str(uuid4())
    if confirm:

        async def bring() -> "ProgrammeReceipt":
            from console.terminal.desks import the_desk

            async with the_desk(folder) as (desk, actor):
                return await desk.submit(
                    programme,
                    form,
                    actor=actor,
                    update_id=name,
                    repeated=update_id is not None,
                )

        receipt = run_waiting(bring(), "it to be recorded")
    if as_json:
        recorded = {"confirmed": receipt.model_dump(mode="json")} if receipt else {}
        write_json({"moves": [], **tables.for_programs(proposed), **recorded})
        return
    tables.tell(asked.request, proposed, as_json=False)
    if receipt is None:
        note("Nothing was recorded. With --confirm the plan becomes the visits' own decisions.")
    else:
        say(f"Confirmed: {len(form.visits)} visits have days and a team.")
