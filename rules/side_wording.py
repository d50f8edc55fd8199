"""The words for what lives beside a visit, made of those that each kind declares."""

from typing import Any

from rules.side_process import SideEvent, SideProcess, StateT
from rules.wording import OWNER_WORDS
from schemas.side_processes import SideState
from schemas.values import Owner


def side_event_words(kind: SideProcess[Any, Any], event: SideEvent) -> str:
    """What happened, and in which of the visit's processes of that kind."""
    number = event.subject.rpartition("/")[2]
    return f"{kind.folds.words[event.fact.type]} ({kind.kind} {number})"


def side_title(kind: SideProcess[Any, Any], state: SideState) -> str:
    """Which one, e.g. `Safeguarding referral 1`."""
    return f"{kind.words.title.capitalize()} {state.number}"


def side_owner_words(kind: SideProcess[Any, StateT], state: StateT) -> str:
    """Who must act."""
    owner = kind.owner(state)
    return "nobody" if owner is Owner.NOBODY else OWNER_WORDS[owner]


def side_command(kind: SideProcess[Any, StateT], state: StateT) -> str | None:
    """The command by which a person acts, if one must."""
    return None if kind.owner(state) is Owner.NOBODY else kind.words.command(state)
