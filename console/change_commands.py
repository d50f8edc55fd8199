"""Commands for a release manager: what this release would do to visits, and whether all agrees."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from temporalio.client import Client

from console import options
from console.failing import Failed
from console.output import say, show, table, write_json
from console.running import find, run_waiting, the_server
from console.wording import plain
from register.connection import open_pool
from rules.wording import moment
from worker.audit import RUN_WORDS, AuditReport, Story, VisitAudit, audit
from worker.connections import TemporalUnavailable
from worker.replay import (
    NoHistories,
    ReplayReport,
    Verdict,
    VisitReplay,
    of_folder,
    of_stack,
    replay_visits,
)

PANEL = "Operate"

_TOLD = 12  # sentences about one visit; more would hide the first
_CONNECTIONS = 2

_ADVICE = (
    "Do not release this as it is. Put the change behind `state.rules_version` (what is decided, "
    "when something is due) or `workflow.patched` (the order of steps), so that visits that are "
    "under way keep what they have."
)


def add(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("replay", rich_help_panel=PANEL)(replay)
    app.command("audit", rich_help_panel=PANEL)(audit_visits)


def replay(
    histories: Annotated[
        Path | None,
        typer.Argument(
            metavar="FOLDER", help="Histories as JSON files, in place of a running stack's."
        ),
    ] = None,
    *,
    closed: Annotated[bool, typer.Option("--all", help="Also visits whose run is over.")] = False,
    as_json: options.AsJson = False,
    folder: options.Folder = options.VAR,
) -> None:
    """Say what this release would do to each visit; changes nothing.

    Exit status: 0 all unchanged, 4 decides differently, 5 would break.
    """
    work = _replay_files(histories) if histories else _replay_stack(folder, closed=closed)
    report = run_waiting(work, "the visits to be replayed")
    if as_json:
        write_json(report.model_dump(mode="json"))
    else:
        _tell_replay(report)
    raise typer.Exit(report.exit_status)


def audit_visits(
    visit: Annotated[
        str | None,
        typer.Argument(
            metavar="VISIT", parser=options.a_visit, help="Only this one, and its full story."
        ),
    ] = None,
    *,
    as_json: options.AsJson = False,
    folder: options.Folder = options.VAR,
) -> None:
    """Rebuild visits from the event log and compare them with all else that knows them.

    Exit status: 0 everything agrees, 1 something does not.
    """
    report = run_waiting(_audit(folder, visit), "the visits to be compared")
    if as_json:
        write_json(report.model_dump(mode="json"))
    else:
        _tell_audit(report)
    raise typer.Exit(report.exit_status)


# --- Replay ----------------------------------------------------------------------------------


async def _replay_files(histories: Path) -> ReplayReport:
    try:
        return await replay_visits(of_folder(histories))
    except NoHistories as error:
        raise Failed(str(error)) from None


async def _replay_stack(folder: Path, *, closed: bool) -> ReplayReport:
    async with open_pool(find(folder).database_url, size=_CONNECTIONS) as pool:
        client = await the_server(folder)
        return await replay_visits(of_stack(client, closed=closed), register=pool)


def _tell_replay(report: ReplayReport) -> None:
    if not report.visits:
        say("There is no visit under way. `visits replay --all` takes those that are over, too.")
        return
    for visit in report.visits:
        _tell_visit(visit)
    counts = [f"{len(found)} {verdict}" for verdict in Verdict if (found := report.of(verdict))]
    total = len(report.visits)
    say(f"{total} visit{'' if total == 1 else 's'} replayed: {', '.join(counts)}.")
    if report.exit_status:
        say(_ADVICE)


def _tell_visit(visit: VisitReplay) -> None:
    say(f"{visit.name}: {visit.verdict} ({visit.events} events)")
    _tell_sentences(visit.sentences)
    if visit.detail:
        say(f"    In the engine's words: {visit.detail}")


def _tell_sentences(sentences: Sequence[str]) -> None:
    for sentence in sentences[:_TOLD]:
        say(f"    {sentence}")
    if len(sentences) > _TOLD:
        say(f"    … and {len(sentences) - _TOLD} more; --json has all of them.")


# --- Audit -----------------------------------------------------------------------------------


async def _audit(folder: Path, visit: str | None) -> AuditReport:
    async with open_pool(find(folder).database_url, size=_CONNECTIONS) as pool:
        return await audit(pool, await _temporal_if_it_runs(folder), visit)


async def _temporal_if_it_runs(folder: Path) -> Client | None:
    """The register is worth auditing, and tells the story, without it."""
    try:
        return await the_server(folder)
    except TemporalUnavailable:
        return None


def _tell_audit(report: AuditReport) -> None:
    for sentence in report.log:
        say(sentence)
    for visit in report.visits:
        _tell_visit_audit(visit)
    if not report.visits:
        say("The register has no visit.")
    elif report.fine:
        say("Everything agrees with the log.")
    else:
        say("Something does not agree with the log, which is the record.")


def _tell_visit_audit(visit: VisitAudit) -> None:
    agrees = "does not agree" if visit.mismatches else "agrees"
    say(f"{visit.visit_id}: {visit.records} records; the register {agrees}. {RUN_WORDS[visit.run]}")
    _tell_sentences(visit.mismatches)
    if visit.story:
        _tell_story(visit.story)


def _tell_story(story: Story) -> None:
    rows = [
        (
            str(line.sequence),
            moment(line.at),
            line.words + (f"\nReason: {line.reason}" if line.reason else ""),
            line.actor,
        )
        for line in story.events
    ]
    say()
    show(table("No.", "London time", "What happened", "Who", rows=rows))
    if story.letters:
        say()
        cells = [(row.key, plain(row.status), moment(row.since)) for row in story.letters]
        show(table("Letter", "Status", "Since", rows=cells, keep=[0]))
    if story.documents:
        say()
        kept = [
            (plain(row.kind), str(row.version), row.title, row.sha256[:12])
            for row in story.documents
        ]
        show(table("Document", "Version", "Title", "Digest", rows=kept))
    say()
