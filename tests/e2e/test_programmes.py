"""A programme on the real server: drawn, planned, invited, replaced where an area declines."""

import asyncio
import dataclasses
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from temporalio.testing import ActivityEnvironment

from activities.programme.visits import ProgrammeVisits
from desk.programme_openings import ProgrammeOpening
from desk.programme_overview import overview
from register import letters, programmes
from register.connection import open_pool
from register.roles import Role
from release.audit import audit
from release.rehearsal.programme.rehearsal import frame_of
from rules.programme import evolve_programme, owed
from rules.programme.requests import request_for
from rules.programme.rule import with_area
from rules.programme.work import VisitsOwed
from rules.refusals import RefusalCode, Refused
from schemas.programme import ProgrammeState, Standing
from schemas.programme.forms import CloseForm, PauseProgrammeForm
from schemas.programme.scenario import ProgrammeScenario
from schemas.programme.values import Source, Window
from schemas.programme.work import OpenVisitsRequest
from schemas.selection import Asked, Quota
from schemas.sentences import Sentence
from schemas.values import LetterKind, Mode, Stage
from stack import EmbeddedStack, StackAddresses
from tests.e2e.killing import killable_worker
from tests.e2e.programmes import (
    SMALL,
    Play,
    left_by,
    logged,
    play,
    recorded,
    small,
    what_became,
)
from tests.e2e.walking import own_engine
from tests.engine import Engine


class Played(NamedTuple):
    engine: Engine
    play: Play
    events: list[str]
    refolded: ProgrammeState | None
    sent: Counter[LetterKind]
    audited: list[str]
    left: tuple[Counter[str], list[str]]


@asynccontextmanager
async def in_roles(shared: StackAddresses, folder: Path) -> AsyncIterator[Engine]:
    """Whatever a role lacks, the programme stops at."""
    async with own_engine(shared, folder) as engine:
        of = engine.addresses.database_url_of
        async with open_pool(of(Role.DESK)) as pool, open_pool(of(Role.WORKER)) as workers:
            yield dataclasses.replace(engine, pool=pool, workers_pool=workers)


@pytest.fixture(scope="module")
async def played(
    stack: EmbeddedStack, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Played]:
    """Until the accepted visits have their days and teams; worker and desk in their own roles."""
    folder = tmp_path_factory.mktemp("programme")
    async with in_roles(stack.addresses, folder) as engine, engine.working() as (client, _):
        scenario = small(engine, until="2020-09-25 12:00")
        done = await play(engine, client, scenario)
        entries = await logged(engine, scenario.programme)
        state = None
        for entry in entries:
            state = evolve_programme(state, entry.event)
        sent: Counter[LetterKind] = Counter()
        async with engine.pool.acquire() as connection:
            for one in done.player.visits.values():
                rows = await letters.of_visit(connection, one.visit)
                sent.update(row.order.kind for row in rows)
        report = await audit(engine.pool, client, now=done.player.now)
        wrong = [sentence for one in report.processes for sentence in one.mismatches]
        types = [entry.event.type.value for entry in entries]
        left = await left_by(engine, done)
        yield Played(engine, done, types, state, sent, wrong, left)


def test_areas_are_drawn_after_the_portfolio_was_fixed(played: Played) -> None:
    assert played.events[:5] == [
        "programme.opened.v1",
        "programme.frame_fixed.v1",
        "programme.portfolio_fixed.v1",
        "programme.contacts_recorded.v1",
        "programme.seed_given.v1",
    ]


def test_a_reserve_takes_the_place_of_the_area_that_declined(played: Played) -> None:
    areas = played.play.state.areas
    (lost,) = [one for one in areas if one.standing is Standing.LOST]
    (promoted,) = [one for one in areas if one.source is Source.PROMOTED]

    assert promoted.replaces == lost.area
    assert promoted.planned is not None, "its days and team were planned like the others'"


def test_an_area_that_takes_part_has_the_days_and_team_of_the_plan(played: Played) -> None:
    (accepted, *_) = [one for one in played.play.state.areas if one.standing is Standing.ACCEPTED]
    visit = played.play.player.visits[accepted.area].state

    assert accepted.planned is not None
    assert visit.stage is Stage.PREPARING
    assert visit.days is not None
    assert (visit.days.day_one, visit.days.day_two, visit.mode) == (
        accepted.planned.day_one,
        accepted.planned.day_two,
        Mode.MIXED,
    )
    assert set(visit.team) == set(accepted.planned.team)


def test_each_invitation_goes_once(played: Played) -> None:
    opened = [one for one in played.play.state.areas if one.week is not None]

    assert played.sent[LetterKind.INVITATION] == 4 * len(opened)


def test_the_log_gives_back_what_the_programme_knows(played: Played) -> None:
    assert played.refolded == played.play.state
    assert owed(played.play.state) is None


def test_an_audit_finds_nothing_wrong(played: Played) -> None:
    assert played.audited == []


async def test_a_refusal_is_a_sentence_and_the_same_id_is_the_same_decision(
    played: Played,
) -> None:
    name = played.play.state.programme
    desk = played.play.player.desk

    with pytest.raises(Refused, match=r"(is|are) under way"):
        await desk.submit(name, CloseForm(reason="Over."), actor="anna", update_id="close-1")
    with pytest.raises(Refused, match="a reason is needed"):
        await desk.submit(name, PauseProgrammeForm(), actor="anna", update_id="pause-1")
    form = PauseProgrammeForm(reason="A flood.")
    first = await desk.submit(name, form, actor="anna", update_id="pause-2")
    again = await desk.submit(name, form, actor="anna", update_id="pause-2", repeated=True)

    assert again.sequence == first.sequence
    assert (await recorded(played.engine, name)).paused


