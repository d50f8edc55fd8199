"""The read model of visits: what coordinators list and look at."""

import pytest

from register import visits
from register.connection import Pool
from register.visits import UnknownVisit
from rules.next_action import next_action
from schemas.values import Stage
from tests.register.recording import another, record
from tests.support.visits import (
    VISIT,
    accepted,
    closed,
    delivered,
    just_opened,
    opened,
    planned,
    require_readable,
)


async def test_a_visit_is_found_as_it_was_last_recorded(pool: Pool) -> None:
    await record(pool, opened().events)
    await record(pool, closed().events)

    async with pool.acquire() as connection:
        assert await visits.load(connection, VISIT) == closed().state
        assert await visits.require(connection, VISIT) == closed().state


async def test_a_visit_that_is_not_there_is_a_sentence(pool: Pool) -> None:
    async with pool.acquire() as connection:
        assert await visits.load(connection, VISIT) is None
        with pytest.raises(UnknownVisit) as unknown:
            await visits.require(connection, VISIT)

    assert VISIT in str(unknown.value)
    require_readable(str(unknown.value))


async def test_its_row_tells_what_a_list_shows(pool: Pool) -> None:
    late = planned().at("2020-10-07 18:00")
    await record(pool, late.events)

    row = await pool.fetchrow("SELECT * FROM visits")

    coming = next_action(late.state)
    assert row is not None
    assert (row["stage"], row["outcome"], row["area"]) == ("preparing", None, "E10000016")
    assert (row["next_action"], row["owner"], row["due"]) == (
        coming.action,
        coming.owner,
        coming.due,
    )
    assert (row["tasks"], row["sequence"]) == (1, late.state.sequence)


async def test_those_due_first_are_on_top_and_the_ended_last(pool: Pool) -> None:
    await record(pool, another(closed(), "a-e10000001"))
    await record(pool, another(just_opened(), "b-e10000002"))  # nothing is due yet
    await record(pool, another(planned(), "c-e10000003"))  # 7 October
    await record(pool, another(delivered(), "d-e10000004"))  # 14 September
    await record(pool, another(accepted(), "e-e10000005"))  # 15 September

    async with pool.acquire() as connection:
        listed = [state.visit_id[0] for state in await visits.list_visits(connection)]

    assert listed == ["d", "e", "c", "b", "a"]


async def test_visits_of_one_stage_can_be_listed(pool: Pool) -> None:
    await record(pool, another(closed(), "a-e10000001"))
    await record(pool, another(delivered(), "d-e10000004"))

    async with pool.acquire() as connection:
        invited = await visits.list_visits(connection, stage=Stage.INVITED)
        assert [state.visit_id for state in invited] == ["d-e10000004"]
        assert await visits.list_visits(connection, stage=Stage.SHARING) == []
