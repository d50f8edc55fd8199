"""What operators read of a side process in the Temporal Web UI; nothing personal."""

from collections.abc import Sequence
from typing import Any

from rules.side_process import SideEvent, SideProcess
from rules.side_wording import side_command, side_owner_words, side_title
from rules.wording import moment
from schemas.side_processes import SideOpening, SideState
from workflows.wording import details_of, short, summary_of


def side_static_summary(kind: SideProcess[Any, Any], opening: SideOpening) -> str:
    """One line of a list, e.g. `Safeguarding referral 1 of visit interim-e10000016`."""
    number = opening.subject.rpartition("/")[2]
    return short(f"{kind.words.title.capitalize()} {number} of visit {opening.visit_id}")


def side_record_summary(kind: SideProcess[Any, Any], batch: Sequence[SideEvent]) -> str:
    """What a record activity writes down."""
    return summary_of(kind.folds.words[event.fact.type] for event in batch)


def side_due_summary(kind: SideProcess[Any, Any], state: SideState) -> str:
    """What the timer is for, e.g. `Until Mon 5 Oct 2020 17:00: not yet confirmed by …`."""
    return short(f"Until {moment(state.due)}: {kind.words.stands(state)}")


def side_details(kind: SideProcess[Any, Any], state: SideState, recent: Sequence[SideEvent]) -> str:
    """Where it stands, as Markdown."""
    rows = [
        ("Visit", state.visit_id),
        ("Stands", kind.words.stands(state)),
        ("Who must act", side_owner_words(kind, state)),
        ("By when", moment(state.due)),
    ]
    if kind.needs_a_person(state):
        rows.append(("A person must see to", f"`{side_command(kind, state)}`"))
    return details_of(
        side_title(kind, state), rows, recent, lambda event: kind.folds.words[event.fact.type]
    )
