"""Whom a visit writes to: the groups, and who of them a fact concerns."""

from collections.abc import Iterable

from rules.addressees import ADDRESSEES
from rules.copies import copy_number
from rules.evolve import REACHED
from rules.holds import days_off, on_hold
from rules.letters import Group, Recipients
from rules.versions import LEAVERS_TOLD
from schemas.events.cases import ConsentWithdrawn
from schemas.events.corrections import NoteRecalled, Reopened, TeamCorrected
from schemas.events.event import VisitEvent
from schemas.events.invitation import ContactsRecorded, PersonCorrected
from schemas.events.note import AcknowledgementReminded, NoteDrafted, NoteShared
from schemas.events.preparation import ArrangementsConfirmed, SurveyHandedOver, TimetableFixed
from schemas.events.team import InspectorReplaced, OfficerNominated, TeamConfirmed
from schemas.ids import PersonRef, copy_of
from schemas.state import VisitState
from schemas.values import ContactRole, Department, Outcome, Reply, Stage


def each_of(*groups: Group) -> Recipients:
    """Recipients who are the same whatever the event: each of these groups, in this order."""
    return lambda state, _event: [ref for group in groups for ref in group(state)]


def in_roles(state: VisitState, roles: Iterable[ContactRole]) -> list[PersonRef]:
    """The contacts in any of these roles."""
    wanted = set(roles)
    return [contact.ref for contact in state.contacts if contact.role in wanted]


def addressees(state: VisitState) -> list[PersonRef]:
    """Whose reply the invitation asks for: the area's leaders."""
    return in_roles(state, ADDRESSEES)


def forum(state: VisitState) -> list[PersonRef]:
    """The parent carer forum, if it is recorded."""
    return in_roles(state, [ContactRole.PARENT_CARER_FORUM])


def officer(state: VisitState) -> list[PersonRef]:
    """The nominated officer, once the area has named one."""
    return [state.officer] if state.officer else []


def leaders(state: VisitState) -> list[PersonRef]:
    """The area's leaders and its officer."""
    return [*addressees(state), *officer(state)]


def team(state: VisitState) -> list[PersonRef]:
    """The confirmed inspectors."""
    return [member.inspector for member in state.team]


def inspectors(state: VisitState) -> set[PersonRef]:
    """Whoever is, or may become, one of the team."""
    return {*team(state), *(declared.inspector for declared in state.declarations)}


def holders(state: VisitState) -> Iterable[PersonRef]:
    """Whoever has the calendar entry of the two days."""
    if state.meetings is None:
        return state.entries.holders if state.entries else ()
    return state.meetings.holders


def without_entry_or_place(state: VisitState) -> Iterable[PersonRef]:
    """Whoever had the calendar entry until the latest change, and is not needed any more."""
    if state.meetings is None:
        return state.entries.left if state.entries else ()
    return state.meetings.left


def whose_place_is_open(state: VisitState) -> Iterable[PersonRef]:
    """Inspectors who do not know yet whether they are of the team."""
    return state.place_open


def departments(state: VisitState, named: Iterable[Department]) -> list[PersonRef]:
    """The mailboxes of these departments."""
    return in_roles(state, (ContactRole(department) for department in named))


INVITED = each_of(addressees, forum)
LEADERS = each_of(leaders)
WHOEVER_TAKES_PART = each_of(leaders, forum, team)
EVERYBODY = each_of(addressees, forum, officer, team, holders, whose_place_is_open)

NEWCOMERS = (OfficerNominated, ContactsRecorded, PersonCorrected)
"""Whoever comes in half-way has what the others have; a letter of a round exists once, so that
whoever is merely recorded again has nothing twice."""


def caught_up(state: VisitState, event: VisitEvent) -> list[PersonRef]:
    """Whoever may have come in half-way: the officer, or the leaders that were recorded."""
    if isinstance(event.fact, PersonCorrected):
        return [ref for ref in [*leaders(state), *team(state)] if ref == event.fact.person]
    return officer(state) if isinstance(event.fact, OfficerNominated) else leaders(state)


def in_preparation(state: VisitState) -> bool:
    """Whether days, team and timetable may still change, and those who take part are told."""
    return state.stage in {Stage.PREPARING, Stage.VISITING} and not on_hold(state)


def not_yet_reached(state: VisitState, _event: VisitEvent) -> list[PersonRef]:
    """Whoever is invited and does not have an invitation yet."""
    return unreached(state)


def unreached(state: VisitState) -> list[PersonRef]:
    """Whoever is to be invited and has no invitation, as far as is known."""
    outcomes = state.invitation.outcomes if state.invitation else ()
    have = {
        outcome.recipient
        for outcome in outcomes
        if outcome.status in REACHED
        and copy_of(outcome.key) == copy_number(state, outcome.recipient)
    }
    return [ref for ref in [*addressees(state), *forum(state)] if ref not in have]


def told_the_arrangements(state: VisitState, event: VisitEvent) -> list[PersonRef]:
    """Whoever is told team, days and mode."""
    if state.meetings is not None:
        return []  # the timetable that is sent anew with them says it all
    if isinstance(event.fact, ArrangementsConfirmed):
        return [*leaders(state), *team(state)]
    stand = in_preparation(state) and state.arrangements_stand
    return caught_up(state, event) if stand else []


