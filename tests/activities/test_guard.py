"""No consumer can have us post into our own network, by whatever spelling or name."""

import asyncio
import socket
from collections.abc import Sequence
from datetime import timedelta

import pytest
from aiohttp.abc import AbstractResolver, ResolveResult

from activities.deliveries.guard import UnusableAddress, require_usable
from activities.deliveries.posting import PATIENCE, open_posting
from activities.deliveries.public_addresses import is_public
from schemas.subscriptions import Answer
from tests.receiving import Receiver
from tests.support.free_ports import nobody_listens

PUBLIC = ["93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c", "::ffff:93.184.215.14"]
PRIVATE = [
    "127.0.0.1",
    "127.255.255.254",
    "0.0.0.0",  # noqa: S104 - an address to refuse
    "10.1.2.3",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",  # where clouds keep their secrets
    "100.64.0.1",
    "192.0.2.1",
    "198.18.0.1",
    "224.0.0.1",
    "239.255.255.250",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::ffff:127.0.0.1",
    "::ffff:169.254.169.254",
    "::127.0.0.1",
    "fe80::1",
    "fe80::1%eth0",
    "fc00::1",
    "fd00:ec2::254",
    "ff02::1",
    "2001:db8::1",
    "2002:7f00:1::",  # 6to4 of 127.0.0.1
    "2002:a9fe:a9fe::1",
    "64:ff9b::7f00:1",  # NAT64 of 127.0.0.1
    "64:ff9b::a9fe:a9fe",
    "64:ff9b:1::1",
]


class Names(AbstractResolver):
    """Answers each look-up of any name with the next of some addresses, then with the last."""

    def __init__(self, *answers: str) -> None:
        self.answers: Sequence[str] = answers
        self.asked = 0

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        answer = self.answers[min(self.asked, len(self.answers) - 1)]
        self.asked += 1
        kind = socket.AF_INET6 if ":" in answer else socket.AF_INET
        return [
            ResolveResult(
                hostname=host, host=answer, port=port, family=kind, proto=0, flags=family * 0
            )
        ]

    async def close(self) -> None:
        """Nothing to put away."""


@pytest.mark.parametrize("address", PUBLIC)
def test_an_address_of_the_whole_world_is_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize("address", PRIVATE)
def test_an_address_within_a_network_is_not(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", PRIVATE)
async def test_nothing_is_connected_to_that_a_name_leads_to_within_a_network(
    address: str,
) -> None:
    async with open_posting(private=False, resolver=Names(address)) as posting:
        posted = await posting.post("https://consumer.example/hook", "id", "{}", [])

    assert posted.answer is Answer.UNREACHABLE, "as a name that leads nowhere"


async def test_a_name_that_leads_elsewhere_the_second_time_is_refused_the_second_time() -> None:
    """DNS rebinding: what was looked up before says nothing about what is connected to."""
    names = Names("203.0.113.1", "127.0.0.1")
    await names.resolve("consumer.example")  # whoever checks a name by looking it up sees this

    async with Receiver() as receiver, open_posting(private=False, resolver=names) as posting:
        port = receiver.url.split(":")[2].split("/")[0]
        posted = await posting.post(f"https://consumer.example:{port}/hook", "id", "{}", [])

    assert posted.answer is Answer.UNREACHABLE
    assert receiver.tried == []


@pytest.mark.parametrize("host", ["localhost", "127.1", "2130706433", "0x7f.0.0.1", "0177.0.0.1"])
async def test_no_spelling_of_this_machine_gets_through(host: str) -> None:
    async with Receiver() as receiver, open_posting(private=False) as posting:
        port = receiver.url.split(":")[2].split("/")[0]
        posted = await posting.post(f"https://{host}:{port}/hook", "id", "{}", [])

    assert posted.answer in {Answer.REFUSED_ADDRESS, Answer.UNREACHABLE}
    assert receiver.tried == []


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("http://consumer.example/hook", "HTTPS only"),
        ("ftp://consumer.example/hook", "by HTTPS"),
        ("file:///etc/passwd", "by HTTPS"),
        ("consumer.example/hook", "by HTTPS"),
        ("https:///hook", "by HTTPS"),
        ("https://user:word@consumer.example/hook", "user and password"),
        ("https://@consumer.example/hook", "user and password"),
        ("https://consumer.example/hook#top", "#"),
        ("https://consumer.example:99999/hook", "not an address"),
        ("https://[::1/hook", "not an address"),
        ("https://consumer.example/a b", "without spaces"),
        ("https://consumer.example/a\nb", "without spaces"),
        (f"https://consumer.example/{'a' * 2000}", "at most 2000"),
        ("https://127.0.0.1/hook", "private"),
        ("https://[::ffff:10.0.0.1]/hook", "private"),
        ("https://169.254.169.254/latest/meta-data", "private"),
    ],
)
def test_an_address_that_nothing_can_be_posted_to_is_refused_in_a_sentence(
    url: str, words: str
) -> None:
    with pytest.raises(UnusableAddress, match=words):
        require_usable(url, private=False)


