"""Whoever decides several times in a few minutes means the last; its readers are not told each."""

from collections.abc import AsyncIterator
from datetime import date, timedelta
from email import message_from_bytes
from email.policy import default

import pytest

from register import letters
from register.letters import LetterRow
from schemas.forms.course import CancellationForm
from schemas.forms.letters import DeliveryForm, ResendingForm
from schemas.forms.preparation import DatesForm
from schemas.forms.team import OfficerForm
from schemas.values import Delivery, LetterKind, LetterStatus, TaskKind
from stack import EmbeddedStack
from tests.e2e.refusing import refusal_of
from tests.e2e.walking import Walk, own_engine
from tests.engine import Engine

DELIVERED = LetterStatus.DELIVERED
DAYS = [(date(2020, 11, day), date(2020, 11, day + 1)) for day in (2, 3, 4, 5, 9)]


@pytest.fixture(scope="module")
async def engine(
    stack: EmbeddedStack, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Engine]:
    async with (
        own_engine(stack.addresses, tmp_path_factory.mktemp("overtaken")) as made,
        made.working(),
    ):
        yield made


async def prepared(engine: Engine, programme: str) -> Walk:
    """A visit whose area was told of team and days just now."""
    scenario = engine.scenario().model_copy(update={"programme": programme})
    walk = Walk(scenario, await engine.client(), engine.pool, engine.settings.task_queue)
    await walk.open()
    await walk.steps_through("dates")
    return walk


async def to_the_director(engine: Engine, walk: Walk) -> list[LetterRow]:
    async with engine.pool.acquire() as connection:
        rows = await letters.of_visit(connection, walk.visit, words=True)
    kinds = {LetterKind.CONFIRMATION, LetterKind.CANCELLATION}
    return [row for row in rows if row.order.recipient == "dcs" and row.order.kind in kinds]


async def move(walk: Walk) -> None:
    for one, two in DAYS:
        await walk.submit(DatesForm(day_one=one, day_two=two), f"{walk.visit}-{one}")


async def test_five_moves_in_a_row_are_two_confirmations(engine: Engine) -> None:
    walk = await prepared(engine, "five-moves")

    await move(walk)
    meanwhile = await to_the_director(engine, walk)
    await walk.let_pass(timedelta(minutes=11))
    afterwards = await to_the_director(engine, walk)

    before = [DELIVERED, *[LetterStatus.SUPERSEDED] * 4]
    assert [row.status for row in meanwhile] == [*before, LetterStatus.FILED]
    assert [row.status for row in afterwards] == [*before, DELIVERED]
    first, last = afterwards[0], afterwards[-1]
    assert first.settled_at is not None
    assert meanwhile[-1].next_attempt_at == first.settled_at + timedelta(minutes=10)
    assert last.message is not None
    assert b"Monday 9 November 2020" in last.message
    # Nobody has read the four between: what they know is the first.
    read = message_from_bytes(last.message, policy=default).get_body(("plain",))
    assert read is not None
    text = " ".join(read.get_content().split())
    assert "the days (before: Monday 19 October 2020 and Tuesday 20 October 2020)" in text


async def test_a_letter_that_waits_and_is_sent_again_goes_at_once_and_once(engine: Engine) -> None:
    walk = await prepared(engine, "waiting")
    one, two = DAYS[0]
    await walk.submit(DatesForm(day_one=one, day_two=two), "moved")
    waiting = (await to_the_director(engine, walk))[-1]

    await walk.submit(ResendingForm(letter=waiting.order.key), "again")
    await walk.let_pass(timedelta(minutes=11))
    rows = await to_the_director(engine, walk)

    assert waiting.status is LetterStatus.FILED
    assert [(row.order.round, row.order.copy_number, row.status) for row in rows] == [
        (1, 1, DELIVERED),
        (2, 1, LetterStatus.SUPERSEDED),
        (2, 2, DELIVERED),
    ]


async def test_days_that_hold_no_more_are_not_sent_again(engine: Engine) -> None:
    walk = await prepared(engine, "old-days")
    await move(walk)
    await walk.let_pass(timedelta(minutes=11))
    before = await to_the_director(engine, walk)
    *overtaken, last = [row.order.key for row in before]

    told = [
        await refusal_of(walk.submit(ResendingForm(letter=key), f"again-{number}"))
        for number, key in enumerate(overtaken)
    ]
    after = await to_the_director(engine, walk)
    await walk.submit(ResendingForm(letter=last), "the-last")

    assert len(overtaken) == 5
    assert all(f"{last} has taken its place" in f"{refused}" for refused in told)
    assert after == before


async def test_a_letter_that_stands_somebody_down_may_come_back_like_any_other(
    engine: Engine,
) -> None:
    walk = await prepared(engine, "stood-down")
    officer = OfficerForm(
        name="Peter Iqbal",
        email="new.officer@kent.example.gov.uk",
        organisation="Kent County Council",
    )
    await walk.submit(officer, "nominate-again")
    key = f"{walk.visit}/stood_down/1/officer-1"

    await walk.submit(DeliveryForm(letter=key, status=Delivery.REFUSED), "came-back")
    asked = await engine.state(walk.visit)
    await walk.submit(ResendingForm(letter=key), "again")
    state = await engine.state(walk.visit)
    async with engine.pool.acquire() as connection:
        rows = await letters.of_visit(connection, walk.visit, words=True)

    assert [(task.kind, task.letter) for task in asked.tasks] == [
        (TaskKind.LETTER_NOT_DELIVERED, key)
    ]
    assert state.tasks == ()
    stood_down = [row for row in rows if row.order.kind is LetterKind.STOOD_DOWN]
    assert [(row.order.key, row.status) for row in stood_down] == [
        (key, LetterStatus.REFUSED),
        (f"{key}.2", DELIVERED),
    ]
    # The days were in their calendar, and are taken out of it.
    for row in stood_down:
        assert row.message is not None
        (entry,) = (
            part
            for part in message_from_bytes(row.message, policy=default).walk()
            if part.get_content_type() == "text/calendar"
        )
        assert "METHOD:CANCEL" in entry.get_content()


async def test_nobody_is_told_of_days_once_the_visit_is_cancelled(engine: Engine) -> None:
    walk = await prepared(engine, "moved-and-cancelled")

    await move(walk)
    await walk.submit(CancellationForm(reason="The programme ends."), "cancel")
    await walk.let_pass(timedelta(minutes=11))
    rows = await to_the_director(engine, walk)

    arrived = [(row.order.kind, row.order.round) for row in rows if row.status is DELIVERED]
    assert arrived == [(LetterKind.CONFIRMATION, 1), (LetterKind.CANCELLATION, 1)]
