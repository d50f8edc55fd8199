"""What happens next in a visit, who holds it, and by when."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Final

from rules.comments import commented, rounds_used
from rules.consent import too_few_cases
from rules.timetable import Timetable, timetable
from rules.versions import TASKS_OUTLIVE_THE_END
from schemas.state import NextAction, Receipt, VisitState
from schemas.values import Action, Department, Owner, SlotKind, Stage, TaskKind

_DUE: Final[Mapping[Action, Callable[[Timetable], datetime | None]]] = {
    Action.RECORD_CONTACTS: lambda dates: dates.invite_at,
    Action.SEND_INVITATION: lambda dates: dates.invite_at,
    Action.REPLY: lambda dates: dates.reply_due,
    Action.NOMINATE_OFFICER: lambda dates: dates.officer_due,
    Action.DECLARE_CONFLICTS: lambda dates: dates.arrangements_due,
    Action.CONFIRM_TEAM: lambda dates: dates.arrangements_due,
    Action.SET_DATES: lambda dates: dates.arrangements_due,
    Action.SET_MODE: lambda dates: dates.arrangements_due,
    Action.HAND_OVER_SURVEY: lambda dates: dates.arrangements_due,
    Action.CHOOSE_CASES: lambda dates: dates.timetable_due,
    Action.AGREE_CASES: lambda dates: dates.timetable_due,
    Action.ACCEPT_FEWER_CASES: lambda dates: dates.timetable_due,
    Action.FIX_TIMETABLE: lambda dates: dates.timetable_due,
    Action.HOLD_MEETINGS: lambda dates: dates.visit_record_due,
    Action.RECORD_FINDINGS: lambda dates: dates.visit_record_due,
    Action.HOLD_FEEDBACK: lambda dates: dates.visit_record_due,
    Action.DRAFT_NOTE: lambda dates: dates.draft_due,
    Action.AGREE_NOTE: lambda dates: dates.agreement_due,
    Action.ANSWER_COMMENTS: lambda dates: dates.agreement_due,
    Action.DECIDE_FACTS: lambda dates: dates.agreement_due,
    Action.DECIDE_SHARING: lambda dates: dates.agreement_due,
    Action.SHARE_NOTE: lambda dates: dates.sharing_due,
    Action.ACKNOWLEDGE_NOTE: lambda dates: dates.acknowledgement_due,
    Action.RESUME: lambda dates: dates.pause_ends,
    Action.END_INCOMPLETE: lambda dates: dates.pause_ends,
    Action.DECIDE_DEFERRAL: lambda dates: dates.deferral_due,
    Action.KEEP: lambda dates: dates.kept_until,
}
"""By when each action is due; an action that is not here has no date of its own."""


def next_action(state: VisitState) -> NextAction:
    """The one thing everybody waits for; the same rule feeds screen, Web UI and receipts."""
    action, owner = _held_up_by(state) or _who_does_what(state)
    dates = timetable(state)
    due = _DUE[action](dates) if dates and action in _DUE else None
    return NextAction(action=action, owner=owner, due=due)


def awaited(state: VisitState) -> NextAction:
    """The same as people are told it: of the departments those that have yet to acknowledge.

    Visits answer decisions without these, and answered so before there were any.
    """
    coming = next_action(state)
    left = tuple(one.department for one in state.sharings if one.acknowledged_at is None)
    if coming.owner is not Owner.DEPARTMENTS or len(left) == len(state.sharings):
        return coming
    return coming.model_copy(update={"departments": left})


def receipt(state: VisitState, sequence: int, *, recorded: bool) -> Receipt:
    """What a coordinator gets back for a decision, by the number of the last event it caused."""
    return Receipt(
        sequence=sequence, stage=state.stage, next_action=next_action(state), recorded=recorded
    )


def _who_does_what(state: VisitState) -> tuple[Action, Owner]:  # noqa: C901 - one arm a stage
    match state.stage:
        case Stage.OPENED if not state.contacts:
            return Action.RECORD_CONTACTS, Owner.COORDINATOR
        case Stage.OPENED:
            return Action.SEND_INVITATION, Owner.ENGINE
        case Stage.INVITED if state.invitation and state.invitation.delivered_at is None:
            return Action.PROVE_DELIVERY, Owner.COORDINATOR
        case Stage.INVITED:
            return Action.REPLY, Owner.AREA
        case Stage.PREPARING:
            return _prepare(state)
        case Stage.VISITING:
            return _visit(state)
        case Stage.DRAFTING:
            return Action.DRAFT_NOTE, Owner.LEAD_INSPECTOR
        case Stage.AGREEING:
            return _agree(state)
        case Stage.SHARING if state.sharing_held_since is not None:
            return Action.RELEASE_SHARING, Owner.COORDINATOR
        case Stage.SHARING if len(state.sharings) < len(Department):
            return Action.SHARE_NOTE, Owner.COORDINATOR
        case Stage.SHARING:
            return Action.ACKNOWLEDGE_NOTE, Owner.DEPARTMENTS
        case Stage.ENDED:
            return Action.KEEP, Owner.NOBODY


def _held_up_by(state: VisitState) -> tuple[Action, Owner] | None:
    """What a coordinator decides or does before anything else happens to the visit."""
    raised = {task.kind for task in state.tasks}
    if state.pause is not None:
        late = TaskKind.PAUSE_TOO_LONG in raised
        return Action.END_INCOMPLETE if late else Action.RESUME, Owner.COORDINATOR
    if TaskKind.DEFERRAL_OVERDUE in raised:
        return Action.DECIDE_DEFERRAL, Owner.COORDINATOR
    if state.stage is Stage.ENDED and raised and state.rules_version >= TASKS_OUTLIVE_THE_END:
        return Action.SEE_TO_TASKS, Owner.COORDINATOR
    return None


def open_actions(state: VisitState) -> list[Action]:
    """Everything that is still to be done before the two days, or else the next action alone."""
    if state.stage is Stage.PREPARING:
        return [action for action, _ in _preparations(state)] or [Action.HOLD_MEETINGS]
    return [_who_does_what(state)[0]]


def _prepare(state: VisitState) -> tuple[Action, Owner]:
    return next(iter(_preparations(state)), (Action.HOLD_MEETINGS, Owner.TEAM))


def _preparations(state: VisitState) -> list[tuple[Action, Owner]]:
    cases = state.case_studies
    steps = (
        (state.officer, Action.NOMINATE_OFFICER, Owner.AREA),
        (state.declarations, Action.DECLARE_CONFLICTS, Owner.TEAM),
        (state.team, Action.CONFIRM_TEAM, Owner.COORDINATOR),
        (state.days, Action.SET_DATES, Owner.COORDINATOR),
        (state.mode, Action.SET_MODE, Owner.COORDINATOR),
        (state.survey, Action.HAND_OVER_SURVEY, Owner.COORDINATOR),
        (cases, Action.CHOOSE_CASES, Owner.LEAD_INSPECTOR),
        (not too_few_cases(state), Action.ACCEPT_FEWER_CASES, Owner.COORDINATOR),
        (cases and cases.all_agreed, Action.AGREE_CASES, Owner.AREA),
        (state.meetings, Action.FIX_TIMETABLE, Owner.COORDINATOR),
    )
    return [(action, owner) for done, action, owner in steps if not done]


def _agree(state: VisitState) -> tuple[Action, Owner]:
    if state.facts is not None:
        return Action.DECIDE_SHARING, Owner.SENIOR_MANAGER
    if not commented(state):
        return Action.AGREE_NOTE, Owner.AREA
    if rounds_used(state) < state.policy.comment_rounds:
        return Action.ANSWER_COMMENTS, Owner.LEAD_INSPECTOR
    return Action.DECIDE_FACTS, Owner.LEAD_INSPECTOR


def _visit(state: VisitState) -> tuple[Action, Owner]:
    if not state.team:
        return Action.CONFIRM_TEAM, Owner.COORDINATOR
    held = state.meetings.held if state.meetings else ()
    slots = state.meetings.slots if state.meetings else ()
    if any(s.kind is not SlotKind.FEEDBACK and s.slot_id not in held for s in slots):
        return Action.HOLD_MEETINGS, Owner.TEAM
    if not state.findings_recorded:
        return Action.RECORD_FINDINGS, Owner.TEAM
    return Action.HOLD_FEEDBACK, Owner.LEAD_INSPECTOR
