"""Whoever runs visits says that a message needs nobody's eyes any more."""

from datetime import datetime

from desk.authority import ByRegister
from desk.mail_list import one
from register import mail
from register.connection import Connection
from rules.permissions import Deed
from schemas.ids import ActorRef
from schemas.incoming import Mail


async def seen(connection: Connection, actor: ActorRef, number: int, now: datetime) -> Mail:
    """Note that nobody need look at a message any more; again changes nothing.

    Raises:
        Refused: The actor may not say so.
        UnknownMail: There is none of that number.
    """
    async with connection.transaction():
        await ByRegister().require(connection, actor, Deed.SEE_TO_MAIL, "mail")
        await mail.see(connection, number, actor, now)
        return await one(connection, number)
