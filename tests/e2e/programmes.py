"""A small programme, played on a test's own task queue."""

from collections import Counter
from contextlib import AbstractAsyncContextManager
from datetime import datetime

from temporalio.client import Client

from register import letters, log, programmes
from register.logged import Logged
from release.rehearsal.programme.player import ProgrammePlayer
from release.rehearsal.programme.rehearsal import frame_of
from schemas.programme import ProgrammeState
from schemas.programme.scenario import ProgrammeScenario
from schemas.streams import AnyEvent
from tests.engine import Engine

Serving = AbstractAsyncContextManager[object]

SMALL = {
    "title": "Three areas, of which the second declines",
    "programme": "small",
    "opened": "2020-08-31 09:05",
    "window": ["2020-10-05", "2020-12-11"],
    "frame": {"day": "2020-10-05", "areas": ["E10000016", "E10000024", "E08000003", "E09000005"]},
    "select": {"number": 2, "seed": "a small draw", "at": "2020-09-01 10:00"},
    "visits_a_week": 2,
    "plan": {
        "at": "2020-09-02 10:00",
        "teams": 2,
        "seconds": 2,
        "spans": [{"visits": 2, "first": "2020-10-12", "last": "2020-10-16"}],
    },
    "behaviours": [{"scenario": "declined", "every": 9, "first": 2}],
}


def small(engine: Engine, **changes: object) -> ProgrammeScenario:
    """The small programme under a name of the test's own."""
    named = {**SMALL, "programme": f"p{engine.number}", **changes}
    return ProgrammeScenario.model_validate(named)


class Play:
    """A programme that was played, and what it left.

    Attributes:
        player: That played it.
        state: In the end.
        told: What the player told of it, with the moment.
    """

    def __init__(self, player: ProgrammePlayer, state: ProgrammeState) -> None:
        self.player = player
        self.state = state


async def play(
    engine: Engine,
    client: Client,
    scenario: ProgrammeScenario,
    by: type[ProgrammePlayer] = ProgrammePlayer,
) -> Play:
    """Play a programme; a worker must be serving."""
    told: list[tuple[datetime, str]] = []
    player = by(
        scenario,
        frame_of(scenario),
        client,
        engine.pool,
        engine.settings,
        lambda at, what: told.append((at, what)),
    )
    state = await player.play()
    return Play(player, state)


async def logged(engine: Engine, programme: str) -> list[Logged[AnyEvent]]:
    """The programme's own stream."""
    async with engine.pool.acquire() as connection:
        return await log.of_stream(connection, programme)


async def recorded(engine: Engine, programme: str) -> ProgrammeState:
    """The programme as recorded."""
    async with engine.pool.acquire() as connection:
        return await programmes.require(connection, programme)


def what_became(play: Play) -> list[tuple[str, ...]]:
    """What became of each area: not in which look it was found."""
    return sorted(
        (
            one.area,
            one.source,
            one.standing,
            one.replaces or "",
            str(one.planned),
        )
        for one in play.state.areas
    )


async def left_by(engine: Engine, play: Play) -> tuple[Counter[str], list[str]]:
    """The keys of all letters, each with its status, and the types of all events of visits."""
    sent: Counter[str] = Counter()
    happened: list[str] = []
    async with engine.pool.acquire() as connection:
        for one in play.player.visits.values():
            for row in await letters.of_visit(connection, one.visit, words=True):
                key = row.order.key.replace(play.state.programme, "PROGRAMME")
                sent[f"{key} {row.status}"] += 1
            entries = await log.read(connection, visit=one.visit)
            happened += [f"{one.visit[-9:]} {entry.event.type}" for entry in entries]
    return sent, sorted(happened)
