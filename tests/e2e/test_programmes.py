"""A programme on the real server: drawn, planned, invited, replaced where an area declines."""

from collections import Counter
from collections.abc import AsyncIterator
from typing import NamedTuple

import pytest

from register import letters
from release.audit import audit
from rules.programme import evolve_programme, owed
from rules.refusals import Refused
from schemas.programme import ProgrammeState, Standing
from schemas.programme.forms import CloseForm, PauseProgrammeForm
from schemas.programme.values import Source
from schemas.values import LetterKind, Mode, Stage
from stack import EmbeddedStack
from tests.e2e.programmes import Play, logged, play, recorded, small
from tests.e2e.walking import own_engine
from tests.engine import Engine


class Played(NamedTuple):
    engine: Engine
    play: Play
    events: list[str]
    refolded: ProgrammeState | None
    sent: Counter[LetterKind]
    audited: list[str]


@pytest.fixture(scope="module")
async def played(
    stack: EmbeddedStack, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Played]:
    """Until the accepted visits have their days and teams."""
    folder = tmp_path_factory.mktemp("programme")
    async with own_engine(stack.addresses, folder) as engine, engine.working() as (client, _):
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
        yield Played(
            engine, done, [entry.event.type.value for entry in entries], state, sent, wrong
        )


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
    assert {member.role: member.inspector for member in visit.team} == accepted.planned.team


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
