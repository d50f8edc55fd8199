"""Which letters follow from which fact, to whom, with what.

Pure, and outside the workflow's replay: orders are worked out where events are recorded, in the
same transaction, so that a letter exists if and only if its event does.
"""

from collections.abc import Iterable

from rules.evolve import ADDRESSEES, REACHED
from schemas.events import (
    AcknowledgementReminded,
    ArrangementsConfirmed,
    Cancelled,
    ConsentWithdrawn,
    ContactsRecorded,
    Declined,
    DeferralAsked,
    DeferralRefused,
    Deferred,
    EndedIncomplete,
    FactsDecided,
    InspectorReplaced,
    Invited,
    NoReply,
    NoteDrafted,
    NoteShared,
    OfficerNominated,
    Paused,
    ReplyExtended,
    ReplyReminded,
    Resumed,
    SharingDecided,
    SurveyHandedOver,
    TimetableFixed,
    VisitEvent,
    Withdrawn,
)
from schemas.ids import PersonRef
from schemas.letters import DocumentOrder, LetterOrder
from schemas.state import VisitState
from schemas.values import ContactRole, Department, DocumentKind, LetterKind, Stage


def letters_after(state: VisitState, event: VisitEvent) -> tuple[LetterOrder, ...]:  # noqa: C901, PLR0912 - one arm a fact
    """The letters an event asks for.

    Args:
        state: The visit just after the event.
        event: What happened.
    """
    match event.fact:
        case Invited(round=number):
            return _invitations(state, event, number)
        case ReplyReminded():
            invitation = state.invitation
            number = invitation.round + invitation.extensions if invitation else 1
            return _round(state, event, LetterKind.REMINDER, number, _addressees(state))
        case ReplyExtended():
            number = state.invitation.extensions if state.invitation else 1
            return _round(state, event, LetterKind.REPLY_EXTENDED, number, _addressees(state))
        case Declined():
            return _round(state, event, LetterKind.DECLINE_NOTED, 1, _invited(state))
        case NoReply():
            return _round(state, event, LetterKind.NO_REPLY_NOTED, 1, _invited(state))
        case Withdrawn():
            return _withdrawals(state, event, LetterKind.WITHDRAWAL_NOTED)
        case OfficerNominated():
            return _caught_up(state, event, _officer(state))
        case ContactsRecorded():
            return _caught_up(state, event, _leaders(state))
        case InspectorReplaced(leaving=leaving) if state.meetings is None:
            return _round(state, event, LetterKind.STOOD_DOWN, state.stood_down, [leaving])
        case ArrangementsConfirmed() if state.meetings is not None:
            return ()  # the timetable that is sent anew with them says it all
        case ArrangementsConfirmed(round=number):
            to = [*_leaders(state), *_team(state)]
            return _round(state, event, LetterKind.CONFIRMATION, number, to)
        case SurveyHandedOver(round=number):
            return _round(state, event, LetterKind.SURVEY_LINKS, number, _officer(state))
        case TimetableFixed(round=number):
            to = [*_leaders(state), *_forum(state), *_team(state)]
            return (
                *_timetables(state, event, number, to),
                *_stood_down(state, event, number - 1),
            )
        case NoteDrafted(version=version):
            document = DocumentOrder(kind=DocumentKind.SUMMARY_NOTE, version=version)
            return _round(state, event, LetterKind.DRAFT_NOTE, version, _leaders(state), document)
        case NoteShared(version=version, departments=departments):
            document = DocumentOrder(kind=DocumentKind.SUMMARY_NOTE, version=version)
            to = _departments(state, departments)
            return _round(state, event, LetterKind.SHARED_NOTE, version, to, document)
        case ConsentWithdrawn():
            return _taken_out(state, event, event.fact)
        case FactsDecided(version=version):
            return _round(state, event, LetterKind.FACTS_DECIDED, version, _leaders(state))
        case SharingDecided(version=version):
            return _round(state, event, LetterKind.SHARING_DECIDED, version, _leaders(state))
        case AcknowledgementReminded(version=version, departments=departments):
            to = _departments(state, departments)
            return _round(state, event, LetterKind.RECEIPT_REMINDER, version, to)
        case Cancelled():
            return _withdrawals(state, event, LetterKind.CANCELLATION)
        case Paused(number=number):
            to = [*_leaders(state), *_forum(state), *_team(state)]
            return _round(state, event, LetterKind.PAUSE, number, to)
        case Resumed(number=number):
            return _resumptions(state, event, number)
        case EndedIncomplete():
            return _withdrawals(state, event, LetterKind.INCOMPLETE)
        case DeferralAsked(number=number):
            return _round(state, event, LetterKind.DEFERRAL_NOTED, number, _leaders(state))
        case DeferralRefused(number=number):
            return _round(state, event, LetterKind.DEFERRAL_REFUSED, number, _leaders(state))
        case Deferred():
            return _withdrawals(state, event, LetterKind.DEFERRAL_GRANTED)
        case _:
            return ()


