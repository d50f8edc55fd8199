"""Who acts by a command: nobody is named, each shows who they are or owns the stack."""

import os
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from console.terminal import kept_tokens
from console.terminal.connection import Place, find
from register import personal_tokens, staff
from register.connection import Connection
from register.hosts import each_host
from schemas.ids import ActorRef
from schemas.sentences import Sentence
from schemas.staff import OWNER

if TYPE_CHECKING:
    from rules.permissions import Deed

TOKEN = "VISITS_TOKEN"  # noqa: S105 - the name of a setting
"""A personal token, of whoever is to act in this terminal whoever has signed in on this machine."""


class NotSignedIn(Sentence):
    """Nobody has signed in here, or what they showed opens nothing any more."""


async def who_acts(connection: Connection, place: Place) -> ActorRef:
    """Whoever acts there: by their token, or as the owner of an embedded stack.

    Args:
        connection: To the register of that place.
        place: Where the command acts.

    Raises:
        NotSignedIn: Nobody does; the sentence says how to.
    """
    shown = token_shown()
    secret = shown or kept_tokens.read(name_of(place))
    if secret:
        acting = await personal_tokens.acting(connection, secret)
        if acting is not None:
            return acting.ref
        where = f"the token in {TOKEN}" if shown else "the token of your last `visits login`"
        raise NotSignedIn(
            f"You are not signed in any more: {where} has ended or is too old. `visits login` "
            "signs you in again."
        )
    if place.stack is not None:
        await staff.require(connection, OWNER)
        return OWNER
    raise NotSignedIn(
        "You have not signed in on this machine. `visits login` does that; a program sets "
        f"{TOKEN} to a personal token instead."
    )


def token_shown() -> str | None:
    """The personal token that the environment has; `None` where it has none.

    Raises:
        NotSignedIn: It is there and empty, as when whatever should have written it has failed.
    """
    shown = os.environ.get(TOKEN)
    if shown is not None and not shown.strip():
        raise NotSignedIn(
            f"{TOKEN} is set and empty, so it is not known who acts. Set it to a personal token; "
            "unset it to act as whoever has signed in here."
        )
    return shown


async def who_acts_in(connection: Connection, folder: Path) -> ActorRef:
    """As `who_acts`, at the stack that runs under a folder or where the environment says."""
    return await who_acts(connection, find(folder))


async def require_deed(connection: Connection, folder: Path, deed: "Deed") -> ActorRef:
    """Whoever acts, if they may do that.

    Raises:
        NotSignedIn: Nobody acts.
        Refused: They may not.
    """
    from desk.authority import ByRegister

    actor = await who_acts_in(connection, folder)
    await ByRegister().require(connection, actor, deed, deed.value)
    return actor


async def require_deed_of_whoever_shows_a_token(
    connection: Connection, folder: Path, deed: "Deed"
) -> None:
    """Refuse to show something to somebody who has signed in and may not see it.

    Whoever has the register's address and no token reads it as they like.

    Raises:
        NotSignedIn: A token opens nothing.
        Refused: They may not.
    """
    if token_shown() or kept_tokens.read(name_of(find(folder))):
        await require_deed(connection, folder, deed)


def name_of(place: Place) -> str:
    """What a place is called where tokens are kept: no password is in it."""
    if place.stack is not None:
        return str(place.stack.resolve())
    # The first of several hosts names them all: which of them is the primary changes.
    parts = urlsplit(each_host(place.database_url)[0])
    return f"{parts.hostname}:{parts.port or 5432}{parts.path}"
