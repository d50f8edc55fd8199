"""No message takes more than its share, and none is blamed for what is not its own."""

import asyncio
import os
import resource
import signal
from datetime import UTC, date, datetime

import pytest

from activities.incoming.apart import _INCOMING, NotRead, ReadingApart
from activities.incoming.calendar_answer import CalendarAnswer
from activities.incoming.message import UNREADABLE, MailedFile, read_message
from schemas.incoming import CalendarReply, MailKind
from tests.support.waiting import until

BOUNCES = "bounces@visits.example"
SLOW = b"From: a@b.example\nContent-Type: text/plain; charset=punycode\n\n" + b"a" * 900_000
SLOW += b"-" + b"9" * 900_000
"""A message that Python's own decoder needs minutes for, in which nothing else would run."""

PLAIN = b"From: a@b.example\nSubject: Yes\n\nWe come.\n"


async def test_a_message_that_would_take_minutes_is_unreadable_and_the_next_one_is_read() -> None:
    apart = ReadingApart(BOUNCES, seconds=1)
    try:
        assert await apart.read(PLAIN) == read_message(PLAIN, BOUNCES)
        reading = asyncio.create_task(apart.read(SLOW))
        turns = 0
        while not reading.done():
            await asyncio.sleep(0.01)
            turns += 1
        assert await reading == UNREADABLE
        assert turns > 1, "whatever else there is to do went on meanwhile"
        assert (await apart.read(PLAIN)).words == "We come."
    finally:
        await apart.rest()


async def test_a_message_is_not_blamed_for_a_process_that_somebody_ends() -> None:
    apart = ReadingApart(BOUNCES)
    try:
        reading = asyncio.create_task(apart.read(SLOW))
        await until(lambda: _has_begun(apart))
        assert apart._process is not None  # noqa: SLF001 - it is to be ended by somebody else
        os.kill(apart._process.pid, signal.SIGKILL)  # noqa: SLF001
        with pytest.raises(NotRead):
            await reading
        assert (await apart.read(PLAIN)).kind is MailKind.REPLY
    finally:
        await apart.rest()


async def _has_begun(apart: ReadingApart) -> bool:
    """Whether a message is being read: it has its share of a processor from then on."""
    process = apart._process  # noqa: SLF001 - as above
    if process is None:
        return False
    share, _ = resource.prlimit(process.pid, resource.RLIMIT_CPU)
    return share != resource.RLIM_INFINITY


async def test_it_has_nothing_of_ours_in_its_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://secret")
    apart = ReadingApart(BOUNCES)
    try:
        await apart.read(PLAIN)
        assert apart._process is not None  # noqa: SLF001
        with open(f"/proc/{apart._process.pid}/environ", "rb") as given:  # noqa: SLF001, ASYNC230, PTH123
            assert b"secret" not in given.read()
    finally:
        await apart.rest()


def test_everything_that_is_read_comes_across() -> None:
    now = datetime(2027, 1, 11, 9, tzinfo=UTC)
    answers = tuple(
        CalendarAnswer("v@x", "a@b", CalendarReply.DECLINED, 2, date(2027, 1, 12), now, begins)
        for begins in (None, date(2027, 1, 11), now)
    )
    whole = UNREADABLE._replace(
        tags=("a" * 16,),
        named=(("v/invitation/1/dcs", "visits.example"),),
        answers=answers,
        copy=MailedFile("copy.docx", b"\x00\xff"),
    )
    assert _INCOMING.validate_json(_INCOMING.dump_json(whole)) == whole
