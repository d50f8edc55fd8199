"""What cannot be opened is refused in a sentence, as is everything where nobody is at home."""

from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import count
from typing import Any

import pytest
from temporalio.service import RPCError, RPCStatusCode

from desk.answers import TemporalUnavailable
from desk.desk import Desk
from register import letters
from register.areas import AreaNotThen, UnknownArea
from register.connection import RegisterUnavailable, open_pool
from register.visits import UnknownVisit
from rules.refusals import RefusalCode
from schemas.forms.days import FeedbackForm
from schemas.forms.deferral import DeferralForm, DeferralRequestForm
from schemas.forms.form import VisitForm
from schemas.forms.letters import ContactsForm
from schemas.forms.preparation import DatesForm
from schemas.side_processes.referral import ReferralForm
from schemas.values import LetterKind
from tests.e2e.refusing import Visits, refusal_of, traces
from tests.e2e.walking import Walk
from tests.engine import UNHURRIED
from tests.support.waiting import until
from worker.connections import connect

_IDS = count(1)


# --- Opening ------------------------------------------------------------------------------------


def new_walk(visits: Visits, **opening: Any) -> Walk:  # noqa: ANN401 - what a walk is made of
    scenario = visits.engine.scenario()
    area = opening.pop("area", scenario.area)
    scenario = scenario.model_copy(update={"programme": f"new-{next(_IDS)}", "area": area})
    return Walk(
        scenario,
        visits.client,
        visits.engine.pool,
        visits.engine.settings.task_queue,
        **opening,
    )


async def nothing_of(walk: Walk, visits: Visits) -> bool:
    """Whether neither the register nor Temporal has heard of a visit."""
    with pytest.raises(RPCError) as answer:
        await walk.handle.describe()
    rows = await visits.engine.pool.fetchval(
        "SELECT (SELECT count(*) FROM visits WHERE visit_id = $1)"
        " + (SELECT count(*) FROM events WHERE aggregateid = $1)"
        " + (SELECT count(*) FROM content WHERE visit_id = $1)"
        " + (SELECT count(*) FROM people WHERE visit_id = $1)",
        walk.visit,
    )
    return answer.value.status is RPCStatusCode.NOT_FOUND and rows == 0


async def test_an_area_that_never_was_is_refused(visits: Visits) -> None:
    walk = new_walk(visits, area="E10000099")

    with pytest.raises(UnknownArea) as told:
        await walk.open()

    assert str(told.value).startswith("No local area has the code “E10000099”.")
    assert await nothing_of(walk, visits)


CUMBRIA, CUMBERLAND = "E10000006", "E06000063"
"""Cumbria's last day is 31 March 2023; Cumberland's first is the day after."""


async def test_an_area_that_will_have_ended_on_the_days_is_refused_before(visits: Visits) -> None:
    walk = new_walk(visits, area=CUMBRIA, start=date(2023, 3, 13))
    assert walk.days.one == date(2023, 4, 12)

    with pytest.raises(AreaNotThen) as told:
        await walk.open()

    assert str(told.value) == (
        "Cumbria (E10000006) exists until 31 March 2023. For 12 April 2023, choose "
        "Cumberland (E06000063) or Westmorland and Furness (E06000064)."
    )
    assert await nothing_of(walk, visits)


async def test_an_area_that_ends_between_the_two_days_is_refused(visits: Visits) -> None:
    walk = new_walk(visits, area=CUMBRIA, start=date(2023, 3, 1))
    opening = replace(walk.opening, day_one=date(2023, 3, 31))  # a Friday

    with pytest.raises(AreaNotThen, match="For 3 April 2023, choose Cumberland"):
        await walk.desk.open(opening, walk.scenario.contacts, "open")

    assert await nothing_of(walk, visits)


async def test_an_area_yet_to_come_can_be_opened_and_invited_before_it_begins(
    visits: Visits,
) -> None:
    walk = new_walk(visits, area=CUMBERLAND, start=date(2023, 3, 20))

    await walk.open()

    state = await visits.engine.state(walk.visit)
    assert (state.area, state.region) == (CUMBERLAND, "North West")
    await until(lambda: _invited(walk, visits))
    async with visits.engine.pool.acquire() as connection:
        sent = await letters.of_visit(connection, walk.visit, words=True)
    invitations = [row.message for row in sent if row.order.kind is LetterKind.INVITATION]
    assert invitations
    for invitation in invitations:
        assert invitation is not None
        assert b"Cumberland" in invitation


async def _invited(walk: Walk, visits: Visits) -> bool:
    state = await visits.engine.state(walk.visit)
    return state.invitation is not None and state.invitation.delivered_at is not None


@pytest.fixture(scope="module")
async def in_cumbria(visits: Visits) -> Walk:
    """A visit to Cumbria in its last month, being prepared; the area asks for later days."""
    walk = new_walk(visits, area=CUMBRIA, start=date(2023, 2, 6))
    await walk.open()
    await walk.steps_through("nominate")
    await walk.submit(DeferralRequestForm(reason="A new council begins."), "asked")
    return walk


