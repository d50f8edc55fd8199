"""The area's side of a visit: letters with links, and the pages to which they lead."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import httpx2
from starlette.types import ASGIApp

from activities.channels import Channel
from activities.links import LinkMaker
from desk.authority import ByRegister
from desk.departments import EXAMPLES
from desk.desk import Desk
from pages.app import create_pages
from pages.dependencies import PagesDependencies
from register import links
from register.connection import Pool
from rules.questions import ASKED
from schemas.ids import PersonRef
from schemas.questions import Link, Question
from schemas.values import LetterKind
from tests.e2e.walking import Walk
from tests.engine import UNHURRIED, Engine
from tests.support.browsing import Browser, Values
from worker.mail_settings import MailSettings

MINE = {"whose": "mine"}
PAGES = "https://pages.test"
_ADDRESS = re.compile(rf"{PAGES}(/answer/[A-Za-z0-9_-]+)")


SENDER = replace(MailSettings().sender, links=LinkMaker(PAGES, b"k" * 32))
"""Whose letters have links to the pages."""


def words_in(message: bytes) -> str:
    """What a letter says."""
    parsed = message_from_bytes(message, _class=EmailMessage, policy=default)
    body = parsed.get_body(("plain",))
    return str(body.get_content()) if body is not None else ""


def addresses_in(message: bytes) -> list[str]:
    """The links to the pages in a letter, in their order."""
    return _ADDRESS.findall(words_in(message))


@dataclass
class Answering:
    """A visit, and the pages on which its area answers.

    Attributes:
        walk: The visit, with a coordinator's side of it.
        pool: The register.
        app: The pages.
        desk: Where they bring answers.
        maildir: Where letters arrive.
    """

    walk: Walk
    pool: Pool
    app: ASGIApp
    desk: Desk
    maildir: Path

    async def invited(self) -> None:
        """Open the visit, and let the invitations leave."""
        await self.walk.open()
        await self.until_next()

    async def until_next(self) -> None:
        """Let time pass until the scenario's next step is due."""
        step = self.walk.scenario.steps[self.walk.taken]
        await self.walk.pass_to(self.walk.days.moment(step.at))

    def new_client(self) -> httpx2.AsyncClient:
        """A browser that has no cookie yet."""
        transport = httpx2.ASGITransport(app=self.app)
        return httpx2.AsyncClient(transport=transport, base_url=PAGES)

    def letter(self, kind: LetterKind, recipient: PersonRef) -> bytes:
        """The last letter of a kind to somebody, as it arrived."""
        found = [
            path
            for path in self.inbox()
            if path.name.startswith(f"{self.walk.visit}.{kind}.")
            and path.name.split(".")[3] == recipient
        ]
        return found[-1].read_bytes()

    def inbox(self) -> list[Path]:
        """Every letter that arrived, the latest last."""
        return sorted((self.maildir / "new").iterdir(), key=lambda path: path.stat().st_mtime_ns)

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

    def address(self, kind: LetterKind, recipient: PersonRef, question: Question) -> str:
        """The address in a letter at which a question is answered."""
        words = " ".join(words_in(self.letter(kind, recipient)).split())
        found = re.search(rf"{ASKED[question].words}: {PAGES}(\S+)", words)
        assert found is not None, words
        return found[1]

    async def opened(self, kind: LetterKind, recipient: PersonRef, question: Question) -> Browser:
        """A new browser in which a link was opened by whoever it is for."""
        browser = Browser(self.new_client())
        await browser.open(self.address(kind, recipient, question))
        assert browser.heading == ASKED[question].title, browser.text
        return await browser.press("Continue", MINE)

    async def answer(
        self, kind: LetterKind, recipient: PersonRef, question: Question, typed: Values
    ) -> Browser:
        """Answer a question of a letter, by its link and in a browser of its own."""
        browser = await self.opened(kind, recipient, question)
        known = {at: [""] for at in browser.fields() if at.endswith(".case")}
        await browser.press("Continue", {**known, **typed})
        assert browser.path.endswith("/check"), browser.problems
        await browser.press(ASKED[question].title)
        assert browser.heading == "Thank you", browser.problems
        return browser


@asynccontextmanager
async def answering_pages(
    engine: Engine, channel: Channel | None = None
) -> AsyncIterator[Answering]:
    """The pages, with a worker whose letters have links to them.

    Args:
        engine: Whose servers.
        channel: How letters leave; by default into a Maildir, by which they are delivered.
    """
    async with engine.working(channel, sender=SENDER) as (client, _):
        walk = Walk(engine.scenario(), client, engine.pool, engine.settings.task_queue)
        desk = Desk(
            client,
            engine.pool,
            task_queue=engine.settings.task_queue,
            now=lambda: walk.now,
            mailboxes=lambda: EXAMPLES,
            patience=UNHURRIED,
            authority=ByRegister(),
        )
        app = create_pages(PagesDependencies(engine.pool, desk, now=lambda: walk.now))
        yield Answering(walk, engine.pool, app, desk, engine.maildir)
