"""Mail that comes in about letters: as servers, calendars and people send it."""

import asyncio
import os
import sys
from asyncio.subprocess import Process
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from itertools import count
from pathlib import Path

import httpx2
from starlette.types import ASGIApp

from activities.channels import Channel
from activities.incoming import MaildirMailbox
from desk.authority import ByRegister
from desk.departments import EXAMPLES
from desk.desk import Desk
from desk.mail import MailReader
from pages.app import create_pages
from pages.dependencies import PagesDependencies
from register import letter_tags, letters, log, mail, staff
from register.connection import Pool, open_pool
from register.roles import Role
from schemas.events.invitation import LetterFailed
from schemas.ids import LetterKey, PersonRef
from schemas.incoming import LetterTag, Mail
from schemas.staff import StaffRole
from schemas.values import LetterKind
from tests.activities.mail_servers import Manners, mail_server
from tests.e2e.walking import Walk
from tests.engine import UNHURRIED, Engine
from tests.mail import smtp_to
from tests.pages.serving import SignedInAs
from worker.mail_reading import Sources, one_round
from worker.mail_settings import MailSettings

BOUNCES = "bounces@visits.example"
SENDER = replace(MailSettings().sender, bounces=BOUNCES)
"""Whose letters come back to addresses of their own."""

_NUMBERS = count(1)


def own_address(tag: LetterTag) -> str:
    """The envelope sender of a letter."""
    return BOUNCES.replace("@", f"+{tag}@")


def report(
    tag: LetterTag,
    *,
    action: str = "failed",
    status: str = "5.1.1",
    letter: bytes = b"",
    number: str = "1",
) -> bytes:
    """What a mail server reports of a letter (RFC 3464), as it lies in a mailbox.

    Args:
        tag: Of the letter.
        action: What it did.
        status: Why.
        letter: The letter, of which it sends back the head.
        number: Of the message.
    """
    head = letter.partition(b"\n\n")[0].decode() or "Subject: a letter"
    return f"""Return-Path: <>
Delivered-To: {BOUNCES}
From: MAILER-DAEMON@mx.example (Mail Delivery System)
To: {own_address(tag)}
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
Message-ID: <{number}@mx.example>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="=b"

--=b
Content-Type: text/plain; charset=us-ascii

This is the mail system at host mx.example.
The address that you wrote to is not known here.

--=b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example
Original-Envelope-Id: {tag}

Final-Recipient: rfc822; somebody@kent.example
Action: {action}
Status: {status}

--=b
Content-Type: text/rfc822-headers

{head}

--=b--
""".encode()


def answer(
    letter: bytes,
    text: str,
    *,
    to: str = "",
    sender: str = "amara.okafor@kent.example",
    **headers: str,
) -> bytes:
    """What a person, or a program in their place, answers to a letter.

    Args:
        letter: The letter.
        text: What they say.
        to: Where it goes; by default whom the letter is from.
        sender: From whom it comes.
        headers: Further fields, with underscores for hyphens.
    """
    sent = message_from_bytes(letter, _class=EmailMessage, policy=default)
    made = EmailMessage()
    made["Return-Path"] = headers.pop("Return_Path", f"<{sender}>")
    made["From"] = sender
    made["To"] = to or str(sent["From"])
    made["Subject"] = headers.pop("Subject", f"Re: {sent['Subject']}")
    made["In-Reply-To"] = str(sent["Message-ID"])
    for name, value in headers.items():
        made[name.replace("_", "-")] = value
    made.set_content(text)
    return bytes(made)


@dataclass
class Post:
    """A visit, the mail server that takes its letters, and the mailbox into which mail comes.

    Attributes:
        walk: The visit.
        pool: The register, as its owner has it.
        desks: The register, as whoever reads mail has it.
        manners: Of the server.
        reader: Reads the mailbox.
        box: The mailbox.
        app: The pages, as a coordinator has them.
        client: A coordinator's browser.
    """

    walk: Walk
    pool: Pool
    desks: Pool
    manners: Manners
    reader: MailReader
    box: MaildirMailbox
    folder: Path
    app: ASGIApp
    client: httpx2.AsyncClient

    def key(self, kind: LetterKind, recipient: PersonRef) -> LetterKey:
        """Of the first letter of a kind to somebody."""
        return f"{self.walk.visit}/{kind}/1/{recipient}"

    async def tag(self, key: LetterKey) -> LetterTag:
        """The tag of a letter that has left, as the server was told it."""
        async with self.pool.acquire() as connection:
            return await letter_tags.tag_of(connection, key)

    async def sent(self, key: LetterKey) -> bytes:
        """A letter as it left."""
        async with self.pool.acquire() as connection:
            rows = await letters.of_visit(connection, self.walk.visit, words=True)
        return next(row.message for row in rows if row.order.key == key and row.message)

    def comes(self, *messages: bytes) -> None:
        """Mail is delivered."""
        for folder in ("cur", "new", "tmp"):
            (self.folder / folder).mkdir(parents=True, exist_ok=True)
        for message in messages:
            number = next(_NUMBERS)
            (self.folder / "new" / f"{1_600_000_000 + number}.M{number}P1.mx").write_bytes(message)

    async def is_read(self) -> int | None:
        """The mailbox is looked at once."""
        return await one_round(self.reader, self.desks, Sources(self.box))

    async def listed(self) -> list[Mail]:
        """What came about the visit."""
        async with self.pool.acquire() as connection:
            return await mail.of_visit(connection, self.walk.visit)

    async def unmatched(self) -> list[Mail]:
        """What came about no visit."""
        async with self.pool.acquire() as connection:
            return await mail.of_none(connection)

    async def page(self, path: str = "/letters") -> str:
        """A page of the visit."""
        found = await self.client.get(f"/visits/{self.walk.visit}{path}")
        assert found.status_code == httpx2.codes.OK, found.text
        return found.text


