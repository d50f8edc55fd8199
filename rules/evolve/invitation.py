"""Whom to invite, the invitation, and the reply that is waited for."""

from rules.evolve.delivery import REACHED, reply_clock, with_outcomes
from rules.evolve.fact import fact
from rules.evolve.parts import invitation_of
from rules.evolve.tasks import settled
from rules.evolve.timetable import entries_move
from rules.folds import Changes
from rules.versions import CORRECTIONS
from schemas.events.event import VisitEvent
from schemas.events.invitation import (
    Accepted,
    ContactsRecorded,
    Invited,
    ReplyExtended,
    ReplyReminded,
)
from schemas.ids import recipient_of
from schemas.state import Acceptance, Invitation, VisitState
from schemas.values import Stage, TaskKind


@fact(ContactsRecorded, "contacts recorded")
def contacts_recorded(state: VisitState, _event: VisitEvent, fact: ContactsRecorded) -> Changes:
    """Other contacts: a letter to somebody who has left is nobody's task."""
    refs = {contact.ref for contact in fact.contacts}
    tasks = tuple(
        task for task in state.tasks if task.letter is None or recipient_of(task.letter) in refs
    )
    changes: Changes = {
        "contacts": fact.contacts,
        "contacts_content": fact.content,
        "tasks": tasks,
    }
    told = state.model_copy(update=changes)
    if state.invitation is None or state.stage is not Stage.INVITED:
        return changes | entries_move(told)
    return changes | with_outcomes(told, state.invitation.outcomes)


@fact(Invited, "area invited")
def invited(state: VisitState, event: VisitEvent, fact: Invited) -> Changes:
    """A new round keeps what is known of those who are not written to again."""
    earlier = state.invitation
    known = earlier.outcomes if earlier else ()
    kept = tuple(outcome for outcome in known if outcome.status in REACHED)
    starts = reply_clock(state.contacts, kept)
    same_clock = earlier is not None and earlier.delivered_at == starts is not None
    invitation = Invitation(
        round=fact.round,
        invited_at=event.at,
        outcomes=kept,
        assumed_delivered_at=earlier.assumed_delivered_at if earlier and kept else None,
        delivered_at=starts,
        reminded=earlier is not None and earlier.reminded and same_clock,
        extended_to=earlier.extended_to if earlier else None,
        extensions=earlier.extensions if earlier else 0,
    )
    return {
        "stage": Stage.INVITED,
        "invitation": invitation,
        "tasks": settled(state, TaskKind.REPLY_OVERDUE, when=not same_clock),
    }


@fact(ReplyReminded, "area reminded to reply")
def reply_reminded(state: VisitState, _event: VisitEvent, _fact: ReplyReminded) -> Changes:
    """The leaders have been reminded to reply."""
    return {"invitation": invitation_of(state).model_copy(update={"reminded": True})}


@fact(ReplyExtended, "area given more time to reply")
def reply_extended(state: VisitState, _event: VisitEvent, fact: ReplyExtended) -> Changes:
    """There is longer to reply, so the reply is not overdue."""
    invitation = invitation_of(state)
    update = {
        "extended_to": fact.until,
        "extensions": invitation.extensions + 1,
        "reminded": invitation.reminded and not fact.remind_again,
    }
    return {"invitation": invitation.model_copy(update=update)}


@fact(Accepted, "area accepted")
def accepted(state: VisitState, event: VisitEvent, _fact: Accepted) -> Changes:
    """The area takes part; nobody chases the invitation any more."""
    acceptance = Acceptance(sequence=event.sequence, at=event.at)
    known = state.rules_version >= CORRECTIONS
    return {"stage": Stage.PREPARING, "acceptance": acceptance if known else None}
