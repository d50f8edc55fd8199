"""Writes out what was published, or the draft of it, and tells whether files are what came out."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer

from console.report.group import Report, app
from console.terminal import options
from console.terminal.connection import ask_register
from console.terminal.errors import ExitCode
from console.terminal.output import note, say, write_json
from desk.files_compared import compared
from desk.report_overview import ReportShown, report_shown, what_passed
from register import reports
from register.connection import Connection
from rules.refusals import RefusalCode, Refused
from rules.report.stages import STAGE_CLAUSES
from schemas.report.state import ReportState
from schemas.report.values import ReportStage, report_subject


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
        _tell_of_withdrawal(report, state)
        return await reports.files_of(connection, subject)

    found = ask_register(folder, read)
    if not draft:
        _require_apart(report, found, folder_out)
    folder_out.mkdir(parents=True, exist_ok=True)
    for name, body in found.items():
        (folder_out / name).write_bytes(body)
        note(f"Wrote {folder_out / name}")


def _tell_of_withdrawal(report: str, state: ReportState) -> None:
    if state.stage is ReportStage.WITHDRAWN:
        note(f"Report {report} was withdrawn: its files are to be kept, and given to nobody.")


def _require_apart(report: str, files: Mapping[str, bytes], folder_out: Path) -> None:
    """Refuse to write over what was changed, or is another report's, and tell what lies beside.

    Whoever publishes the folder publishes all that is in it.

    Raises:
        Refused: A file of that name is there, and another.
    """
    there = {one.name: one for one in folder_out.iterdir()} if folder_out.is_dir() else {}
    for name, path in there.items():
        if name in files and not (path.is_file() and path.read_bytes() == files[name]):
            raise Refused(
                RefusalCode.ALREADY_DONE,
                f"Nothing was written: {path} is there already, and it is not what came out of "
                f"report {report}: it was changed, or it is of another report. Write to another "
                "folder, or move it away first.",
            )
    if others := sorted(there.keys() - files.keys()):
        note(
            f"Also in {folder_out}, and nothing of report {report}: {', '.join(others)}. Move away "
            "what is not to be published."
        )


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


@app.command()
def compare(
    report: Report,
    files: Annotated[
        list[Path],
        typer.Argument(
            metavar="FILE...", help="As somebody has them.", exists=True, dir_okay=False
        ),
    ],
    *,
    as_json: options.AsJson = False,
    folder: options.Folder = options.VAR,
) -> None:
    """Tell whether files are what came out of a report; ends with status 1 if one is not.

    A file that a program has saved again has other bytes, and so another SHA-256. Of pages, data
    and JSON it is told whether the words are the same.
    """
    subject = report_subject(*report.split("/"))

    async def read(connection: Connection) -> Mapping[str, bytes]:
        state = await reports.require(connection, subject)
        if state.published_at is None:
            raise Refused(
                RefusalCode.NOT_YET,
                f"Nothing was compared: report {report} is not published, so no file came out of "
                "it.",
            )
        _tell_of_withdrawal(report, state)
        return await reports.files_of(connection, subject)

    published = ask_register(folder, read)
    found = [(path, compared(path.name, path.read_bytes(), published)) for path in files]
    if as_json:
        write_json(
            {
                "report": report,
                "files": [
                    {"file": str(path), "of": one.of, "as_published": one.same, "words": one.words}
                    for path, one in found
                ],
            }
        )
    else:
        for path, one in found:
            say(f"{path}: {one.words}")
    if not all(one.same for _, one in found):
        note("Give on what `visits report export` writes.")
        raise typer.Exit(ExitCode.FAILED)
