"""Which letters follow from which fact, to whom, with what.

Pure, and outside the workflow's replay: orders are worked out where events are recorded, in the
same transaction, so that a letter exists if and only if its event does.
"""

from collections.abc import Iterable

from rules.evolve import ADDRESSEES, REACHED
from schemas.events import (
    ArrangementsConfirmed,
    Cancelled,
    Declined,
    Event,
    Invited,
    NoteDrafted,
    NoteShared,
    ReplyReminded,
    SurveyHandedOver,
    TimetableFixed,
)
from schemas.ids import PersonRef
from schemas.letters import DocumentOrder, LetterOrder
from schemas.state import VisitState
from schemas.values import ContactRole, DocumentKind, LetterKind


def letters_after(state: VisitState, event: Event) -> tuple[LetterOrder, ...]:
    """The letters an event asks for.

    Args:
        state: The visit just after the event.
        event: What happened.
    """
    match event.fact:
        case Invited(round=number):
            return _invitations(state, event, number)
        case ReplyReminded():
            number = state.invitation.round if state.invitation else 1
            return _round(state, event, LetterKind.REMINDER, number, _addressees(state))
        case Declined():
            return _round(state, event, LetterKind.DECLINE_NOTED, 1, _invited(state))
        case ArrangementsConfirmed(round=number):
            to = [*_leaders(state), *_team(state)]
            return _round(state, event, LetterKind.CONFIRMATION, number, to)
        case SurveyHandedOver(round=number):
            return _round(state, event, LetterKind.SURVEY_LINKS, number, _officer(state))
        case TimetableFixed(round=number):
            document = DocumentOrder(kind=DocumentKind.TIMETABLE, version=number)
            to = [*_leaders(state), *_forum(state), *_team(state)]
            orders = _round(state, event, LetterKind.TIMETABLE, number, to, document)
            return tuple(o.model_copy(update={"calendar_sequence": number - 1}) for o in orders)
        case NoteDrafted(version=version):
            document = DocumentOrder(kind=DocumentKind.SUMMARY_NOTE, version=version)
            return _round(state, event, LetterKind.DRAFT_NOTE, version, _leaders(state), document)
        case NoteShared(version=version, departments=departments):
            document = DocumentOrder(kind=DocumentKind.SUMMARY_NOTE, version=version)
            roles = {ContactRole(department) for department in departments}
            to = [contact.ref for contact in state.contacts if contact.role in roles]
            return _round(state, event, LetterKind.SHARED_NOTE, version, to, document)
        case Cancelled():
            return _cancellations(state, event)
        case _:
            return ()


def _round(
    state: VisitState,
    event: Event,
    kind: LetterKind,
    number: int,
    recipients: Iterable[PersonRef],
    *documents: DocumentOrder,
) -> tuple[LetterOrder, ...]:
    return tuple(
        LetterOrder(
            visit_id=state.visit_id,
            kind=kind,
            round=number,
            recipient=recipient,
            sequence=event.sequence,
            documents=documents,
        )
        for recipient in dict.fromkeys(recipients)
    )


def _addressees(state: VisitState) -> list[PersonRef]:
    return [contact.ref for contact in state.contacts if contact.role in ADDRESSEES]


def _forum(state: VisitState) -> list[PersonRef]:
    wanted = ContactRole.PARENT_CARER_FORUM
    return [contact.ref for contact in state.contacts if contact.role is wanted]


def _officer(state: VisitState) -> list[PersonRef]:
    return [state.officer] if state.officer else []


def _leaders(state: VisitState) -> list[PersonRef]:
    return [*_addressees(state), *_officer(state)]


def _team(state: VisitState) -> list[PersonRef]:
    return [member.inspector for member in state.team]


def _invited(state: VisitState) -> list[PersonRef]:
    return [*_addressees(state), *_forum(state)]


def _invitations(state: VisitState, event: Event, number: int) -> tuple[LetterOrder, ...]:
    outcomes = state.invitation.outcomes if state.invitation else ()
    have = {o.recipient for o in outcomes if o.status in REACHED}
    to = [ref for ref in _invited(state) if ref not in have]
    document = DocumentOrder(kind=DocumentKind.INVITATION, version=number)
    orders = _round(state, event, LetterKind.INVITATION, number, to, document)
    forum = set(_forum(state))
    return tuple(o.model_copy(update={"copy_only": o.recipient in forum}) for o in orders)


def _cancellations(state: VisitState, event: Event) -> tuple[LetterOrder, ...]:
    """Whoever was written to is told; whoever has a calendar entry has it withdrawn."""
    if state.invitation is None:
        return ()
    everybody = [*_invited(state), *_officer(state), *_team(state)]
    orders = _round(state, event, LetterKind.CANCELLATION, 1, everybody)
    if state.meetings is None:
        return orders
    withdrawn = {"calendar_sequence": state.meetings.round, "calendar_cancelled": True}
    return tuple(order.model_copy(update=withdrawn) for order in orders)
