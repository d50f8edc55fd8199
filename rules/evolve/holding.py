"""A visit that is put on hold before it has begun, and goes on."""

from rules.evolve.fact import fact
from rules.evolve.tasks import without
from rules.evolve.timetable import entries_given_up
from rules.folds import Changes
from schemas.events.course import PutOnHold, TakenOffHold
from schemas.events.event import VisitEvent
from schemas.state import Entries, Pause, VisitState
from schemas.values import Stage, TaskKind


@fact(PutOnHold, "visit put on hold")
def put_on_hold(state: VisitState, event: VisitEvent, fact: PutOnHold) -> Changes:
    """It rests; nobody keeps the two days free for it."""
    pause = Pause(number=fact.number, since=event.at, until=fact.until)
    free = entries_given_up(state) if state.stage is Stage.PREPARING else {}
    return {**free, "pause": pause, "holds": fact.number}


@fact(TakenOffHold, "visit no longer on hold")
def taken_off_hold(state: VisitState, _event: VisitEvent, fact: TakenOffHold) -> Changes:
    """It goes on; the area's time to reply, which stood still, ends later."""
    meetings, invitation = state.meetings, state.invitation
    changes: Changes = {
        "pause": None,
        "meetings": meetings.model_copy(update={"left": ()}) if meetings else None,
        "entries": Entries(holders=state.entries.holders) if state.entries else None,
    }
    if invitation is None or fact.reply_until is None:
        return changes
    update = {
        "extended_to": fact.reply_until,
        # Reminders are told apart by it.
        "extensions": invitation.extensions + fact.remind_again,
        "reminded": not fact.remind_again,
    }
    return {
        **changes,
        "invitation": invitation.model_copy(update=update),
        "tasks": without(state, TaskKind.REPLY_OVERDUE),
    }
