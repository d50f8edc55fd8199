"""Nobody is in two places: refused where it can be seen, and told where it happened at once."""

import asyncio
from datetime import date, timedelta
from itertools import pairwise

import pytest

from desk.processes import process_of
from desk.tasks import to_replace
from register import bookings, content, visits
from register.bookings import Booking, TakenElsewhere, TakenTwice
from register.connection import Connection, Pool
from rules.refusals import RefusalCode, Refused
from schemas import messages as m
from schemas.ids import VisitId
from schemas.parts import CorrectedPerson
from schemas.personal import Person
from schemas.values import ContentKind
from tests.register.recording import another, record
from tests.support import visits as v
from tests.support.samples import REASON
from tests.support.visits import DAY_ONE, DAY_TWO, TEAM, Visit

HERE, THERE = "interim-e06000001", "interim-e06000002"
EMAIL = "ruth.ellery@ofsted.example.gov.uk"


async def with_people(pool: Pool, visit: str, *, email: str = EMAIL) -> None:
    """The visit's inspectors; the first of them has the address."""
    async with pool.acquire() as connection, connection.transaction():
        people = [
            Person(
                ref=member.inspector,
                role=member.role,
                name="An inspector",
                email=email if number == 0 else f"{number}.{visit}@ofsted.example.gov.uk",
                organisation="Ofsted",
            )
            for number, member in enumerate(TEAM)
        ]
        await content.keep_people(connection, visit, people)


async def decided(pool: Pool, visit: Visit, visit_id: str) -> None:
    await record(pool, another(visit, visit_id))


async def taken_twice(pool: Pool) -> list[TakenTwice]:
    async with pool.acquire() as connection:
        return await bookings.taken_twice(connection)


async def both(pool: Pool) -> None:
    """Two visits with one inspector on the same days, decided in the same moment."""
    await with_people(pool, HERE)
    await with_people(pool, THERE, email=EMAIL.upper())
    await asyncio.gather(
        decided(pool, v.arranged(), HERE),
        decided(pool, v.arranged(), THERE),
    )


async def test_two_visits_that_were_decided_at_once_are_both_told(pool: Pool) -> None:
    await both(pool)

    twice = await taken_twice(pool)

    assert [(t.visit, t.inspector, t.day, t.elsewhere) for t in twice] == [
        (HERE, "hmi-1", DAY_ONE, THERE),
        (THERE, "hmi-1", DAY_ONE, HERE),
        (HERE, "hmi-1", DAY_TWO, THERE),
        (THERE, "hmi-1", DAY_TWO, HERE),
    ]
    assert f"visits replace {HERE} hmi-1" in to_replace(twice[0]).command
    assert "Monday 5 October 2020" in to_replace(twice[0]).words


async def test_of_two_that_ask_at_once_whether_they_are_free_one_is_refused(pool: Pool) -> None:
    await both(pool)
    async with pool.acquire() as connection:
        await connection.execute("DELETE FROM bookings")

    async def book(visit_id: str) -> None:
        async with pool.acquire() as connection, connection.transaction():
            state = await visits.require(connection, visit_id)
            fresh = await bookings.rewrite(connection, state)
            await bookings.require_free(connection, visit_id, fresh)

    told = await asyncio.gather(book(HERE), book(THERE), return_exceptions=True)

    assert [type(each) for each in told if each is not None] == [TakenElsewhere]
    assert await taken_twice(pool) == []


async def test_it_is_over_when_one_of_them_ends(pool: Pool) -> None:
    await both(pool)
    before = len(v.arranged().events)

    ended = v.arranged().told(v.cancel())
    await record(pool, another(ended, THERE)[before:])

    assert await taken_twice(pool) == []


async def test_the_later_of_two_is_refused_at_the_desk(pool: Pool) -> None:
    await with_people(pool, HERE)
    await decided(pool, v.arranged(), HERE)
    await with_people(pool, THERE)
    unset = [e for e in v.arranged().events if e.sequence < _confirmed(v.arranged())]
    await record(pool, tuple(e.model_copy(update={"subject": THERE}) for e in unset))

    async with pool.acquire() as connection:
        check = await process_of(THERE).check(connection, THERE, v.arranged().now)
        with pytest.raises(Refused) as refusal:
            await check(v.set_dates())

    assert refusal.value.code is RefusalCode.TEAM
    assert f"is at visit {HERE}" in refusal.value.sentence


async def test_a_visit_that_had_ended_by_mistake_has_its_team_again_if_it_is_free(
    pool: Pool,
) -> None:
    right = m.ReinstateVisit(actor="coordinator", reason=REASON)
    over = v.arranged().told(v.cancel())
    await with_people(pool, HERE)
    await with_people(pool, THERE)
    await decided(pool, over, HERE)
    async with pool.acquire() as connection:
        assert await booked(connection, HERE) == set()
    await decided(pool, v.arranged(), THERE)

    async with pool.acquire() as connection:
        check = await process_of(HERE).check(connection, HERE, over.now)
        with pytest.raises(Refused) as refusal:
            await check(right)
    await record(pool, another(v.arranged().told(v.cancel()), THERE)[-1:])
    await record(pool, another(over.told(right), HERE)[len(over.events) :])

    assert f"First let visit {THERE} have" in refusal.value.sentence
    async with pool.acquire() as connection:
        assert {email for email, _ in await booked(connection, HERE)} >= {EMAIL}


