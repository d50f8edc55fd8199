"""What those are called who decided: people who run visits, people outside, what reads the mail."""

from collections.abc import Mapping

from desk.links import Answerer
from desk.mail_list import READER_NAME
from register import staff
from register.connection import Connection
from schemas.ids import ActorRef
from schemas.incoming import MAILBOX


async def deciders(
    connection: Connection, by_link: Mapping[ActorRef, Answerer]
) -> dict[ActorRef, str]:
    """The names of all who run visits, and of those who answered by a link.

    Args:
        connection: Any.
        by_link: Who of those in question did.
    """
    answered = {actor: answerer.words for actor, answerer in by_link.items()}
    return {MAILBOX: READER_NAME, **await staff.names(connection), **answered}
