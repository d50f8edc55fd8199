"""The area's side of a visit: letters with links, and the pages to which they lead."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import httpx2
from starlette.types import ASGIApp

from activities.links import LinkMaker
from activities.sender import Sender
from desk.authority import ByRegister
from desk.departments import EXAMPLES
from desk.desk import Desk
from pages.app import create_pages
from pages.dependencies import PagesDependencies
from register import letters, links
from register.connection import Pool
from rules.correspondence import LETTERS
from schemas.ids import PersonRef
from schemas.questions import Link, Question
from schemas.values import LetterKind
from tests.e2e.walking import Walk
from tests.engine import Engine
from tests.support.browsing import Browser
from worker.mail_settings import MailSettings

PAGES = "https://pages.test"
_ADDRESS = re.compile(rf"{PAGES}(/answer/[A-Za-z0-9_-]+)")


def sender_with_links(pages: str = PAGES) -> Sender:
    """Whose letters have links to pages at an address."""
    return replace(MailSettings().sender, links=LinkMaker(pages, b"k" * 32))


def addresses_in(message: bytes) -> list[str]:
    """The links to the pages in a letter, in their order."""
    parsed = message_from_bytes(message, _class=EmailMessage, policy=default)
    body = parsed.get_body(("plain",))
    return _ADDRESS.findall(body.get_content()) if body is not None else []


@dataclass
class Answering:
    """A visit, and the pages on which its area answers.

    Attributes:
        walk: The visit, with a coordinator's side of it.
        client: To ask with; it keeps cookies as one browser does.
        pool: The register.
        app: The pages.
    """

    walk: Walk
    client: httpx2.AsyncClient
    pool: Pool
    app: ASGIApp

    async def invited(self) -> None:
        """Open the visit, and let the invitations leave."""
        await self.walk.open()
        await self.until_next()

    async def until_next(self) -> None:
        """Let time pass until the scenario's next step is due."""
        step = self.walk.scenario.steps[self.walk.taken]
        await self.walk.pass_to(self.walk.days.moment(step.at))

    def browser(self) -> Browser:
        """A new window."""
        return Browser(self.client)

    async def letter(self, kind: LetterKind, recipient: PersonRef) -> bytes:
        """The last letter of a kind to somebody, as it was sent."""
        async with self.pool.acquire() as connection:
            rows = await letters.of_visit(connection, self.walk.visit)
        found = [
            row.message
            for row in rows
            if (row.order.kind, row.order.recipient) == (kind, recipient) and row.message
        ]
        return found[-1]

    async def link(self, kind: LetterKind, recipient: PersonRef, question: Question) -> Link:
        """The last link of a letter of this kind."""
        async with self.pool.acquire() as connection:
            found = await links.of_visit(connection, self.walk.visit)
        return [
            link
            for link in found
            if (link.letter.split("/")[1], link.recipient, link.question)
            == (kind, recipient, question)
        ][-1]

    async def address(self, kind: LetterKind, recipient: PersonRef, question: Question) -> str:
        """The address in a letter at which a question is answered."""
        at = LETTERS[kind].asks.index(question)
        return addresses_in(await self.letter(kind, recipient))[at]


@asynccontextmanager
async def answering_pages(engine: Engine) -> AsyncIterator[Answering]:
    """The pages, with a worker whose letters have links to them."""
    async with engine.working(sender=sender_with_links()) as (client, _):
        walk = Walk(engine.scenario(), client, engine.pool, engine.settings.task_queue)
        desk = Desk(
            client,
            engine.pool,
            task_queue=engine.settings.task_queue,
            now=lambda: walk.now,
            mailboxes=lambda: EXAMPLES,
            authority=ByRegister(),
        )
        app = create_pages(PagesDependencies(engine.pool, desk, now=lambda: walk.now))
        transport = httpx2.ASGITransport(app=app)
        async with httpx2.AsyncClient(transport=transport, base_url=PAGES) as asking:
            yield Answering(walk, asking, engine.pool, app)
