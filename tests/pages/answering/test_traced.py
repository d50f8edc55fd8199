"""An answer by link is traced like any decision; whose link it was stands nowhere in the trace."""

from schemas.questions import Question
from schemas.values import LetterKind
from tests.engine import Engine
from tests.support.answering_pages import MINE, answering_pages
from tests.support.browsing import Browser
from tests.support.otlp import collecting, traced_to
from tests.support.waiting import until

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
SENT = "POST /answer/question/{ref}/check"


async def test_the_secret_of_a_link_is_in_no_span(engine: Engine) -> None:
    with collecting() as collector, traced_to(collector.address):
        async with answering_pages(engine) as answering:
            await answering.invited()
            client = answering.new_client()
            client.headers["traceparent"] = f"00-{TRACE}-00f067aa0ba902b7-01"
            browser = Browser(client)
            address = answering.address(LetterKind.INVITATION, "dcs", Question.REPLY)

            await browser.open(address)
            await browser.press("Continue", MINE)
            await browser.press("Continue", {"answer": "accept"})
            await browser.press("Reply to the invitation")
            await client.get(f"{address}-amara-okafor?name=Amara-Okafor")

            async def accepted() -> bool:
                told = [span.told.get("event.type") for span in collector.named("event")]
                return "visit.accepted.v1" in told

            await until(accepted, within=30)
            link = await answering.link(LetterKind.INVITATION, "dcs", Question.REPLY)

    names = {span.name for span in collector.spans}
    assert {"GET /answer/{token}", SENT} <= names
    sent = b"".join(collector.bodies).lower()
    assert bytes.fromhex(TRACE) not in sent
    for personal in (address.rpartition("/")[2], link.ref, "okafor"):
        assert personal.lower().encode() not in sent
    (event,) = [
        span for span in collector.named("event") if span.told["event.type"] == "visit.accepted.v1"
    ]
    assert collector.above(event)[-1] == SENT
