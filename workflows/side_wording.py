"""What operators read of a referral or a complaint in the Temporal Web UI; nothing personal."""

from collections.abc import Iterable, Sequence

from rules.side_processes import needs_a_person
from rules.side_wording import (
    KIND_WORDS,
    SIDE_EVENT_WORDS,
    side_command,
    side_owner_words,
    side_stands,
    side_title,
)
from rules.wording import moment
from schemas.side_processes import SideEvent, SideOpening, SideState, kind_of
from workflows.wording import short, table


def side_static_summary(opening: SideOpening) -> str:
    """One line of a list, e.g. `Safeguarding referral 1 of visit interim-e10000016`."""
    number = opening.subject.rpartition("/")[2]
    words = KIND_WORDS[kind_of(opening.subject)].capitalize()
    return short(f"{words} {number} of visit {opening.visit_id}")


def side_record_summary(batch: Sequence[SideEvent]) -> str:
    """What a record activity writes down."""
    words = ", ".join(dict.fromkeys(SIDE_EVENT_WORDS[event.fact.type] for event in batch))
    return short(words[:1].upper() + words[1:])


def side_due_summary(state: SideState) -> str:
    """What the timer is for, e.g. `Until Mon 5 Oct 2020 17:00: not yet confirmed by …`."""
    return short(f"Until {moment(state.due)}: {side_stands(state)}")


def side_details(state: SideState, recent: Iterable[SideEvent]) -> str:
    """Where it stands, as Markdown."""
    rows = [
        ("Visit", state.visit_id),
        ("Stands", side_stands(state)),
        ("Who must act", side_owner_words(state)),
        ("By when", moment(state.due)),
    ]
    if needs_a_person(state):
        rows.append(("A person must see to", f"`{side_command(state)}`"))
    happened = [(moment(event.at), SIDE_EVENT_WORDS[event.fact.type]) for event in recent]
    return "\n\n".join(
        (
            table(side_title(state), "", rows),
            table("When (London)", "What happened", list(reversed(happened))),
        )
    )
