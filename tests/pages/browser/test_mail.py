"""Pages that show mail that came in, judged as all others are."""

from datetime import datetime, timedelta

from schemas.forms.letters import LetterNoteForm
from schemas.values import LetterKind
from tests.engine import Engine
from tests.pages.browser.judging import Judge
from tests.pages.serving import serving
from tests.support.away import reply
from tests.support.calendar_replies import by_google, by_outlook, entry_in
from tests.support.mail_in import answer, own_address, post_of, report
from tests.support.mailed_copies import edited_note, reply_with

MONDAY = datetime.fromisoformat("2020-09-28T09:00:00+00:00")


async def test_mail_that_came_in_is_shown_soundly(engine: Engine, judge: Judge) -> None:
    async with post_of(engine) as post:
        await post.walk.open()
        await post.walk.steps_through("dates")
        await post.walk.let_pass(timedelta(hours=1))
        key = post.key(LetterKind.INVITATION, "dcs")
        tag, sent = await post.tag(key), await post.sent(key)
        entry = entry_in(await post.sent(post.key(LetterKind.CONFIRMATION, "dcs")))
        post.comes(
            report(tag, letter=sent),
            report("b" * 16, letter=sent),
            report(tag, action="failed", status="4.2.2"),
            reply("exchange", own_address(tag), about="<x@example.org>"),
            answer(sent, "We shall be glad to take part.\n\nWith best wishes"),
            by_google(entry, "ACCEPTED", MONDAY),
            by_outlook(entry, datetime.fromisoformat("2020-10-19T13:00:00")),
            b"From: x@example.org\nSubject: Win!\n\nBuy this.\n",
        )
        assert await post.is_read() == 8

        visit = f"/visits/{post.walk.visit}"
        async with serving(post.app) as address:
            letter = f"{visit}/letters/{key.partition('/')[2]}"
            for path in (f"{visit}/letters", letter, f"{visit}/days", visit, "/mail", "/"):
                assert await judge.faults(f"{address}{path}") == [], path


async def test_mail_is_put_to_a_visit_and_a_copy_offered_soundly(
    engine: Engine, judge: Judge
) -> None:
    async with post_of(engine) as post:
        await post.walk.open()
        await post.walk.steps_through("draft")
        await post.walk.let_pass(timedelta(minutes=30))
        post.comes(
            report("a" * 16),
            b"From: dcs@kent.example.gov.uk\nSubject: A question\n\nWhen is it?\n",
            await reply_with(post, await edited_note(post)),
        )
        await post.is_read()
        note = LetterNoteForm(kind=LetterKind.TIMETABLE, text="Please use Mill Lane.")
        await post.walk.submit(note, "note")

        (bounce,) = await post.unmatched()
        copy = next(one for one in await post.listed() if one.has_copy)
        visit = f"/visits/{post.walk.visit}"
        async with serving(post.app) as address:
            for path in (
                "/mail",
                f"/mail/{bounce.number}/alike",
                f"/mail/{bounce.number}/match",
                f"/mail/{bounce.number}/match?visit=nowhere",
                f"/mail/{bounce.number}/match?visit={post.walk.visit}",
                f"{visit}/letters",
                f"{visit}/copies/{copy.number}",
                f"{visit}/decide/add-to-letter",
                f"{visit}/decide/take-from-letter?number=1",
            ):
                assert await judge.faults(f"{address}{path}") == [], path