@pytest.mark.parametrize(
    ("form", "what", "day"),
    [
        (
            DatesForm(day_one=date(2023, 4, 18), day_two=date(2023, 4, 19)),
            "The days were not set",
            "18 April 2023",
        ),
        (
            DatesForm(day_one=date(2023, 3, 31), day_two=date(2023, 4, 3), reason="Asked for."),
            "The days were not set",
            "3 April 2023",
        ),
        (
            DeferralForm(day_one=date(2023, 5, 10)),
            "The visit was not deferred",
            "10 May 2023",
        ),
        (
            DeferralForm(day_one=date(2023, 3, 31), reason="Asked for."),
            "The visit was not deferred",
            "3 April 2023",
        ),
    ],
    ids=["moved", "moved over the change", "deferred", "deferred over the change"],
)
async def test_a_visit_is_not_moved_to_days_on_which_its_area_has_ended(
    visits: Visits, in_cumbria: Walk, form: VisitForm, what: str, day: str
) -> None:
    before = await traces(visits.engine, in_cumbria)

    told = await refusal_of(in_cumbria.submit(form, f"moved-{next(_IDS)}"))

    assert told.code is RefusalCode.DATES
    assert told.sentence == (
        f"{what}: Cumbria (E10000006) exists until 31 March 2023. For {day}, choose "
        "Cumberland (E06000063) or Westmorland and Furness (E06000064)."
    )
    assert await traces(visits.engine, in_cumbria) == before


async def test_a_referral_goes_to_an_authority_of_its_own_day(
    visits: Visits, in_cumbria: Walk
) -> None:
    desk = Desk(
        in_cumbria.client,
        visits.engine.pool,
        task_queue=visits.engine.settings.task_queue,
        patience=UNHURRIED,
        now=lambda: datetime(2023, 5, 10, 9, tzinfo=UTC),
    )
    with pytest.raises(AreaNotThen, match=r"For 10 May 2023, choose Cumberland"):
        await desk.submit(
            in_cumbria.visit, ReferralForm(), actor="hmi-1", update_id="referred-late"
        )


@pytest.mark.parametrize(
    ("day_one", "words"),
    [
        pytest.param(date(2020, 10, 16), "19 October 2020 at the earliest", id="too soon"),
        pytest.param(date(2020, 9, 18), "is not in the future", id="in the past"),
        pytest.param(date(2020, 10, 24), "is not a working day", id="on a Saturday"),
        pytest.param(date(2020, 12, 25), "is not a working day", id="on Christmas Day"),
    ],
)
async def test_a_day_that_will_not_do_is_refused(visits: Visits, day_one: date, words: str) -> None:
    walk = new_walk(visits)
    opening = replace(walk.opening, day_one=day_one)

    told = await refusal_of(walk.desk.open(opening, walk.scenario.contacts, "open"))

    assert told.code is RefusalCode.DATES
    assert words in told.sentence
    assert await nothing_of(walk, visits)


async def test_contacts_that_will_not_do_are_refused_with_the_opening(visits: Visits) -> None:
    walk = new_walk(visits)
    assert walk.scenario.contacts is not None
    people = tuple(person for person in walk.scenario.contacts.people if person.ref != "dcs")

    told = await refusal_of(walk.desk.open(walk.opening, ContactsForm(people=people), "open"))

    assert told.code is RefusalCode.CONTACTS
    assert "exactly one director of children's services is needed, not 0" in told.sentence
    assert await nothing_of(walk, visits)


async def test_a_visit_that_nobody_opened_is_refused(visits: Visits) -> None:
    for typed in ("nobody-e10000016", "e10000016", "interim-e1000001", "interim_e10000016", ""):
        with pytest.raises(UnknownVisit) as told:
            await (await visits.at("invited")).desk.submit(
                typed, FeedbackForm(), actor="coordinator", update_id="x"
            )
        assert str(told.value).startswith(f"There is no visit {typed} in the register.")


# --- Nobody at home -----------------------------------------------------------------------------

NOBODY = "127.0.0.1:1"


async def test_without_a_server_a_sentence_says_what_to_do() -> None:
    with pytest.raises(TemporalUnavailable) as told:
        await connect(NOBODY)

    assert f"Temporal does not answer at {NOBODY}." in str(told.value)
    assert "`visits up`" in str(told.value)


@pytest.mark.parametrize(
    "database_url",
    [f"postgresql://visits:s3cret@{NOBODY}/visits", "postgresql://visits:s3cret@", "s3cret"],
    ids=["nobody there", "half an address", "no address"],
)
async def test_without_a_database_a_sentence_says_what_to_do(database_url: str) -> None:
    with pytest.raises(RegisterUnavailable) as told:
        async with open_pool(database_url):
            raise AssertionError("there is no database")

    assert str(told.value).startswith("The register does not answer")
    assert "DATABASE_URL" in str(told.value)
    assert "s3cret" not in str(told.value)


async def test_a_database_that_does_not_let_us_in_is_refused_without_the_password(
    visits: Visits,
) -> None:
    login, _, place = visits.engine.addresses.database_url.rpartition("@")
    with pytest.raises(RegisterUnavailable) as told:
        async with open_pool(f"{login}-s3cret@{place}"):
            raise AssertionError("the password is wrong")

    assert "s3cret" not in str(told.value)