class Unwilling:
    """A desk of which nothing can be had."""

    async def open(self, *_: object) -> None:
        raise Sentence("The days are past.")

    async def submit(self, *_: object) -> None:
        raise Refused(RefusalCode.WRONG_STAGE, "The visit is over.")

    async def has_taken(self, *_: object) -> bool:
        return False


async def test_why_a_visit_did_not_open_is_shown_until_it_was_seen_to(played: Played) -> None:
    state, pool = played.play.state, played.engine.workers_pool
    assert pool is not None
    asked = None
    folded = None
    for entry in await logged(played.engine, state.programme):
        folded = evolve_programme(folded, entry.event)
        task = owed(folded)
        if asked is None and isinstance(task, VisitsOwed):
            asked = request_for(task, folded, entry.event.at, rehearsed=True)
    assert isinstance(asked, OpenVisitsRequest)
    one = asked.turns[0].planned
    own_run = ActivityEnvironment()
    own_run.info = dataclasses.replace(
        own_run.info,
        workflow_id=state.programme,
        started_time=datetime.now(UTC) + timedelta(days=365),
    )

    opened = await own_run.run(ProgrammeVisits(pool, Unwilling()).open_visits, asked)
    assert opened.refused[0] == one.area

    async def shown(*, trouble: bool) -> str | None:
        troubled = with_area(state, one.area, trouble=trouble)
        async with pool.acquire() as connection:
            undone = connection.transaction()
            await undone.start()
            await programmes.save(connection, state.model_copy(update={"areas": troubled}))
            found = await overview(connection, state.programme, played.play.player.now)
            await undone.rollback()
        return next(each.refusal for each in found.areas if each.area.area == one.area)

    assert await shown(trouble=True) == "The days are past."
    assert await shown(trouble=False) is None


# --- What cannot be --------------------------------------------------------------------------

IMPOSSIBLE = Quota(column="region", value="South East", least=2, most=2)
WINDOW = Window(first=date(2020, 10, 5), last=date(2020, 12, 11))
FRAME = frame_of(ProgrammeScenario.model_validate(SMALL))


def _opening(name: str) -> ProgrammeOpening:
    text, frame, asked = FRAME
    return ProgrammeOpening(
        programme=name,
        text=text,
        frame=frame,
        asked=asked,
        window=WINDOW,
        visits_a_week=2,
        actor="anna",
    )


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"programme": "spring-e10000016"}, "would be taken for the name of a visit"),
        (
            {"window": Window(first=date(2020, 12, 11), last=date(2020, 10, 5))},
            "before it begins",
        ),
        (
            {"window": Window(first=date(2020, 12, 25), last=date(2020, 12, 28))},
            "there are not two working days",
        ),
        ({"window": Window(first=date(2020, 4, 6), last=date(2020, 4, 17))}, "has come already"),
        ({"window": Window(first=date(2009, 4, 6), last=date(2021, 4, 17))}, "are published from"),
        (
            {"asked": Asked(number=2, by=(), quotas=(IMPOSSIBLE,))},
            "cannot be met",
        ),
    ],
)
async def test_a_programme_that_cannot_be_is_refused_in_a_sentence(
    played: Played, changes: dict[str, Any], said: str
) -> None:
    opening = _opening("not-yet")

    with pytest.raises(Sentence, match=said):
        await played.play.player.desk.open_programme(
            dataclasses.replace(opening, **changes), "open-1"
        )
    async with played.engine.pool.acquire() as connection:
        assert await programmes.load(connection, "not-yet") is None


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"visits_a_week": 1}, "with another pace"),
        ({"coordinators": ("ben",)}, "with another coordinator"),
        ({"reserves": 0}, "with another number of reserves"),
        ({"asked": Asked(number=2, by=("code",), quotas=())}, "with another share or quota"),
    ],
)
async def test_what_a_programme_was_not_opened_with_is_not_passed_over(
    played: Played, changes: dict[str, Any], said: str
) -> None:
    """Whoever opens it again with another pace must not be told that it is opened so."""
    name = played.play.state.programme
    opening = _opening(name)
    desk = played.play.player.desk

    again = await desk.open_programme(opening, "open-again")

    assert again.programme == name
    with pytest.raises(Refused, match=said):
        await desk.open_programme(dataclasses.replace(opening, **changes), "open-other")


# --- Whatever dies ---------------------------------------------------------------------------

KILLS = 6


async def test_a_worker_that_is_killed_again_and_again_changes_nothing(
    played: Played, stack: EmbeddedStack, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("killed")
    async with own_engine(stack.addresses, folder) as engine, killable_worker(engine) as worker:
        client = await engine.client()
        scenario = small(engine, until="2020-09-25 12:00")
        playing = asyncio.create_task(play(engine, client, scenario))
        kills = 0
        while not playing.done():
            await asyncio.wait([playing], timeout=0.7)
            if kills < KILLS and not playing.done():
                kills += 1
                await worker.kill()
                await worker.start()
        disturbed = await playing

        assert kills == KILLS, "it was over before its worker could be killed so often"
        assert what_became(disturbed) == what_became(played.play)
        assert await left_by(engine, disturbed) == played.left
