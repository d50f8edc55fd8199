"""The fixed timetable, and who has its calendar entry."""

from rules.evolve.delivery import ADDRESSEES
from rules.evolve.fact import fact
from rules.folds import Changes
from rules.versions import MOVES_FORESEEN
from schemas.events import TimetableFixed, VisitEvent
from schemas.ids import PersonRef
from schemas.state import Meetings, VisitState
from schemas.values import ContactRole, Stage


@fact(TimetableFixed, "timetable fixed and sent")
def fixed(state: VisitState, event: VisitEvent, fact: TimetableFixed) -> Changes:
    """The new round; what was held of the meetings that stay has been held."""
    before = state.meetings
    planned = {slot.slot_id for slot in fact.slots}
    meetings = Meetings(
        round=fact.round,
        slots=fact.slots,
        content=fact.content,
        held=tuple(ref for ref in before.held if ref in planned) if before else (),
        holders=before.holders if before else (),
        fixed_at=event.at if state.rules_version >= MOVES_FORESEEN else None,
    )
    told = state.model_copy(update={"meetings": meetings})
    return {
        "meetings": meetings,
        **entries_move(told),
    }


def entries_move(state: VisitState) -> Changes:
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
