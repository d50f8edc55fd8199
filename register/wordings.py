"""How a programme words its letters, for whoever orders, writes or looks at them."""

from collections.abc import Sequence
from typing import Final

from pydantic import TypeAdapter

from register import content
from register.connection import Connection
from schemas.content import ContentRef
from schemas.ids import ProgrammeId
from schemas.letters import LetterOrder
from schemas.programme.content import LetterWording
from schemas.programme.values import OwnWording
from schemas.values import LetterKind

_WORDINGS: Final = TypeAdapter(tuple[OwnWording, ...])


async def in_force(connection: Connection, programme: ProgrammeId) -> dict[LetterKind, ContentRef]:
    """The kinds of letters that a programme words itself; none of one that nobody opened."""
    # Not the whole state, which names every area: it is asked with each letter.
    told = await connection.fetchval(
        "SELECT state -> 'wordings' FROM programmes WHERE programme = $1", programme
    )
    own = _WORDINGS.validate_json(told) if told else ()
    return {one.letter: one.wording for one in own}


async def worded(
    connection: Connection, programme: ProgrammeId, orders: Sequence[LetterOrder]
) -> tuple[LetterOrder, ...]:
    """Orders with the wording that is in force; whatever changes later, they keep it."""
    if not orders:
        return ()
    own = await in_force(connection, programme)
    return tuple(
        order.model_copy(update={"wording": own[order.kind]}) if order.kind in own else order
        for order in orders
    )


async def text_of(connection: Connection, programme: ProgrammeId, wording: ContentRef) -> str:
    """A wording as it was written.

    Raises:
        ContentMissing: There is none.
    """
    return (await content.fetch(connection, programme, wording, LetterWording)).text
