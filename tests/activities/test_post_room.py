"""The post room with a real register and a real mail server: what becomes of each letter."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from email import message_from_bytes

import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session
from temporalio.testing import ActivityEnvironment

from activities.channels import Channel
from activities.outgoing import Outgoing
from activities.post_room import LettersWaiting, PostRoom
from activities.turns import Turns
from register import content, letters
from register.connection import Pool
from register.letters import LetterRow
from schemas.email_address import RECORDED
from schemas.ids import LetterKey, PersonRef
from schemas.personal import Person
from schemas.values import LetterKind, LetterStatus
from schemas.work import PostReport, SendRequest
from tests.activities.mail_servers import UP_TO_DATA, Manners, Script, mail_server, scripted_server
from tests.mail import smtp_to
from tests.register.recording import record
from tests.support.visits import CONTACTS, INVITED, VISIT, at, delivered
from worker.mail_settings import MailSettings

MORNING = at("2020-09-07 09:00")
SENDER = MailSettings().sender
SENT, WAITS, REFUSED = LetterStatus.SENT, LetterStatus.FILED, LetterStatus.REFUSED
UNCERTAIN = LetterStatus.UNCERTAIN


def address_of(ref: PersonRef) -> str:
    return f"{ref}@kent.example"


async def invite(pool: Pool, **emails: str) -> None:
    """Four invitations, filed and not yet sent."""
    await record(pool, delivered().events)
    people = [
        Person.model_validate(
            {
                "ref": contact.ref,
                "role": contact.role,
                "name": "Amara Okafor",
                "email": emails.get(contact.ref, address_of(contact.ref)),
                "organisation": "Kent",
            },
            context=RECORDED,
        )
        for contact in CONTACTS
    ]
    async with pool.acquire() as connection:
        await content.keep_people(connection, VISIT, people)


async def rows_of(pool: Pool) -> dict[PersonRef, LetterRow]:
    async with pool.acquire() as connection:
        found = await letters.of_visit(connection, VISIT, words=True)
    return {row.order.recipient: row for row in found if row.order.kind is LetterKind.INVITATION}


async def statuses(pool: Pool) -> dict[PersonRef, LetterStatus]:
    return {ref: row.status for ref, row in (await rows_of(pool)).items()}


def environment(now: datetime = MORNING, *, attempt: int = 1) -> ActivityEnvironment:
    """What the visit's own run asks at a moment of its clock."""
    env = ActivityEnvironment()
    env.info = replace(
        env.info, workflow_id=VISIT, attempt=attempt, scheduled_time=now, started_time=now
    )
    return env


async def send(
    pool: Pool, channel: Channel, now: datetime = MORNING, *, attempt: int = 1
) -> PostReport | LettersWaiting:
    """What `send_letters` reports, or with what it asks to be tried again."""
    room = PostRoom(pool, channel, SENDER)
    request = SendRequest(visit_id=VISIT, now=now)
    try:
        report: PostReport = await environment(now, attempt=attempt).run(room.send_letters, request)
    except LettersWaiting as waiting:
        return waiting
    return report


# --- One letter's trouble is its own ------------------------------------------------------------


@dataclass(frozen=True)
class Case:
    """What a server does at one recipient, `health-1`, and what then becomes of the letters.

    Attributes:
        answers: By stage, what it says to everybody.
        theirs: What it says to that recipient.
        everybody: What it says to each recipient.
        own: What becomes of that recipient's letter.
        others: What becomes of the others.
        code: What is kept of the reason, with that recipient's letter.
        asks_a_person: Whether a task follows from what is reported.
        waits_alone: Whether that letter has a next time of its own.
    """

    own: LetterStatus
    others: LetterStatus
    code: str | None
    theirs: str | None = None
    everybody: str | None = None
    answers: tuple[tuple[str, str], ...] = ()
    asks_a_person: bool = False
    waits_alone: bool = False


