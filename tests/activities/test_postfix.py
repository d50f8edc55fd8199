"""The same table with Debian's Postfix: what it really says, and what becomes of each letter."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from email import message_from_bytes
from email.policy import default

import pytest

from activities.channels import MailServer, SmtpChannel
from register.connection import Pool
from schemas.values import LetterStatus
from schemas.work import PostReport
from stack.ports import LOOPBACK
from tests.activities.postfix_server import POSTFIX, Postfix, postfix_server
from tests.activities.test_post_room import MORNING, address_of, invite, rows_of, send, statuses
from tests.mail import IN_CLEAR
from tests.support.visits import INVITED
from tests.support.waiting import until

pytestmark = pytest.mark.skipif(
    POSTFIX is None or os.geteuid() != 0,
    reason="needs Postfix, and to be root: apt-get install postfix",
)

SENT, WAITS, REFUSED = LetterStatus.SENT, LetterStatus.FILED, LetterStatus.REFUSED
DOMAIN = address_of("").removeprefix("@")
ONE = "health-1"


@dataclass(frozen=True)
class Case:
    """A manner of Postfix's, and what becomes of the letters.

    Attributes:
        settings: Of `smtpd`, that differ.
        own: What becomes of the letter to `health-1`.
        others: What becomes of the others.
        code: What is kept of the reason, with that letter.
        hello: By what name we introduce ourselves.
        address: Where that letter is meant to go.
        asks_a_person: Whether a task follows.
    """

    settings: dict[str, str]
    own: LetterStatus
    others: LetterStatus
    code: str | None
    hello: str = "visits.example"
    address: str = address_of(ONE)
    asks_a_person: bool = False


def _says(answer: str) -> dict[str, str]:
    table = f"inline:{{ {{ {address_of(ONE)} = {answer} }} }}"
    return {"smtpd_recipient_restrictions": f"check_recipient_access {table}"}


TABLE: dict[str, Case] = {
    "takes all": Case({}, SENT, SENT, None),
    "knows no such person": Case(
        {
            "virtual_mailbox_maps": f"inline:{{ {{ {address_of('dcs')} = dcs/ }}, "
            f"{{ {address_of('health-2')} = health-2/ }}, {{ {address_of('forum')} = forum/ }} }}"
        },
        REFUSED,
        SENT,
        "smtp-550-5.1.1",
        asks_a_person=True,
    ),
    "says that a mailbox is full": Case(
        _says("452 4.2.2 Mailbox full"), WAITS, SENT, "smtp-452-4.2.2"
    ),
    "greylists one": Case(
        _says("450 4.2.0 Greylisted, come back later"), WAITS, SENT, "smtp-450-4.2.0"
    ),
    "greylists without a code of its own": Case(
        _says("DEFER_IF_PERMIT Greylisted"), WAITS, SENT, "smtp-450-4.7.1"
    ),
    "refuses our host": Case(
        {"smtpd_client_restrictions": "reject"}, WAITS, WAITS, "smtp-554-5.7.1"
    ),
    "refuses our name": Case(
        {"smtpd_helo_restrictions": "reject_non_fqdn_helo_hostname"},
        WAITS,
        WAITS,
        "smtp-504-5.5.2",
        hello="localhost",
    ),
    "refuses our sender": Case(
        {"smtpd_sender_restrictions": "reject"}, WAITS, WAITS, "smtp-554-5.7.1"
    ),
    "relays for us to its own people only": Case(
        {}, WAITS, SENT, "smtp-554-5.7.1", address=f"{ONE}@elsewhere.example"
    ),
    "is full itself": Case(
        {
            "smtpd_delay_reject": "no",
            "smtpd_sender_restrictions": "check_sender_access static:{452 4.3.1 Insufficient "
            "system storage}",
        },
        WAITS,
        WAITS,
        None,
    ),
    "finds letters too long": Case(
        {"message_size_limit": "2000"}, REFUSED, REFUSED, "smtp-552-5.3.4", asks_a_person=True
    ),
}


@pytest.fixture(scope="module")
def postfix() -> Iterator[Postfix]:
    manners = {name: case.settings for name, case in TABLE.items()}
    with postfix_server(DOMAIN, list(INVITED), manners) as running:
        yield running


def channel(port: int, hello: str = "visits.example") -> SmtpChannel:
    return SmtpChannel(MailServer(LOOPBACK, port, hello=hello, tls=IN_CLEAR))


@pytest.mark.parametrize("name", TABLE)
async def test_what_becomes_of_each_letter_when_postfix(
    name: str, pool: Pool, postfix: Postfix
) -> None:
    case = TABLE[name]
    postfix.forget()
    await invite(pool, **{ONE: case.address})

    told = await send(pool, channel(postfix.ports[name], case.hello))

    found = await rows_of(pool)
    others = dict.fromkeys(set(INVITED) - {ONE}, case.others)
    assert {ref: row.status for ref, row in found.items()} == others | {ONE: case.own}
    assert found[ONE].failure == case.code
    outcomes = told.outcomes if isinstance(told, PostReport) else ()
    assert (ONE in {o.recipient for o in outcomes if o.status is REFUSED}) == case.asks_a_person

    # Once it is mended everything goes that waited, and each letter arrives once.
    if case.address == address_of(ONE):
        await send(pool, channel(postfix.ports["takes all"]), MORNING + timedelta(hours=1))
        assert WAITS not in (await statuses(pool)).values()
    final = await statuses(pool)
    await _arrive(postfix, {ref for ref, status in final.items() if status is SENT})


async def _arrive(postfix: Postfix, people: set[str]) -> None:
    """Each of these, and nobody else, finds one letter, to themselves, in their mailbox."""

    async def arrived() -> bool:
        return all(postfix.delivered_to(person) for person in people)

    await until(arrived)
    for person in INVITED:
        addressed = [
            message_from_bytes(letter, policy=default)["To"].addresses[0].addr_spec
            for letter in postfix.delivered_to(person)
        ]
        assert addressed == ([address_of(person)] if person in people else [])
