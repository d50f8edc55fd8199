"""Lets a report go through the gate and waits for its answer."""

import asyncio
from pathlib import Path
from typing import Annotated
from uuid import uuid4

import typer

from console.report.group import Report, app
from console.terminal import options
from console.terminal.connection import run_waiting
from console.terminal.errors import ExitCode
from console.terminal.output import say, show, table, write_json
from desk.answers import NotYetRecorded
from desk.report_overview import ReportShown, report_shown
from schemas.ids import UpdateId
from schemas.report.forms import CheckForm
from schemas.report.values import ReportStage, report_subject

_LOOK_AGAIN = 0.3
_PATIENCE = 120.0  # seconds; the gate looks at a whole programme in less


@app.command()
def check(
    report: Report,
    *,
    update_id: options.UpdateId = None,
    wait: Annotated[
        float,
        typer.Option(metavar="SECONDS", min=0, help="How long to wait for the gate's answer."),
    ] = _PATIENCE,
    as_json: options.AsJson = False,
    folder: options.Folder = options.VAR,
) -> None:
    """Let a report go through the gate; ends with status 1 while something stands against it."""
    from console.terminal.desks import the_desk

    name = update_id or str(uuid4())

    async def ask() -> None:
        async with the_desk(folder) as (desk, actor):
            await desk.submit(
                report, CheckForm(), actor=actor, update_id=name, repeated=update_id is not None
            )

    run_waiting(ask(), "it to be recorded")
    shown = run_waiting(_answered(report, folder, name, within=wait), "the gate")
    failures = shown.result.failures if shown.result else ()
    if as_json:
        write_json(
            {
                "report": report,
                "update_id": name,
                "passed": not failures,
                "digest": shown.state.digest,
                "failures": [one.model_dump(mode="json") for one in failures],
            }
        )
    elif failures:
        say(f"{len(failures)} stand against it; nothing can be signed.")
        show(table("Where", "What", rows=[(one.place, one.sentence) for one in failures]))
    else:
        say(f"Report {report} gives nobody away. Its digest is {shown.state.digest}.")
        say(f"Next: read it, then `visits report sign {report} --digest {shown.state.digest} …`.")
    if failures:
        raise typer.Exit(ExitCode.FAILED)


async def _answered(
    report: str, folder: Path, update_id: UpdateId, *, within: float
) -> ReportShown:
    """The report, once the gate has answered.

    Raises:
        NotYetRecorded: It has not in time, because no worker takes it, say.
    """
    from console.terminal.connection import find
    from register.connection import open_pool

    try:
        async with open_pool(find(folder).database_url) as pool, asyncio.timeout(within):
            while True:
                async with pool.acquire() as connection:
                    shown = await report_shown(connection, report_subject(*report.split("/")))
                if shown.state.stage is not ReportStage.CHECKING:
                    return shown
                await asyncio.sleep(_LOOK_AGAIN)
    except TimeoutError:
        raise NotYetRecorded(report, update_id) from None
