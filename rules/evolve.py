"""How each fact changes what a visit knows. The only writer of `VisitState`."""

from collections.abc import Iterable

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
from schemas.parts import CaseStudy, LetterOutcome, NoteVersion, Task
from schemas.state import (
    Agreement,
    CaseStudies,
    Invitation,
    Meetings,
    Sharing,
    Survey,
    VisitState,
)
from schemas.values import ContactRole, LetterStatus, Outcome, SlotKind, Stage, TaskKind

ADDRESSEES = (ContactRole.DIRECTOR_OF_CHILDRENS_SERVICES, ContactRole.ACCOUNTABLE_OFFICER)
"""Whose reply an invitation asks for; the parent carer forum has a copy."""


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


def _changes(state: VisitState, event: Event) -> dict[str, object]:  # noqa: C901, PLR0911, PLR0912
    # One arm a fact, each a line or two: a table would hide the types that `match` narrows.
    match event.fact:
        case Opened():
            raise OutOfOrderError(f"{event.visit_id} was opened twice")
        case CalendarKnown(calendar=calendar):
            return {"calendar": calendar}
        case ContactsRecorded(content=content, contacts=contacts):
            return {
                "contacts": contacts,
                "contacts_content": content,
                "tasks": _without(state, TaskKind.CONTACTS_MISSING),
            }
        case Invited(round=number):
            return _invited(state, event, number)
        case InvitationSent(outcomes=outcomes, assumed_delivered_at=assumed):
            invitation = _invitation(state)
            update = {
                "outcomes": _merged(invitation.outcomes, outcomes),
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
            return {"days": days, "arrangements_stand": False}
        case ModeSet(mode=mode):
            return {"mode": mode, "arrangements_stand": False}
        case ArrangementsConfirmed(round=number):
            return {
                "arrangements_round": number,
                "arrangements_stand": True,
                "tasks": _without(state, TaskKind.ARRANGEMENTS_OVERDUE),
            }
        case SurveyHandedOver(audiences=audiences, content=content, round=number):
            survey = Survey(audiences=audiences, content=content, round=number)
            return {"survey": survey}
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
            return {"stage": Stage.VISITING}
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
            return {
                "sharings": (*state.sharings, *new),
                "tasks": _without(state, TaskKind.SHARING_OVERDUE),
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


def _invited(state: VisitState, event: Event, number: int) -> dict[str, object]:
    known = state.invitation.outcomes if state.invitation else ()
    kept = tuple(outcome for outcome in known if outcome.status is LetterStatus.DELIVERED)
    return {
        "stage": Stage.INVITED,
        "invitation": Invitation(round=number, invited_at=event.at, outcomes=kept),
        "tasks": _without(state, TaskKind.LETTER_NOT_DELIVERED),
    }


def _merged(
    known: tuple[LetterOutcome, ...], fresh: tuple[LetterOutcome, ...]
) -> tuple[LetterOutcome, ...]:
    """The latest outcome for each recipient."""
    recipients = {outcome.recipient for outcome in fresh}
    return (*(outcome for outcome in known if outcome.recipient not in recipients), *fresh)


def _delivered(state: VisitState, outcomes: tuple[LetterOutcome, ...]) -> dict[str, object]:
    invitation = _invitation(state)
    known = _merged(invitation.outcomes, outcomes)
    proven = {o.recipient: o.at for o in known if o.status is LetterStatus.DELIVERED}
    addressees = [contact.ref for contact in state.contacts if contact.role in ADDRESSEES]
    complete = all(ref in proven for ref in addressees)
    keys = {outcome.key for outcome in outcomes}
    return {
        "invitation": invitation.model_copy(
            update={
                "outcomes": known,
                # The reply clock starts when the last addressee has the letter.
                "delivered_at": max(proven[ref] for ref in addressees) if complete else None,
            }
        ),
        "tasks": tuple(task for task in state.tasks if task.letter not in keys),
    }


def _letter_failed(
    state: VisitState, event: Event, outcome: LetterOutcome
) -> dict[str, object]:
    task = Task(kind=TaskKind.LETTER_NOT_DELIVERED, raised_at=event.at, letter=outcome.key)
    changes: dict[str, object] = {"tasks": (*state.tasks, task)}
    invitation = state.invitation
    if invitation and outcome.key.startswith(f"{state.visit_id}/invitation/"):
        known = _merged(invitation.outcomes, (outcome,))
        changes["invitation"] = invitation.model_copy(
            update={"outcomes": known, "delivered_at": None}
        )
    return changes


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
        "tasks": _without(state, TaskKind.VISIT_RECORD_OVERDUE),
    }
