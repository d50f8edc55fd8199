"""What the commands for a release manager do and say; see `console.operate.changes`."""

from collections.abc import Sequence
from pathlib import Path

from temporalio.client import Client

from console.terminal.connection import find
from console.terminal.desks import the_server
from console.terminal.errors import ExitCode, Failed
from console.terminal.output import say, show, table
from desk.answers import TemporalUnavailable
from desk.wording import plain
from register.connection import open_pool
from register.opening import open_register
from register.own_namespace import require_own_namespace
from register.signatures import Trust, trusting_in
from release.audit import RUN_WORDS, AuditReport, ProcessAudit, Run, Story, audit
from release.replay import (
    NoHistories,
    ReplayReport,
    Verdict,
    VisitReplay,
    of_folder,
    of_stack,
    replay_visits,
)
from rules.wording import moment
from worker.decision_keys import decision_keys
from worker.settings import worker_settings

_TOLD = 12  # sentences about one visit; more would hide the first
_CONNECTIONS = 2

_ADVICE = (
    "Do not release this as it is. Put the change behind `state.rules_version` (what is decided, "
    "when something is due) or `workflow.patched` (the order of steps), so that visits that are "
    "under way keep what they have."
)


# --- Replay ----------------------------------------------------------------------------------


async def replay_files(histories: Path) -> ReplayReport:
    """What this release would do to each history in a folder.

    Raises:
        Failed: There is none.
    """
    try:
        return await replay_visits(of_folder(histories))
    except NoHistories as error:
        raise Failed(str(error)) from None


async def replay_stack(folder: Path, *, closed: bool) -> ReplayReport:
    """What this release would do to each visit of a stack.

    Raises:
        AnotherNamespace: The register belongs to another one, so no visit would be found.
    """
    # Asked before the register is brought to this release, so it may still be an older one's.
    async with open_pool(find(folder).database_url, size=_CONNECTIONS) as pool:
        client = await the_server(folder)
        async with pool.acquire() as connection:
            await require_own_namespace(connection, client.namespace)
        return await replay_visits(of_stack(client, closed=closed), register=pool)


def tell_replay(report: ReplayReport) -> None:
    """Say it, visit by visit, then in numbers."""
    if not report.visits:
        say("There is no visit under way. `visits replay --all` takes those that are over, too.")
        return
    for visit in report.visits:
        _tell_visit(visit)
    counts = [f"{len(found)} {verdict}" for verdict in Verdict if (found := report.of(verdict))]
    total = len(report.visits)
    # Among them may be what lives beside visits, and programmes and reports.
    say(f"{total} {'history' if total == 1 else 'histories'} replayed: {', '.join(counts)}.")
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


async def audited(folder: Path, visit: str | None) -> AuditReport:
    """How the log compares with all else that knows visits, and with what was signed.

    Signatures are looked at where the public keys are.
    """
    place = find(folder)
    keys = decision_keys(place.stack)
    there_are = keys.public is not None and keys.public.exists()
    trust = Trust(keys.public_keys() if there_are else ())
    async with open_register(place.database_url, size=_CONNECTIONS) as pool:
        client = await _temporal_if_it_runs(folder)
        with trusting_in(trust):
            return await audit(pool, client, visit, task_queue=worker_settings().task_queue)


async def _temporal_if_it_runs(folder: Path) -> Client | None:
    """The register is worth auditing, and tells the story, without it."""
    try:
        return await the_server(folder)
    except TemporalUnavailable:
        return None


def tell_audit(report: AuditReport) -> None:
    """Say it, process by process, and what to do."""
    by_hand = filter(None, [report.searched_by, report.misrouted, *report.slowed.values()])
    for sentence in (*report.log, *by_hand):
        say(sentence)
    for found in report.processes:
        _tell_process_audit(found)
    for stray in report.strays:
        say(
            f"{stray.workflow_id}: Temporal runs it ({stray.workflow}) since "
            f"{moment(stray.started_at)}, and the register knows nothing of it."
        )
    for start in report.refused:
        say(
            f"{start.workflow_id}: a start that did not come from the desk was refused on "
            f"{moment(start.refused_at)}; nothing of it was recorded."
        )
    if not report.processes and not report.strays and not report.refused:
        say("The register has no visit.")
    elif report.fine:
        say("Everything agrees with the log.")
    elif report.model_copy(update={"searched_by": None, "misrouted": None, "slowed": {}}).fine:
        say("Everything else agrees with the log.")
        if report.slowed:
            say("`visits recover --all` takes the limit away.")
    elif report.exit_status == ExitCode.FAILED:
        say("Something does not agree with the log, which is the record.")
        say("`visits recover --all --preview` says what would bring it back.")
    else:
        say("Not everything was compared; nothing that was compared is wrong.")


def _tell_process_audit(found: ProcessAudit) -> None:
    if found.kind is None:
        words = _SUBSCRIPTION_WORDS.get(found.run, RUN_WORDS[found.run])
        say(f"subscription {found.subject}: {words}")
        return
    wrong = "does not agree" if found.mismatches or found.lost else "agrees"
    say(f"{found.subject}: {found.records} records; the register {wrong}. {RUN_WORDS[found.run]}")
    _tell_sentences([*found.mismatches, *found.lost, *found.tried_again])
    if found.story:
        _tell_story(found.story)


_SUBSCRIPTION_WORDS = {Run.AGREES: "Its run in Temporal goes on."}


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
