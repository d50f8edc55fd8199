"""Whoever runs visits says that a message needs nobody's eyes any more."""

from datetime import datetime

from desk.authority import ByRegister
from desk.mail_list import one
from register import mail
from register.connection import Connection
from rules.permissions import Deed, out_of_reach
from rules.refusals import RefusalCode, Refused
from schemas.ids import ActorRef
from schemas.incoming import Mail
from schemas.staff import Acting


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


def may_see_to(who: Acting) -> bool:
    """Whether somebody sees to mail by their roles."""
    return not out_of_reach(who, [Deed.SEE_TO_MAIL])


def require_may_see_to(who: Acting) -> None:
    """Refuse mail that is about no visit to whoever does not see to it: nobody knows what is in it.

    Raises:
        Refused: They do not.
    """
    if told := out_of_reach(who, [Deed.SEE_TO_MAIL]):
        raise Refused(RefusalCode.PERMISSION, f"Mail about no visit cannot be shown. {told}")
