"""What a programme's planner is asked: who waits, who stays, and from when on."""

from collections.abc import Sequence
from datetime import date, timedelta

import pytest

from desk.plan_files import NotAPlan
from desk.programme_plans import Asked, NothingToPlan, plan_asked
from register.connection import Pool
from register.record import record
from schemas.ids import visit_id
from schemas.plan import Span
from schemas.programme import Standing
from schemas.programme import messages as m
from schemas.programme.staff import AskedDays, Staff, StaffMember
from schemas.values import InspectorRole, Mode
from tests.register.recording import elsewhere, record_in
from tests.register.test_bookings import goes_on_after_a_pause, with_people
from tests.rules.programme.programmes import AREAS, REASON, Told, became, drawn, invited, planned

TODAY = date(2020, 10, 12)
STAFF = Staff(
    inspectors=tuple(
        StaffMember(
            ref=f"inspector-{number}",
            role=role,
            name="Ruth Ellery",
            email="ruth.ellery@ofsted.example.gov.uk",
            organisation="Ofsted",
            home="London",
        )
        for number, role in enumerate(InspectorRole)
    )
)


async def asked(
    pool: Pool,
    told: Told,
    *,
    afresh: Sequence[str] = (),
    changed: bool = False,
    staff: Staff = STAFF,
) -> Asked:
    async with pool.acquire() as connection, connection.transaction():
        await record(connection, told.events)
        return await plan_asked(
            connection,
            "autumn",
            staff,
            today=TODAY,
            seed="seed",
            seconds=1,
            afresh=afresh,
            changed=changed,
        )


async def test_areas_that_are_drawn_have_time_to_be_invited(pool: Pool) -> None:
    found = await asked(pool, drawn())

    assert [visit.area for visit in found.request.visits] == list(AREAS)
    # 25 working days after Monday 12 October.
    assert {visit.earliest for visit in found.request.visits} == {date(2020, 11, 16)}
    assert found.confirmed == ()


async def test_visits_that_have_their_days_keep_them_or_get_later_ones(pool: Pool) -> None:
    found = await asked(pool, planned(), changed=True)

    earliest = {visit.area: visit.earliest for visit in found.request.visits}
    assert earliest[AREAS[0]] == date(2020, 10, 19), "a week ahead, and not before"
    assert {one.area for one in found.confirmed} == set(AREAS)


async def test_an_area_that_takes_part_is_planned_anew_with_the_notice_of_arrangements(
    pool: Pool,
) -> None:
    told = invited(AREAS[0])
    became(told, AREAS[0], Standing.ACCEPTED)

    found = await asked(pool, told, afresh=(AREAS[0],))

    (visit,) = [one for one in found.request.visits if one.area == AREAS[0]]
    assert visit.earliest == TODAY + timedelta(weeks=2)
    assert AREAS[0] not in {one.area for one in found.confirmed}


async def test_visits_of_a_programme_that_is_remote_are_virtual(pool: Pool) -> None:
    told = drawn()
    told.tell(m.GoRemote(actor="anna", reason=REASON))

    found = await asked(pool, told)

    assert {visit.mode for visit in found.request.visits} == {Mode.VIRTUAL}


async def test_nobody_is_planned_for_the_days_on_which_a_paused_visit_goes_on(pool: Pool) -> None:
    visit = visit_id("autumn", AREAS[0])
    at_the_visit, *others = STAFF.inspectors
    email = "devan.pillai@ofsted.example.gov.uk"
    staff = Staff(
        inspectors=(at_the_visit.model_copy(update={"email": email.upper()}), *others),
    )
    await with_people(pool, visit, email=email)
    going_on = elsewhere(goes_on_after_a_pause(), AREAS[0], programme="autumn")
    async with pool.acquire() as connection, connection.transaction():
        await record_in(connection, going_on)
        await record(connection, planned().events)
        found = await plan_asked(
            connection,
            "autumn",
            staff,
            today=date(2020, 10, 7),
            seed="seed",
            seconds=1,
            changed=True,
        )

    thursday, friday = date(2020, 10, 8), date(2020, 10, 9)
    away = [inspector.leave for inspector in found.request.inspectors]
    assert away == [(Span(first=thursday, last=thursday), Span(first=friday, last=friday)), (), ()]


FIRST, SECOND, THIRD = STAFF.inspectors
BACKWARDS = AskedDays(area=AREAS[0], earliest=date(2020, 12, 2), latest=date(2020, 12, 1))


@pytest.mark.parametrize(
    ("staff", "said"),
    [
        (
            Staff(inspectors=(FIRST, SECOND, THIRD, FIRST)),
            r"inspectors 4, ref \(“inspector-0”\) is that of entry 1, too",
        ),
        (
            Staff(inspectors=(FIRST, SECOND.model_copy(update={"ref": FIRST.ref}), THIRD)),
            r"inspectors 2, ref \(“inspector-0”\) is that of entry 1, too",
        ),
        (
            Staff(inspectors=(FIRST.model_copy(update={"home": "Mars"}), SECOND, THIRD)),
            "home \\(“Mars”\\) is no region; there are North East, North West",
        ),
        (
            Staff(inspectors=STAFF.inspectors, visits=(AskedDays(area=AREAS[0]),) * 2),
            "visits 2, area .* is that of entry 1, too",
        ),
        (Staff(inspectors=STAFF.inspectors, visits=(BACKWARDS,)), "is before the earliest day"),
        (
            Staff(inspectors=(FIRST.model_copy(update={"ref": "ruth-ellery"}), SECOND, THIRD)),
            "inspectors 1, ref tells who somebody is",
        ),
    ],
    ids=[
        "twice",
        "in two roles",
        "from nowhere",
        "asked for twice",
        "backwards",
        "called by a name",
    ],
)
async def test_what_would_be_passed_over_is_refused_in_a_sentence(
    pool: Pool, staff: Staff, said: str
) -> None:
    with pytest.raises(NotAPlan, match=said):
        await asked(pool, drawn(), staff=staff)


async def test_an_area_that_the_programme_has_not_is_planned_anew_by_nobody(pool: Pool) -> None:
    with pytest.raises(NotAPlan, match="E99999999 is not in programme autumn"):
        await asked(pool, planned(), afresh=("E99999999", AREAS[0]))


async def test_where_nothing_waits_that_is_said(pool: Pool) -> None:
    with pytest.raises(NothingToPlan, match="With --again AREA one is planned anew"):
        await asked(pool, planned())
