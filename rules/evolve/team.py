"""Who inspects: what they declare, who is confirmed, and who takes another's place."""

from rules.evolve.fact import fact
from rules.evolve.timetable import entry_taken_from
from rules.folds import Changes
from rules.holds import days_off
from schemas.events.event import VisitEvent
from schemas.events.team import (
    ConflictOverridden,
    ConflictsChecked,
    ConflictsDeclared,
    InspectorReplaced,
    TeamConfirmed,
)
from schemas.parts import TeamMember
from schemas.state import VisitState
from schemas.values import Stage

_VISITED = (Stage.DRAFTING, Stage.AGREEING, Stage.SHARING)


@fact(ConflictsDeclared, "conflicts of interest declared")
def conflicts_declared(state: VisitState, _event: VisitEvent, fact: ConflictsDeclared) -> Changes:
    """The latest declaration of each inspector stands."""
    fresh = {declaration.inspector for declaration in fact.declarations}
    kept = tuple(d for d in state.declarations if d.inspector not in fresh)
    changes: Changes = {
        "declarations": (*kept, *fact.declarations),
        # What was overridden was what had been declared before.
        "overridden": tuple(ref for ref in state.overridden if ref not in fresh),
    }
    conflicted = {d.inspector for d in fact.declarations if d.conflicts}
    if state.stage in _VISITED:
        return changes  # who has visited, has; it is put right by a decision of its own
    if conflicted & {member.inspector for member in state.team}:
        # A late conflict reopens the allocation (domain brief, section 2, Conflicts).
        changes |= {"team": (), "arrangements_stand": False}
    return changes


@fact(TeamConfirmed, "team confirmed")
def confirmed(_state: VisitState, _event: VisitEvent, fact: TeamConfirmed) -> Changes:
    """A team, of which the area has yet to be told."""
    return {"team": fact.members, "arrangements_stand": False}


@fact(ConflictOverridden, "conflict of interest overridden")
def conflict_overridden(state: VisitState, _event: VisitEvent, fact: ConflictOverridden) -> Changes:
    """One more inspector may be of the team in spite of what was declared."""
    return {"overridden": (*state.overridden, fact.inspector)}


@fact(ConflictsChecked, "conflicts of interest checked again")
def conflicts_checked(state: VisitState, _event: VisitEvent, fact: ConflictsChecked) -> Changes:
    """Whoever turns out to be conflicted reopens the allocation."""
    if not fact.conflicted:
        return {}
    kept = tuple(ref for ref in state.overridden if ref not in fact.conflicted)
    return {"team": (), "arrangements_stand": False, "overridden": kept}


@fact(InspectorReplaced, "inspector replaced")
def inspector_replaced(state: VisitState, _event: VisitEvent, fact: InspectorReplaced) -> Changes:
    """Somebody else has the place; before there is a timetable, leaving is a standing down."""
    joining = TeamMember(inspector=fact.joining, role=fact.role)
    team = tuple(joining if m.inspector == fact.leaving else m for m in state.team)
    changes: Changes = {"team": team, "arrangements_stand": False}
    if state.meetings is None or days_off(state):
        changes["stood_down"] = state.stood_down + 1
    if state.meetings is None:
        changes["entries"] = entry_taken_from(state, fact.leaving)
    return changes