def test_a_setting_allows_what_is_private() -> None:
    require_usable("https://consumer.example/hook", private=False)
    require_usable("http://127.0.0.1:8000/hook", private=True)
    with pytest.raises(UnusableAddress):
        require_usable("http://user:word@127.0.0.1/hook", private=True)


# --- What answers are taken for ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "answer"),
    [
        (200, Answer.DELIVERED),
        (204, Answer.DELIVERED),
        (301, Answer.REDIRECTED),
        (304, Answer.REDIRECTED),
        (307, Answer.REDIRECTED),
        (400, Answer.CLIENT_ERROR),
        (404, Answer.CLIENT_ERROR),
        (410, Answer.GONE),
        (429, Answer.BUSY),
        (500, Answer.SERVER_ERROR),
        (503, Answer.BUSY),
        (599, Answer.SERVER_ERROR),
        (799, Answer.OTHER_STATUS),
    ],
)
async def test_only_2xx_is_success(status: int, answer: Answer) -> None:
    async with Receiver() as receiver, open_posting(private=True) as posting:
        receiver.answers(status)
        posted = await posting.post(receiver.url, "id", "{}", [])

    assert (posted.answer, posted.http_status) == (answer, status)


async def test_a_redirect_is_not_followed() -> None:
    async with Receiver() as other, Receiver() as receiver:
        receiver.answers(307, Location=other.url)
        async with open_posting(private=True) as posting:
            posted = await posting.post(receiver.url, "id", "{}", [])

    assert posted.answer is Answer.REDIRECTED
    assert len(receiver.tried) == 1
    assert other.tried == []


@pytest.mark.parametrize("status", [429, 503])
async def test_a_consumer_may_ask_us_to_come_later(status: int) -> None:
    async with Receiver() as receiver, open_posting(private=True) as posting:
        receiver.answers(status, Retry_After="120")
        posted = await posting.post(receiver.url, "id", "{}", [])

    assert posted.retry_after == timedelta(seconds=120)


async def test_a_consumer_that_hangs_is_left() -> None:
    async with Receiver() as receiver:
        receiver.hangs()
        async with open_posting(private=True, patience=timedelta(seconds=0.2)) as posting:
            # Without patience of its own it would wait for as long as it does by default.
            async with asyncio.timeout(PATIENCE.total_seconds()):
                posted = await posting.post(receiver.url, "id", "{}", [])

    assert posted.answer is Answer.TIMED_OUT


async def test_a_consumer_that_is_not_there_is_unreachable() -> None:
    with nobody_listens() as port:
        async with open_posting(private=True) as posting:
            posted = await posting.post(f"http://127.0.0.1:{port}/hook", "id", "{}", [])

    assert posted.answer is Answer.UNREACHABLE


async def test_the_bytes_and_their_kind_arrive_as_they_are() -> None:
    body = '{"id":"interim-e10000016-1","note":"§ é"}'
    async with Receiver() as receiver, open_posting(private=True) as posting:
        await posting.post(receiver.url, "interim-e10000016-1", body, [])

    (taken,) = receiver.taken
    assert taken.body == body.encode()
    assert taken.id == "interim-e10000016-1"
    assert taken.headers["content-type"] == "application/cloudevents+json"
    assert taken.headers["user-agent"].startswith("area-visits/")
