"""Desks decide by the register's clock, however the clock of their own machine stands."""

from datetime import UTC, date, datetime, timedelta

import pytest

from activities.reference import working_calendar
from desk.answers import Opening
from desk.desk import Desk
from register import visits
from register.connection import open_pool
from rules.refusals import RefusalCode, Refused
from rules.working_days import add_working_days
from rules.zones import london_date
from schemas.policy import VisitPolicy
from tests.engine import UNHURRIED, Engine
from tests.support.clocks import clock_ahead_by

_AHEAD = timedelta(days=7)


def soonest_on(day: date) -> date:
    """The first day one for which a visit can be opened on a day."""
    calendar = working_calendar(day)
    first = add_working_days(day, 0, calendar)
    return add_working_days(first, VisitPolicy().invitation_before, calendar)


async def test_what_a_slow_clock_would_open_is_refused_by_the_registers(engine: Engine) -> None:
    await engine.pool.execute(clock_ahead_by(_AHEAD))
    own = datetime.now(UTC)
    opening = Opening(
        area="E10000016",
        day_one=soonest_on(london_date(own)),
        programme="by-the-clock",
        actor="coordinator",
        reason="The area asked for it.",
    )
    async with open_pool(engine.addresses.database_url) as pool:
        desk = Desk(
            await engine.client(), pool, task_queue=engine.settings.task_queue, patience=UNHURRIED
        )

        with pytest.raises(Refused) as foreseen:
            await desk.preview_opening(opening, None)
        with pytest.raises(Refused) as refused:
            await desk.open(opening, None, "open")

        earliest = soonest_on(london_date(own + _AHEAD))
        for told in (foreseen.value, refused.value):
            assert told.code is RefusalCode.DATES
            assert f"{earliest:%A %-d %B %Y} at the earliest" in told.sentence
        async with pool.acquire() as connection:
            assert await visits.load(connection, "by-the-clock-e10000016") is None
