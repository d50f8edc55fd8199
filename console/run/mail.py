"""What reads an installation's mailbox, on its own servers."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from desk.authority import ByRegister
from desk.desk import Desk
from desk.mail import MailReader
from desk.signing import LateSigner
from register.connection import Pool
from register.opening import open_register
from register.own_namespace import require_own_namespace
from worker.connections import connect
from worker.decision_keys import decision_keys
from worker.department_settings import department_mailboxes
from worker.mail_reading import reading_mail, sources
from worker.mail_settings import mail_settings
from worker.mailbox_settings import mailbox_settings
from worker.settings import worker_settings

_CONNECTIONS = 4  # one keeps other readers away, the rest are held briefly


@asynccontextmanager
async def mail_reading_parts(
    database_url: str, stack: Path | None = None
) -> AsyncIterator[tuple[MailReader, Pool]]:
    """The reader and the register it reads into, for as long as the block lasts.

    Args:
        database_url: Of the register, migrated, as whoever decides has it.
        stack: Folder of the embedded stack whose mail it is.

    Raises:
        AnotherNamespace: The register belongs to another one.
        SettingsError: There is no key that signs decisions.
    """
    mail = mail_settings()
    async with open_register(database_url, size=_CONNECTIONS) as pool:
        client = await connect(lazy=True)
        async with pool.acquire() as connection:
            await require_own_namespace(connection, client.namespace)
        desk = Desk(
            client,
            pool,
            task_queue=worker_settings().task_queue,
            mailboxes=lambda: department_mailboxes(embedded=stack is not None),
            authority=ByRegister(),
            signer=LateSigner(decision_keys(stack).signer),
        )
        reader = MailReader(
            pool,
            desk,
            domain=mail.sender.domain,
            bounces=mail.sender.bounces,
            kept_for=mailbox_settings().kept_for,
        )
        yield reader, pool


@asynccontextmanager
async def reading_mail_of(database_url: str, stack: Path | None = None) -> AsyncIterator[None]:
    """Read what comes in every now and then, for as long as the block lasts; as above."""
    where = sources(mailbox_settings(), mail_settings())
    async with (
        mail_reading_parts(database_url, stack) as (reader, pool),
        reading_mail(reader, pool, where, mailbox_settings().every),
    ):
        yield
