"""What comes back about a visit's letters is told apart, recorded where it says so, and shown."""

from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import uuid4

import pytest

from activities.incoming import Lying
from desk.authority import ByRegister
from desk.desk import Desk
from desk.tasks import things_to_do, words_of
from register import decisions, letters, mail, visits
from rules.refusals import Refused
from schemas.forms.course import CancellationForm
from schemas.forms.letters import DeliveryForm
from schemas.incoming import MAILBOX, MailKind, MailOutcome
from schemas.values import Delivery, LetterKind, LetterStatus, TaskKind
from tests.engine import Engine
from tests.pages.conftest import errors_of
from tests.support.away import AWAY, reply
from tests.support.bounces import bounces, kind_by_flufl, readdressed
from tests.support.browsing import Browser
from tests.support.mail_in import (
    BOUNCES,
    Post,
    answer,
    lost,
    own_address,
    post_of,
    post_of_an_invited_visit,
    reading_service,
    report,
)
from tests.support.waiting import until
from worker.connections import connect

INVITATION = LetterKind.INVITATION


@pytest.fixture
async def post(engine: Engine) -> AsyncIterator[Post]:
    async with post_of_an_invited_visit(engine) as opened:
        yield opened


async def to_do(post: Post) -> list[str]:
    """What people have to see to about mail."""
    async with post.pool.acquire() as connection:
        found = await things_to_do(connection, post.walk.now)
    return [words_of(one.thing) for one in found if "visits post" in str(one.thing)]


# --- What servers say -----------------------------------------------------------------------


async def test_each_letter_leaves_under_an_address_of_its_own(post: Post) -> None:
    senders = {str(envelope.mail_from) for envelope in post.manners.got}
    keys = [post.key(INVITATION, ref) for ref in ("dcs", "health-1", "health-2", "forum")]
    assert senders == {own_address(await post.tag(key)) for key in keys}
    assert len(senders) == len(keys)


async def test_a_letter_that_came_back_is_refused_by_itself(post: Post) -> None:
    key = post.key(INVITATION, "dcs")
    post.comes(report(await post.tag(key), letter=await post.sent(key)))

    assert await post.is_read() == 1

    assert await lost(post) == [(key, MAILBOX)]
    async with post.pool.acquire() as connection:
        state = await visits.require(connection, post.walk.visit)
        rows = await letters.of_visit(connection, post.walk.visit)
    assert [(t.kind, t.letter) for t in state.tasks] == [(TaskKind.LETTER_NOT_DELIVERED, key)]
    row = next(row for row in rows if row.order.key == key)
    assert (row.status, row.failure) == (LetterStatus.REFUSED, "bounced")
    (came,) = await post.listed()
    assert (came.kind, came.letter, came.status) == (MailKind.RETURNED, key, "5.1.1")
    assert came.outcome is MailOutcome.RECORDED


async def test_a_coordinator_sees_at_the_visit_what_came_back(post: Post) -> None:
    key = post.key(INVITATION, "dcs")
    post.comes(report(await post.tag(key)))
    await post.is_read()

    for path in ("/letters", f"/letters/{key.partition('/')[2]}"):
        page = await post.page(path)
        assert "What came back" in page
        assert "Came back (5.1.1)" in page
        assert "Recorded as refused because of it" in page
    assert "The mailbox reader" in await post.page("/timeline")


@pytest.mark.parametrize(
    ("action", "status", "kind"),
    [
        ("delayed", "4.4.1", MailKind.DELAYED),
        ("failed", "4.2.2", MailKind.GIVEN_UP),
        ("delivered", "2.0.0", MailKind.ARRIVED),
    ],
)
async def test_what_is_not_for_good_is_shown_and_records_nothing(
    post: Post, action: str, status: str, kind: MailKind
) -> None:
    key = post.key(INVITATION, "dcs")
    post.comes(report(await post.tag(key), action=action, status=status))
    await post.is_read()

    (came,) = await post.listed()
    assert (came.kind, came.letter, came.outcome) == (kind, key, None)
    assert await lost(post) == []
    assert bool(await to_do(post)) == (kind is MailKind.GIVEN_UP)


