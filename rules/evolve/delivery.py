"""Letters that arrive or come back, and the reply clock that the invitation's arrival starts."""

from datetime import datetime

from rules.addressees import ADDRESSEES
from rules.evolve.fact import fact
from rules.evolve.parts import invitation_of
from rules.evolve.tasks import without
from rules.folds import Changes
from rules.versions import LETTERS_SEEN_TO
from schemas.events.event import VisitEvent
from schemas.events.invitation import (
    InvitationDelivered,
    InvitationSent,
    LateLetterSettled,
    LetterDelivered,
    LetterFailed,
)
from schemas.parts import Contact, LetterOutcome, Task
from schemas.state import VisitState
from schemas.values import LetterKind, LetterStatus, TaskKind

REACHED = (LetterStatus.DELIVERED, LetterStatus.SENT)
"""Whoever has the invitation, or from whom none has come back, is not invited again."""

FAILED = (LetterStatus.REFUSED, LetterStatus.UNCERTAIN)
"""A letter that did not reach anybody, or of which nobody can tell."""


def merged(
    known: tuple[LetterOutcome, ...], fresh: tuple[LetterOutcome, ...]
) -> tuple[LetterOutcome, ...]:
    """The latest outcome for each recipient."""
    recipients = {outcome.recipient for outcome in fresh}
    return (*(outcome for outcome in known if outcome.recipient not in recipients), *fresh)


def reply_clock(
    contacts: tuple[Contact, ...], outcomes: tuple[LetterOutcome, ...]
) -> datetime | None:
    """When the last addressee had the invitation, so that the reply clock started.

    The parent carer forum's copy does not count. `None`: an addressee has yet to be reached.
    """
    proven = {o.recipient: o.at for o in outcomes if o.status is LetterStatus.DELIVERED}
    addressees = [contact.ref for contact in contacts if contact.role in ADDRESSEES]
    if not addressees or any(ref not in proven for ref in addressees):
        return None
    return max(proven[ref] for ref in addressees)


def with_outcomes(state: VisitState, outcomes: tuple[LetterOutcome, ...]) -> Changes:
    """The invitation with these outcomes, and what a reply clock that stops takes with it."""
    starts = reply_clock(state.contacts, outcomes)
    update = {"outcomes": outcomes, "delivered_at": starts}
    changes: Changes = {"invitation": invitation_of(state).model_copy(update=update)}
    if starts is None:
        changes["tasks"] = without(state, TaskKind.REPLY_OVERDUE)
    return changes


@fact(InvitationSent, "invitation handed to the mail provider")
def invitation_sent(state: VisitState, _event: VisitEvent, fact: InvitationSent) -> Changes:
    """Post has gone; when it counts as delivered is assumed until it is known."""
    invitation = invitation_of(state)
    update = {
        "outcomes": merged(invitation.outcomes, fact.outcomes),
        "assumed_delivered_at": fact.assumed_delivered_at,
    }
    return {"invitation": invitation.model_copy(update=update)}


@fact(InvitationDelivered, "invitation delivered")
def invitation_delivered(
    state: VisitState, _event: VisitEvent, fact: InvitationDelivered
) -> Changes:
    """Who has the invitation need not be chased for it."""
    keys = {outcome.key for outcome in fact.outcomes}
    tasks = tuple(task for task in state.tasks if task.letter not in keys)
    told = state.model_copy(update={"tasks": tasks})
    outcomes = merged(invitation_of(state).outcomes, fact.outcomes)
    return {"tasks": tasks} | with_outcomes(told, outcomes)


@fact(LetterDelivered, "letter found to have arrived")
def letter_delivered(state: VisitState, _event: VisitEvent, fact: LetterDelivered) -> Changes:
    """Nobody need see to that letter any more, whatever the post room tells again of it."""
    changes: Changes = {"tasks": tuple(t for t in state.tasks if t.letter != fact.letter)}
    if state.rules_version >= LETTERS_SEEN_TO:
        changes["letters_seen_to"] = tuple(dict.fromkeys((*state.letters_seen_to, fact.letter)))
    return changes


@fact(LateLetterSettled, "late letter no longer waiting")
def late_letter_settled(state: VisitState, _event: VisitEvent, fact: LateLetterSettled) -> Changes:
    """Nobody need wonder why that letter does not go."""
    return {
        "tasks": tuple(
            task
            for task in state.tasks
            if task.kind is not TaskKind.LETTER_LATE or task.letter != fact.letter
        )
    }


@fact(LetterFailed, "letter not delivered")
def letter_failed(state: VisitState, event: VisitEvent, fact: LetterFailed) -> Changes:
    """Somebody must see to it; an invitation that came back may stop the reply clock."""
    outcome = fact.outcome
    task = Task(kind=TaskKind.LETTER_NOT_DELIVERED, raised_at=event.at, letter=outcome.key)
    tasks = (*(other for other in state.tasks if other.letter != outcome.key), task)
    if outcome.kind is not LetterKind.INVITATION or state.invitation is None:
        return {"tasks": tasks}
    told = state.model_copy(update={"tasks": tasks})
    return {"tasks": tasks} | with_outcomes(told, merged(state.invitation.outcomes, (outcome,)))
