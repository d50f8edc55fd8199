"""The words for what a visit does: one place, so screen, Web UI and letters say the same.

The words of a deadline and a task stand where each is declared, and are gathered here; those of
events in `rules.event_words`, so that whoever shows a visit need not load its events.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from rules.deadlines import DEADLINES, TASKS
from rules.zones import london
from schemas.state import NextAction
from schemas.values import (
    Action,
    ContactRole,
    DeadlineKind,
    Department,
    InspectorRole,
    Outcome,
    Owner,
    Stage,
    TaskKind,
)

STAGE_TITLES: Final[Mapping[Stage, str]] = {
    Stage.OPENED: "Opened",
    Stage.INVITED: "Invited",
    Stage.PREPARING: "Preparing",
    Stage.VISITING: "Visiting",
    Stage.DRAFTING: "Drafting",
    Stage.AGREEING: "Agreeing",
    Stage.SHARING: "Sharing",
    Stage.ENDED: "Ended",
}

STAGE_WORDS: Final[Mapping[Stage, str]] = {
    Stage.OPENED: "opened and not yet invited",
    Stage.INVITED: "invited and awaiting a reply",
    Stage.PREPARING: "being prepared",
    Stage.VISITING: "in its two days",
    Stage.DRAFTING: "awaiting the draft of its summary note",
    Stage.AGREEING: "awaiting agreement to its summary note",
    Stage.SHARING: "sharing its agreed note",
    Stage.ENDED: "over",
}

OUTCOME_WORDS: Final[Mapping[Outcome, str]] = {
    Outcome.CLOSED: "it was closed, the work on its note done",
    Outcome.DECLINED: "the area declined",
    Outcome.NO_REPLY: "the area did not reply",
    Outcome.WITHDRAWN: "the area withdrew after it had accepted",
    Outcome.CANCELLED: "it was cancelled",
    Outcome.INCOMPLETE: "it was paused for too long and ended incomplete",
    Outcome.DEFERRED: "it was deferred to a visit of its own",
}

OWNER_WORDS: Final[Mapping[Owner, str]] = {
    Owner.COORDINATOR: "coordinator",
    Owner.AREA: "local area",
    Owner.TEAM: "inspection team",
    Owner.LEAD_INSPECTOR: "lead inspector",
    Owner.SENIOR_MANAGER: "senior manager",
    Owner.SAFEGUARDING_LEAD: "safeguarding lead",
    Owner.ANALYST: "analyst",
    Owner.DEPARTMENTS: "DfE and NHS England",
    Owner.OPERATOR: "operator",
    Owner.ENGINE: "sent by itself",
    Owner.NOBODY: "nobody",
}

ACTION_WORDS: Final[Mapping[Action, str]] = {
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
    Action.RESUME: "let the visit go on",
    Action.END_INCOMPLETE: "end the visit as incomplete",
    Action.DECIDE_DEFERRAL: "decide whether the visit is deferred",
    Action.SEE_TO_TASKS: "see to what is still open",
    Action.KEEP: "kept while agreement can be taken back or a mistake put right",
    Action.NONE: "nothing",
}

ROLE_WORDS: Final[Mapping[InspectorRole, str]] = {
    InspectorRole.OFSTED_EDUCATION: "Ofsted education HMI",
    InspectorRole.OFSTED_SOCIAL_CARE: "Ofsted social care HMI",
    InspectorRole.CQC_CHILDREN: "CQC children's services inspector",
}

DEPARTMENT_WORDS: Final[Mapping[Department, str]] = {
    Department.DFE: "DfE",
    Department.NHS_ENGLAND: "NHS England",
}


def holder_words(coming: NextAction) -> str:
    """Who holds what comes next; of the departments those that have not done it yet."""
    left = [DEPARTMENT_WORDS[one] for one in coming.departments]
    return " and ".join(left) or OWNER_WORDS[coming.owner]


PERSON_ROLE_WORDS: Mapping[ContactRole | InspectorRole, str] = {
    ContactRole.DIRECTOR_OF_CHILDRENS_SERVICES: "director of children's services",
    ContactRole.ACCOUNTABLE_OFFICER: "accountable officer",
    ContactRole.PARENT_CARER_FORUM: "parent carer forum",
    ContactRole.NOMINATED_OFFICER: "nominated officer",
    ContactRole.DFE: "DfE",
    ContactRole.NHS_ENGLAND: "NHS England",
    InspectorRole.OFSTED_EDUCATION: ROLE_WORDS[InspectorRole.OFSTED_EDUCATION],
    InspectorRole.OFSTED_SOCIAL_CARE: ROLE_WORDS[InspectorRole.OFSTED_SOCIAL_CARE],
    InspectorRole.CQC_CHILDREN: ROLE_WORDS[InspectorRole.CQC_CHILDREN],
}

DEADLINE_WORDS: Mapping[DeadlineKind, str] = {
    kind: declared.words for kind, declared in DEADLINES.items()
}

TASK_WORDS: Mapping[TaskKind, str] = {kind: asked.words for kind, asked in TASKS.items()}


def moment(at: datetime | None) -> str:
    """A moment on a London clock, e.g. `Mon 5 Oct 2020 17:00`; a dash when there is none."""
    return f"{london(at):%a %-d %b %Y %H:%M}" if at else "\N{EN DASH}"