TABLE: dict[str, Case] = {
    "takes all": Case(SENT, SENT, None),
    "knows no such person": Case(
        REFUSED, SENT, "smtp-550-5.1.1", theirs="550 5.1.1 unknown", asks_a_person=True
    ),
    "says that a mailbox is full": Case(
        WAITS, SENT, "smtp-452-4.2.2", theirs="452 4.2.2 Mailbox full", waits_alone=True
    ),
    "greylists one": Case(
        WAITS, SENT, "smtp-450-4.2.0", theirs="450 4.2.0 Greylisted", waits_alone=True
    ),
    "ends the service for one": Case(
        WAITS, SENT, "smtp-421-4.7.0", theirs="421 4.7.0 Closing", waits_alone=True
    ),
    "greylists all": Case(
        WAITS, WAITS, "smtp-451-4.7.1", everybody="451 4.7.1 Greylisting", waits_alone=True
    ),
    "refuses our host": Case(
        WAITS,
        WAITS,
        "smtp-554-5.7.1",
        everybody="554 5.7.1 <x[192.0.2.1]>: Client host rejected: Access denied",
    ),
    "refuses our name": Case(
        WAITS,
        WAITS,
        "smtp-504-5.5.2",
        everybody="504 5.5.2 <x>: Helo command rejected: need fully-qualified hostname",
    ),
    "relays for us to its own people only": Case(
        WAITS, SENT, "smtp-554-5.7.1", theirs="554 5.7.1 Relay access denied"
    ),
    "refuses the sender": Case(
        WAITS, WAITS, None, answers=(("mail", "550 5.1.8 Sender address rejected"),)
    ),
    "is full itself": Case(
        WAITS,
        WAITS,
        "smtp-452-4.3.1",
        answers=(("data", "452 4.3.1 Insufficient system storage"),),
        waits_alone=True,
    ),
    "finds letters too long": Case(
        REFUSED,
        REFUSED,
        "smtp-552-5.3.4",
        answers=(("data", "552 5.3.4 Message too big"),),
        asks_a_person=True,
    ),
}


@pytest.mark.parametrize("name", TABLE)
async def test_what_becomes_of_each_letter_when_a_server(name: str, pool: Pool) -> None:
    case = TABLE[name]
    await invite(pool)
    manners = Manners(dict(case.answers), everybody=case.everybody)
    if case.theirs:
        manners.rcpt[address_of("health-1")] = case.theirs

    async with mail_server(manners) as port:
        told = await send(pool, smtp_to(port))
        mended = Manners()
    found = await rows_of(pool)

    others = dict.fromkeys(set(INVITED) - {"health-1"}, case.others)
    assert {ref: row.status for ref, row in found.items()} == others | {"health-1": case.own}
    assert found["health-1"].failure == case.code
    assert (found["health-1"].next_attempt_at is not None) == case.waits_alone
    outcomes = told.outcomes if isinstance(told, PostReport) else ()
    asked = {o.recipient for o in outcomes if o.status in {REFUSED, UNCERTAIN}}
    assert ("health-1" in asked) == case.asks_a_person

    # Once it is mended everything goes that was not refused for good; nothing goes twice.
    async with mail_server(mended) as port:
        await send(pool, smtp_to(port), MORNING + timedelta(hours=1))
    waited = {ref for ref, row in found.items() if row.status is WAITS}
    assert sorted(mended.recipients) == sorted(map(address_of, waited))
    assert WAITS not in (await statuses(pool)).values()


async def test_a_connection_that_ends_before_data_is_answered_is_tried_again(pool: Pool) -> None:
    await invite(pool)
    async with scripted_server(Script(UP_TO_DATA[:4])) as port:
        await send(pool, smtp_to(port))
    assert set((await statuses(pool)).values()) == {WAITS}


async def test_a_connection_that_ends_after_the_final_dot_is_asked_about_and_never_repeated(
    pool: Pool,
) -> None:
    await invite(pool)
    async with scripted_server(Script((*UP_TO_DATA, None))) as port:
        told = await send(pool, smtp_to(port))
    assert isinstance(told, PostReport)
    assert {(o.recipient, o.status) for o in told.outcomes} == {(ref, UNCERTAIN) for ref in INVITED}
    manners = Manners()
    async with mail_server(manners) as port:
        await send(pool, smtp_to(port), MORNING + timedelta(days=1))
    assert manners.got == []


# --- When to come again ---------------------------------------------------------------------------


async def test_the_others_are_told_of_while_one_waits(pool: Pool) -> None:
    await invite(pool)
    manners = Manners(rcpt={address_of("health-1"): "452 4.2.2 Mailbox full"})
    async with mail_server(manners) as port:
        first = await send(pool, smtp_to(port))
        again = await send(pool, smtp_to(port), MORNING + timedelta(seconds=10))
    assert isinstance(first, PostReport)
    assert first.unsent == 1
    assert {o.recipient for o in first.outcomes} == set(INVITED) - {"health-1"}
    # Nothing new since: it asks to be called when the letter may be tried, and not before.
    assert isinstance(again, LettersWaiting)
    assert again.next_retry_delay == timedelta(seconds=50)
    assert len(manners.hellos) == len(INVITED)


async def test_a_report_that_was_lost_is_told_by_the_next_attempt(pool: Pool) -> None:
    await invite(pool)
    manners = Manners(rcpt={address_of("health-1"): "452 4.2.2 Mailbox full"})
    async with mail_server(manners) as port:
        await send(pool, smtp_to(port))
        again = await send(pool, smtp_to(port), attempt=2)
    assert isinstance(again, PostReport)
    assert again.unsent == 1


