"""Letters by GOV.UK Notify: what it is given, and one letter a key in whichever way it fails."""

import base64
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from email.message import EmailMessage

import pytest

from activities.channels.notify import NotifyChannel
from activities.channels.notify_message import notify_message
from activities.channels.port import RecipientRefused
from activities.outgoing import Outgoing
from register.connection import Pool
from schemas.letters import PDF, WORD
from schemas.values import LetterKind, LetterStatus
from tests.activities.notify_double import (
    ACCEPTS,
    INVITATION,
    Fails,
    NotifyDouble,
    notify_double,
)
from tests.activities.test_post_room import (
    MORNING,
    REFUSED,
    SENT,
    WAITS,
    address_of,
    invite,
    rows_of,
    send,
    statuses,
)

ATTEMPTING, UNCERTAIN = LetterStatus.ATTEMPTING, LetterStatus.UNCERTAIN
EVERYBODY = {"dcs", "education-1", "health-1", "forum-1"}
LATER = MORNING + timedelta(minutes=2)


@pytest.fixture
async def notify() -> AsyncIterator[NotifyDouble]:
    async with notify_double(NotifyDouble()) as double:
        yield double


def channel_to(double: NotifyDouble, *, timeout: float = 2) -> NotifyChannel:
    return NotifyChannel(double.account, timeout=timeout)


async def test_a_letter_goes_with_its_words_and_its_documents(
    pool: Pool, notify: NotifyDouble
) -> None:
    await invite(pool)
    account = replace(notify.account, templates={LetterKind.INVITATION: INVITATION})

    report = await send(pool, NotifyChannel(account))

    assert set((await statuses(pool)).values()) == {SENT}
    assert (
        len({one["reference"] for one in notify.had}) == len(notify.had) == len(await rows_of(pool))
    )
    to_health = next(one for one in notify.had if one["email_address"] == address_of("health-1"))
    given = to_health["personalisation"]
    assert to_health["template_id"] == INVITATION
    assert "Kent" in given["subject"]
    assert "There is no grade" in given["body"]
    assert "\n* Reply to this email" in given["body"]
    assert base64.b64decode(given["document_1"]["file"]).startswith(b"%PDF")
    assert given["document_1"]["confirm_email_before_download"] is True
    assert given["document_1"]["retention_period"] == "26 weeks"
    assert given["document_2"] == ""
    assert not isinstance(report, Exception)


async def test_a_reference_tells_nothing_of_its_letter(pool: Pool, notify: NotifyDouble) -> None:
    await invite(pool)
    await send(pool, channel_to(notify))

    assert notify.had
    for one in notify.had:
        assert len(one["reference"]) == 16
        assert "kent" not in one["reference"]


@pytest.mark.parametrize("failure", sorted({*ACCEPTS}, key=str))
async def test_what_it_accepted_and_did_not_confirm_is_found_and_not_sent_again(
    pool: Pool, notify: NotifyDouble, failure: Fails
) -> None:
    await invite(pool)
    notify.fails = [failure]

    await send(pool, channel_to(notify))
    assert Counter((await statuses(pool)).values()) == {ATTEMPTING: 1, SENT: 3}
    await send(pool, channel_to(notify), MORNING + timedelta(seconds=30))
    assert not notify.looked_up, "a look-up is relied on only after a while"
    await send(pool, channel_to(notify), LATER)

    assert set((await statuses(pool)).values()) == {SENT}
    assert Counter(notify.recipients).most_common(1)[0][1] == 1
    assert sum(notify.looked_up.values()) == 1


@pytest.mark.parametrize(
    "failure",
    [
        *(Fails.FAILS, Fails.IS_SILENT, Fails.IS_AWAY),
        *(Fails.ANOTHER_SAYS_YES, Fails.ANOTHER_SAYS_NOTHING, Fails.NESTS, Fails.NESTS_A_NO),
    ],
)
async def test_what_it_did_not_accept_is_looked_for_and_then_sent_once(
    pool: Pool, notify: NotifyDouble, failure: Fails
) -> None:
    await invite(pool)
    notify.fails = [failure]

    await send(pool, channel_to(notify))
    assert len(notify.had) == 3
    await send(pool, channel_to(notify), LATER)

    assert set((await statuses(pool)).values()) == {SENT}
    assert sorted(notify.recipients) == sorted(set(notify.recipients))
    assert len(notify.had) == 4


