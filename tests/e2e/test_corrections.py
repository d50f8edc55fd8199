"""A reply that was recorded by mistake, on the real server: taken back, and put right later."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date, timedelta

import pytest

from register import letters
from register.letters import LetterRow
from schemas.forms.corrections import ReplyCorrectionForm, TakingBackForm
from schemas.forms.invitation import ResponseForm
from schemas.values import Answer, LetterKind, LetterStatus, Outcome, Reply, Stage
from stack import EmbeddedStack
from tests.e2e.refusing import refusal_of
from tests.e2e.walking import Walk, own_engine
from tests.engine import Engine
from tests.performances import Performances

_WRONG = ResponseForm(answer=Answer.DECLINE)
_MINUTES = timedelta(minutes=5)


@pytest.fixture(scope="module")
async def engine(
    stack: EmbeddedStack, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Engine]:
    async with (
        own_engine(stack.addresses, tmp_path_factory.mktemp("corrections")) as made,
        made.working(),
    ):
        yield made


async def of_kinds(engine: Engine, walk: Walk, *kinds: LetterKind) -> list[tuple[str, int, str]]:
    """The kind, the round and the status of the director's letters of these kinds."""
    async with engine.pool.acquire() as connection:
        rows = await letters.of_visit(connection, walk.visit)
    return [
        (row.order.kind, row.order.round, row.status)
        for row in rows
        if row.order.recipient == "dcs" and row.order.kind in kinds
    ]


async def test_a_mistyped_decline_is_taken_back_and_a_later_one_put_right(engine: Engine) -> None:
    scenario = engine.scenario()
    policy = scenario.policy.model_copy(update={"letters_held_minutes": 5})
    scenario = scenario.model_copy(update={"programme": "corrections", "policy": policy})
    walk = Walk(scenario, await engine.client(), engine.pool, engine.settings.task_queue)
    noted, reopened = LetterKind.DECLINE_NOTED, LetterKind.REOPENED
    await walk.open()
    replied = next(step for step in scenario.steps if step.do == "respond")
    await walk.pass_to(walk.days.moment(replied.at))

    held = await walk.submit(_WRONG, "wrong")
    back = await walk.submit(TakingBackForm(reason="Mistyped."), "back")
    await walk.let_pass(2 * _MINUTES)

    assert held.letters_leave_at is not None
    assert (back.stage, back.letters_leave_at) == (Stage.INVITED, None)
    assert (held.letters_stopped, back.letters_stopped) == (None, 4)
    kept = [(noted, 1, LetterStatus.SUPERSEDED), (reopened, 1, LetterStatus.SUPERSEDED)]
    assert await of_kinds(engine, walk, noted, reopened) == kept

    await walk.submit(_WRONG, "wrong-again")
    await walk.let_pass(2 * _MINUTES)
    late = await refusal_of(walk.submit(TakingBackForm(reason="Mistyped."), "too-late"))
    right = await walk.submit(
        ReplyCorrectionForm(reply=Reply.ACCEPT, reason="They had accepted."), "right"
    )
    await walk.let_pass(2 * _MINUTES)

    assert "`visits correct-reply`" in late.sentence
    assert right.stage is Stage.PREPARING
    assert right.letters_stopped == 0
    assert await of_kinds(engine, walk, noted, reopened) == [
        *kept,
        (noted, 2, LetterStatus.DELIVERED),
        (reopened, 2, LetterStatus.DELIVERED),
    ]

    state = await engine.state(walk.visit)
    assert state == await engine.refolded(walk.visit)


def test_everybodys_calendar_ends_as_if_there_had_been_no_mistake(
    performances: Performances,
) -> None:
    visit = performances["mistakes"]
    entries: dict[str, list[LetterRow]] = {}
    for row in visit.letters:
        if row.order.calendar_sequence is not None:
            entries.setdefault(row.order.recipient, []).append(row)

    assert visit.state.outcome is Outcome.CLOSED
    assert visit.state.tasks == ()
    smooth = performances["smooth"].state
    assert smooth.meetings is not None
    assert set(entries) == set(smooth.meetings.holders) - {"health-2"}
    for recipient, rows in entries.items():
        numbers = [row.order.calendar_sequence or 0 for row in rows]
        assert numbers == sorted(set(numbers))
        # Whoever turned out not to have visited has it no more.
        assert rows[-1].order.calendar_cancelled is (recipient == "hmi-social-care-3")


async def test_an_area_that_had_declined_is_visited_again_by_a_visit_that_follows(
    engine: Engine,
) -> None:
    scenario = engine.scenario().model_copy(update={"programme": "visited-again"})
    walk = Walk(scenario, await engine.client(), engine.pool, engine.settings.task_queue)
    await walk.open()
    await walk.pass_to(walk.days.moment("T-18 15:30"))
    again = replace(walk.opening, again=True, day_one=date(2020, 12, 7))
    early, _ = await walk.desk.open(again, None, "too-early")
    await walk.submit(_WRONG, "declined")
    over = await refusal_of(walk.desk.open(walk.opening, None, "once-more"))

    visit, _ = await walk.desk.open(again, None, "again")
    repeated, _ = await walk.desk.open(again, None, "again-once-more")
    reply = ReplyCorrectionForm(reply=Reply.ACCEPT, reason="They had accepted.")
    followed = await refusal_of(walk.submit(reply, "right"))

    assert early == walk.visit
    assert "`visits open` with --again" in over.sentence
    assert visit == repeated == f"{walk.visit}-2"
    state = await engine.state(visit)
    before = await engine.state(walk.visit)
    assert (state.predecessor, state.contacts) == (walk.visit, before.contacts)
    assert state.day_one == date(2020, 12, 7)
    assert visit in followed.sentence