async def test_a_letter_waits_longer_each_time_and_after_days_a_person_is_asked(
    pool: Pool,
) -> None:
    await invite(pool)
    manners = Manners(rcpt={address_of("health-1"): "452 4.2.2 Mailbox full"})
    now: datetime = MORNING
    waits: list[timedelta] = []
    async with mail_server(manners) as port:
        told = await send(pool, smtp_to(port), now)
        while again := (await rows_of(pool))["health-1"].next_attempt_at:
            waits.append(again - now)
            now = again
            told = await send(pool, smtp_to(port), now)
    assert waits[:3] == [timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=15)]
    assert waits == sorted(waits)
    assert timedelta(days=4) < now - MORNING <= timedelta(days=5)
    assert (await statuses(pool))["health-1"] is REFUSED
    assert isinstance(told, PostReport)
    assert ("health-1", REFUSED) in {(o.recipient, o.status) for o in told.outcomes}


async def test_what_is_refused_because_of_us_waits_for_as_long_as_it_takes(pool: Pool) -> None:
    await invite(pool)
    refusal = "554 5.7.1 <x[192.0.2.1]>: Client host rejected: Access denied"
    async with mail_server(Manners(everybody=refusal)) as port:
        for day in (0, 6, 30):
            told = await send(pool, smtp_to(port), MORNING + timedelta(days=day))
            if isinstance(told, LettersWaiting):
                assert told.code == "smtp-554-5.7.1"
                assert told.next_retry_delay is None
    assert set((await statuses(pool)).values()) == {WAITS}


async def test_a_letter_that_is_late_by_the_policys_hours_is_named_once(pool: Pool) -> None:
    await invite(pool)
    manners = Manners(rcpt={address_of("health-1"): "452 4.2.2 Mailbox full"})
    async with mail_server(manners) as port:
        early = await send(pool, smtp_to(port), MORNING + timedelta(hours=20))
        late = await send(pool, smtp_to(port), MORNING + timedelta(hours=25))
        later = await send(pool, smtp_to(port), MORNING + timedelta(hours=26))
    key = f"{VISIT}/invitation/1/health-1"
    assert isinstance(early, PostReport)
    assert early.late == ()
    assert isinstance(late, PostReport)
    assert late.late == (key,)
    assert isinstance(later, LettersWaiting)
    assert (await rows_of(pool))["health-1"].late_since == MORNING + timedelta(hours=25)


async def test_new_letters_do_not_wait_behind_one_that_waits_for_itself(pool: Pool) -> None:
    await invite(pool)
    manners = Manners(rcpt={address_of("health-1"): "452 4.2.2 Mailbox full"})
    room = PostRoom(pool, smtp_to(1), SENDER)
    async with mail_server(manners) as port:
        await send(pool, smtp_to(port))
        sequence = await _reminders(pool)
        report = await PostRoom(pool, smtp_to(port), SENDER).try_filed(
            VISIT, now=at("2020-09-10 09:00"), sequences=[sequence]
        )
    assert report.unsent == 2  # the invitation and the reminder of that one recipient
    assert manners.recipients.count(address_of("dcs")) == 2
    # But where the channel itself is known to be down, nobody waits for its answer again.
    async with pool.acquire() as connection:
        await connection.execute("UPDATE letters SET next_attempt_at = NULL")
    assert (await room.try_filed(VISIT, now=MORNING, sequences=[sequence])).unsent == 2


async def test_while_others_are_written_letters_wait_for_their_turn(pool: Pool) -> None:
    """Whoever decides does not wait for a round, and a round that is turned away comes again."""
    await invite(pool)
    turns = Turns(at_once=1)
    async with mail_server(Manners()) as port:
        room = PostRoom(pool, smtp_to(port), SENDER, turns)
        request = SendRequest(visit_id=VISIT, now=MORNING)
        with turns.taken():
            tried = await room.try_filed(VISIT, now=MORNING, sequences=range(1, 20))
            with pytest.raises(LettersWaiting) as turned_away:
                await environment().run(room.send_letters, request)
            meanwhile = await statuses(pool)
        report: PostReport = await environment().run(room.send_letters, request)

    assert tried.unsent == 4
    assert set(meanwhile.values()) == {WAITS}
    assert turned_away.value.expected
    assert turned_away.value.next_retry_delay is not None
    assert report.unsent == 0
    assert set((await statuses(pool)).values()) == {SENT}


async def test_a_register_that_knows_nothing_of_a_visit_does_not_say_that_all_has_gone(
    pool: Pool,
) -> None:
    """As that of a trial, which a worker was given: the letters are in another one."""
    async with mail_server(Manners()) as port:
        told = await send(pool, smtp_to(port))
    assert isinstance(told, LettersWaiting)
    assert told.code == "another-register"


