"""What operators read of a programme in the Temporal Web UI; nothing personal."""

from collections import Counter
from collections.abc import Sequence

from rules.programme import ProgrammeTask, WaveDeadline, programme_tasks, programme_words
from rules.programme.deadlines import in_turn
from rules.programme.stages import STAGE_CLAUSES
from rules.programme.wording import STANDING_WORDS
from rules.wording import moment
from schemas.programme import OpenProgramme, ProgrammeEvent, ProgrammeState
from workflows.wording import details_of, short, summary_of


def programme_static_summary(opening: OpenProgramme) -> str:
    """One line of a list, e.g. `Programme spring-2027: 22 of 153 areas`."""
    return short(f"Programme {opening.programme}: {opening.number} of {opening.areas} areas")


def programme_record_summary(batch: Sequence[ProgrammeEvent]) -> str:
    """What a record activity writes down."""
    return summary_of(programme_words(event) for event in batch)


def wave_summary(state: ProgrammeState, deadlines: Sequence[WaveDeadline]) -> str:
    """What the timer is for."""
    return short(f"Until {moment(deadlines[0].at)}: wave {state.waves + 1} is opened")


def programme_details(state: ProgrammeState, recent: Sequence[ProgrammeEvent]) -> str:
    """Where it stands, as Markdown."""
    counts = Counter(one.standing for one in state.areas)
    rows = [
        ("Stands", f"{STAGE_CLAUSES[state.stage]}{', paused' if state.paused else ''}"),
        ("To be visited", str(state.number)),
        *((STANDING_WORDS[each].capitalize(), str(count)) for each, count in counts.items()),
        ("Reserves left", str(len(state.reserves))),
        ("Waiting for their turn", str(len(in_turn(state)))),
        ("Pace", f"{state.visits_a_week} visits a week"),
        *(("A person must see to", _task(task)) for task in programme_tasks(state)),
    ]
    return details_of("Where it stands", rows, recent, programme_words)


def _task(task: ProgrammeTask) -> str:
    areas = f" ({', '.join(task.areas[:5])}{'…' if len(task.areas) > 5 else ''})"  # noqa: PLR2004 - as many as a line holds
    return f"{task.words}{areas if task.areas else ''} `{task.command}`"
