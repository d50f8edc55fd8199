"""How each fact changes what a visit knows. The only writer of `VisitState`."""

from collections.abc import Iterable
from datetime import datetime

from schemas.content import ContentRef
from schemas.events import (
    Accepted,
    AcknowledgementReminded,
    ArrangementsConfirmed,
    CalendarKnown,
    Cancelled,
    CarriedOver,
    CasesAgreed,
    CasesChosen,
    Closed,
    ConflictOverridden,
    ConflictsChecked,
    ConflictsDeclared,
    ConsentWithdrawn,
    ContactsRecorded,
    DatesSet,
    Declined,
    DeferralAsked,
    DeferralRefused,
    Deferred,
    DisclosureReported,
    DisclosureSeen,
    EndedIncomplete,
    Event,
    FactsDecided,
    FeedbackHeld,
    FewerCasesAccepted,
    FindingsRecorded,
    HandedOver,
    InspectorReplaced,
    InvitationDelivered,
    InvitationSent,
    Invited,
    LetterDelivered,
    LetterFailed,
    MeetingsHeld,
    ModeSet,
    NoReply,
    NoteAcknowledged,
    NoteAgreed,
    NoteCommented,
    NoteDrafted,
    NoteShared,
    NoteSigned,
    OfficerNominated,
    Opened,
    Paused,
    ReplyExtended,
    ReplyReminded,
    Resumed,
    SchoolConcernRaised,
    SharingDecided,
    SharingHeld,
    SharingReleased,
    Started,
    SurveyClosed,
    SurveyHandedOver,
    SurveyOpened,
    TaskRaised,
    TeamConfirmed,
    TimetableFixed,
    Withdrawn,
)
from schemas.ids import PersonRef, recipient_of
from schemas.parts import (
    CaseStudy,
    Contact,
    Legacy,
    LetterOutcome,
    NoteVersion,
    Slot,
    Task,
    TeamMember,
)
from schemas.state import (
    Agreement,
    CaseStudies,
    CommentRound,
    DeferralRequest,
    FactsStand,
    Invitation,
    Meetings,
    Pause,
    Sharing,
    Succession,
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
    changes = _changes(state, event)
    if changes.get("stage") is Stage.ENDED:
        # Somebody may be in danger: that outlives a visit that ends before it was seen to.
        changes["tasks"] = tuple(t for t in state.tasks if t.kind is TaskKind.SURVEY_DISCLOSURE)
    return state.model_copy(
        update={**changes, "sequence": event.sequence, "changed_at": event.at},
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
        coordinator=event.actor,
    )


def _changes(state: VisitState, event: Event) -> dict[str, object]:  # noqa: C901, PLR0912, PLR0915
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
        case ReplyExtended(until=until, remind_again=remind_again):
            invitation = _invitation(state)
            update = {
                "extended_to": until,
                "extensions": invitation.extensions + 1,
                "reminded": invitation.reminded and not remind_again,
            }
            return {
                "invitation": invitation.model_copy(update=update),
                "tasks": _without(state, TaskKind.REPLY_OVERDUE),
            }
        case NoReply():
            return _ended(event, Outcome.NO_REPLY)
        case Withdrawn():
            return _ended(event, Outcome.WITHDRAWN)
        case Accepted():
            return {
                "stage": Stage.PREPARING,
                "tasks": _without(state, TaskKind.REPLY_OVERDUE, TaskKind.LETTER_NOT_DELIVERED),
            }
        case Declined():
            return _ended(event, Outcome.DECLINED)
        case OfficerNominated(officer=officer):
            changed = state.model_copy(update={"officer": officer})
            tasks = _without(state, TaskKind.OFFICER_OVERDUE)
            return {"officer": officer, "tasks": tasks, **_entries_move(changed)}
        case ConflictsDeclared():
            return _declared(state, event.fact)
        case TeamConfirmed(members=members):
            return {"team": members, "arrangements_stand": False}
        case ConflictOverridden(inspector=inspector):
            return {"overridden": (*state.overridden, inspector)}
        case ConflictsChecked(conflicted=conflicted):
            return _conflicts_checked(state, conflicted)
        case InspectorReplaced():
            return _inspector_replaced(state, event.fact)
        case HandedOver(to=coordinator):
            return {"coordinator": coordinator}
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
            return {
                "case_studies": CaseStudies(offered=offered, cases=cases),
                "fewer_cases_accepted": False,
            }
        case CasesAgreed(cases=agreed):
            return {"case_studies": _agreed_cases(state, agreed)}
        case FewerCasesAccepted():
            return {"fewer_cases_accepted": True}
        case ConsentWithdrawn():
            return _consent_withdrawn(state, event, event.fact)
        case TimetableFixed(round=number, slots=slots, content=content):
            return {
                **_timetable_fixed(state, number, slots, content),
                "tasks": _without(state, TaskKind.TIMETABLE_OVERDUE),
            }
        case Started():
            return {
                "stage": Stage.VISITING,
                # Deferred is what has not begun.
                "deferral": None,
                "tasks": _without(state, TaskKind.ARRANGEMENTS_OVERDUE, TaskKind.DEFERRAL_OVERDUE),
            }
        case MeetingsHeld(slots=slots):
            meetings = _meetings(state)
            return {"meetings": meetings.model_copy(update={"held": (*meetings.held, *slots)})}
        case FindingsRecorded(findings=findings, content=content):
            total = state.findings_recorded + sum(finding.count for finding in findings)
            return {"findings_recorded": total, "findings_content": content}
        case FeedbackHeld():
            return _feedback_held(state, event)
        case NoteDrafted():
            return _note_drafted(state, event, event.fact)
        case NoteCommented(version=version, comments=comments, content=content):
            made = CommentRound(version=version, comments=comments, content=content)
            return {"comment_rounds": (*state.comment_rounds, made)}
        case NoteSigned(leaders=leaders):
            return {"signed": (*state.signed, *leaders)}
        case FactsDecided(version=version):
            return {"facts": FactsStand(version=version, decided_by=event.actor)}
        case NoteAgreed(version=version, digest=digest, leaders=leaders):
            return _may_be_shared(
                state,
                Agreement(version=version, digest=digest, agreed_at=event.at, leaders=leaders),
            )
        case SharingDecided(version=version, digest=digest, share=True):
            signed = state.signed
            agreement = Agreement(
                version=version, digest=digest, agreed_at=event.at, leaders=signed, by_manager=True
            )
            return _may_be_shared(state, agreement)
        case SharingDecided():
            return {}
        case NoteShared(departments=departments):
            new = (Sharing(department=d, shared_at=event.at) for d in departments)
            sharings = (*state.sharings, *new)
            complete = len(sharings) == len(Department)
            return {
                "sharings": sharings,
                "tasks": _settled(state, TaskKind.SHARING_OVERDUE, when=complete),
            }
        case AcknowledgementReminded(departments=departments):
            return {
                "sharings": tuple(
                    s.model_copy(update={"reminded_at": event.at})
                    if s.department in departments
                    else s
                    for s in state.sharings
                )
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
        case SchoolConcernRaised():
            return {}
        case DisclosureReported(number=number):
            return {"disclosures": number}
        case DisclosureSeen(number=number):
            return {
                "disclosures_seen": number,
                "tasks": _without(state, TaskKind.SURVEY_DISCLOSURE),
            }
        case SharingHeld():
            return {"sharing_held_since": event.at}
        case SharingReleased():
            return {"sharing_held_since": None, "sharing_released_at": event.at}
        case Closed():
            return _ended(event, Outcome.CLOSED)
        case Cancelled():
            return _ended(event, Outcome.CANCELLED)
        case Paused(number=number, until=until):
            pause = Pause(number=number, since=event.at, until=until)
            return {"pause": pause, "pauses": number}
        case Resumed():
            return _resumed(state, event.fact)
        case EndedIncomplete():
            return _ended(event, Outcome.INCOMPLETE)
        case DeferralAsked(number=number, decision_due=due):
            request = DeferralRequest(number=number, asked_at=event.at, decision_due=due)
            return {"deferral": request, "deferrals_asked": number}
        case DeferralRefused():
            return {"deferral": None, "tasks": _without(state, TaskKind.DEFERRAL_OVERDUE)}
        case Deferred(successor=successor, day_one=day_one):
            to = Succession(visit_id=successor, day_one=day_one)
            return _ended(event, Outcome.DEFERRED) | {"deferred_to": to}
        case CarriedOver(legacy=legacy):
            return _carried_over(legacy)


def _ended(event: Event, outcome: Outcome) -> dict[str, object]:
    return {
        "stage": Stage.ENDED,
        "outcome": outcome,
        "ended_at": event.at,
        "tasks": (),
        "pause": None,
        "deferral": None,
    }


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
    if state.invitation is None or state.stage is not Stage.INVITED:
        return changes | _entries_move(state.model_copy(update=changes))
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
        extended_to=earlier.extended_to if earlier else None,
        extensions=earlier.extensions if earlier else 0,
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
    changes: dict[str, object] = {
        "declarations": (*kept, *fact.declarations),
        # What was overridden was what had been declared before.
        "overridden": tuple(ref for ref in state.overridden if ref not in fresh),
    }
    conflicted = {d.inspector for d in fact.declarations if d.conflicts}
    if conflicted & {member.inspector for member in state.team}:
        # A late conflict reopens the allocation (domain brief, section 2, Conflicts).
        changes |= {"team": (), "arrangements_stand": False}
    return changes


def _conflicts_checked(state: VisitState, conflicted: tuple[PersonRef, ...]) -> dict[str, object]:
    if not conflicted:
        return {}
    kept = tuple(ref for ref in state.overridden if ref not in conflicted)
    return {"team": (), "arrangements_stand": False, "overridden": kept}


def _inspector_replaced(state: VisitState, fact: InspectorReplaced) -> dict[str, object]:
    joining = TeamMember(inspector=fact.joining, role=fact.role)
    team = tuple(joining if m.inspector == fact.leaving else m for m in state.team)
    changes: dict[str, object] = {"team": team, "arrangements_stand": False}
    if state.meetings is None:
        changes["stood_down"] = state.stood_down + 1
    return changes


def _timetable_fixed(
    state: VisitState, number: int, slots: tuple[Slot, ...], content: ContentRef
) -> dict[str, object]:
    """The new round; what was held of the meetings that stay has been held."""
    before = state.meetings
    planned = {slot.slot_id for slot in slots}
    fixed = Meetings(
        round=number,
        slots=slots,
        content=content,
        held=tuple(ref for ref in before.held if ref in planned) if before else (),
        holders=before.holders if before else (),
    )
    told = state.model_copy(update={"meetings": fixed})
    return {"meetings": fixed, **_entries_move(told)}


def _entries_move(state: VisitState) -> dict[str, object]:
    """Who has the calendar entry, once somebody in the area or the team has changed."""
    if state.meetings is None or state.stage not in {Stage.PREPARING, Stage.VISITING}:
        return {}
    had = state.meetings.holders
    holders = _entry_holders(state, had)
    left = tuple(ref for ref in had if ref not in holders)
    update = {
        "holders": holders,
        "joined": tuple(ref for ref in holders if ref not in had),
        "left": left,
    }
    return {
        "meetings": state.meetings.model_copy(update=update),
        "stood_down": state.stood_down + bool(left),
    }


def _entry_holders(state: VisitState, had: tuple[PersonRef, ...]) -> tuple[PersonRef, ...]:
    """Who has a round's calendar entry; while the team is open, its members keep the old one."""
    roles = (*ADDRESSEES, ContactRole.PARENT_CARER_FORUM)
    area = [contact.ref for contact in state.contacts if contact.role in roles]
    officer = [state.officer] if state.officer else []
    team = [member.inspector for member in state.team]
    if not team:
        inspectors = {declaration.inspector for declaration in state.declarations}
        team = [ref for ref in had if ref in inspectors]
    return tuple(dict.fromkeys((*area, *officer, *team)))


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


def _note_drafted(state: VisitState, event: Event, fact: NoteDrafted) -> dict[str, object]:
    """A new version voids every signature, and whatever was decided on an earlier one."""
    return {
        "stage": Stage.AGREEING,
        "note": NoteVersion(
            version=fact.version,
            content=fact.content,
            drafted_at=event.at,
            sections=fact.sections,
            cases=fact.cases,
        ),
        "agreement": None,
        "signed": (),
        "facts": None,
        "tasks": _without(state, TaskKind.DRAFT_OVERDUE, TaskKind.SHARING_OVERDUE),
    }


def _may_be_shared(state: VisitState, agreement: Agreement) -> dict[str, object]:
    return {
        "stage": Stage.SHARING,
        "agreement": agreement,
        "signed": agreement.leaders,
        "tasks": _without(state, TaskKind.AGREEMENT_OVERDUE),
    }


def _consent_withdrawn(
    state: VisitState, event: Event, fact: ConsentWithdrawn
) -> dict[str, object]:
    """The case is gone; a note that used it is void, and a visit that was over goes on."""
    changes: dict[str, object] = {"cases_withdrawn": (*state.cases_withdrawn, fact.case)}
    if state.case_studies is not None:
        cases = tuple(c for c in state.case_studies.cases if c.case != fact.case)
        changes["case_studies"] = state.case_studies.model_copy(update={"cases": cases})
        changes["fewer_cases_accepted"] = False
    if state.meetings is not None:
        held = state.meetings.held
        slots = tuple(s for s in state.meetings.slots if s.case != fact.case or s.slot_id in held)
        changes["meetings"] = state.meetings.model_copy(update={"slots": slots})
    if fact.void_version is None:
        return changes
    return changes | {
        "stage": Stage.DRAFTING,
        "outcome": None,
        "ended_at": None,
        "note_void_since": event.at,
        "agreement": None,
        "signed": (),
        "facts": None,
        "comment_rounds": (),
        "sharings": (),
        "tasks": _without(
            state,
            TaskKind.AGREEMENT_OVERDUE,
            TaskKind.SHARING_OVERDUE,
            TaskKind.ACKNOWLEDGEMENT_OVERDUE,
        ),
    }


def _resumed(state: VisitState, fact: Resumed) -> dict[str, object]:
    meetings = _meetings(state)
    fixed = meetings.model_copy(update={"round": meetings.round + 1})
    moved = state.days is None or fact.days.day_two != state.days.day_two
    return {
        "pause": None,
        "resumed_on": fact.next_day,
        "days": fact.days,
        "meetings": fixed,
        "tasks": _settled(state, TaskKind.VISIT_RECORD_OVERDUE, when=moved),
        **_entries_move(state.model_copy(update={"meetings": fixed})),
    }


def _carried_over(legacy: Legacy) -> dict[str, object]:
    cases = CaseStudies(offered=legacy.offered, cases=legacy.cases) if legacy.cases else None
    return {
        "predecessor": legacy.predecessor,
        "coordinator": legacy.coordinator,
        "contacts": legacy.contacts,
        "contacts_content": legacy.contacts_content,
        "officer": legacy.officer,
        "declarations": legacy.declarations,
        "cases_withdrawn": legacy.cases_withdrawn,
        "case_studies": cases,
    }
