"""Who is in a confirmed plan is called by references that do not tell who they are."""

from datetime import date

import pytest

from desk.departments import EXAMPLES
from desk.intake import to_message
from register.connection import Pool
from register.record import record
from rules.refusals import Refused
from schemas.parts import TeamMember
from schemas.programme.forms import PlanForm, PlannedInspector
from schemas.programme.messages import ConfirmPlan
from schemas.programme.values import Assignment
from schemas.values import InspectorRole, Mode
from tests.rules.programme.programmes import AREAS, drawn

EDUCATION, SOCIAL_CARE, HEALTH = InspectorRole


def inspector(ref: str, role: InspectorRole) -> PlannedInspector:
    return PlannedInspector(
        ref=ref,
        role=role,
        name="Ruth Ellery",
        email="someone@ofsted.example.gov.uk",
        organisation="Ofsted",
    )


def plan(education: str, *more: PlannedInspector) -> PlanForm:
    people = (
        inspector(education, EDUCATION),
        inspector("social-care-1", SOCIAL_CARE),
        inspector("health-1", HEALTH),
    )
    visit = Assignment(
        area=AREAS[0],
        day_one=date(2020, 11, 16),
        day_two=date(2020, 11, 17),
        mode=Mode.ON_SITE,
        team=tuple(TeamMember(inspector=one.ref, role=one.role) for one in people),
    )
    return PlanForm(visits=(visit,), inspectors=(*people, *more))


async def taken_in(pool: Pool, form: PlanForm) -> None:
    async with pool.acquire() as connection, connection.transaction():
        await record(connection, drawn().events)
        message = await to_message(connection, "autumn", form, "anna", lambda: EXAMPLES)
        assert isinstance(message, ConfirmPlan)


async def test_a_plan_with_references_that_say_what_somebody_does_is_taken(pool: Pool) -> None:
    await taken_in(pool, plan("education-1"))


@pytest.mark.parametrize("ref", ["ruth-ellery", "r-ellery", "ellery2"])
async def test_a_plan_that_calls_an_inspector_by_their_name_is_refused(
    pool: Pool, ref: str
) -> None:
    """References go into events and Temporal, where no name may go."""
    with pytest.raises(Refused, match="the ref of inspector 1 tells who somebody is") as refused:
        await taken_in(pool, plan(ref))
    assert ref not in str(refused.value)


async def test_an_inspector_is_in_a_plan_once(pool: Pool) -> None:
    with pytest.raises(Refused, match="an inspector is there twice"):
        await taken_in(pool, plan("education-1", inspector("education-1", EDUCATION)))