def told_the_timetable(state: VisitState, event: VisitEvent) -> Iterable[PersonRef]:
    """Everybody for a new round of it; half-way, whoever has joined since."""
    if state.meetings is None or not in_preparation(state):
        return ()
    if isinstance(event.fact, TimetableFixed):
        return WHOEVER_TAKES_PART(state, event)
    if days_off(state):  # nobody has an entry by which they could be told apart
        invited = forum(state) if isinstance(event.fact, ContactsRecorded) else []
        return [*caught_up(state, event), *invited]
    if isinstance(event.fact, PersonCorrected):
        return with_an_old_entry(state, event)
    return state.meetings.joined


def with_an_old_entry(state: VisitState, event: VisitEvent) -> list[PersonRef]:
    """Whoever's address was corrected and has the calendar entry at the old one."""
    if not isinstance(event.fact, PersonCorrected) or not in_preparation(state):
        return []
    return [ref for ref in holders(state) if ref == event.fact.person]


def leaving(state: VisitState, event: VisitEvent) -> Iterable[PersonRef]:
    """Whoever is not needed any more."""
    return [*_losing_it(state, event), *state.parted]


def _losing_it(state: VisitState, event: VisitEvent) -> Iterable[PersonRef]:
    """Whoever has a calendar entry or a place to lose."""
    if isinstance(event.fact, TeamConfirmed):
        return []
    if isinstance(event.fact, InspectorReplaced):
        if state.rules_version >= LEAVERS_TOLD:
            return []
        return [event.fact.leaving] if state.meetings is None or days_off(state) else []
    if isinstance(event.fact, PersonCorrected):
        return []
    if isinstance(event.fact, NEWCOMERS) and not in_preparation(state):
        return []
    if isinstance(event.fact, ArrangementsConfirmed) and state.meetings is not None:
        return []  # the timetable that is sent anew with them tells of that, too
    return without_entry_or_place(state)


def told_the_links(state: VisitState, event: VisitEvent) -> list[PersonRef]:
    """The officer, who passes the survey links on while the surveys run."""
    survey = state.survey
    run = survey is not None and survey.closed_at is None and in_preparation(state)
    if isinstance(event.fact, PersonCorrected):
        return [ref for ref in officer(state) if run and ref == event.fact.person]
    return officer(state) if run or isinstance(event.fact, SurveyHandedOver) else []


def asked_to_agree(state: VisitState, event: VisitEvent) -> list[PersonRef]:
    """The leaders, who agree to the latest draft or comment on it."""
    if isinstance(event.fact, NoteDrafted):
        return leaders(state)
    agreeing = state.stage is Stage.AGREEING
    found = caught_up(state, event) if agreeing else []
    return [ref for ref in found if ref in leaders(state)]


def told_of_a_hold(state: VisitState, event: VisitEvent) -> Iterable[PersonRef]:
    """Whoever has been written to; nobody before the invitation."""
    match state.stage:
        case Stage.OPENED:
            return ()
        case Stage.INVITED:
            return INVITED(state, event)
        case _:
            return [*WHOEVER_TAKES_PART(state, event), *without_entry_or_place(state)]


def told_of_a_pause(state: VisitState, event: VisitEvent) -> Iterable[PersonRef]:
    """Whoever takes part, and whoever loses the calendar entry by it."""
    lose = without_entry_or_place(state) if days_off(state) else ()
    return [*WHOEVER_TAKES_PART(state, event), *lose]


def told_of_an_end(state: VisitState, event: VisitEvent) -> Iterable[PersonRef]:
    """Whoever was told of an end that does not hold; a decline instead has a letter of its own."""
    if not isinstance(event.fact, Reopened) or event.fact.reply is Reply.DECLINE:
        return []
    replied = event.fact.outcome in {Outcome.DECLINED, Outcome.NO_REPLY}
    return (INVITED if replied else EVERYBODY)(state, event)


def told_who_visited(state: VisitState, event: VisitEvent) -> list[PersonRef]:
    """The area's leaders, who visited, and whoever was recorded and had not."""
    gone = event.fact.leaving if isinstance(event.fact, TeamCorrected) else ()
    return [*leaders(state), *team(state), *gone]


def told_in_preparation(state: VisitState) -> list[PersonRef]:
    """Whoever can have been written to since an acceptance that was a mistake."""
    # The acceptance may itself have been a correction, of which everybody was told.
    corrected = state.put_right is not None and state.put_right.number > 1
    if not (state.arrangements_round or state.meetings or state.survey or corrected):
        return []
    groups = [leaders(state), team(state), without_entry_or_place(state)]
    invited = forum(state) if state.meetings or corrected else []
    return [ref for group in groups for ref in group] + invited


def departments_named(state: VisitState, event: VisitEvent) -> list[PersonRef]:
    """The departments that a fact names."""
    match event.fact:
        case NoteShared(departments=named) | AcknowledgementReminded(departments=named):
            return departments(state, named)
        case NoteRecalled(departments=named):
            return departments(state, named)
        case ConsentWithdrawn(recalled_from=named):
            return departments(state, named)
        case PersonCorrected(person=corrected):
            shared = departments(state, (sharing.department for sharing in state.sharings))
            return [ref for ref in shared if ref == corrected]
        case _:
            return []
