"""How the providers behaved that carried a visit's letters, as far as letters and log tell."""

from collections.abc import Sequence

from register.letters import LetterRow
from schemas.events.invitation import InvitationSent, LetterFailed
from schemas.ids import SYSTEM, LetterKey
from schemas.scenario import Post
from schemas.streams import AnyEvent
from schemas.values import LetterStatus


def post_of(written: Sequence[LetterRow], events: Sequence[AnyEvent]) -> Post:
    """The post of a rehearsal in which the same letters arrive, wait and are refused.

    Args:
        written: The visit's letters.
        events: All events of the visit.
    """
    unproven = any(isinstance(event.fact, InvitationSent) for event in events) or any(
        row.status is LetterStatus.SENT for row in written
    )
    return Post(
        proves_delivery=not unproven,
        refuses=tuple(
            _name(row.order.key) for row in written if _was_refused(row, _refused_by_post(events))
        ),
        puts_off={_name(row.order.key): row.deferrals for row in written if row.deferrals},
    )


def _refused_by_post(events: Sequence[AnyEvent]) -> frozenset[LetterKey]:
    """Letters that a provider refused, whatever a person has said of them since."""
    return frozenset(
        event.fact.outcome.key
        for event in events
        if isinstance(event.fact, LetterFailed)
        and event.actor == SYSTEM
        and event.fact.outcome.status is LetterStatus.REFUSED
    )


def _was_refused(row: LetterRow, told: frozenset[LetterKey]) -> bool:
    by_post = row.status is LetterStatus.REFUSED and row.failure != "by-a-persons-word"
    return by_post or row.order.key in told


def _name(key: LetterKey) -> str:
    return key.partition("/")[2]