async def _reminders(pool: Pool) -> int:
    reminded = delivered().at("2020-09-10 09:00")
    await record(pool, reminded.events)
    return reminded.events[-1].sequence


# --- What is kept, and what never leaves ---------------------------------------------------------


class _Looking:
    """A channel that looks into the register while it hands over."""

    name = "looking"
    proves_delivery = False
    repeatable = False

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self.kept: dict[LetterKey, tuple[LetterStatus, bytes | None]] = {}
        self.given: dict[LetterKey, bytes] = {}

    async def deliver(self, key: LetterKey, letter: Outgoing) -> None:
        row = (await rows_of(self._pool))[key.rpartition("/")[2]]
        self.kept[key] = (row.status, row.message)
        self.given[key] = letter.content


async def test_the_words_and_attachments_are_kept_before_a_letter_is_tried(pool: Pool) -> None:
    await invite(pool)
    channel = _Looking(pool)
    await send(pool, channel)
    assert len(channel.kept) == len(INVITED)
    for key, (status, message) in channel.kept.items():
        assert status is LetterStatus.ATTEMPTING
        assert message == channel.given[key]
    attached = message_from_bytes(next(iter(channel.given.values())))
    assert "application/pdf" in {part.get_content_type() for part in attached.walk()}


async def test_an_address_taken_by_an_earlier_release_keeps_one_letter_here_with_its_words(
    pool: Pool,
) -> None:
    await invite(pool, dcs="a..b@kent.example")
    manners = Manners()
    async with mail_server(manners) as port:
        told = await send(pool, smtp_to(port))
    found = await rows_of(pool)
    assert (found["dcs"].status, found["dcs"].failure) == (REFUSED, "unusable-address")
    assert b"Dear Amara Okafor" in (found["dcs"].message or b"")
    assert sorted(manners.recipients) == sorted(address_of(r) for r in INVITED if r != "dcs")
    assert isinstance(told, PostReport)
    assert ("dcs", REFUSED) in {(o.recipient, o.status) for o in told.outcomes}


async def test_a_letter_that_cannot_be_written_holds_up_no_other(pool: Pool) -> None:
    await invite(pool)
    await pool.execute(
        "UPDATE letters SET letter_order = jsonb_set(letter_order, '{kind}', '\"shared_note\"'),"
        " key = replace(key, 'invitation', 'shared_note')"
        " WHERE recipient = 'dcs'"
    )
    manners = Manners()
    async with mail_server(manners) as port:
        await send(pool, smtp_to(port))
    row = await pool.fetchrow("SELECT status, failure FROM letters WHERE recipient = 'dcs'")
    assert row is not None
    assert tuple(row) == (WAITS.value, "unwritten-UndefinedError")
    assert sorted(manners.recipients) == sorted(address_of(r) for r in INVITED if r != "dcs")


# --- Orderly stops -------------------------------------------------------------------------------


class _Slow(Manners):
    """Judges a letter only when it is told to."""

    def __init__(self) -> None:
        super().__init__()
        self.judging = asyncio.Event()
        self.judge = asyncio.Event()

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        self.judging.set()
        await self.judge.wait()
        return await super().handle_DATA(server, session, envelope)


@asynccontextmanager
async def stopped_in_the_middle(
    pool: Pool, how: str
) -> AsyncIterator[tuple[Mapping[PersonRef, LetterStatus], _Slow]]:
    """A round that was told to stop while a server had its first letter and had not answered."""
    await invite(pool)
    manners = _Slow()
    async with mail_server(manners) as port:
        env = environment()
        room = PostRoom(pool, smtp_to(port), SENDER)
        request = SendRequest(visit_id=VISIT, now=MORNING)
        under_way = asyncio.ensure_future(env.run(room.send_letters, request))
        await manners.judging.wait()
        env.worker_shutdown() if how == "worker" else env.cancel()
        manners.judge.set()
        (ended,) = await asyncio.gather(under_way, return_exceptions=True)
        if how == "run":
            assert isinstance(ended, asyncio.CancelledError)
        yield await statuses(pool), manners


@pytest.mark.parametrize("how", ["worker", "run"])
async def test_a_stop_lets_the_letter_under_way_end_and_leaves_the_others_for_later(
    pool: Pool, how: str
) -> None:
    """Whether the worker stops, or the visit goes on as a new run."""
    async with stopped_in_the_middle(pool, how) as (found, manners):
        assert sorted(found.values()) == sorted([SENT, WAITS, WAITS, WAITS])
        assert len(manners.got) == 1

    next_one = Manners()
    async with mail_server(next_one) as port:
        await send(pool, smtp_to(port), MORNING + timedelta(minutes=1))
    assert len(next_one.got) == 3
    assert set((await statuses(pool)).values()) == {SENT}
