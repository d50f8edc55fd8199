"""An address shows that it wants events before any is posted; what fails is told as what it is."""

import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

from aiohttp import web

from activities.deliveries.posting import PATIENCE, open_posting
from schemas.subscriptions import Answer
from tests.activities.test_guard import Names
from tests.receiving import Receiver
from tests.support.certificates import own_certificate, server_side
from worker.settings import delivery_settings

ORIGIN = "events.example.org"


async def test_an_address_that_names_us_or_everybody_wants_events() -> None:
    async with Receiver() as receiver, open_posting(private=True) as posting:
        for allowed in ("*", ORIGIN, "Events.Example.Org"):
            receiver.allows = allowed
            assert (await posting.prove(receiver.url, ORIGIN)).answer is Answer.DELIVERED, allowed

    assert receiver.asked == [ORIGIN] * 3
    assert receiver.tried == []


async def test_an_address_that_says_anything_else_does_not() -> None:
    async with Receiver() as receiver, open_posting(private=True) as posting:
        for allowed in (None, "", "elsewhere.example.org", f"{ORIGIN}.example.net", "null"):
            receiver.allows = allowed
            assert (await posting.prove(receiver.url, ORIGIN)).answer is Answer.UNPROVEN, allowed


async def test_a_server_that_knows_no_such_question_is_not_told_as_one_that_fails() -> None:
    async with Receiver() as receiver, open_posting(private=True) as posting:
        receiver.allows = None
        told = []
        for status in (403, 404, 405, 501, 500):
            receiver.knows_no_question = status
            told.append((await posting.prove(receiver.url, ORIGIN)).answer)

    assert told == [Answer.UNPROVEN] * 4 + [Answer.SERVER_ERROR]


async def test_a_name_nobody_has_and_one_that_leads_inside_are_answered_alike() -> None:
    class Nobody(Names):
        async def resolve(self, *_: object, **__: object) -> list[object]:  # type: ignore[override]
            raise OSError("Name or service not known")

    told = set()
    for resolver in (Nobody(), Names("127.0.0.1"), Names("10.0.0.1"), Names("fec0::1")):
        async with open_posting(private=False, resolver=resolver) as posting:
            told.add(await posting.prove("https://consumer.example/hook", ORIGIN))
            told.add(await posting.post("https://consumer.example/hook", "id", "{}", []))

    assert {posted.answer for posted in told} == {Answer.UNREACHABLE}
    assert len(told) == 1


# --- Connections -----------------------------------------------------------------------------


async def test_a_connection_is_kept_for_the_next_event() -> None:
    async with Receiver() as receiver, open_posting(private=True) as posting:
        await posting.prove(receiver.url, ORIGIN)
        for number in range(5):
            posted = await posting.post(receiver.url, f"id-{number}", "{}", [])
            assert posted.answer is Answer.DELIVERED

    assert receiver.connections == 1


async def test_a_connection_that_was_closed_meanwhile_is_no_failure() -> None:
    async with Receiver() as receiver, open_posting(private=True) as posting:
        receiver.answering = receiver.hanging_up_every_other_time()
        answers = [
            (await posting.post(receiver.url, f"id-{number}", "{}", [])).answer
            for number in range(6)
        ]

    assert set(answers) == {Answer.DELIVERED}
    assert [taken.id for taken in receiver.taken] == [f"id-{number}" for number in range(6)]


async def test_an_endless_answer_is_taken_for_what_its_status_says() -> None:
    async def endless(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        while True:
            await response.write(b"x" * 10_000)

    app = web.Application()
    app.router.add_post("/hook", endless)
    async with _served(app) as url, open_posting(private=True) as posting:
        begun = datetime.now(UTC)
        posted = await posting.post(url, "id", "{}", [])

    assert posted.answer is Answer.DELIVERED
    assert datetime.now(UTC) - begun < PATIENCE, "it was not read for as long as it lasts"


# --- Certificates ----------------------------------------------------------------------------


@asynccontextmanager
async def _served(app: web.Application, tls: ssl.SSLContext | None = None) -> AsyncIterator[str]:
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0, ssl_context=tls).start()
        scheme = "https" if tls else "http"
        yield f"{scheme}://127.0.0.1:{runner.addresses[0][1]}/hook"
    finally:
        await runner.cleanup()


async def test_a_certificate_that_cannot_be_trusted_is_told_as_one(tmp_path: Path) -> None:
    app = web.Application()
    certificate = own_certificate(tmp_path)
    async with (
        _served(app, server_side(certificate)) as url,
        open_posting(private=True) as posting,
    ):
        posted = await posting.post(url, "id", "{}", [])

    assert posted.answer is Answer.BAD_CERTIFICATE


async def test_unless_we_are_told_to_trust_who_made_it(tmp_path: Path) -> None:
    certificate = own_certificate(tmp_path)
    trust = delivery_settings({"VISITS_WEBHOOK_CA_FILE": str(certificate)}).trust
    async with (
        _served(web.Application(), server_side(certificate)) as url,
        open_posting(private=True, trust=trust) as posting,
    ):
        posted = await posting.post(url, "id", "{}", [])

    assert posted.http_status == 404, "it was asked, and has no such path"


async def test_so_is_a_server_that_speaks_no_tls() -> None:
    async with Receiver() as receiver, open_posting(private=True) as posting:
        posted = await posting.post(receiver.url.replace("http:", "https:"), "id", "{}", [])

    assert posted.answer is Answer.BAD_CERTIFICATE
