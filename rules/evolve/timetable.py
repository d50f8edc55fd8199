"""The fixed timetable, and who has its calendar entry."""

from rules.addressees import ADDRESSEES
from rules.evolve.fact import fact
from rules.folds import Changes
from rules.holds import days_off, on_hold
from rules.versions import ENTRY_WITH_CONFIRMATION, MOVES_FORESEEN
from schemas.events.event import VisitEvent
from schemas.events.preparation import TimetableFixed
from schemas.ids import PersonRef
from schemas.state import Entries, Meetings, VisitState
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
        holders=before.holders if before else entry_holders(state),
        fixed_at=event.at if state.rules_version >= MOVES_FORESEEN else None,
    )
    told = state.model_copy(update={"meetings": meetings})
    return {
        "meetings": meetings,
        "entries": None,
        **entries_move(told),
    }


def entries_move(state: VisitState) -> Changes:
    """Who has the calendar entry, once somebody in the area or the team has changed."""
    if state.stage not in {Stage.PREPARING, Stage.VISITING} or on_hold(state):
        return {}
    if state.meetings is None:
        return _planned_entries_move(state)
    if days_off(state):
        # Nobody has it; whoever takes part when the visit goes on has it then.
        nobody: Changes = {"joined": (), "left": ()}
        return {"meetings": state.meetings.model_copy(update=nobody)}
    had = state.meetings.holders
    holders = _entry_holders(state, had, *ADDRESSEES, ContactRole.PARENT_CARER_FORUM)
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


def _planned_entries_move(state: VisitState) -> Changes:
    """The same before there is a timetable, when it came with a confirmation of the days.

    Whoever comes has it with the confirmation: at once while that stands, else with the next.
    """
    if state.rules_version < ENTRY_WITH_CONFIRMATION or not state.arrangements_round:
        return {}
    had = entry_holders(state)
    there = _entry_holders(state, had, *ADDRESSEES)
    left = tuple(ref for ref in had if ref not in there)
    has = there if state.arrangements_stand else tuple(ref for ref in had if ref in there)
    return {
        "entries": Entries(holders=has, left=left),
        "stood_down": state.stood_down + bool(left),
    }


def entries_given_up(state: VisitState) -> Changes:
    """Nobody has a calendar entry any more, and the arrangements do not stand."""
    return {
        "arrangements_stand": False,
        "meetings": without_holders(state.meetings) if state.meetings else None,
        "entries": Entries(left=entry_holders(state)) if state.entries else None,
    }


def without_holders(meetings: Meetings) -> Meetings:
    """The timetable once nobody has its calendar entry any more."""
    return meetings.model_copy(update={"holders": (), "joined": (), "left": meetings.holders})


def entry_taken_from(state: VisitState, person: PersonRef) -> Entries | None:
    """The entry before there is a timetable, once one person has it no more."""
    had = entry_holders(state)
    if person not in had:
        return None if state.entries is None else Entries(holders=had)
    return Entries(holders=tuple(ref for ref in had if ref != person), left=(person,))


def entry_holders(state: VisitState) -> tuple[PersonRef, ...]:
    """Who has the calendar entry by a confirmation of the days."""
    return state.entries.holders if state.entries else ()


def _entry_holders(
    state: VisitState, had: tuple[PersonRef, ...], *roles: ContactRole
) -> tuple[PersonRef, ...]:
    """Who has a round's calendar entry; while the team is open, its members keep the old one."""
    area = [contact.ref for contact in state.contacts if contact.role in roles]
    officer = [state.officer] if state.officer else []
    team = [member.inspector for member in state.team]
    if not team:
        inspectors = {declaration.inspector for declaration in state.declarations}
        team = [ref for ref in had if ref in inspectors]
    return tuple(dict.fromkeys((*area, *officer, *team)))