def _round(
    state: VisitState,
    event: VisitEvent,
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


def _timetables(
    state: VisitState, event: VisitEvent, number: int, to: Iterable[PersonRef]
) -> tuple[LetterOrder, ...]:
    document = DocumentOrder(kind=DocumentKind.TIMETABLE, version=number)
    orders = _round(state, event, LetterKind.TIMETABLE, number, to, document)
    return tuple(o.model_copy(update={"calendar_sequence": number - 1}) for o in orders)


def _stood_down(state: VisitState, event: VisitEvent, calendar: int) -> tuple[LetterOrder, ...]:
    """Whoever has left is told, and loses the calendar entry."""
    left = state.meetings.left if state.meetings else ()
    orders = _round(state, event, LetterKind.STOOD_DOWN, state.stood_down, left)
    withdrawn = {"calendar_sequence": calendar, "calendar_cancelled": True}
    return tuple(order.model_copy(update=withdrawn) for order in orders)


def _caught_up(
    state: VisitState, event: VisitEvent, to: list[PersonRef]
) -> tuple[LetterOrder, ...]:
    """Whoever comes in half-way has what the others have; a letter of a round exists once."""
    if state.stage is Stage.AGREEING and state.note:
        number = state.note.version
        note = DocumentOrder(kind=DocumentKind.SUMMARY_NOTE, version=number)
        return _round(state, event, LetterKind.DRAFT_NOTE, number, to, note)
    if state.stage not in {Stage.PREPARING, Stage.VISITING}:
        return ()
    orders: list[LetterOrder] = []
    if state.meetings is not None:
        number = state.meetings.round
        orders += _timetables(state, event, number, state.meetings.joined)
        orders += _stood_down(state, event, number)
    elif state.arrangements_stand:
        orders += _round(state, event, LetterKind.CONFIRMATION, state.arrangements_round, to)
    if state.survey is not None and state.survey.closed_at is None:
        number = state.survey.round
        orders += _round(state, event, LetterKind.SURVEY_LINKS, number, _officer(state))
    return tuple(orders)


def _departments(state: VisitState, departments: Iterable[Department]) -> list[PersonRef]:
    roles = {ContactRole(department) for department in departments}
    return [contact.ref for contact in state.contacts if contact.role in roles]


def _taken_out(
    state: VisitState, event: VisitEvent, fact: ConsentWithdrawn
) -> tuple[LetterOrder, ...]:
    """Whoever may hold words about the case is told: the area, the team, the departments."""
    number = len(state.cases_withdrawn)
    to = [*_leaders(state), *_team(state)]
    told = _round(state, event, LetterKind.CASE_WITHDRAWN, number, to)
    if fact.void_version is None:
        return told
    holders = _departments(state, fact.recalled_from)
    recalled = _round(state, event, LetterKind.NOTE_RECALLED, fact.void_version, holders)
    return (*told, *recalled)


def _team(state: VisitState) -> list[PersonRef]:
    return [member.inspector for member in state.team]


def _invited(state: VisitState) -> list[PersonRef]:
    return [*_addressees(state), *_forum(state)]


def _invitations(state: VisitState, event: VisitEvent, number: int) -> tuple[LetterOrder, ...]:
    outcomes = state.invitation.outcomes if state.invitation else ()
    have = {o.recipient for o in outcomes if o.status in REACHED}
    to = [ref for ref in _invited(state) if ref not in have]
    document = DocumentOrder(kind=DocumentKind.INVITATION, version=number)
    orders = _round(state, event, LetterKind.INVITATION, number, to, document)
    forum = set(_forum(state))
    return tuple(o.model_copy(update={"copy_only": o.recipient in forum}) for o in orders)


def _withdrawals(state: VisitState, event: VisitEvent, kind: LetterKind) -> tuple[LetterOrder, ...]:
    """Whoever was written to is told; whoever has a calendar entry has it withdrawn."""
    if state.invitation is None:
        return ()
    had = state.meetings.holders if state.meetings else ()
    everybody = [*_invited(state), *_officer(state), *_team(state), *had]
    orders = _round(state, event, kind, 1, everybody)
    if state.meetings is None:
        return orders
    withdrawn = {"calendar_sequence": state.meetings.round, "calendar_cancelled": True}
    holders = state.meetings.holders
    return tuple(
        order.model_copy(update=withdrawn) if order.recipient in holders else order
        for order in orders
    )


def _resumptions(state: VisitState, event: VisitEvent, number: int) -> tuple[LetterOrder, ...]:
    """Whoever has the timetable has it again with the days on which what is left is held."""
    to = [*_leaders(state), *_forum(state), *_team(state)]
    if state.meetings is None:
        return _round(state, event, LetterKind.RESUMPTION, number, to)
    fixed = state.meetings.round
    document = DocumentOrder(kind=DocumentKind.TIMETABLE, version=fixed)
    orders = _round(state, event, LetterKind.RESUMPTION, number, to, document)
    return (
        *(order.model_copy(update={"calendar_sequence": fixed - 1}) for order in orders),
        *_stood_down(state, event, fixed - 1),
    )
