"""Shows reports."""

from typing import Annotated

import typer
from rich.text import Text

from console.report.group import Report, app
from console.terminal import options
from console.terminal.connection import ask_register
from console.terminal.listing import tell_list, told_whole
from console.terminal.output import facts, say, show, table, write_json
from desk.programme_json import report_as_json
from desk.report_overview import EvidenceShown, ReportShown, evidence_shown, report_shown
from register import reports
from register.connection import Connection
from rules.report.stages import STAGE_CLAUSES
from rules.report.told import words_of_title
from schemas.report.state import ReportState
from schemas.report.values import ReportPolicy, report_name, report_subject
from schemas.visible import visible


@app.command("list")
def list_(*, as_json: options.AsJson = False, folder: options.Folder = options.VAR) -> None:
    """List reports: where each stands, and what waits for a person."""

    async def all_of_them(connection: Connection) -> list[ReportState]:
        names = await reports.subjects(connection)
        return [await reports.require(connection, name) for name in names]

    found = ask_register(folder, all_of_them)
    tell_list(
        found,
        as_json=as_json,
        whole=told_whole,
        headings=("Report", "Stands", "Visits", "Statements"),
        row=lambda state: (
            report_name(state.report),
            STAGE_CLAUSES[state.stage],
            str(len(state.visits)),
            str(len(state.statements)),
        ),
        keep=(),
        empty="There is no report; `visits report start` begins one.",
    )


@app.command("show")
def show_report(
    report: Report,
    *,
    findings: Annotated[
        bool, typer.Option("--findings", help="The findings that it may rest on, too.")
    ] = False,
    as_json: options.AsJson = False,
    folder: options.Folder = options.VAR,
) -> None:
    """Show a report: what it says, on how much it rests, what the gate said, what is to be done."""

    async def read(connection: Connection) -> tuple[ReportShown, list[EvidenceShown]]:
        found = await report_shown(connection, report_subject(*report.split("/")))
        given = await evidence_shown(connection, found.state) if findings else []
        return found, given

    shown, given = ask_register(folder, read)
    if as_json:
        write_json(report_as_json(shown, given))
        return
    _tell(report, shown)
    if findings:
        _tell_findings(given)


def _tell(report: str, shown: ReportShown) -> None:
    state = shown.state
    say(f"Report {report} {STAGE_CLAUSES[state.stage]}: {shown.title.title}")
    rows = [
        ("Visits", f"{len(state.visits)} with an agreed note"),
        ("Themes", ", ".join(state.themes) or "none yet"),
        ("Limits", _limits(state.policy)),
    ]
    if state.digest:
        rows.append(("Digest", f"{state.digest} (SHA-256)"))
    if state.files:
        rows.append(("Files", f"{state.files}, by the manifest {state.manifest} (SHA-256)"))
    show(facts(rows))
    say()
    show(table("Where", "Begins with", rows=list(words_of_title(shown.title).items())[1:]))
    if state.statements:
        say()
        lines = [
            (
                one.statement,
                one.theme,
                one.kind.value,
                str(len({each.visit for each in one.findings})),
                shown.statements[one.statement],
            )
            for one in state.statements
        ]
        show(table("Statement", "Theme", "Kind", "Areas", "Says", rows=lines))
    if shown.result is not None and shown.result.failures:
        say()
        show(
            table(
                "Where",
                "What stands against it",
                rows=[(one.place, one.sentence) for one in shown.result.failures],
            )
        )
    for task in shown.tasks:
        say()
        show(Text(visible(task.words), style="bold"))
        if task.visits:
            say(f"  {', '.join(task.visits)}")
        say(f"  {task.command}")


def _tell_findings(given: list[EvidenceShown]) -> None:
    say()
    rows = [
        (f"{one.given.visit}/{finding.ref}", one.area, finding.kind.value, finding.text)
        for one in given
        for finding in one.given.findings
    ]
    if not rows:
        say("No agreed note gives a finding.")
        return
    show(table("Finding", "Area", "Kind", "Says", rows=rows))


def _limits(policy: ReportPolicy) -> str:
    limits = f"people {policy.threshold}, areas {policy.areas_at_least}"
    rounded = f"; people to the nearest {policy.round_to}" if policy.round_to > 1 else ""
    return limits + rounded