@asynccontextmanager
async def reading_service(engine: Engine, mailbox: Mapping[str, str]) -> AsyncIterator[Process]:
    """`visits post read` as a process of its own, with the desk's role and key.

    Args:
        engine: Whose servers.
        mailbox: Settings of the mailbox.
    """
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "console.main", "post", "read"),
        env={
            **os.environ,
            "DATABASE_URL": engine.addresses.database_url_of(Role.DESK),
            "TEMPORAL_ADDRESS": engine.addresses.temporal,
            "TEMPORAL_NAMESPACE": engine.addresses.namespace,
            "VISITS_TASK_QUEUE": engine.settings.task_queue,
            "VISITS_BOUNCES_ADDRESS": BOUNCES,
            "VISITS_MAILBOX_EVERY": "1",
            "VISITS_MAIL_DFE": "dfe@example.gov.uk",
            "VISITS_MAIL_NHS_ENGLAND": "nhs-england@example.gov.uk",
            "VISITS_LOG_FORMAT": "json",
            **mailbox,
        },
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


@asynccontextmanager
async def post_of(engine: Engine, channel: Channel | None = None) -> AsyncIterator[Post]:
    """A visit whose letters leave by SMTP, and whose mailbox is read.

    Args:
        engine: Whose servers.
        channel: How letters leave; by default to a server that takes all.
    """
    manners = Manners()
    async with engine.pool.acquire() as connection:
        await staff.add(
            connection,
            ref="coordinator",
            name="Rosalind Penrose",
            email=None,
            roles={StaffRole.COORDINATOR},
            actor="coordinator",
        )
    where = engine.addresses.database_url_of
    async with (
        mail_server(manners) as port,
        open_pool(where(Role.WORKER)) as workers,
        open_pool(where(Role.DESK)) as desks,
        replace(engine, workers_pool=workers).working(channel or smtp_to(port), sender=SENDER) as (
            client,
            _,
        ),
    ):
        walk = Walk(engine.scenario(), client, desks, engine.settings.task_queue)
        desk = Desk(
            client,
            desks,
            task_queue=engine.settings.task_queue,
            now=lambda: walk.now,
            mailboxes=lambda: EXAMPLES,
            patience=UNHURRIED,
            authority=ByRegister(),
        )
        reader = MailReader(
            desks,
            desk,
            domain=SENDER.domain,
            bounces=BOUNCES,
            kept_for=timedelta(days=90),
            now=lambda: walk.now,
        )
        folder = engine.folder / "mailbox"
        app = SignedInAs(create_pages(PagesDependencies(desks, desk, now=lambda: walk.now)))
        transport = httpx2.ASGITransport(app=app)
        async with httpx2.AsyncClient(transport=transport, base_url="https://pages.test") as asking:
            yield Post(
                walk,
                engine.pool,
                desks,
                manners,
                reader,
                MaildirMailbox(folder),
                folder,
                app,
                asking,
            )


@asynccontextmanager
async def post_of_an_invited_visit(engine: Engine) -> AsyncIterator[Post]:
    """A visit that was opened, whose invitations have left."""
    async with post_of(engine) as opened:
        await opened.walk.open()
        await opened.walk.let_pass(timedelta(hours=1))
        yield opened


async def lost(post: Post) -> list[tuple[str, str]]:
    """Of which letters the log says that they did not arrive, and who said so."""
    async with post.pool.acquire() as connection:
        events = await log.read(connection, visit=post.walk.visit)
    return [
        (one.event.fact.outcome.key, one.event.actor)
        for one in events
        if isinstance(one.event.fact, LetterFailed)
    ]
