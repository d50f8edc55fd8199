"""Who is where: shown, written as a calendar, and followed by a secret address."""

import asyncio
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import aiohttp
import pytest
from icalendar import Calendar
from typer.testing import Result

from desk.diary_calendar import as_icalendar
from feed.server import serving_feed
from register import content, diary, programmes
from register.connection import Pool, open_pool
from register.roles import Role
from schemas.personal import Person
from schemas.plan import Span
from schemas.programme.content import PlanFile
from schemas.values import ConflictKind, ContentKind
from stack import StackAddresses
from tests.register.recording import record
from tests.register.test_bookings import EMAIL, HERE, THERE, both, with_people
from tests.rules.programme.programmes import Told
from tests.support import visits as v
from tests.support.visits import DAY_ONE, DAY_TWO, TEAM

RANGE = ("--from", DAY_ONE.isoformat(), "--to", "2020-12-31")
RUTH = TEAM[0].inspector


@pytest.fixture
async def two_visits(
    pool: Pool, addresses: StackAddresses, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On the same days, with one inspector at both, who has declared a conflict with neither."""
    monkeypatch.setenv("DATABASE_URL", addresses.database_url)
    await both(pool)


Visits = Callable[..., Result]


async def told(visits: Visits, *words: str) -> str:
    result = await asyncio.to_thread(visits, "diary", *words)
    assert result.exit_code == 0, result.stderr
    return " ".join(result.stdout.split())


async def test_leave_that_a_plan_knows_of_is_in_it(
    two_visits: None, pool: Pool, visits: Visits
) -> None:
    away = Span(first=date(2020, 10, 12), last=date(2020, 10, 16))
    later = Span(first=date(2021, 2, 1), last=date(2021, 2, 5))
    people = [
        Person(ref=ref, role=role, name=name, email=email, organisation="Ofsted")
        for ref, role, name, email in (
            (RUTH, TEAM[0].role, "Ruth Hargreaves", EMAIL.upper()),
            ("hmi-9", TEAM[1].role, "Devan Pillai", "devan@example.org"),
        )
    ]
    plan = PlanFile(inspectors=tuple(people), leave={RUTH: (away, later), "hmi-9": (away,)})
    async with pool.acquire() as connection, connection.transaction():
        await programmes.save(connection, Told().state)
        await content.keep(connection, Told().state.programme, ContentKind.PLAN, plan)

    shown = await told(visits, *RANGE)
    hers = await told(visits, *RANGE, "--inspector", EMAIL)
    as_json = json.loads(await told(visits, *RANGE, "--json"))

    assert "Mon 12 Oct 2020 Ruth Hargreaves on leave until Fri 16 Oct 2020" in shown
    assert "Devan Pillai" in shown
    assert "Devan Pillai" not in hers
    assert [(one["name"], one["first"]) for one in as_json["leave"]] == [
        ("Devan Pillai", "2020-10-12"),
        ("Ruth Hargreaves", "2020-10-12"),
    ]


async def test_it_says_who_is_where_on_which_day(two_visits: None, visits: Visits) -> None:
    shown = await told(visits, *RANGE)

    assert f"{DAY_ONE:%a %-d %b %Y}" in shown
    assert f"{DAY_TWO:%a %-d %b %Y}" in shown
    assert "An inspector, education" in shown
    assert "An inspector, CQC" in shown
    assert "Kent, day 1" in shown
    assert "Kent, day 2" in shown
    assert f"also wanted at {THERE}" in shown, "nobody is in two places"
    assert "Fri 25 Dec 2020" in shown
    assert "bank holiday" in shown


async def test_it_can_be_read_by_programs_for_one_inspector(
    two_visits: None, visits: Visits
) -> None:
    # A reference is a visit's own: here it is the same person's in both.
    answers = [
        json.loads(await told(visits, *RANGE, "--inspector", who, "--json"))
        for who in (EMAIL, EMAIL.upper(), RUTH)
    ]
    for of_one in answers:
        assert [(e["day"], e["visit"], e["number"]) for e in of_one["engagements"]] == [
            (DAY_ONE.isoformat(), HERE, 1),
            (DAY_ONE.isoformat(), THERE, 1),
            (DAY_TWO.isoformat(), HERE, 2),
            (DAY_TWO.isoformat(), THERE, 2),
        ]


async def test_what_inspectors_declared_stands_beside_it(
    pool: Pool, visits: Visits, monkeypatch: pytest.MonkeyPatch, addresses: StackAddresses
) -> None:
    monkeypatch.setenv("DATABASE_URL", addresses.database_url)
    await with_people(pool, v.VISIT)
    declared = v.accepted().told(v.declare(TEAM[0], conflicts=[ConflictKind.FINANCIAL]))
    await record(pool, declared.events)

    shown = await told(visits, *RANGE)

    assert "Nobody is at a visit from" in shown
    assert "An inspector has declared a conflict with Kent (financial;" in shown


async def test_a_stranger_and_a_range_backwards_are_sentences(
    two_visits: None, visits: Visits
) -> None:
    for words, sentence in (
        (("--inspector", "nobody-9"), "No visit knows an inspector “nobody-9”"),
        (("--from", "2020-12-01", "--to", "2020-11-01"), "2020-11-01 is before 2020-12-01"),
        (("--link",), "say whose it is, with --inspector"),
        (("--inspector", RUTH, "--link", "--revoke"), "each asked for alone"),
        (("--inspector", TEAM[1].inspector, "--link"), "2 inspectors go by"),
    ):
        result = await asyncio.to_thread(visits, "diary", *words)
        assert result.exit_code in {1, 2}, words
        assert sentence in " ".join(result.stderr.replace("│", " ").split()), result.stderr


async def test_a_file_has_the_days_of_one(two_visits: None, visits: Visits) -> None:
    await told(visits, *RANGE, "--inspector", EMAIL, "--ics", "ruth.ics")

    file = Path("ruth.ics")
    assert file.stat().st_mode & 0o077 == 0
    assert days_in(file.read_bytes()) == [DAY_ONE, DAY_ONE, DAY_TWO, DAY_TWO]
    empty = ("--from", "2021-08-02", "--to", "2021-08-06", "--inspector", EMAIL)
    said = await told(visits, *empty, "--ics", "ruth.ics")
    assert "is at no visit from Mon 2 Aug 2021 to Fri 6 Aug 2021" in said
    assert days_in(file.read_bytes()) == []


def days_in(calendar: bytes) -> list[date]:
    """The days of its entries, each of which has a name of its own."""
    entries = Calendar.from_ical(calendar).walk("VEVENT")
    assert len({str(entry["uid"]) for entry in entries}) == len(entries)
    return sorted(entry.decoded("dtstart").date() for entry in entries)


async def fetched(address: str) -> tuple[int, bytes]:
    async with aiohttp.ClientSession() as session, session.get(address) as answer:
        return answer.status, await answer.read()


async def test_an_address_is_followed_until_it_is_revoked_or_replaced(
    two_visits: None, visits: Visits, pool: Pool, addresses: StackAddresses
) -> None:
    whose = ("--inspector", EMAIL)
    first = (await told(visits, *whose, "--link")).rpartition("/")[2]
    as_the_feed = open_pool(addresses.database_url_of(Role.FEED))
    async with as_the_feed as own, serving_feed(own, "127.0.0.1", 0) as feed:
        # Its rights as a role are enough, and its clock is today's: the days are long past.
        status, body = await fetched(f"{feed}/calendars/{first}")
        assert status == 200
        assert days_in(body) == []

        second = (await told(visits, *whose, "--link")).rpartition("/")[2]
        assert (await fetched(f"{feed}/calendars/{first}"))[0] == 404
        assert (await fetched(f"{feed}/calendars/{second}"))[0] == 200

        assert "opens nothing any more" in await told(visits, *whose, "--revoke")
        assert (await fetched(f"{feed}/calendars/{second}"))[0] == 404
        assert "There is no address" in await told(visits, *whose, "--revoke")
    kept = [f"{dict(row)}" for row in await pool.fetch("SELECT * FROM calendar_links")]
    assert not any(first in row or second in row for row in kept)


async def test_it_tells_of_days_and_areas_and_of_nobody_else(two_visits: None, pool: Pool) -> None:
    async with pool.acquire() as connection:
        body = as_icalendar(
            await diary.booked(connection, DAY_ONE, DAY_TWO, [EMAIL]), host="example.org"
        )

    assert days_in(body) == [DAY_ONE, DAY_ONE, DAY_TWO, DAY_TWO]
    assert b"SUMMARY:Area SEND visit: Kent\\, day 1" in body
    assert b"DTSTART:20201005T080000Z" in body, "nine o'clock in summer time"
    for word in (b"inspector", b"ofsted", RUTH.encode(), EMAIL.encode()):
        assert word not in body.lower()


async def test_it_shows_the_school_holidays_of_the_areas_that_are_visited(
    two_visits: None, pool: Pool, visits: Visits
) -> None:
    await pool.execute(
        "INSERT INTO terms VALUES ('E10000016', 'Autumn 1', '2020-09-01', $1),"
        " ('E10000016', 'Autumn 2', '2020-11-02', '2020-12-16')",
        DAY_ONE,
    )

    days = ("--from", DAY_ONE.isoformat(), "--to", "2020-12-18")
    shown = await told(visits, *days)
    engagements = json.loads(await told(visits, *days, "--json"))["engagements"]

    assert "school holidays in Kent until Sun 1 Nov 2020" in shown
    assert "school holidays in Kent until Sun 3 Jan 2021, by the default calendar" in shown
    assert "out of term" in shown
    assert {(one["number"], one["in_term"]) for one in engagements} == {(1, True), (2, False)}