async def test_every_real_bounce_of_one_letter_records_one_refusal(post: Post) -> None:
    key = post.key(INVITATION, "dcs")
    tag = await post.tag(key)
    post.comes(*(readdressed(name, tag) for name in bounces()))

    assert await post.is_read() == len(bounces())

    assert await lost(post) == [(key, MAILBOX)]
    came = await post.listed()
    assert {message.letter for message in came} == {key}
    outcomes = [message.outcome for message in came if message.kind is MailKind.RETURNED]
    known = sum(kind_by_flufl(name) is MailKind.RETURNED for name in bounces())
    assert outcomes.count(MailOutcome.RECORDED) == 1
    assert outcomes.count(MailOutcome.KNOWN) == known - 1


# --- Twice, forged, too late ----------------------------------------------------------------


async def test_a_bounce_that_comes_twice_is_recorded_once(post: Post) -> None:
    key = post.key(INVITATION, "dcs")
    bounce = report(await post.tag(key))
    post.comes(bounce)
    await post.is_read()
    post.comes(bounce)
    await post.is_read()

    assert await lost(post) == [(key, MAILBOX)]
    first, second = await post.listed()
    assert (first.outcome, second.outcome) == (MailOutcome.RECORDED, MailOutcome.KNOWN)
    assert second.sentence
    assert second.sentence in await post.page()


async def test_a_message_that_was_kept_and_not_put_away_is_not_read_again(post: Post) -> None:
    key = post.key(INVITATION, "dcs")
    post.comes(report(await post.tag(key)))
    (lying,) = post.box.lying()
    await post.reader.take_in(lying)  # and here the reader dies

    assert await post.is_read() == 0

    assert await lost(post) == [(key, MAILBOX)]
    assert len(await post.listed()) == 1
    assert list(post.box.lying()) == []


async def test_a_reader_that_is_killed_loses_nothing_and_does_nothing_twice(
    post: Post, engine: Engine
) -> None:
    keys = [post.key(INVITATION, ref) for ref in ("dcs", "health-1", "health-2")]
    for number in range(40):
        for key in keys:
            post.comes(report(await post.tag(key), number=f"{number}"))
    mailbox = {"VISITS_MAILBOX": "maildir", "VISITS_MAILBOX_MAILDIR": str(post.folder)}

    for least in (1, 30, 70):
        async with reading_service(engine, mailbox) as process:

            async def has_read(wanted: int = least) -> bool:
                return len(await post.listed()) >= wanted

            await until(has_read)
            process.kill()
    async with reading_service(engine, mailbox):

        async def all_is_settled() -> bool:
            came = await post.listed()
            return len(came) >= 120 and all(one.settled_at for one in came)

        await until(all_is_settled)

    assert sorted(await lost(post)) == sorted((key, MAILBOX) for key in keys)
    came = await post.listed()
    assert len(came) == len({one.place for one in came}) == 120
    outcomes = [one.outcome for one in came]
    assert outcomes.count(MailOutcome.RECORDED) == len(keys)
    assert outcomes.count(MailOutcome.KNOWN) == 120 - len(keys)
    assert list(post.box.lying()) == []


async def test_a_refusal_that_was_recorded_and_not_noted_is_noted(post: Post) -> None:
    key = post.key(INVITATION, "dcs")
    post.comes(report(await post.tag(key)))
    await post.is_read()
    async with post.pool.acquire() as connection:  # as if the reader had died before it noted that
        await connection.execute("UPDATE mail SET settled_at = NULL, outcome = NULL")
        await connection.execute("DELETE FROM decisions")
    await post.is_read()

    assert await lost(post) == [(key, MAILBOX)]
    (came,) = await post.listed()
    assert came.outcome is MailOutcome.RECORDED


async def test_a_forged_tag_harms_nothing_and_is_listed(post: Post) -> None:
    key = post.key(INVITATION, "dcs")
    post.comes(report("a" * 16))
    post.comes(report("b" * 16, letter=await post.sent(key)))
    await post.is_read()

    assert await lost(post) == []
    (about_none,) = await post.unmatched()
    assert about_none.outcome is MailOutcome.UNPROVED
    (about_the_letter,) = await post.listed()
    assert (about_the_letter.letter, about_the_letter.outcome) == (key, MailOutcome.UNPROVED)
    assert len(await to_do(post)) == 2
    assert "no address that only this letter" in await post.page()


