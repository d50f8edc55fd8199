"""How each fact changes what a visit knows. The only writer of `VisitState`."""

from collections.abc import Iterable
from datetime import datetime

from schemas.content import ContentRef
from schemas.events import (
    Accepted,
    ArrangementsConfirmed,
    CalendarKnown,
    Cancelled,
    CasesAgreed,
    CasesChosen,
    Closed,
    ConflictsDeclared,
    ContactsRecorded,
    DatesSet,
    Declined,
    Event,
    FeedbackHeld,
    FindingsRecorded,
    InvitationDelivered,
    InvitationSent,
    Invited,
    LetterDelivered,
    LetterFailed,
    MeetingsHeld,
    ModeSet,
    NoteAcknowledged,
    NoteAgreed,
    NoteDrafted,
    NoteShared,
    OfficerNominated,
    Opened,
    ReplyReminded,
    Started,
    SurveyClosed,
    SurveyHandedOver,
    SurveyOpened,
    TaskRaised,
    TeamConfirmed,
    TimetableFixed,
)
from schemas.ids import recipient_of
from schemas.parts import CaseStudy, Contact, LetterOutcome, NoteVersion, Task
from schemas.state import (
    Agreement,
    CaseStudies,
    Invitation,
    Meetings,
    Sharing,
    Survey,
    VisitState,
)
from schemas.values import (
    ContactRole,
    Department,
    LetterKind,
    LetterStatus,
    Outcome,
    SlotKind,
    Stage,
    TaskKind,
)

ADDRESSEES = (ContactRole.DIRECTOR_OF_CHILDRENS_SERVICES, ContactRole.ACCOUNTABLE_OFFICER)
"""Whose reply an invitation asks for; the parent carer forum has a copy."""

REACHED = (LetterStatus.DELIVERED, LetterStatus.SENT)
"""Whoever has the invitation, or from whom none has come back, is not invited again."""

_OF_THE_DAYS = (
    TaskKind.OFFICER_OVERDUE,
    TaskKind.ARRANGEMENTS_OVERDUE,
    TaskKind.TIMETABLE_OVERDUE,
    TaskKind.VISIT_RECORD_OVERDUE,
)


class OutOfOrderError(ValueError):
    """An event was folded that does not follow the state: a programmer's error, never caught."""


def replay(events: Iterable[Event]) -> VisitState:
    """Fold a visit's whole stream.

    Raises:
        OutOfOrderError: The stream is empty, has a gap, or does not begin with `Opened`.
    """
    state: VisitState | None = None
    for event in events:
        state = evolve(state, event)
    if state is None:
        raise OutOfOrderError("a visit's stream has at least one event")
    return state


def evolve(state: VisitState | None, event: Event) -> VisitState:
    """The state after one more event.

    Raises:
        OutOfOrderError: The event is not the next of this visit.
    """
    if state is None:
        return _opened(event)
    if event.sequence != state.sequence + 1 or event.visit_id != state.visit_id:
        raise OutOfOrderError(
            f"event {event.sequence} of {event.visit_id} does not follow "
            f"event {state.sequence} of {state.visit_id}"
        )
    return state.model_copy(
        update={
            **_changes(state, event),
            "sequence": event.sequence,
            "changed_at": event.at,
        }
    )


def _opened(event: Event) -> VisitState:
    fact = event.fact
    if not isinstance(fact, Opened) or event.sequence != 1:
        raise OutOfOrderError(f"a visit's stream begins with its opening, not {event.type}")
    return VisitState(
        visit_id=event.visit_id,
        programme=fact.programme,
        area=fact.area,
        region=fact.region,
        council_type=fact.council_type,
        policy=fact.policy,
        rules_version=fact.rules_version,
        sequence=1,
        stage=Stage.OPENED,
        opened_at=event.at,
        changed_at=event.at,
        day_one=fact.day_one,
    )


