"""What cannot be opened is refused in a sentence, as is everything where nobody is at home."""

from dataclasses import replace
from datetime import date
from itertools import count
from typing import Any

import pytest
from temporalio.service import RPCError, RPCStatusCode

from desk.answers import TemporalUnavailable
from register.areas import AreaNotThen, UnknownArea
from register.connection import RegisterUnavailable, open_pool
from register.visits import UnknownVisit
from rules.refusals import RefusalCode
from schemas import forms
from tests.e2e.refusing import Visits, refusal_of
from tests.e2e.walking import Walk
from worker.connections import connect

WAITING = ("invited",)
_IDS = count(1)


# --- Opening ------------------------------------------------------------------------------------


def new_walk(visits: Visits, **opening: Any) -> Walk:  # noqa: ANN401 - what a walk is made of
    scenario = visits.engine.scenario()
    area = opening.pop("area", scenario.area)
    scenario = scenario.model_copy(update={"programme": f"new-{next(_IDS)}", "area": area})
    invited = visits["invited"]
    return Walk(
        scenario,
        invited.client,
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


async def test_an_area_that_has_ceased_is_refused_from_the_day_after(visits: Visits) -> None:
    northamptonshire = "E10000021"
    walk = new_walk(visits, area=northamptonshire, start=date(2021, 4, 1))

    with pytest.raises(AreaNotThen) as told:
        await walk.open()

    assert "Northamptonshire (E10000021) ceased to exist on 1 April 2021." in str(told.value)
    assert await nothing_of(walk, visits)


async def test_an_area_that_is_about_to_cease_can_be_opened(visits: Visits) -> None:
    walk = new_walk(visits, area="E10000021", start=date(2021, 3, 31))
    await walk.open()
    assert (await visits.engine.state(walk.visit)).area == "E10000021"


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

    told = await refusal_of(walk.desk.open(walk.opening, forms.ContactsForm(people=people), "open"))

    assert told.code is RefusalCode.CONTACTS
    assert "exactly one director of children's services is needed, not 0" in told.sentence
    assert await nothing_of(walk, visits)


async def test_a_visit_that_nobody_opened_is_refused(visits: Visits) -> None:
    with pytest.raises(UnknownVisit) as told:
        await visits["invited"].desk.submit(
            "nobody-e10000016", forms.FeedbackForm(), actor="coordinator", update_id="x"
        )
    assert str(told.value).startswith("There is no visit nobody-e10000016 in the register.")


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