async def test_a_bounce_after_a_refusal_recorded_by_hand_is_known(post: Post) -> None:
    key = post.key(INVITATION, "dcs")
    by_hand = DeliveryForm(letter=key, status=Delivery.REFUSED)
    await post.walk.submit(by_hand, "by-hand")
    post.comes(report(await post.tag(key)))
    await post.is_read()

    assert await lost(post) == [(key, "coordinator")]
    (came,) = await post.listed()
    assert came.outcome is MailOutcome.KNOWN
    assert "already known to be undelivered" in (came.sentence or "")


async def test_a_persons_word_that_a_letter_arrived_is_not_overturned(post: Post) -> None:
    key = post.key(INVITATION, "dcs")
    await post.walk.submit(DeliveryForm(letter=key, status=Delivery.DELIVERED), "by-hand")
    post.comes(report(await post.tag(key)))
    await post.is_read()

    assert await lost(post) == []
    (came,) = await post.listed()
    assert came.outcome is MailOutcome.REFUSED
    assert len(await to_do(post)) == 1


async def test_a_bounce_for_a_visit_that_has_ended_is_listed(post: Post) -> None:
    key = post.key(INVITATION, "dcs")
    await post.walk.submit(CancellationForm(reason="The programme ends."), "cancel")
    post.comes(report(await post.tag(key)))
    await post.is_read()

    assert await lost(post) == []
    (came,) = await post.listed()
    assert came.outcome is MailOutcome.KNOWN
    assert "over" in (came.sentence or "")


async def test_a_letter_of_the_end_that_comes_back_is_a_task(post: Post) -> None:
    await post.walk.submit(CancellationForm(reason="The programme ends."), "cancel")
    await post.walk.let_pass(timedelta(hours=1))
    key = post.key(LetterKind.CANCELLATION, "dcs")
    post.comes(report(await post.tag(key)))
    await post.is_read()
    assert await lost(post) == [(key, MAILBOX)]


async def test_what_comes_back_once_the_run_is_over_is_for_a_person(post: Post) -> None:
    await post.walk.submit(CancellationForm(reason="The programme ends."), "cancel")
    while await post.walk.let_pass(timedelta(days=31)):
        assert post.walk.now.year < 2022
    post.comes(report(await post.tag(post.key(LetterKind.CANCELLATION, "dcs"))))
    await post.is_read()

    assert await lost(post) == []
    (came,) = await post.listed()
    assert came.outcome is MailOutcome.REFUSED
    assert came.sentence
    assert len(await to_do(post)) == 1


async def test_any_letter_that_comes_back_is_a_task(post: Post) -> None:
    await post.walk.steps_through("dates")
    await post.walk.let_pass(timedelta(hours=1))
    async with post.pool.acquire() as connection:
        rows = await letters.of_visit(connection, post.walk.visit)
    key = next(row.order.key for row in rows if row.order.kind is LetterKind.CONFIRMATION)
    post.comes(report(await post.tag(key)))
    await post.is_read()

    assert await lost(post) == [(key, MAILBOX)]
    async with post.pool.acquire() as connection:
        state = await visits.require(connection, post.walk.visit)
    assert (TaskKind.LETTER_NOT_DELIVERED, key) in [(t.kind, t.letter) for t in state.tasks]


async def test_a_bounce_is_recorded_once_clocks_allow(engine: Engine) -> None:
    """A server may send a letter back within a second, and clocks differ by more."""
    async with post_of(engine) as post:
        await post.walk.open()  # the desk's clock is minutes behind the visit's
        key = post.key(INVITATION, "dcs")
        post.comes(report(await post.tag(key)))
        await post.is_read()
        (came,) = await post.listed()
        assert (await lost(post), came.settled_at) == ([], None)

        await post.walk.let_pass(timedelta(minutes=10))
        await post.is_read()
        assert await lost(post) == [(key, MAILBOX)]


async def test_what_came_back_while_temporal_is_away_is_recorded_when_it_is_back(
    post: Post,
) -> None:
    key = post.key(INVITATION, "dcs")
    post.comes(report(await post.tag(key)))
    there = post.reader._desk  # noqa: SLF001 - it is away for a moment
    away = Desk(
        await connect("127.0.0.1:9", lazy=True),
        post.desks,
        task_queue="nowhere",
        now=lambda: post.walk.now,
        authority=ByRegister(),
        patience=timedelta(seconds=1),
    )
    post.reader._desk = away  # noqa: SLF001 - as above
    assert await post.is_read() == 1
    (came,) = await post.listed()
    assert (await lost(post), came.settled_at) == ([], None)
    assert list(post.box.lying()) == []

    post.reader._desk = there  # noqa: SLF001 - as above
    await post.is_read()
    assert await lost(post) == [(key, MAILBOX)]


