"""An hour of use in minutes, and then the same faster, on one house."""

import sys
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from bench.whole import inviting
from bench.whole.apart import apart
from bench.whole.consumers import mixed
from bench.whole.house import Doubled, House, house
from bench.whole.opening import Opened, open_visits
from bench.whole.parts import Took, moment, took
from bench.whole.people import Hour
from bench.whole.proof import commits, untrue
from register import publication
from register.connection import Pool, open_pool
from tests.support.servers import Servers

AN_HOUR: Final = 3600.0
BETWEEN_CLICKS: Final = 30.0
"""Seconds from an answer to a person's next click, on average, in real life."""
_BY_API: Final = slice(1, None, 8)
"""Each eighth of those who click is a program."""


@dataclass(frozen=True)
class Asked:
    """What is to be played.

    Attributes:
        visits: How many are open.
        people: How many click, programs included.
        consumers: How many follow.
        minutes: In which an hour of use happens at a pace of 1.
        steps: By how much the clicks' rate is multiplied, one step after the other.
        doubled: How many processes there are of what.
        seed: Of all that is drawn.
        at_most: Seconds after which a step ends, wherever its hour is.
    """

    visits: int
    people: int
    consumers: int
    minutes: float
    steps: Sequence[float]
    doubled: Doubled
    seed: int = 1
    at_most: float = AN_HOUR

    def seconds(self, factor: float) -> float:
        """How long a step lasts."""
        return min(self.minutes * 60 / factor, self.at_most)


@dataclass(frozen=True)
class Step:
    """What one step found.

    Attributes:
        factor: By how much the rate was multiplied.
        pages: By how many processes of the pages people were served.
        began: In seconds since 1970.
        ended: Likewise, of the last click.
        played: What people clicked.
        took: What each part took meanwhile.
    """

    factor: float
    pages: int
    began: float
    ended: float
    played: dict[str, Any]
    took: Took


@dataclass(frozen=True)
class Played:
    """All that was found.

    Attributes:
        steps: Each.
        consumers: What consumers of all of them have, and what is wrong with it.
        commits: When each event was committed, by its position.
        first: The position before the first click.
        wrong: What is not as people and consumers were told, in words.
        opened_in: Seconds that opening took.
    """

    steps: Sequence[Step]
    consumers: dict[str, Any]
    commits: dict[int, float]
    first: int
    wrong: Sequence[str]
    opened_in: float


async def play(both: Servers, folder: Path, asked: Asked) -> Played:
    """Play it on servers that are new.

    Args:
        both: The servers.
        folder: Where everything goes.
        asked: What.
    """
    async with (
        house(both, folder, asked.doubled) as lived_in,
        open_pool(lived_in.addresses.database_url) as pool,
    ):
        return await _House(lived_in, pool, folder, asked).play()


class _House:
    """One that is played in."""

    def __init__(self, lived_in: House, pool: Pool, folder: Path, asked: Asked) -> None:
        self._house = lived_in
        self._pool = pool
        self._folder = folder
        self._asked = asked

    async def play(self) -> Played:
        """Open, follow, click, and see whether all of it is so."""
        asked, began = self._asked, time.monotonic()
        visits = await open_visits(self._house, asked.visits)
        opened_in = time.monotonic() - began
        _say(f"{asked.visits} visits are open after {opened_in:.0f} s")
        refs = await inviting.add_people(self._pool, asked.people)
        following = mixed(
            await inviting.consumers(self._pool, asked.consumers),
            sum(asked.seconds(factor) for factor, _ in self._turns()),
            asked.seed,
        )
        departments = [tuple(one) for one in await inviting.departments(self._pool)]
        needs = {"feeds": self._house.feeds, "following": following}
        async with apart("consumers", needs, self._folder / "consumers.json") as followers:
            _say(f"{asked.consumers} consumers follow")
            first = await self._head()
            steps: list[Step] = []
            for number, turn in enumerate(self._turns()):
                stand = _as_they_stand(visits, steps)
                steps.append(
                    await self._step(number, *turn, stand, refs, departments, followers.pid)
                )
            copies = await followers.told()
        wrong = await self._wrong(first, steps, copies)
        async with self._pool.acquire() as connection:
            committed = await commits(connection, 0)
        return Played(steps, copies, committed, first, wrong, opened_in)

    def _turns(self) -> Sequence[tuple[float, int]]:
        """Each rate with one process of the pages, and then with all, where there are several."""
        numbers = sorted({1, self._asked.doubled.pages})
        return [(factor, pages) for factor in self._asked.steps for pages in numbers]

    async def _step(  # noqa: PLR0913, PLR0917 - what a step is made of
        self,
        number: int,
        factor: float,
        pages: int,
        visits: Sequence[Opened],
        refs: Sequence[str],
        departments: Sequence[Any],
        followers: int,
    ) -> Step:
        asked = self._asked
        by_api = refs[_BY_API]
        by_pages = [ref for ref in refs if ref not in by_api]
        hour = Hour(
            pages=self._house.pages[:pages],
            feeds=self._house.feeds,
            people=await inviting.sign_in_addresses(self._pool, by_pages),
            colleagues=await inviting.sign_in_addresses(
                self._pool, [inviting.colleague(ref) for ref in by_pages]
            ),
            by_api=await inviting.api_tokens(self._pool, by_api),
            departments=departments,
            visits=visits,
            think=BETWEEN_CLICKS * asked.minutes * 60 / AN_HOUR / factor,
            seconds=asked.seconds(factor),
            seed=asked.seed * 100 + number,
        )
        began = time.time()
        results = self._folder / f"people-{number}.json"
        async with apart("people", asdict(hour), results) as people:
            parts = {
                **self._house.processes,
                "consumers": [followers],
                "people": [people.pid],
            }
            before = moment(parts)
            await people.played()
            after = moment(parts)
            played = await people.told()
        step = Step(factor, pages, began, time.time(), played, took(before, after))
        _say(f"at {factor:g} times the pace, by {pages}: {len(played['taken'])} clicks")
        return step

    async def _head(self) -> int:
        async with self._pool.acquire() as connection:
            return await publication.head(connection)

    async def _wrong(self, first: int, steps: Sequence[Step], copies: dict[str, Any]) -> list[str]:
        played = [step.played for step in steps]
        return [
            *(words for one in played for words in one["wrong"]),
            *(f"{one['name']}: {words}" for one in copies["consumers"] for words in one["wrong"]),
            *copies["wrong"],
            *await untrue(self._house, self._pool, first, played),
        ]


def _as_they_stand(visits: Sequence[Opened], steps: Sequence[Step]) -> Sequence[Opened]:
    """The visits, with the steps of their scenario that people took so far."""
    taken = Counter(
        visit for step in steps for visit, _, slug in step.played["decided"] if slug != "hand-over"
    )
    return [one._replace(taken=one.taken + taken[one.visit]) for one in visits]


def _say(what: str) -> None:
    """To whoever waits, beside the tables."""
    sys.stderr.write(f"{what}\n")
    sys.stderr.flush()
