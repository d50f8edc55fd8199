"""A note of a coordinator's own goes with letters once, and with those of a round that wait."""

from datetime import date, timedelta

import pytest

from register import letter_notes, letters
from register.connection import Pool
from register.letter_notes import NoteHasLeft
from schemas import messages as m
from schemas.content import ContentRef
from schemas.ids import LetterKey
from schemas.policy import VisitPolicy
from schemas.values import ContentKind, LetterKind, LetterStatus
from tests.register.recording import record
from tests.support import visits as v
from tests.support.visits import VISIT, Visit

CONFIRMATION = LetterKind.CONFIRMATION
WORDS = v.content(ContentKind.LETTER_NOTE)
MOVED = (date(2020, 10, 7), date(2020, 10, 8))
TAKEN_OUT = m.RemoveLetterNote(actor="coordinator", number=1)


def note(kind: LetterKind = CONFIRMATION, to: str | None = None) -> m.AddLetterNote:
    return m.AddLetterNote(actor="coordinator", kind=kind, recipient=to, content=WORDS)


def before_the_days() -> Visit:
    """Letters to people outside wait for five minutes; the days are not set yet."""
    held = VisitPolicy(letters_held_minutes=5)
    visit = v.opened(held).at("2020-09-07 09:00").told(v.respond(), v.nominate(), v.declare())
    return visit.told(v.confirm_team())


async def standing(pool: Pool) -> dict[LetterKey, tuple[ContentRef, ...]]:
    """What stands in the letters that have not been overtaken."""
    async with pool.acquire() as connection:
        found = await letter_notes.by_letter(connection, VISIT)
        rows = await letters.of_visit(connection, VISIT)
    gone = {row.order.key for row in rows if row.status is LetterStatus.SUPERSEDED}
    return {key: words for key, words in found.items() if key not in gone}


async def send(pool: Pool, *to: str) -> None:
    async with pool.acquire() as connection:
        for row in await letters.of_visit(connection, VISIT, statuses=[LetterStatus.FILED]):
            if row.order.recipient in to:
                await letters.mark(
                    connection, row.order.key, LetterStatus.SENT, at=row.filed_at, channel="smtp"
                )


def keys(*to: str, round_: int = 1) -> set[LetterKey]:
    return {f"{VISIT}/confirmation/{round_}/{ref}" for ref in to}


OUTSIDE = ("dcs", "health-1", "health-2", "officer-1")
TEAM = ("hmi-1", "hmi-2", "cqc-1")


async def test_a_note_waits_for_the_next_letters_of_its_kind_and_goes_once(pool: Pool) -> None:
    visit = before_the_days().told(note(), v.set_dates())
    await record(pool, visit.events)
    await send(pool, *OUTSIDE, *TEAM)
    assert set(await standing(pool)) == keys(*OUTSIDE, *TEAM)

    later = visit.at(visit.now + timedelta(days=1)).told(v.set_dates(*MOVED))
    await record(pool, later.events)

    assert set(await standing(pool)) == keys(*OUTSIDE, *TEAM)


async def test_a_note_stands_in_letters_that_wait_to_be_taken_back(pool: Pool) -> None:
    visit = before_the_days().told(v.set_dates())
    await record(pool, visit.events)
    await send(pool, *TEAM)

    await record(pool, visit.told(note()).events)

    assert set(await standing(pool)) == keys(*OUTSIDE)


async def test_a_note_to_one_reader_goes_to_nobody_else(pool: Pool) -> None:
    await record(pool, before_the_days().told(note(to="dcs"), v.set_dates()).events)

    assert await standing(pool) == {f"{VISIT}/confirmation/1/dcs": (WORDS,)}


async def test_what_has_not_left_goes_with_the_letter_that_takes_its_place(pool: Pool) -> None:
    visit = before_the_days().told(note(), v.set_dates())
    await record(pool, visit.events)
    await send(pool, "dcs", *TEAM)

    await record(pool, visit.told(v.set_dates(*MOVED)).events)

    waiting = [ref for ref in OUTSIDE if ref != "dcs"]
    assert set(await standing(pool)) == keys("dcs", *TEAM) | keys(*waiting, round_=2)


async def test_a_letter_that_is_sent_again_says_the_same(pool: Pool) -> None:
    visit = before_the_days().told(note(), v.set_dates())
    await record(pool, visit.events)
    await send(pool, *OUTSIDE, *TEAM)

    (key,) = keys("dcs")
    again = visit.told(m.ResendLetter(actor="coordinator", letter=key))
    await record(pool, again.events)

    assert (await standing(pool))[f"{key}.2"] == (WORDS,)


async def test_a_note_is_taken_out_until_a_letter_with_it_has_left(pool: Pool) -> None:
    visit = before_the_days().told(note(), v.set_dates())
    await record(pool, visit.events)
    (key,) = keys("dcs")

    await record(pool, visit.told(TAKEN_OUT).events)
    assert await standing(pool) == {}

    second = visit.told(TAKEN_OUT, note())
    await record(pool, second.events)
    assert key in await standing(pool)
    await send(pool, "dcs")
    with pytest.raises(NoteHasLeft):
        await record(pool, second.told(m.RemoveLetterNote(actor="coordinator", number=2)).events)
    assert key in await standing(pool)


def test_what_is_not_there_is_not_taken_out() -> None:
    visit = before_the_days()

    assert "none was added" in v.refused(visit, TAKEN_OUT).sentence
    other = TAKEN_OUT.model_copy(update={"number": 7})
    assert "there is no such note" in v.refused(visit.told(note()), other).sentence
    again = v.refused(visit.told(note(), TAKEN_OUT), TAKEN_OUT)
    assert "taken out already" in again.sentence
    assert "nobody in visit" in v.refused(visit, note(to="stranger")).sentence
