"""The words for what a visit does: one place, so screen, Web UI and letters say the same."""

from datetime import datetime

from rules.zones import london
from schemas.events import EventType, LetterFailed, TaskRaised, VisitEvent
from schemas.values import Action, DeadlineKind, Owner, Stage, TaskKind

STAGE_TITLES: dict[Stage, str] = {
    Stage.OPENED: "Opened",
    Stage.INVITED: "Invited",
    Stage.PREPARING: "Preparing",
    Stage.VISITING: "Visiting",
    Stage.DRAFTING: "Drafting",
    Stage.AGREEING: "Agreeing",
    Stage.SHARING: "Sharing",
    Stage.ENDED: "Ended",
}

OWNER_WORDS: dict[Owner, str] = {
    Owner.COORDINATOR: "coordinator",
    Owner.AREA: "local area",
    Owner.TEAM: "inspection team",
    Owner.LEAD_INSPECTOR: "lead inspector",
    Owner.SENIOR_MANAGER: "senior manager",
    Owner.SAFEGUARDING_LEAD: "safeguarding lead",
    Owner.DEPARTMENTS: "DfE and NHS England",
    Owner.OPERATOR: "operator",
    Owner.ENGINE: "sent by itself",
    Owner.NOBODY: "nobody",
}

ACTION_WORDS: dict[Action, str] = {
    Action.RECORD_CONTACTS: "record whom to write to",
    Action.SEND_INVITATION: "send the invitation",
    Action.PROVE_DELIVERY: "find out whether the invitation arrived",
    Action.REPLY: "reply to the invitation",
    Action.NOMINATE_OFFICER: "name a nominated officer",
    Action.DECLARE_CONFLICTS: "declare conflicts of interest",
    Action.CONFIRM_TEAM: "confirm the team",
    Action.SET_DATES: "set the two days",
    Action.SET_MODE: "set how the days are held",
    Action.HAND_OVER_SURVEY: "hand over the survey links",
    Action.CHOOSE_CASES: "choose case studies",
    Action.AGREE_CASES: "obtain agreement to the case studies",
    Action.ACCEPT_FEWER_CASES: "go on with fewer case studies, or not",
    Action.FIX_TIMETABLE: "fix the timetable",
    Action.HOLD_MEETINGS: "hold the meetings and record them",
    Action.RECORD_FINDINGS: "record the findings",
    Action.HOLD_FEEDBACK: "hold the feedback meeting",
    Action.DRAFT_NOTE: "draft the summary note",
    Action.AGREE_NOTE: "agree the summary note",
    Action.ANSWER_COMMENTS: "answer the area's comments with a new version",
    Action.DECIDE_FACTS: "decide the facts of the summary note",
    Action.DECIDE_SHARING: "decide whether the disputed note is shared",
    Action.RELEASE_SHARING: "decide whether the note may be shared",
    Action.SHARE_NOTE: "share the agreed note",
    Action.ACKNOWLEDGE_NOTE: "acknowledge the note",
    Action.RESUME: "let the paused visit go on",
    Action.END_INCOMPLETE: "end the visit as incomplete",
    Action.DECIDE_DEFERRAL: "decide whether the visit is deferred",
    Action.SEE_TO_TASKS: "see to what is still open",
    Action.KEEP: "kept until consent can no longer be withdrawn",
    Action.NONE: "nothing",
}

EVENT_WORDS: dict[EventType, str] = {
    EventType.OPENED: "visit opened",
    EventType.CALENDAR_FETCHED: "bank holidays looked up",
    EventType.CONTACTS_RECORDED: "contacts recorded",
    EventType.INVITED: "area invited",
    EventType.INVITATION_SENT: "invitation handed to the mail provider",
    EventType.INVITATION_DELIVERED: "invitation delivered",
    EventType.LETTER_DELIVERED: "letter found to have arrived",
    EventType.LETTER_FAILED: "letter not delivered",
    EventType.REPLY_REMINDED: "area reminded to reply",
    EventType.REPLY_EXTENDED: "area given more time to reply",
    EventType.NO_REPLY: "no reply recorded",
    EventType.ACCEPTED: "area accepted",
    EventType.DECLINED: "area declined",
    EventType.WITHDRAWN: "area withdrew",
    EventType.OFFICER_NOMINATED: "officer nominated",
    EventType.CONFLICTS_DECLARED: "conflicts of interest declared",
    EventType.CONFLICT_OVERRIDDEN: "conflict of interest overridden",
    EventType.CONFLICTS_CHECKED: "conflicts of interest checked again",
    EventType.TEAM_CONFIRMED: "team confirmed",
    EventType.INSPECTOR_REPLACED: "inspector replaced",
    EventType.DATES_SET: "two days set",
    EventType.MODE_SET: "mode set",
    EventType.ARRANGEMENTS_CONFIRMED: "arrangements confirmed to the area",
    EventType.SURVEY_HANDED_OVER: "survey links handed over",
    EventType.SURVEY_OPENED: "surveys opened",
    EventType.SURVEY_CLOSED: "surveys closed",
    EventType.CASES_CHOSEN: "case studies chosen",
    EventType.CASES_AGREED: "case studies agreed",
    EventType.FEWER_CASES_ACCEPTED: "fewer case studies accepted",
    EventType.CONSENT_WITHDRAWN: "agreement to a case study withdrawn",
    EventType.TIMETABLE_FIXED: "timetable fixed and sent",
    EventType.STARTED: "visit began",
    EventType.MEETINGS_HELD: "meetings held",
    EventType.FINDINGS_RECORDED: "findings recorded",
    EventType.FEEDBACK_HELD: "feedback meeting held",
    EventType.NOTE_DRAFTED: "draft summary note sent",
    EventType.NOTE_COMMENTED: "comments on the summary note recorded",
    EventType.NOTE_SIGNED: "some leaders agreed to the summary note",
    EventType.FACTS_DECIDED: "lead inspector decided the facts",
    EventType.SHARING_DECIDED: "senior manager decided on sharing",
    EventType.NOTE_AGREED: "summary note agreed",
    EventType.NOTE_SHARED: "summary note shared",
    EventType.ACKNOWLEDGEMENT_REMINDED: "departments reminded to acknowledge the note",
    EventType.NOTE_ACKNOWLEDGED: "summary note acknowledged",
    EventType.HANDED_OVER: "handed over to another coordinator",
    EventType.TASK_RAISED: "a person is asked to help",
    EventType.SCHOOL_CONCERN_RAISED: "concern about a school handed over",
    EventType.DISCLOSURE_REPORTED: "a survey reply tells of harm",
    EventType.DISCLOSURE_SEEN: "a person has seen to what survey replies told",
    EventType.SHARING_HELD: "sharing of the note held",
    EventType.SHARING_RELEASED: "sharing of the note released",
    EventType.CLOSED: "visit closed",
    EventType.CANCELLED: "visit cancelled",
    EventType.PAUSED: "visit paused",
    EventType.RESUMED: "visit goes on",
    EventType.ENDED_INCOMPLETE: "visit ended incomplete",
    EventType.DEFERRAL_ASKED: "area asked for later days",
    EventType.DEFERRAL_REFUSED: "later days refused",
    EventType.DEFERRED: "visit deferred",
    EventType.CARRIED_OVER: "what still holds taken over from the deferred visit",
}

