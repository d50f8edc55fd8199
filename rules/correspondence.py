"""Which letters follow from which fact, and which they make needless: by `rules.letter_kinds`.

Orders are worked out where events are recorded, in the same transaction, so that a letter exists
if and only if its event does. What has been written so far is told by the same declarations.
"""

from datetime import timedelta
from typing import Final

from rules.letter_kinds import LETTERS
from rules.letters import orders_of
from rules.versions import LEAVERS_TOLD, WRITTEN_TO_AGAIN
from schemas.events.event import VisitEvent
from schemas.letters import LetterOrder
from schemas.state import VisitState
from schemas.values import LetterKind

_TO_AN_OLD_ADDRESS: Final = LetterKind.ADDRESS_REPLACED


def letters_after(state: VisitState, event: VisitEvent) -> tuple[LetterOrder, ...]:
    """The letters an event asks for.

    Args:
        state: The visit just after the event.
        event: What happened.
    """
    return tuple(
        order
        for kind, letter in LETTERS.items()
        if type(event.fact) in letter.after
        for order in orders_of(kind, letter, state, event)
    )


def overtaken_by(order: LetterOrder, *, leaves: bool = False) -> tuple[LetterKind, ...]:
    """The kinds of letters to the same reader that need not go any more if they have not gone.

    Args:
        order: The letter.
        leaves: Whether its reader has no part any more: then what somebody must not go on believing
            goes all the same, and what is for an old address, and nothing else.
    """
    letter = LETTERS[order.kind]
    if leaves:
        return tuple(
            kind
            for kind, other in LETTERS.items()
            if not (other.outlives_the_end or other.takes_leave or kind is _TO_AN_OLD_ADDRESS)
        )
    return (*((order.kind,) if letter.overtakes else ()), *letter.makes_needless)


def takes_leave(state: VisitState, order: LetterOrder) -> bool:
    """Whether a letter is the last to its reader, and goes only to whom something has left."""
    return state.rules_version >= LEAVERS_TOLD and LETTERS[order.kind].takes_leave


def waits_for_others(state: VisitState, order: LetterOrder) -> timedelta:
    """How long after the last of its kind a letter goes that takes the place of that one.

    Somebody who decides five times in two minutes means the last of them; its readers have the
    first at once, and then the last.
    """
    if state.rules_version < WRITTEN_TO_AGAIN or not LETTERS[order.kind].overtakes:
        return timedelta(0)
    return timedelta(minutes=state.policy.letters_apart_minutes)


def rounds_written(state: VisitState) -> dict[str, int]:
    """The latest round that can have been written so far, by kind of letter; 0 for none."""
    return {
        kind: max(letter.round(state) - (letter.tells not in {None, state.outcome}), 0)
        for kind, letter in LETTERS.items()
    }


def matters_after_the_end(state: VisitState, kind: LetterKind) -> bool:
    """Whether somebody must see to such a letter, though the visit is over.

    Whoever is told of the end must hear of it, and whoever has words about a case that is taken
    out; what else was written is nobody's concern any more.
    """
    letter = LETTERS[kind]
    tells = letter.tells is not None and letter.tells is state.outcome
    return letter.outlives_the_end or (tells and state.invitation is not None)
