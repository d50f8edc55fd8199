"""Calendars answer to the visit's entry: who comes is shown, and another time is a task."""

from collections.abc import AsyncIterator
from datetime import date, datetime, timedelta

import pytest

from desk.tasks import things_to_do, words_of
from pages.dates import dated, weekday
from register import calendar_answers, letters
from register.calendar_answers import Answered
from schemas.forms.letters import CorrectionForm
from schemas.forms.preparation import DatesForm
from schemas.incoming import CalendarReply, MailKind, MailOutcome
from schemas.letters import LetterOrder
from schemas.values import LetterStatus
from tests.engine import Engine
from tests.support.calendar_replies import Entry, by_google, by_outlook, entry_in
from tests.support.mail_in import Post, post_of

MONDAY = datetime.fromisoformat("2020-09-28T09:00:00+00:00")


@pytest.fixture
async def post(engine: Engine) -> AsyncIterator[Post]:
    """A visit whose days are set, so that entries have gone into calendars."""
    async with post_of(engine) as opened:
        await opened.walk.open()
        await opened.walk.steps_through("dates")
        await opened.walk.let_pass(timedelta(hours=1))
        yield opened


async def entries(post: Post) -> dict[str, tuple[LetterOrder, Entry]]:
    """The last calendar entry that each person was sent."""
    async with post.pool.acquire() as connection:
        rows = await letters.of_visit(
            connection, post.walk.visit, statuses=[LetterStatus.SENT], words=True
        )
    return {
        row.order.recipient: (row.order, entry_in(row.message))
        for row in rows
        if row.order.calendar_sequence is not None
        and not row.order.calendar_cancelled
        and row.message
    }


async def answers(post: Post) -> list[Answered]:
    async with post.pool.acquire() as connection:
        return await calendar_answers.of_visit(connection, post.walk.visit)


async def test_who_accepts_and_who_declines_is_shown_with_the_days(post: Post) -> None:
    sent = await entries(post)
    (one, (_, first)), (other, (_, second)) = list(sent.items())[:2]
    post.comes(by_google(first, "ACCEPTED", MONDAY), by_google(second, "DECLINED", MONDAY))
    await post.is_read()

    assert {each.recipient: each.reply for each in await answers(post)} == {
        one: CalendarReply.ACCEPTED,
        other: CalendarReply.DECLINED,
    }
    assert all(each.holds for each in await answers(post))
    for path in ("/days", ""):
        page = await post.page(path)
        assert "ccepted, Monday 28 September 2020 at " in page
    assert [message.kind for message in await post.listed()] == [MailKind.CALENDAR_ANSWER] * 2


async def test_the_latest_word_counts_in_whatever_order_words_come(post: Post) -> None:
    _, entry = next(iter((await entries(post)).values()))
    later = MONDAY + timedelta(hours=2)
    post.comes(by_google(entry, "DECLINED", later), by_google(entry, "ACCEPTED", MONDAY))
    await post.is_read()
    (answered,) = await answers(post)
    assert (answered.reply, answered.at) == (CalendarReply.DECLINED, later)


async def test_one_of_the_two_days_can_be_declined(post: Post) -> None:
    _, entry = next(iter((await entries(post)).values()))
    second = post.walk.days.two
    post.comes(
        by_google(entry, "ACCEPTED", MONDAY),
        by_google(entry, "DECLINED", MONDAY + timedelta(minutes=1), day=second),
    )
    await post.is_read()
    assert [(each.day, each.reply) for each in await answers(post)] == [
        (None, CalendarReply.ACCEPTED),
        (second, CalendarReply.DECLINED),
    ]
    assert f"Declined {weekday(second)}" in await post.page("/days")


async def test_an_answer_to_days_that_moved_since_does_not_hold(post: Post) -> None:
    _, entry = next(iter((await entries(post)).values()))
    post.comes(by_google(entry, "ACCEPTED", MONDAY))
    await post.is_read()
    days = post.walk.form_of("dates")
    assert isinstance(days, DatesForm)
    later = {"day_one": date(2020, 10, 22), "day_two": date(2020, 10, 23)}
    moved = days.model_copy(update=later)
    await post.walk.submit(moved, "moved")
    await post.walk.let_pass(timedelta(hours=1))

    (answered,) = await answers(post)
    assert not answered.holds
    assert "has not answered the entry as it is now" in await post.page("/days")
    post.comes(by_google(entry, "DECLINED", MONDAY + timedelta(days=1)))  # of before
    await post.is_read()
    assert not (await answers(post))[0].holds


