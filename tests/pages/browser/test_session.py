"""The pages by which people sign in and out, in a real browser."""

import pytest

from register import staff
from schemas.staff import OWNER, StaffRole
from tests.pages.browser.judging import Judge
from tests.pages.conftest import House


@pytest.mark.parametrize("path", ["/sign-in", "/sign-in/once/made-up", "/signed-out"])
async def test_a_page_of_signing_in_is_good(house: House, judge: Judge, path: str) -> None:
    assert await judge.faults(f"{house.address}{path}") == []


async def test_the_page_of_oneself_is_good(house: House, judge: Judge) -> None:
    async with house.engine.pool.acquire() as connection, connection.transaction():
        if await staff.find(connection, "coordinator") is None:
            await staff.add(
                connection,
                ref="coordinator",
                name="Ada Sample",
                email=None,
                roles=frozenset(StaffRole),
                actor=OWNER,
            )
    assert await judge.faults(f"{house.address}/account") == []
