"""Whose tasks stand under "My tasks": what one may do, in the visits that one may do it in."""

import pytest

from desk.tasks import Asked
from pages.looking.tasks import is_own
from rules.todo import todo
from schemas.staff import Acting, StaffRole
from schemas.values import InspectorRole, Owner
from tests.support import visits as v


def _waits_for(owner: Owner, visit: v.Visit) -> Asked:
    (thing,) = (one for one in todo(visit.state, visit.now) if one.owner is owner)
    return Asked(thing, visit.state)


def _lead(visit: v.Visit) -> str:
    return next(
        member.inspector
        for member in visit.state.team
        if member.role is InspectorRole.OFSTED_EDUCATION
    )


@pytest.mark.parametrize("role", [StaffRole.INSPECTOR, StaffRole.LEAD_INSPECTOR])
def test_inspectors_are_asked_in_the_visits_of_their_teams_alone(role: StaffRole) -> None:
    visit = v.planned()
    held = _waits_for(Owner.TEAM, visit)

    for member in visit.state.team:
        assert is_own(Acting(ref=member.inspector, roles=frozenset({role})), held)
    assert not is_own(Acting(ref="hmi-of-elsewhere", roles=frozenset({role})), held)


def test_what_the_lead_does_is_asked_of_the_lead_of_that_visit() -> None:
    visit = v.drafting()
    note = _waits_for(Owner.LEAD_INSPECTOR, visit)
    lead = _lead(visit)

    for member in visit.state.team:
        acting = Acting(ref=member.inspector, roles=frozenset({StaffRole.LEAD_INSPECTOR}))
        assert is_own(acting, note) == (member.inspector == lead)


def test_before_there_is_a_team_coordinators_bring_its_declarations() -> None:
    visit = v.accepted().told(v.nominate())

    declare = _waits_for(Owner.TEAM, visit)

    assert is_own(Acting(ref="sam", roles=frozenset({StaffRole.COORDINATOR})), declare)
    assert not is_own(Acting(ref="hmi-1", roles=frozenset({StaffRole.INSPECTOR})), declare)