async def test_an_answer_from_the_future_does_not_silence_those_that_follow(post: Post) -> None:
    """Whoever forges one, or has a wrong clock, must not decide for ever what is shown."""
    sent = await entries(post)
    (one, (_, first)), (other, (_, second)) = list(sent.items())[:2]
    never_sent = first._replace(sequence=99_999_999_999)
    post.comes(
        by_google(never_sent, "DECLINED", MONDAY),
        by_google(second, "DECLINED", MONDAY.replace(year=2199)),
    )
    await post.is_read()
    assert {each.reply for each in await answers(post)} == {CalendarReply.DECLINED}

    await post.walk.let_pass(timedelta(hours=1))
    now = post.walk.now
    post.comes(by_google(first, "ACCEPTED", now), by_google(second, "ACCEPTED", now))
    await post.is_read()
    assert {each.recipient: each.reply for each in await answers(post)} == {
        one: CalendarReply.ACCEPTED,
        other: CalendarReply.ACCEPTED,
    }


@pytest.mark.parametrize("moment", [b"00010101T000000", b"99991231T235959"])
async def test_a_moment_in_no_calendar_is_a_task_all_the_same(post: Post, moment: bytes) -> None:
    _, (_, entry) = next(iter((await entries(post)).items()))
    proposed = by_outlook(entry, datetime.fromisoformat("2020-10-19T13:00:00"))
    assert b"20201019T130000" in proposed
    post.comes(proposed.replace(b"20201019T130000", moment))
    await post.is_read()

    (came,) = await post.listed()
    assert came.sentence == "They propose another time, which cannot be read."


async def test_another_time_is_a_task_for_the_coordinator(post: Post) -> None:
    person, (_, entry) = next(iter((await entries(post)).items()))
    post.comes(by_outlook(entry, datetime.fromisoformat("2020-10-19T13:00:00")))
    await post.is_read()

    (came,) = await post.listed()
    assert (came.kind, came.recipient) == (MailKind.OTHER_TIME, person)
    assert came.sentence == "They propose Mon 19 Oct 2020 13:00 instead."
    assert dated(came.sentence) in await post.page()
    assert await answers(post) == []
    async with post.pool.acquire() as connection:
        asked = [words_of(one.thing) for one in await things_to_do(connection, post.walk.now)]
    assert f"see to what the calendar of {person} proposes: another time" in asked


async def test_an_answer_for_somebody_else_or_another_installation_sets_nothing(
    post: Post,
) -> None:
    _, entry = next(iter((await entries(post)).values()))
    stranger = entry._replace(attendee="stranger@example.org")
    elsewhere = entry._replace(uid=f"{post.walk.visit}@trial.example")
    post.comes(by_google(stranger, "DECLINED", MONDAY), by_google(elsewhere, "DECLINED", MONDAY))
    await post.is_read()

    assert await answers(post) == []
    (of_stranger,) = await post.listed()
    (of_elsewhere,) = await post.unmatched()
    assert of_stranger.outcome is of_elsewhere.outcome is MailOutcome.UNPROVED


async def test_an_entry_follows_the_address_to_which_it_was_sent(post: Post) -> None:
    person, (_, entry) = next(iter((await entries(post)).items()))
    elsewhere = "somewhere.else@kent.example.gov.uk"
    await post.walk.submit(CorrectionForm(person=person, email=elsewhere), "moved")
    await post.walk.let_pass(timedelta(hours=1))
    _, anew = (await entries(post))[person]
    assert anew.attendee == elsewhere

    post.comes(by_google(entry, "DECLINED", MONDAY))  # whoever has the old address
    await post.is_read()
    assert await answers(post) == []
    post.comes(by_google(anew, "ACCEPTED", MONDAY))
    await post.is_read()
    (answered,) = await answers(post)
    assert (answered.recipient, answered.reply, answered.holds) == (
        person,
        CalendarReply.ACCEPTED,
        True,
    )