def _changes(state: VisitState, event: Event) -> dict[str, object]:  # noqa: C901, PLR0912
    # One arm a fact, each a line or two: a table would hide the types that `match` narrows.
    match event.fact:
        case Opened():
            raise OutOfOrderError(f"{event.visit_id} was opened twice")
        case CalendarKnown(calendar=calendar):
            return {"calendar": calendar}
        case ContactsRecorded(content=content, contacts=contacts):
            return _contacts_recorded(state, content, contacts)
        case Invited(round=number):
            return _invited(state, event, number)
        case InvitationSent(outcomes=outcomes, assumed_delivered_at=assumed):
            invitation = _invitation(state)
            update = {
                "outcomes": merged(invitation.outcomes, outcomes),
                "assumed_delivered_at": assumed,
            }
            return {"invitation": invitation.model_copy(update=update)}
        case InvitationDelivered(outcomes=outcomes):
            return _delivered(state, outcomes)
        case LetterDelivered(letter=letter):
            return {"tasks": tuple(task for task in state.tasks if task.letter != letter)}
        case LetterFailed(outcome=outcome):
            return _letter_failed(state, event, outcome)
        case ReplyReminded():
            return {"invitation": _invitation(state).model_copy(update={"reminded": True})}
        case Accepted():
            return {
                "stage": Stage.PREPARING,
                "tasks": _without(state, TaskKind.REPLY_OVERDUE, TaskKind.LETTER_NOT_DELIVERED),
            }
        case Declined():
            return _ended(event, Outcome.DECLINED)
        case OfficerNominated(officer=officer):
            return {"officer": officer, "tasks": _without(state, TaskKind.OFFICER_OVERDUE)}
        case ConflictsDeclared():
            return _declared(state, event.fact)
        case TeamConfirmed(members=members):
            return {"team": members, "arrangements_stand": False}
        case DatesSet(days=days):
            planned = state.days.day_one if state.days else state.day_one
            moved = days.day_one != planned
            return {
                "days": days,
                "arrangements_stand": False,
                # Other days have other deadlines; the same days leave what is overdue overdue.
                "tasks": _without(state, *_OF_THE_DAYS) if moved else state.tasks,
            }
        case ModeSet(mode=mode):
            return {"mode": mode, "arrangements_stand": False}
        case ArrangementsConfirmed(round=number):
            settled = state.survey is not None or state.stage is Stage.VISITING
            return {
                "arrangements_round": number,
                "arrangements_stand": True,
                "tasks": _settled(state, TaskKind.ARRANGEMENTS_OVERDUE, when=settled),
            }
        case SurveyHandedOver(audiences=audiences, content=content, round=number):
            return {
                "survey": Survey(audiences=audiences, content=content, round=number),
                "tasks": _settled(
                    state, TaskKind.ARRANGEMENTS_OVERDUE, when=state.arrangements_stand
                ),
            }
        case SurveyOpened():
            return {"survey": _survey(state).model_copy(update={"opened_at": event.at})}
        case SurveyClosed():
            return {"survey": _survey(state).model_copy(update={"closed_at": event.at})}
        case CasesChosen(offered=offered, cases=cases):
            return {"case_studies": CaseStudies(offered=offered, cases=cases)}
        case CasesAgreed(cases=agreed):
            return {"case_studies": _agreed_cases(state, agreed)}
        case TimetableFixed(round=number, slots=slots, content=content):
            return {
                "meetings": Meetings(round=number, slots=slots, content=content),
                "tasks": _without(state, TaskKind.TIMETABLE_OVERDUE),
            }
        case Started():
            return {
                "stage": Stage.VISITING,
                "tasks": _without(state, TaskKind.ARRANGEMENTS_OVERDUE),
            }
        case MeetingsHeld(slots=slots):
            meetings = _meetings(state)
            return {"meetings": meetings.model_copy(update={"held": (*meetings.held, *slots)})}
        case FindingsRecorded(findings=findings, content=content):
            total = state.findings_recorded + sum(finding.count for finding in findings)
            return {"findings_recorded": total, "findings_content": content}
        case FeedbackHeld():
            return _feedback_held(state, event)
        case NoteDrafted(version=version, content=content):
            return {
                "stage": Stage.AGREEING,
                "note": NoteVersion(version=version, content=content, drafted_at=event.at),
                "agreement": None,
                "tasks": _without(state, TaskKind.DRAFT_OVERDUE),
            }
        case NoteAgreed(version=version, digest=digest):
            return {
                "stage": Stage.SHARING,
                "agreement": Agreement(version=version, digest=digest, agreed_at=event.at),
                "tasks": _without(state, TaskKind.AGREEMENT_OVERDUE),
            }
        case NoteShared(departments=departments):
            new = (Sharing(department=d, shared_at=event.at) for d in departments)
            sharings = (*state.sharings, *new)
            complete = len(sharings) == len(Department)
            return {
                "sharings": sharings,
                "tasks": _settled(state, TaskKind.SHARING_OVERDUE, when=complete),
            }
        case NoteAcknowledged(department=department):
            return {
                "sharings": tuple(
                    s.model_copy(update={"acknowledged_at": event.at})
                    if s.department == department
                    else s
                    for s in state.sharings
                )
            }
        case TaskRaised(task=kind, letter=letter):
            task = Task(kind=kind, raised_at=event.at, letter=letter)
            return {"tasks": (*state.tasks, task)}
        case Closed():
            return _ended(event, Outcome.CLOSED)
        case Cancelled():
            return _ended(event, Outcome.CANCELLED)


def _ended(event: Event, outcome: Outcome) -> dict[str, object]:
    return {"stage": Stage.ENDED, "outcome": outcome, "ended_at": event.at, "tasks": ()}


def _without(state: VisitState, *kinds: TaskKind) -> tuple[Task, ...]:
    return tuple(task for task in state.tasks if task.kind not in kinds)


def _settled(state: VisitState, kind: TaskKind, *, when: bool) -> tuple[Task, ...]:
    """The tasks left; one that asks for several things stays until the last of them is done."""
    return _without(state, kind) if when else state.tasks


def _invitation(state: VisitState) -> Invitation:
    if state.invitation is None:
        raise OutOfOrderError(f"{state.visit_id} has not been invited")
    return state.invitation