# --- Who decides ----------------------------------------------------------------------------


async def test_whoever_reads_the_mailbox_can_record_what_came_back_and_nothing_else(
    post: Post,
) -> None:
    key = post.key(INVITATION, "dcs")
    desk = post.reader._desk  # noqa: SLF001 - the one that asks the register who may
    for form in (
        DeliveryForm(letter=key, status=Delivery.REFUSED),  # nothing came back
        DeliveryForm(letter=key, status=Delivery.DELIVERED),
        CancellationForm(reason="No."),
    ):
        with pytest.raises(Refused, match="reads the mailbox"):
            await desk.submit(post.walk.visit, form, actor=MAILBOX, update_id=str(uuid4()))
    assert await lost(post) == []


# --- What people and their programs answer ----------------------------------------------------


async def test_no_holiday_notice_refuses_a_letter_and_each_is_shown(post: Post) -> None:
    key = post.key(INVITATION, "dcs")
    tag = await post.tag(key)
    sent = await post.sent(key)
    message_id = next(
        line.split()[1] for line in sent.decode().splitlines() if line.startswith("Message-ID")
    )
    post.comes(*(reply(name, own_address(tag), about=message_id) for name in AWAY))
    await post.is_read()

    came = await post.listed()
    assert [(message.kind, message.letter) for message in came] == [(MailKind.AWAY, key)] * 10
    assert await lost(post) == []
    assert await to_do(post) == []
    assert (await post.page()).count("An automatic reply") == len(AWAY)


async def test_a_persons_reply_is_for_a_person_and_its_words_stay_in_the_register(
    post: Post,
) -> None:
    key = post.key(INVITATION, "dcs")
    words = "We shall be glad to take part, says Persephone."
    post.comes(answer(await post.sent(key), words))
    await post.is_read()

    (came,) = await post.listed()
    assert (came.kind, came.letter, came.words) == (MailKind.REPLY, key, words)
    assert words in await post.page()
    assert await to_do(post) == [f"read a reply to letter {key}"]
    answered = await post.client.post(f"/mail/{came.number}/seen")
    assert answered.status_code == 303, answered.text
    assert await to_do(post) == []


async def test_what_somebody_writes_anew_stands_with_the_visit_that_they_take_part_in(
    post: Post,
) -> None:
    post.comes(
        b"From: Amara Okafor <DCS@kent.example.gov.uk>\nSubject: A question\n\nWhen is it?\n",
        b"From: stranger@example.org\nSubject: Another\n\nWho are you?\n",
    )
    await post.is_read()

    (came,) = await post.listed()
    assert (came.subject, came.recipient, came.letter) == ("A question", "dcs", None)
    (of_none,) = await post.unmatched()
    assert of_none.subject == "Another"


async def test_what_nobody_understands_is_kept_and_listed(post: Post) -> None:
    post.comes(b"\xff\xfe nonsense", b"From: x@example.org\nSubject: Win!\n\nBuy this.\n")
    assert await post.is_read() == 2

    found = await post.unmatched()
    assert [message.subject for message in found] == ["Win!", ""]
    page = (await post.client.get("/mail")).text
    assert "Win!" in page
    assert "Buy this." in page
    read = post.folder / ".Read by visits" / "cur"
    assert sorted(path.read_bytes()[:2] for path in read.iterdir()) == [b"Fr", b"\xff\xfe"]


async def test_what_nobody_could_read_in_time_is_listed_and_holds_up_no_other(post: Post) -> None:
    key = post.key(INVITATION, "dcs")
    slow = (
        b"Content-Type: text/plain; charset=punycode\n\n" + b"a" * 900_000 + b"-" + b"9" * 900_000
    )
    post.comes(slow, b"\xff", report(await post.tag(key)))
    assert await post.is_read() == 3

    assert await lost(post) == [(key, MAILBOX)]
    assert list(post.box.lying()) == []
    unread = [one for one in await post.unmatched() if one.kind is MailKind.UNKNOWN]
    assert any(one.sentence and "lies in the mailbox" in one.sentence for one in unread)


