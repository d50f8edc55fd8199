"""Lets a report go through the gate and waits for its answer; writes out what was published."""

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated
from uuid import uuid4

import typer

from console.report.group import Report, app
from console.terminal import options
from console.terminal.connection import ask_register, run_waiting
from console.terminal.errors import ExitCode
from console.terminal.output import note, say, show, table, write_json
from desk.answers import NotYetRecorded
from desk.report_overview import ReportShown, report_shown, what_passed
from register import reports
from register.connection import Connection
from rules.refusals import RefusalCode, Refused
from rules.report.stages import STAGE_CLAUSES
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


@app.command()
def export(
    report: Report,
    folder_out: Annotated[
        Path, typer.Argument(metavar="FOLDER", help="Where it is written; made if it is missing.")
    ],
    *,
    draft: Annotated[
        bool,
        typer.Option(
            "--draft", help="What has passed the gate, to be read before it is signed; marked so."
        ),
    ] = False,
    folder: options.Folder = options.VAR,
) -> None:
    """Write the files of a published report: HTML, PDF, open data, spreadsheet, manifest.

    With --draft, what has passed the gate as HTML and PDF, each page marked as a draft, and
    content.json, whose SHA-256 is signed. Before the gate no report is put together.
    """
    subject = report_subject(*report.split("/"))

    async def read(connection: Connection) -> Mapping[str, bytes]:
        if draft:
            return _as_draft(report, await report_shown(connection, subject))
        state = await reports.require(connection, subject)
        if state.published_at is None:
            raise Refused(
                RefusalCode.NOT_YET,
                f"Nothing was written: report {report} is not published. `--draft` writes what has "
                f"passed the gate, and `visits report show {report}` tells what is to be done.",
            )
        if state.stage is ReportStage.WITHDRAWN:
            note(f"Report {report} was withdrawn: these files are to be kept, and given to nobody.")
        return await reports.files_of(connection, subject)

    for name, body in ask_register(folder, read).items():
        target = folder_out / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(body)
        note(f"Wrote {target}")


def _as_draft(report: str, shown: ReportShown) -> Mapping[str, bytes]:
    """What has passed the gate, to be read.

    Raises:
        Refused: Nothing has, or it is out, or given up.
    """
    state = shown.state
    if state.published_at is not None or state.over:
        out = "Without `--draft` its files are written as they came out."
        raise Refused(
            RefusalCode.WRONG_STAGE,
            f"Nothing was written: report {report} {STAGE_CLAUSES[state.stage]}, and no draft any "
            f"more.{f' {out}' if state.published_at else ''}",
        )
    passed = what_passed(state, shown.result)
    if passed is None:
        raise Refused(
            RefusalCode.NOT_YET,
            f"Nothing was written: report {report} has not passed the gate as it stands, and only "
            f"the gate puts it together, with what is to be hidden hidden. `visits report show "
            f"{report}` has what is written so far, `visits report check {report}` puts it "
            "through the gate.",
        )
    from activities.report_files.bundle import draft_files

    return draft_files(passed)