def _survey(state: VisitState) -> Survey:
    if state.survey is None:
        raise OutOfOrderError(f"{state.visit_id} has no survey")
    return state.survey


def _meetings(state: VisitState) -> Meetings:
    if state.meetings is None:
        raise OutOfOrderError(f"{state.visit_id} has no timetable")
    return state.meetings


def _contacts_recorded(
    state: VisitState, content: ContentRef, contacts: tuple[Contact, ...]
) -> dict[str, object]:
    refs = {contact.ref for contact in contacts}
    tasks = tuple(
        task
        for task in _without(state, TaskKind.CONTACTS_MISSING)
        if task.letter is None or recipient_of(task.letter) in refs
    )
    changes: dict[str, object] = {
        "contacts": contacts,
        "contacts_content": content,
        "tasks": tasks,
    }
    if state.invitation is None:
        return changes
    told = state.model_copy(update=changes)
    return changes | _with_outcomes(told, state.invitation.outcomes)


def _invited(state: VisitState, event: Event, number: int) -> dict[str, object]:
    """A new round keeps what is known of those who are not written to again."""
    earlier = state.invitation
    known = earlier.outcomes if earlier else ()
    kept = tuple(outcome for outcome in known if outcome.status in REACHED)
    starts = reply_clock(state.contacts, kept)
    same_clock = earlier is not None and earlier.delivered_at == starts is not None
    invitation = Invitation(
        round=number,
        invited_at=event.at,
        outcomes=kept,
        assumed_delivered_at=earlier.assumed_delivered_at if earlier and kept else None,
        delivered_at=starts,
        reminded=earlier is not None and earlier.reminded and same_clock,
    )
    gone = [TaskKind.LETTER_NOT_DELIVERED]
    if not same_clock:
        gone.append(TaskKind.REPLY_OVERDUE)
    return {
        "stage": Stage.INVITED,
        "invitation": invitation,
        "tasks": _without(state, *gone),
    }


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


def _with_outcomes(state: VisitState, outcomes: tuple[LetterOutcome, ...]) -> dict[str, object]:
    """The invitation with these outcomes, and what a reply clock that stops takes with it."""
    starts = reply_clock(state.contacts, outcomes)
    update = {"outcomes": outcomes, "delivered_at": starts}
    changes: dict[str, object] = {"invitation": _invitation(state).model_copy(update=update)}
    if starts is None:
        changes["tasks"] = _without(state, TaskKind.REPLY_OVERDUE)
    return changes


def _delivered(state: VisitState, outcomes: tuple[LetterOutcome, ...]) -> dict[str, object]:
    keys = {outcome.key for outcome in outcomes}
    tasks = tuple(task for task in state.tasks if task.letter not in keys)
    told = state.model_copy(update={"tasks": tasks})
    return {"tasks": tasks} | _with_outcomes(told, merged(_invitation(state).outcomes, outcomes))


def _letter_failed(state: VisitState, event: Event, outcome: LetterOutcome) -> dict[str, object]:
    task = Task(kind=TaskKind.LETTER_NOT_DELIVERED, raised_at=event.at, letter=outcome.key)
    tasks = (*(other for other in state.tasks if other.letter != outcome.key), task)
    if outcome.kind is not LetterKind.INVITATION or state.invitation is None:
        return {"tasks": tasks}
    told = state.model_copy(update={"tasks": tasks})
    return {"tasks": tasks} | _with_outcomes(told, merged(state.invitation.outcomes, (outcome,)))


def _declared(state: VisitState, fact: ConflictsDeclared) -> dict[str, object]:
    fresh = {declaration.inspector for declaration in fact.declarations}
    kept = tuple(d for d in state.declarations if d.inspector not in fresh)
    changes: dict[str, object] = {"declarations": (*kept, *fact.declarations)}
    conflicted = {d.inspector for d in fact.declarations if d.conflicts}
    if conflicted & {member.inspector for member in state.team}:
        # A late conflict reopens the allocation (domain brief, section 2, Conflicts).
        changes |= {"team": (), "arrangements_stand": False}
    return changes


def _agreed_cases(state: VisitState, agreed: tuple[CaseStudy, ...]) -> CaseStudies:
    if state.case_studies is None:
        raise OutOfOrderError(f"{state.visit_id} has no case studies")
    by = {case.case: case for case in agreed}
    cases = tuple(by.get(case.case, case) for case in state.case_studies.cases)
    return state.case_studies.model_copy(update={"cases": cases})


def _feedback_held(state: VisitState, event: Event) -> dict[str, object]:
    meetings = _meetings(state)
    feedback = tuple(s.slot_id for s in meetings.slots if s.kind is SlotKind.FEEDBACK)
    return {
        "stage": Stage.DRAFTING,
        "feedback_held_at": event.at,
        "meetings": meetings.model_copy(update={"held": (*meetings.held, *feedback)}),
        "tasks": _without(state, TaskKind.VISIT_RECORD_OVERDUE, TaskKind.ARRANGEMENTS_OVERDUE),
    }
