"""Visits at every stage, as a programme has them in the middle of its window.

Each was opened in the past by its own clock, which is then moved until it says what every clock
says. From there on time is real, and whoever decides does so by the pages and the API.
"""

import asyncio
import itertools
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from typing import Final, NamedTuple

from activities.reference import working_calendar
from bench.smooth import smooth
from bench.whole.house import QUEUE, House
from desk.policy_in_use import policy_in_use
from register.areas import areas_on
from register.connection import open_pool
from release.rehearsal.days import OPENING_TIME, Days
from release.rehearsal.player import Player
from rules.working_days import add_working_days
from rules.zones import at_london, london_date
from schemas.ids import VisitId
from schemas.scenario import Scenario
from worker.connections import connect
from worker.settings import WorkerSettings

FIRST: Final = -16
"""Working days from day one at which the youngest visit stands: it has just been invited."""
LAST: Final = 12
"""The same of the oldest: its note was acknowledged."""
DO: Final = tuple(step.do for step in smooth("any").steps)
"""What is done in such a visit, in order."""
_AT_ONCE: Final = 8


class Opened(NamedTuple):
    """A visit that people find.

    Attributes:
        visit: Its id.
        programme: Its programme.
        number: Tells its inspectors from those of others.
        day_one: Its first day, as ISO 8601 has it.
        day_two: Likewise.
        taken: How many steps of the smooth scenario are done.
    """

    visit: VisitId
    programme: str
    number: int
    day_one: str
    day_two: str
    taken: int

    @property
    def scenario(self) -> Scenario:
        """What people do in it."""
        return smooth(self.programme, self.number)

    @property
    def days(self) -> Days:
        """When."""
        one, two = date.fromisoformat(self.day_one), date.fromisoformat(self.day_two)
        return Days(at_london(one, OPENING_TIME), one, two)


async def open_visits(house: House, number: int) -> Sequence[Opened]:
    """Open so many, as evenly over the stages as they come."""
    few = asyncio.Semaphore(_AT_ONCE)
    settings = WorkerSettings(task_queue=QUEUE)
    client = await connect(house.addresses.temporal, house.addresses.namespace)
    async with open_pool(house.addresses.database_url) as pool:

        async def open_one(place: int, programme: str, area: str) -> Opened:
            scenario = smooth(programme, place).model_copy(
                update={"area": area, "policy": policy_in_use(letters_held_minutes=0)}
            )
            stands = FIRST + place * (LAST - FIRST) // max(number - 1, 1)
            days = _days(stands, scenario.policy.invitation_before)
            async with few:
                player = Player(scenario, days, client, pool, settings, lambda _: None)
                visit, taken = await _walk(player, scenario, days)
            return Opened(
                visit, programme, place, days.one.isoformat(), days.two.isoformat(), taken
            )

        named = enumerate(itertools.islice(_names(), number))
        return await asyncio.gather(*(open_one(place, *name) for place, name in named))


def _names() -> Iterator[tuple[str, str]]:
    """A programme and an area for each visit; as many programmes as it takes."""
    areas = [one.gss_code for one in areas_on(london_date(datetime.now(UTC)))]
    return ((f"load-{turn}", area) for turn in itertools.count(1) for area in areas)


def _days(stands: int, notice: int) -> Days:
    """Of a visit that is so many working days after its day one."""
    today = london_date(datetime.now(UTC))
    calendar = working_calendar(today)
    one = add_working_days(today, -stands, calendar)
    opened = add_working_days(one, -notice, calendar)
    return Days(at_london(opened, OPENING_TIME), one, add_working_days(one, 1, calendar))


async def _walk(player: Player, scenario: Scenario, days: Days) -> tuple[VisitId, int]:
    """Take every step that is due by now, and move the clock to now."""
    visit = await player.open()
    taken = 0
    for step in scenario.steps:
        moment = days.moment(step.at)
        if moment > datetime.now(UTC):
            break
        await player.advance_to(visit, moment)
        await player.take(visit, step, f"step-{taken + 1}")
        taken += 1
    await player.advance_to(visit, datetime.now(UTC))
    return visit, taken
