"""Begins a report."""

from datetime import date
from pathlib import Path
from typing import Annotated
from uuid import uuid4

import typer

from console.report.group import Report, a_report, app
from console.terminal import options
from console.terminal.output import say, write_json


@app.command()
def start(  # noqa: PLR0913 - a command's options
    report: Report,
    *,
    file: Annotated[
        Path,
        typer.Option(
            "--file",
            metavar="FILE.yaml",
            help="title, programme, office, introduction, method, contact.",
        ),
    ],
    through: Annotated[
        date | None,
        typer.Option(
            "--through",
            metavar="DATE",
            parser=options.a_date,
            help="Only visits whose note was agreed by the end of that day.",
        ),
    ] = None,
    visits: Annotated[
        list[str] | None,
        typer.Option(
            "--visit",
            metavar="VISIT",
            parser=options.a_visit,
            help="Only this visit, and others given so: a closed batch.",
        ),
    ] = None,
    earlier: Annotated[
        list[str] | None,
        typer.Option(
            "--earlier",
            metavar="REPORT",
            parser=a_report,
            help="A report of another programme that readers may hold, too.",
        ),
    ] = None,
    threshold: Annotated[
        int,
        typer.Option(
            "--threshold",
            metavar="N",
            parser=options.a_number(2, 100, 5),
            help="Counts of fewer people are hidden.",
        ),
    ] = 5,
    areas: Annotated[
        int,
        typer.Option(
            "--areas",
            metavar="N",
            parser=options.a_number(2, 50, 3),
            help="What is said rests on as many areas at least.",
        ),
    ] = 3,
    round_to: Annotated[
        int,
        typer.Option(
            "--round-to",
            metavar="N",
            parser=options.a_number(1, 100, 10),
            help="Counts of people are shown to the nearest so many; 1 as they are.",
        ),
    ] = 1,
    preview: options.Preview = False,
    update_id: options.UpdateId = None,
    as_json: options.AsJson = False,
    folder: options.Folder = options.VAR,
) -> None:
    """Begin a report on what visits of a programme have agreed."""
    from console.terminal.beginning import begun_by, look_at_beginning
    from console.terminal.forms import from_file, from_options
    from rules.report.stages import STAGE_CLAUSES
    from schemas.opening_forms import OpenReportForm
    from schemas.report.forms import StartForm
    from schemas.report.state import ReportReceipt
    from schemas.report.values import report_subject

    words = from_file(StartForm, file)
    programme, name = report.split("/")
    form = from_options(
        OpenReportForm,
        {
            **words.model_dump(),
            "of": programme,
            "report": name,
            "through": through,
            "visits": visits or (),
            "threshold": threshold,
            "areas_at_least": areas,
            "round_to": round_to,
            "earlier": [report_subject(*one.split("/")) for one in earlier or ()],
        },
    )
    if preview:
        look_at_beginning(form, folder, as_json=as_json)
        return
    known = update_id or str(uuid4())
    receipt = begun_by(form, folder, known).receipt
    assert isinstance(receipt, ReportReceipt)  # noqa: S101 - an opening is recorded
    if as_json:
        write_json({"update_id": known, **receipt.model_dump(mode="json")})
        return
    say(f"Report {report} is begun; it {STAGE_CLAUSES[receipt.stage]}.")
    say(f"Next: `visits report show {report} --findings`.")