async def test_a_letter_is_told_to_notify_alone_wherever_that_leads(
    pool: Pool, notify: NotifyDouble
) -> None:
    await invite(pool)
    notify.fails = [Fails.LEADS_ELSEWHERE]

    await send(pool, channel_to(notify))

    assert Counter((await statuses(pool)).values())[WAITS] >= 1
    assert notify.had_elsewhere == 0
    await send(pool, channel_to(notify), MORNING + timedelta(hours=1))
    assert set((await statuses(pool)).values()) == {SENT}
    assert sorted(notify.recipients) == sorted(set(notify.recipients))


@pytest.mark.parametrize(
    "told",
    [
        {},
        [],
        {"notifications": 5},
        {"notifications": [{"id": 1}]},
        {"notifications": [5]},
        {"notifications": [{"reference": "another"}]},
    ],
)
async def test_a_look_up_that_is_no_answer_proves_nothing(
    pool: Pool, notify: NotifyDouble, told: object
) -> None:
    await invite(pool)
    notify.fails = [Fails.FAILS]
    await send(pool, channel_to(notify))
    notify.looks_up = told

    await send(pool, channel_to(notify), LATER)

    assert Counter((await statuses(pool)).values()) == {ATTEMPTING: 1, SENT: 3}
    assert len(notify.had) == 3


async def test_while_it_cannot_be_looked_up_nothing_is_sent_again(
    pool: Pool, notify: NotifyDouble
) -> None:
    await invite(pool)
    notify.fails = [Fails.ACCEPTS_AND_FAILS]
    await send(pool, channel_to(notify))
    notify.look_ups_fail = True

    for minutes in (2, 10, 60, 24 * 60 + 1):
        await send(pool, channel_to(notify), MORNING + timedelta(minutes=minutes))

    assert Counter((await statuses(pool)).values()) == {ATTEMPTING: 1, SENT: 3}
    assert len(notify.had) == 4
    (left,) = [row for row in (await rows_of(pool)).values() if row.status is ATTEMPTING]
    assert left.failure == "notify-no-look-up"
    assert left.late_since is not None, "a person is asked about a letter that is late"
    notify.look_ups_fail = False
    await send(pool, channel_to(notify), MORNING + timedelta(days=2))
    assert set((await statuses(pool)).values()) == {SENT}
    assert len(notify.had) == 4


async def test_a_worker_that_died_over_a_letter_asks_before_it_sends_again(
    pool: Pool, notify: NotifyDouble
) -> None:
    await invite(pool)
    await send(pool, channel_to(notify))
    await pool.execute("UPDATE letters SET status = 'attempting'")

    await send(pool, channel_to(notify), LATER)

    assert set((await statuses(pool)).values()) == {SENT}
    assert len(notify.had) == 4


async def test_what_it_knows_only_later_is_waited_for(pool: Pool, notify: NotifyDouble) -> None:
    """Its copies of what it has may be behind, by less than we wait."""
    await invite(pool)
    notify.fails = [Fails.ACCEPTS_AND_IS_SILENT]
    notify.looks_up_after = 0.5  # while the clock of the visit goes on by two minutes

    await send(pool, channel_to(notify, timeout=0.6))
    await send(pool, channel_to(notify), LATER)

    assert set((await statuses(pool)).values()) == {SENT}
    assert len(notify.had) == 4


async def test_when_it_is_busy_all_wait(pool: Pool, notify: NotifyDouble) -> None:
    await invite(pool)
    notify.fails = [Fails.IS_BUSY]

    await send(pool, channel_to(notify))
    assert set((await statuses(pool)).values()) == {WAITS}
    await send(pool, channel_to(notify), LATER)

    assert set((await statuses(pool)).values()) == {SENT}
    assert not notify.looked_up