DEADLINE_WORDS: dict[DeadlineKind, str] = {
    DeadlineKind.INVITATION_DAY: "the invitation goes out",
    DeadlineKind.DELIVERY_ASSUMED: "the invitation counts as delivered",
    DeadlineKind.REPLY_REMINDER: "the area is reminded to reply",
    DeadlineKind.REPLY_DUE: "the area's reply is due",
    DeadlineKind.OFFICER_DUE: "the area's nominated officer is due",
    DeadlineKind.ARRANGEMENTS_DUE: "team, days, mode and surveys are due from the coordinator",
    DeadlineKind.TIMETABLE_DUE: "case studies and timetable are due",
    DeadlineKind.SURVEY_OPENS: "the surveys open",
    DeadlineKind.SURVEY_CLOSES: "the surveys close",
    DeadlineKind.VISIT_RECORD_DUE: "the team's record of the two days is due",
    DeadlineKind.DRAFT_DUE: "the lead inspector's draft note is due",
    DeadlineKind.AGREEMENT_DUE: "the area's agreement to the note is due",
    DeadlineKind.SHARING_DUE: "the coordinator's sharing of the note is due",
    DeadlineKind.ACKNOWLEDGEMENT_REMINDER: "departments are reminded to acknowledge the note",
    DeadlineKind.ACKNOWLEDGEMENT_DUE: "acknowledgements by DfE and NHS England are due",
    DeadlineKind.CONSENT_WINDOW_ENDS: "the time for withdrawing consent ends",
    DeadlineKind.PAUSE_ENDS: "the paused visit can no longer go on",
    DeadlineKind.DEFERRAL_DUE: "the decision on later days is due",
}

TASK_WORDS: dict[TaskKind, str] = {
    TaskKind.CONTACTS_MISSING: "The invitation is due and nobody is recorded to write to.",
    TaskKind.REPLY_OVERDUE: "The area has not replied; silence is never acceptance.",
    TaskKind.LETTER_NOT_DELIVERED: "A letter did not arrive, or nobody can tell.",
    TaskKind.OFFICER_OVERDUE: "The area has not named its officer.",
    TaskKind.ARRANGEMENTS_OVERDUE: "Team, days, mode or surveys are not settled.",
    TaskKind.TIMETABLE_OVERDUE: "Case studies or timetable are not settled.",
    TaskKind.VISIT_RECORD_OVERDUE: "The two days are not fully recorded.",
    TaskKind.DRAFT_OVERDUE: "The draft note is late.",
    TaskKind.AGREEMENT_OVERDUE: "The area's leaders have not agreed the note.",
    TaskKind.SURVEY_DISCLOSURE: "A survey reply tells of harm; read it and act today.",
    TaskKind.SHARING_OVERDUE: "The agreed note has not been shared.",
    TaskKind.ACKNOWLEDGEMENT_OVERDUE: "A department has not acknowledged the note.",
    TaskKind.PAUSE_TOO_LONG: "The visit has stood still for too long to go on.",
    TaskKind.DEFERRAL_OVERDUE: "The area's request for later days is not decided.",
}


def moment(at: datetime | None) -> str:
    """A moment on a London clock, e.g. `Mon 5 Oct 2020 17:00`; a dash when there is none."""
    return f"{london(at):%a %-d %b %Y %H:%M}" if at else "\N{EN DASH}"


def event_words(event: VisitEvent) -> str:
    """What happened; for a task and a letter, also which."""
    words = EVENT_WORDS[event.fact.type]
    match event.fact:
        case TaskRaised():
            return f"{words}: {TASK_WORDS[event.fact.task]}"
        case LetterFailed():
            return f"{words}: {event.fact.outcome.key}"
        case _:
            return words
