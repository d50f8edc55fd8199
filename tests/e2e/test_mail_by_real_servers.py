"""A letter to an address that is no more: Debian's Postfix sends it back, and Dovecot has that."""

import asyncio
import json
import os
import signal
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest

from activities.incoming import ImapAccount, ImapMailbox
from register import visits
from schemas.incoming import MailKind, MailOutcome
from schemas.values import LetterKind, TaskKind
from tests.activities.dovecot_server import DOVECOT, HAS_IMAP, dovecot_server
from tests.activities.postfix_server import NOBODY, POSTFIX, Postfix, postfix_server
from tests.engine import Engine
from tests.mail import smtp_to
from tests.support.mail_in import BOUNCES, Post, post_of, reading_service
from tests.support.waiting import until
from worker.mail_reading import Sources, one_round

pytestmark = pytest.mark.skipif(
    POSTFIX is None or DOVECOT is None or not HAS_IMAP or os.geteuid() != 0,
    reason="needs Postfix and Dovecot, and to be root: apt-get install postfix dovecot-imapd",
)

LOCAL, DOMAIN = BOUNCES.split("@")
GONE = "dcs@kent.example.gov.uk"
FULL = "chair@kentforum.example.org"
ELSEWHERE = (
    "accountable.officer@eastkent.example.nhs.uk",
    "accountable.officer@westkent.example.nhs.uk",
    FULL,
    GONE,
)
_TAKEN = ", ".join(f"{{ {address} = others/ }}" for address in ELSEWHERE)
_MORE = f"""
virtual_mailbox_domains = {DOMAIN} {" ".join(a.partition("@")[2] for a in ELSEWHERE)}
virtual_mailbox_maps = inline:{{ {_TAKEN}, {{ {BOUNCES} = {LOCAL}/ }} }}
transport_maps = inline:{{
  {{ {GONE} = error:5.1.1 nobody is called so }},
  {{ {FULL} = retry:4.2.2 the mailbox is full }} }}
recipient_delimiter = +
maximal_queue_lifetime = 4s
bounce_queue_lifetime = 4s
minimal_backoff_time = 1s
maximal_backoff_time = 2s
queue_run_delay = 1s
"""
_TAKES_ALL = {"smtpd_reject_unlisted_recipient": "no"}
"""What it cannot deliver it finds out only later, as servers do that stand before others."""


@dataclass
class Servers:
    """Both, and where they meet."""

    postfix: Postfix
    account: ImapAccount


@pytest.fixture(scope="module")
def servers() -> Iterator[Servers]:
    with postfix_server(DOMAIN, [LOCAL], {"takes all": _TAKES_ALL}, _MORE) as postfix:
        mail = postfix.folder / "mail" / LOCAL
        with dovecot_server(mail, NOBODY) as account:
            yield Servers(postfix, account)


@pytest.fixture
async def post(engine: Engine, servers: Servers) -> AsyncIterator[Post]:
    channel = smtp_to(servers.postfix.ports["takes all"])
    async with post_of(engine, channel) as opened:
        await opened.walk.open()
        await opened.walk.let_pass(timedelta(hours=1))
        yield opened


async def test_what_postfix_sends_back_is_read_from_dovecot_and_recorded(
    post: Post, servers: Servers
) -> None:
    box = ImapMailbox(servers.account)

    async def all_came() -> bool:
        await one_round(post.reader, post.desks, Sources(box))
        return {message.kind for message in await post.listed()} >= {
            MailKind.RETURNED,
            MailKind.ARRIVED,
            MailKind.GIVEN_UP,
        }

    await until(all_came)

    key = post.key(LetterKind.INVITATION, "dcs")
    listed = await post.listed()
    came = {message.letter: message for message in listed if message.kind is MailKind.RETURNED}
    assert set(came) == {key}
    assert (came[key].status, came[key].outcome) == ("5.1.1", MailOutcome.RECORDED)
    full = next(message for message in listed if message.kind is MailKind.GIVEN_UP)
    assert (full.recipient, full.status, full.outcome) == ("forum", "4.2.2", None)
    arrived = {message.recipient for message in listed if message.kind is MailKind.ARRIVED}
    assert arrived == {"health-1", "health-2"}

    async with post.pool.acquire() as connection:
        state = await visits.require(connection, post.walk.visit)
    assert [(t.kind, t.letter) for t in state.tasks] == [(TaskKind.LETTER_NOT_DELIVERED, key)]
    page = await post.page()
    assert "Came back (5.1.1)" in page
    assert "Not delivered for a reason that passes, and not tried any more (4.2.2)" in page

    # All of it was put away, where people find it; a second look finds nothing new.
    assert await one_round(post.reader, post.desks, Sources(box)) == 0
    assert list(box.lying()) == []
    assert len(list(ImapMailbox(replace(servers.account, folder="Read by visits")).lying())) == len(
        listed
    )


async def test_the_service_reads_what_came_back_and_ends_in_order(
    engine: Engine, servers: Servers
) -> None:
    """`visits post read` as a process of its own, with the desk's role and key."""
    channel = smtp_to(servers.postfix.ports["takes all"])
    async with post_of(engine, channel) as post:
        await post.walk.open()
        await post.walk.let_pass(timedelta(hours=1))
        key = post.key(LetterKind.INVITATION, "dcs")
        account = servers.account
        mailbox = {
            "VISITS_MAILBOX": "imap",
            "VISITS_IMAP_HOST": account.host,
            "VISITS_IMAP_PORT": str(account.port),
            "VISITS_IMAP_USER": account.user,
            "VISITS_IMAP_PASSWORD": account.password,
            "VISITS_IMAP_TLS": "none",
        }
        async with reading_service(engine, mailbox) as process:

            async def recorded() -> bool:
                assert process.returncode is None, "it ended by itself"
                return any(m.outcome is MailOutcome.RECORDED for m in await post.listed())

            await until(recorded)
            process.send_signal(signal.SIGTERM)
            _, said = await asyncio.wait_for(process.communicate(), 30)
        assert process.returncode == 0, said.decode()
        told = [json.loads(line)["event"] for line in said.decode().splitlines()]
        assert {"mail_reader_started", "mail_settled", "mail_reader_stopped"} <= set(told)
        assert GONE not in said.decode()
        async with post.pool.acquire() as connection:
            state = await visits.require(connection, post.walk.visit)
        assert [t.letter for t in state.tasks] == [key]
