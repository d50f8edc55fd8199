"""Of a letter that was never written nothing is decided, whatever rounds there have been."""

import pytest

from desk.offered import offered_about_visit
from desk.visit_process import check
from register.connection import Pool
from rules.refusals import RefusalCode, Refused
from schemas.messages import RecordDelivery, ResendLetter
from schemas.values import LetterStatus
from tests.register.recording import record
from tests.support import visits as v

ABOUT_LETTERS = ("resend", "delivery")


def about(letter: str) -> list[ResendLetter | RecordDelivery]:
    return [
        ResendLetter(actor="coordinator", letter=letter),
        RecordDelivery(actor="coordinator", letter=letter, status=LetterStatus.REFUSED),
    ]


async def refused(pool: Pool, visit: v.Visit) -> dict[str, str]:
    async with pool.acquire() as connection:
        offered = await offered_about_visit(connection, visit.state, visit.now)
    return {one.kind.slug: one.refused for one in offered}


async def test_a_visit_on_hold_before_its_invitation_has_written_to_nobody(pool: Pool) -> None:
    on_hold = v.held_uninvited()
    await record(pool, on_hold.events)

    async with pool.acquire() as connection:
        checked = await check(connection, v.VISIT, on_hold.now)
        for message in about(f"{v.VISIT}/on_hold/1/dcs"):
            with pytest.raises(Refused, match="was written") as told:
                await checked(message)
            assert told.value.code is RefusalCode.LETTER
    listed = await refused(pool, on_hold)
    assert all("has been written yet" in listed[slug] for slug in ABOUT_LETTERS)


async def test_of_letters_that_were_written_it_is(pool: Pool) -> None:
    invited = v.invited()
    await record(pool, invited.events)

    async with pool.acquire() as connection:
        checked = await check(connection, v.VISIT, invited.now)
        for message in about(v.invitation_to("dcs")):
            assert (await checked(message)).steps
    listed = await refused(pool, invited)
    assert not any(listed[slug] for slug in ABOUT_LETTERS)


async def test_a_letter_that_somebody_is_asked_about_can_be_told_of(pool: Pool) -> None:
    """As one that was said to have come back before this was asked."""
    letter = f"{v.VISIT}/on_hold/1/dcs"
    back = RecordDelivery(actor="coordinator", letter=letter, status=LetterStatus.REFUSED)
    asked = v.held_uninvited().told(back)
    await record(pool, asked.events)

    async with pool.acquire() as connection:
        checked = await check(connection, v.VISIT, asked.now)
        arrived = back.model_copy(update={"status": LetterStatus.DELIVERED})
        assert (await checked(arrived)).steps
    listed = await refused(pool, asked)
    assert not listed["delivery"]