async def test_whoever_cannot_be_reached_is_one_letters_matter(
    pool: Pool, notify: NotifyDouble
) -> None:
    await invite(pool)
    notify.refuses = {address_of("health-1"): "email_address Not a valid email address"}

    await send(pool, channel_to(notify))

    found = await rows_of(pool)
    assert (found["health-1"].status, found["health-1"].failure) == (REFUSED, "notify-400-address")
    assert {row.status for ref, row in found.items() if ref != "health-1"} == {SENT}


@pytest.mark.parametrize(
    "said",
    [
        "Can't send to this recipient using a team-only API key",
        "Can't send to this recipient when service is in trial mode",
        "Missing personalisation: body",
    ],
)
async def test_what_is_our_own_fault_waits_for_us(
    pool: Pool, notify: NotifyDouble, said: str
) -> None:
    await invite(pool)
    notify.refuses = {address_of("health-1"): said}

    await send(pool, channel_to(notify))

    found = await rows_of(pool)
    assert (found["health-1"].status, found["health-1"].failure) == (WAITS, "notify-400")


async def test_a_wrong_key_or_template_loses_nothing(pool: Pool, notify: NotifyDouble) -> None:
    await invite(pool)
    wrong = replace(notify.account, api_key=notify.account.api_key[:-1] + "0")

    await send(pool, NotifyChannel(wrong))
    assert {row.failure for row in (await rows_of(pool)).values()} == {"notify-403"}
    await send(pool, NotifyChannel(replace(notify.account, template=wrong.api_key[-36:])), LATER)
    assert {row.failure for row in (await rows_of(pool)).values()} == {"notify-404"}
    await send(pool, channel_to(notify), LATER)

    assert set((await statuses(pool)).values()) == {SENT}


async def test_where_nobody_listens_all_wait(pool: Pool, notify: NotifyDouble) -> None:
    await invite(pool)
    nowhere = replace(notify.account, base_url="http://127.0.0.1:9")

    await send(pool, NotifyChannel(nowhere))

    assert set((await statuses(pool)).values()) == {WAITS}
    assert "notify-connection" in {row.failure for row in (await rows_of(pool)).values()}


def test_words_that_somebody_gave_are_words() -> None:
    letter = Outgoing(
        "a@visits.example",
        "b@kent.example",
        b"Subject: Visit\nContent-Type: text/plain; charset=utf-8\n\n"
        b"# Not a heading\n\nSee [here](https://elsewhere.example) and reply\nsoon.\n\n"
        b"- one\n- two\n",
    )

    body = notify_message(letter).body

    assert not body.startswith("#")
    assert "](" not in body
    assert "reply soon." in body
    assert body.endswith("* one\n* two")


def test_a_document_that_is_too_large_is_told_before_anything_is_sent() -> None:
    head = b"MIME-Version: 1.0\nSubject: Visit\nContent-Type: multipart/mixed; boundary=x\n\n"
    large = base64.encodebytes(b"%PDF" + b"0" * (2 * 1024 * 1024))
    content = (
        head + b"--x\nContent-Type: text/plain\n\nWords\n--x\nContent-Type: application/pdf\n"
        b"Content-Disposition: attachment; filename=note.pdf\n"
        b"Content-Transfer-Encoding: base64\n\n" + large + b"\n--x--\n"
    )

    with pytest.raises(RecipientRefused, match="notify-file-too-large"):
        notify_message(Outgoing("a@visits.example", "b@kent.example", content))


def test_a_copy_to_edit_goes_with_the_note() -> None:
    letter = EmailMessage()
    letter["Subject"] = "The note"
    letter.set_content("Words")
    for each in (PDF, WORD):
        maintype, _, subtype = each.media_type.partition("/")
        name = f"note.{each.ending}"
        letter.add_attachment(b"x", maintype=maintype, subtype=subtype, filename=name)
    letter.add_attachment("BEGIN:VCALENDAR", subtype="calendar", filename="days.ics")

    told = notify_message(Outgoing("a@visits.example", "b@kent.example", letter.as_bytes()))

    assert [name for name, _ in told.files] == ["note.pdf", "note.docx"]