async def test_neighbouring_days_are_nobodys_trouble(pool: Pool) -> None:
    assert [second - first for first, second in pairwise((DAY_ONE, DAY_TWO))] == [timedelta(days=1)]
    await with_people(pool, HERE)
    await with_people(pool, THERE)
    after = v.arranged().told(v.set_dates(date(2020, 10, 7), date(2020, 10, 8)))
    await decided(pool, v.arranged(), HERE)

    await decided(pool, after, THERE)

    assert await taken_twice(pool) == []


def _confirmed(visit: Visit) -> int:
    return next(e.sequence for e in visit.events if e.type.value == "visit.dates_set.v1")


async def test_a_visit_on_hold_keeps_nobody_and_goes_on_only_if_they_are_free(pool: Pool) -> None:
    await with_people(pool, HERE)
    await with_people(pool, THERE)
    await decided(pool, v.held_prepared(), HERE)
    await decided(pool, v.arranged(), THERE)
    assert await taken_twice(pool) == []

    async with pool.acquire() as connection:
        check = await process_of(HERE).check(connection, HERE, v.held_prepared().now)
        with pytest.raises(Refused, match=f"is at visit {THERE} on"):
            await check(m.ResumeVisit(actor="coordinator"))


def goes_on_after_a_pause() -> Visit:
    """Paused at midday of Monday 5 October; goes on on Thursday and Friday."""
    begun = v.planned().at("2020-10-05 12:10").told(v.record_meetings("leaders", "forum"))
    stood = begun.told(m.PauseVisit(actor="hmi-1", reason=REASON)).at("2020-10-07 09:00")
    thursday, friday = date(2020, 10, 8), date(2020, 10, 9)
    return stood.told(m.ResumeVisit(actor="coordinator", next_day=thursday, last_day=friday))


async def test_the_day_on_which_a_paused_visit_goes_on_is_its_teams(pool: Pool) -> None:
    await with_people(pool, HERE)
    await with_people(pool, THERE)
    await decided(pool, goes_on_after_a_pause(), HERE)
    with_a_team = v.accepted().told(v.nominate(), v.declare(), v.confirm_team())
    await decided(pool, with_a_team, THERE)

    async with pool.acquire() as connection:
        days = {day for email, day in await booked(connection, HERE) if email == EMAIL}
        check = await process_of(THERE).check(connection, THERE, with_a_team.now)
        with pytest.raises(Refused, match=f"is at visit {HERE} on Thursday 8 October 2020"):
            await check(v.set_dates(date(2020, 10, 7), date(2020, 10, 8)))

    assert days == {DAY_ONE, date(2020, 10, 8), date(2020, 10, 9)}


def paused() -> Visit:
    """At midday of its first day; its second would have been the next."""
    begun = v.planned().at("2020-10-05 12:10").told(v.record_meetings("leaders", "forum"))
    return begun.told(m.PauseVisit(actor="hmi-1", reason=REASON))


async def test_a_paused_visit_keeps_nobody_for_its_days_to_come(pool: Pool) -> None:
    """It goes on only on days on which its team is free."""
    await with_people(pool, HERE)
    await with_people(pool, THERE)
    await decided(pool, paused(), HERE)
    async with pool.acquire() as connection:
        assert {day for _, day in await booked(connection, HERE)} == {DAY_ONE}

    taking = v.arranged().told(v.set_dates(DAY_TWO, date(2020, 10, 7)))
    await decided(pool, taking, THERE)
    assert await taken_twice(pool) == []

    stands = paused().at("2020-10-05 18:00")
    async with pool.acquire() as connection:
        check = await process_of(HERE).check(connection, HERE, stands.now)
        with pytest.raises(Refused, match=f"is at visit {THERE} on Tuesday 6 October 2020"):
            await check(m.ResumeVisit(actor="coordinator", next_day=DAY_TWO))
        await check(m.ResumeVisit(actor="coordinator", next_day=date(2020, 10, 8)))


def test_a_visit_that_was_opened_under_earlier_rules_books_as_before() -> None:
    assert bookings.days_of(v.with_rules(paused(), 4).state) == (DAY_ONE, DAY_TWO)
    earlier = v.with_rules(goes_on_after_a_pause(), 4)

    assert bookings.days_of(earlier.state) == (DAY_ONE, date(2020, 10, 9))


async def test_an_inspector_is_booked_by_each_address_that_they_have_had(pool: Pool) -> None:
    await with_people(pool, HERE)
    await decided(pool, v.arranged(), HERE)
    other = Person(
        ref=TEAM[0].inspector,
        role=TEAM[0].role,
        name="An inspector",
        email="ruth.sample@ofsted.example.gov.uk",
        organisation="Ofsted",
    )
    async with pool.acquire() as connection, connection.transaction():
        ref = await content.keep(connection, HERE, ContentKind.PERSON, other)
    right = m.CorrectPerson(
        actor="coordinator",
        corrected=CorrectedPerson(person=other.ref, role=TEAM[0].role, content=ref),
    )
    after = v.arranged().told(right)
    await record(pool, another(after, HERE)[len(v.arranged().events) :])

    async with pool.acquire() as connection:
        now = await booked(connection, HERE)
    assert {(email, day) for email in (EMAIL, other.email) for day in (DAY_ONE, DAY_TWO)} <= now


async def booked(connection: Connection, visit: VisitId) -> set[Booking]:
    """What a visit has booked."""
    rows = await connection.fetch("SELECT email, day FROM bookings WHERE visit_id = $1", visit)
    return {(row["email"], row["day"]) for row in rows}
