"""What `visits demo` and `visits rehearse` do and say; see `console.run.rehearse`."""

from collections.abc import Callable
from datetime import date
from importlib.resources import files
from pathlib import Path

from console.look.timeline import Timeline
from console.terminal.connection import run
from console.terminal.logs import logs_in
from console.terminal.output import console, facts, note, say, show, write_json
from console.terminal.service import ending_in_order
from release.rehearsal import BrokenScenario, Report, TimelineEntry, load_scenario, rehearse
from rules.wording import STAGE_TITLES
from schemas.letters import format_of
from schemas.scenario import Scenario
from stack import throwaway_stack
from workflows.search_attributes import server_types

_DEMO = "smooth.yaml"


def demo() -> Scenario:
    """The scenario of the demo."""
    return load_scenario(_built_in() / _DEMO)


def named(scenario: str) -> Scenario:
    """A scenario by its file, or by the name of one that is built in.

    Raises:
        BrokenScenario: There is none, or it cannot be read.
    """
    return load_scenario(_file_of(scenario))


def play(scenario: Scenario, start: date | None, out: Path, *, as_json: bool) -> None:
    """Play a scenario while its timeline is shown, and say where to look.

    Args:
        scenario: What is played.
        start: The day the visit is opened; the first that has its days in term if none is given.
        out: Where to write.
        as_json: Write one report in place of the timeline.
    """
    if not as_json:
        say(scenario.title)
        say("Starting Temporal and PostgreSQL, for this rehearsal only …")
        say()
    report = _rehearse(scenario, start, out, _ignore if as_json else Timeline(console()).draw)
    if as_json:
        write_json(report.model_dump(mode="json"))
    else:
        _tell(report, out)


def _rehearse(
    scenario: Scenario, start: date | None, out: Path, show_entry: Callable[[TimelineEntry], None]
) -> Report:
    with ending_in_order(), logs_in(out / "rehearsal.log"):
        try:
            with throwaway_stack(search_attributes=server_types()) as stack:
                played = rehearse(
                    scenario,
                    start=start,
                    out=out,
                    addresses=stack.addresses,
                    on_event=show_entry,
                )
                return run(played, ask_again=False)
        except KeyboardInterrupt:
            note("Stopped; nothing of the rehearsal runs any more.")
            raise


def _ignore(_entry: TimelineEntry) -> None:
    """A program that reads the report has no use for a timeline."""


def _tell(report: Report, out: Path) -> None:
    """How it ended, and where to look."""
    say()
    for visit in report.visits:
        ended = visit.outcome.value if visit.outcome else f"in stage {STAGE_TITLES[visit.stage]}"
        say(
            f"Visit {visit.visit_id}: {ended}; {visit.virtual_days} days of virtual time "
            f"in {report.wall_seconds:.1f} seconds."
        )
    forms = ", ".join(sorted({format_of(one.kind).words for one in report.documents})) or "none"
    show(
        facts(
            [
                ("Letters", f"{len(report.letters)} in {out / 'letters' / 'new'} (e-mail files)"),
                ("Documents", f"{len(report.documents)} in {out / 'documents'} ({forms})"),
                ("Events", f"{len(report.events)} in {out / 'events.jsonl'} (CloudEvents)"),
            ]
        )
    )


def _file_of(scenario: str) -> Path:
    """The file that a person means: by its path, or by a built-in scenario's name.

    Raises:
        BrokenScenario: There is no such file.
    """
    path = Path(scenario)
    if path.exists():
        return path
    built_in = {file.stem: file for file in sorted(_built_in().glob("*.yaml"))}
    if scenario not in built_in:
        raise BrokenScenario(
            f"There is no scenario “{scenario}”. Name a file, or one that is built in: "
            f"{', '.join(built_in)}."
        )
    return built_in[scenario]


def _built_in() -> Path:
    return Path(str(files("scenarios").joinpath(_DEMO))).parent
