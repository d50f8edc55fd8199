"""What `visits foresee` does and says; see `console.run.foresee`."""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path

import typer

from console.look.timeline import Timeline
from console.run.rehearsal import named
from console.terminal import clock
from console.terminal.connection import ask_register, run
from console.terminal.logs import logs_in
from console.terminal.output import console, facts, note, say, show, table, write_json
from console.terminal.service import ending_in_order
from desk.looking_ahead import NotForeseen, require_to_come
from desk.timeline import TimelineEntry
from desk.wording import NONE, next_words, plain
from release.foresight import Copied, EndedBy, Outlook, copy_of, foresee
from release.foresight.outlook import VisitAhead
from rules.wording import OUTCOME_WORDS, STAGE_TITLES, TASK_WORDS, moment
from rules.zones import london_date
from schemas.ids import VisitId
from schemas.scenario import Scenario
from stack import throwaway_stack
from worker.mail_settings import mail_settings
from workflows.search_attributes import server_types

_ENDS = {
    EndedBy.UNTIL: "That is as far as was asked.",
    EndedBy.OVER: "Then it is over and kept no longer.",
    EndedBy.WAITS: "After that nothing more happens until a person acts.",
}


def play(  # noqa: PLR0913 - what the command is given
    visit: VisitId,
    until: date | None,
    scenario: str | None,
    out: Path | None,
    *,
    as_json: bool,
    folder: Path,
) -> None:
    """Play a visit forward while its timeline is shown, and tell what is written and asked.

    Args:
        visit: Its id.
        until: The last day.
        scenario: What people do.
        out: Where to write letters and documents, if anywhere.
        as_json: Write one report in place of the timeline.
        folder: Where the stack runs whose register knows the visit.
    """
    now = clock.now()
    if until is not None:
        try:
            require_to_come(until, london_date(now))
        except NotForeseen as refused:
            raise typer.BadParameter(str(refused), param_hint="--until") from None
    played = named(scenario) if scenario else None
    copied = ask_register(folder, lambda connection: copy_of(connection, visit))
    if not as_json:
        acting = f"people act as in “{played.title}”" if played else "nobody acts"
        say(f"Visit {visit} from {moment(now)} on, if {acting}. Nothing real is touched.")
        say("Starting Temporal and PostgreSQL, for this only …")
        say()
    on_event = _ignore if as_json else Timeline(console()).draw
    with _place(out) as place:
        outlook = _foresee(copied, now, until, played, place, on_event, kept=out is not None)
    if as_json:
        write_json(outlook.model_dump(mode="json"))
    else:
        _tell(outlook, out)


def _foresee(  # noqa: PLR0913, PLR0917 - handed on
    copied: Copied,
    now: datetime,
    until: date | None,
    scenario: Scenario | None,
    place: Path,
    on_event: Callable[[TimelineEntry], None],
    *,
    kept: bool,
) -> Outlook:
    with ending_in_order(), logs_in(place / "foresight.log"):
        try:
            with throwaway_stack(search_attributes=server_types()) as stack:
                played = foresee(
                    copied,
                    now=now,
                    until=until,
                    scenario=scenario,
                    out=place,
                    kept=kept,
                    addresses=stack.addresses,
                    on_event=on_event,
                    sender=mail_settings().sender,
                )
                return run(played, ask_again=False)
        except KeyboardInterrupt:
            note("Stopped; nothing of this runs any more, and nothing was changed.")
            raise


@contextmanager
def _place(out: Path | None) -> Iterator[Path]:
    """The folder that was asked for, or one that goes with what was looked at."""
    if out is not None:
        yield out
        return
    with tempfile.TemporaryDirectory(prefix="visits-foresee-") as made:
        yield Path(made)


def _ignore(_entry: TimelineEntry) -> None:
    """A program that reads the report has no use for a timeline."""


def _tell(outlook: Outlook, out: Path | None) -> None:
    if not outlook.events:
        say("Nothing happens by itself.")
    if outlook.letters:
        say()
        letters = [(row.key, moment(row.at), plain(row.status)) for row in outlook.letters]
        show(table("Letter", "Written", "Then", rows=letters, keep=[0]))
    if outlook.tasks:
        say()
        tasks = [(row.visit, TASK_WORDS[row.kind], moment(row.raised_at)) for row in outlook.tasks]
        show(table("Visit", "Still to be seen to", "Since", rows=tasks, keep=[0]))
    for sentence in outlook.refused:
        say()
        say(f"Not done: {sentence}")
    say()
    show(facts([_in_the_end(visit) for visit in outlook.visits]))
    for beside in outlook.beside:
        due = moment(beside.due) if beside.due else NONE
        show(facts([(beside.subject, "over" if beside.over else f"open, next on {due}")]))
    say(f"Looked at up to {moment(outlook.to)}. {_ENDS[outlook.ended_by]}")
    if outlook.waiting:
        say(f"Decisions that wait for Temporal, and are not in this: {outlook.waiting}.")
    if out is not None:
        say(f"Letters are in {out / 'letters' / 'new'}, documents in {out / 'documents'}.")


def _in_the_end(visit: VisitAhead) -> tuple[str, str]:
    stage = STAGE_TITLES[visit.stage]
    if visit.outcome:
        return visit.visit_id, f"{stage}: {OUTCOME_WORDS[visit.outcome]}"
    return visit.visit_id, f"{stage}; next: {next_words(visit.next_action)}"