async def test_words_are_erased_after_their_time_unless_somebody_has_yet_to_read_them(
    post: Post,
) -> None:
    key = post.key(INVITATION, "dcs")
    post.comes(report(await post.tag(key)), answer(await post.sent(key), "A question."))
    await post.is_read()
    await post.walk.let_pass(timedelta(days=91))
    await post.is_read()

    by_kind = {message.kind: message for message in await post.listed()}
    returned, asked = by_kind[MailKind.RETURNED], by_kind[MailKind.REPLY]
    assert (returned.words, returned.sender, returned.subject) == (None, None, None)
    assert asked.words == "A question."
    assert "Its words were erased" in await post.page()


async def test_one_message_that_cannot_be_kept_holds_up_no_other(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = post.key(INVITATION, "dcs")
    post.comes(b"Subject: poison\n\nx", report(await post.tag(key)))
    as_it_is = post.reader.take_in

    async def fails(lying: Lying) -> MailKind | None:
        if b"poison" in lying.content:
            raise ValueError("poison")
        return await as_it_is(lying)

    monkeypatch.setattr(post.reader, "take_in", fails)
    await post.is_read()

    assert await lost(post) == [(key, MAILBOX)]
    assert len(list(post.box.lying())) == 1


async def test_the_decision_has_an_id_of_its_letters_and_nothing_of_its_tag(post: Post) -> None:
    key = post.key(INVITATION, "dcs")
    tag = await post.tag(key)
    post.comes(report(tag))
    await post.is_read()
    async with post.pool.acquire() as connection:
        ids = await connection.fetch("SELECT update_id FROM brought WHERE update_id LIKE 'retur%'")
        (known,) = [row["update_id"] for row in ids]
        assert await decisions.sequence_of(connection, post.walk.visit, known) is not None
        assert tag not in known
        assert await mail.unsettled(connection) == []
    assert BOUNCES not in str(await post.walk.handle.fetch_history())


# --- What a coordinator does about it -------------------------------------------------------


async def test_a_letter_that_came_back_goes_to_a_corrected_address_by_page(post: Post) -> None:
    key = post.key(INVITATION, "dcs")
    post.comes(report(await post.tag(key)))
    await post.is_read()
    post.walk.now += timedelta(minutes=1)

    browser = Browser(post.client)
    await browser.open(f"/visits/{post.walk.visit}/letters/{key.partition('/')[2]}")
    await browser.open(browser.links()["correct it"])
    await browser.press("Continue", {"email": "director@kent.example.gov.uk"})
    assert browser.path.endswith("/decide/correct/check"), browser.problems
    await browser.press("Correct a person's name or address")
    await post.walk.let_pass(timedelta(hours=1))

    assert post.manners.got[-1].rcpt_tos == ["director@kent.example.gov.uk"]
    again = f"{post.walk.visit}/{INVITATION}/2/dcs.2"
    assert post.manners.got[-1].mail_from == own_address(await post.tag(again))
    # What comes back late from the old address is nobody's concern any more.
    post.comes(report(await post.tag(key), number="2"))
    await post.is_read()
    assert await lost(post) == [(key, MAILBOX)]


async def test_a_letter_is_sent_once_more_by_page(post: Post) -> None:
    key = post.key(INVITATION, "dcs")
    post.comes(report(await post.tag(key)))
    await post.is_read()
    post.walk.now += timedelta(minutes=1)

    browser = Browser(post.client)
    await browser.open(f"/visits/{post.walk.visit}/letters/{key.partition('/')[2]}")
    await browser.open(browser.links()["send the letter once more"])
    assert browser.fields()["letter"] == [key]
    await browser.press("Continue")
    assert browser.path.endswith("/decide/resend/check"), browser.problems


async def test_pages_show_mail_as_text_and_are_sound(post: Post) -> None:
    key = post.key(INVITATION, "dcs")
    words = "<script>alert('x')</script> & more"
    post.comes(answer(await post.sent(key), words, Subject="<b>Hello</b>"), b"Subject: <i>x\n\n<p>")
    await post.is_read()

    unmatched = (await post.client.get("/mail")).text
    for page in (await post.page(), unmatched):
        assert "<script>alert" not in page
        assert "<b>Hello" not in page
        assert errors_of(page) == []
    assert "&lt;script&gt;" in await post.page()
