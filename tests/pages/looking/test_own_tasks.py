"""Whose tasks stand under "My tasks": what one may do, in the visits that one may do it in."""

from datetime import timedelta

import pytest

from desk.decisions import About, decision_of
from desk.tasks import Asked, to_go_on_with
from pages.looking.tasks import is_own, task_of
from rules.permissions import out_of_reach
from rules.report import report_tasks
from rules.todo import SideToDo, todo
from schemas.forms.form import messages_of
from schemas.parts import Task
from schemas.staff import Acting, StaffRole
from schemas.values import InspectorRole, Owner, TaskKind
from tests.rules.report.reports import drafting, passed, signed, written
from tests.support import visits as v

ANALYST = Acting(ref="anna", roles=frozenset({StaffRole.ANALYST}))
COORDINATOR = Acting(ref="sam", roles=frozenset({StaffRole.COORDINATOR}))
SAFEGUARDING = Acting(ref="lee", roles=frozenset({StaffRole.SAFEGUARDING_LEAD}))


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


_REPORTS = {
    "drafting": (drafting, StaffRole.ANALYST),
    "written": (written, StaffRole.ANALYST),
    "passed": (lambda: passed(written()), StaffRole.SENIOR_MANAGER),
    "signed": (lambda: signed(passed(written())), StaffRole.ANALYST),
}


@pytest.mark.parametrize("stage", _REPORTS)
def test_what_a_report_waits_for_is_a_task_of_those_who_may_do_it(stage: str) -> None:
    made, whose = _REPORTS[stage]
    state = made().state
    (task,) = report_tasks(state)
    asked = Asked(to_go_on_with(state, task), None)

    own = {
        role for role in StaffRole if is_own(Acting(ref="somebody", roles=frozenset({role})), asked)
    }

    assert own == {whose}
    kind = decision_of(About.REPORT, task.command.split()[2:])
    assert kind is not None
    acting = Acting(ref="somebody", roles=frozenset({whose}))
    assert out_of_reach(acting, messages_of(kind.form)) == ""


def test_what_has_waited_and_has_no_last_day_is_told_since_when() -> None:
    state = drafting().state
    (task,) = report_tasks(state)
    now = state.changed_at + timedelta(hours=1)

    told = task_of(Asked(to_go_on_with(state, task), None), ANALYST, now)

    assert (told.when, told.due, told.overdue) == ("since", state.changed_at, False)


def test_what_has_a_last_day_is_told_by_when() -> None:
    visit = v.drafting()
    asked = _waits_for(Owner.LEAD_INSPECTOR, visit)

    assert task_of(asked, ANALYST, visit.now).when == "by"


def test_a_referral_is_followed_by_coordinators_and_confirmed_by_the_safeguarding_lead() -> None:
    visit = v.planned()
    number = f"{visit.state.visit_id} 1"
    due = visit.now + timedelta(hours=5)
    held = SideToDo(
        visit_id=visit.state.visit_id,
        subject=f"{visit.state.visit_id}/referral/1",
        words="Referral 1: it waits for the authority.",
        command=f"visits confirm-referral {number}",
        owner=Owner.COORDINATOR,
        due=due,
        overdue=False,
    )
    asked = Asked(held, visit.state)

    assert is_own(COORDINATOR, asked)
    assert is_own(SAFEGUARDING, asked)
    assert not is_own(ANALYST, asked)
    assert task_of(asked, COORDINATOR, visit.now).form is None
    assert task_of(asked, COORDINATOR, visit.now).command == ""
    form = f"/visits/{visit.state.visit_id}/decide/confirm-referral"
    assert task_of(asked, SAFEGUARDING, visit.now).form == form


def test_a_disclosure_is_seen_to_by_the_safeguarding_lead() -> None:
    visit = v.planned()
    raised = Task(kind=TaskKind.SURVEY_DISCLOSURE, raised_at=visit.now)
    state = visit.state.model_copy(update={"tasks": (raised,)})
    (thing,) = (one for one in todo(state, visit.now) if one.task is raised.kind)

    assert is_own(SAFEGUARDING, Asked(thing, state))
    assert not is_own(COORDINATOR, Asked(thing, state))


def test_a_complaint_before_there_is_a_lead_inspector_is_a_task_of_coordinators() -> None:
    def held(visit: v.Visit) -> Asked:
        complaint = SideToDo(
            visit_id=visit.state.visit_id,
            subject=f"{visit.state.visit_id}/complaint/1",
            words="Complaint 1: it waits for its answer.",
            command=f"visits answer-complaint {visit.state.visit_id} 1",
            owner=Owner.LEAD_INSPECTOR,
            due=visit.now + timedelta(days=1),
            overdue=False,
        )
        return Asked(complaint, visit.state)

    assert is_own(COORDINATOR, held(v.invited()))
    assert not is_own(COORDINATOR, held(v.planned()))
