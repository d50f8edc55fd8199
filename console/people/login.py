"""`visits login` and `visits logout`: a personal token, kept in a private file of the user's."""

import os
import sys
from pathlib import Path

import typer

from console.terminal import kept_tokens, options
from console.terminal.acting import name_of
from console.terminal.connection import Place, find, run
from console.terminal.errors import Failed
from console.terminal.output import note, say, write_json
from console.terminal.places import API
from register import one_time, personal_tokens
from register.connection import Connection
from register.opening import open_register
from register.personal_tokens import PersonalToken
from rules.wording import moment
from schemas.ids import ActorRef
from worker.identity_settings import identity_settings

PANEL = "Operate"


def add(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("login", rich_help_panel=PANEL)(login)
    app.command("logout", rich_help_panel=PANEL)(logout)


def login(*, as_json: options.AsJson = False, folder: options.Folder = options.VAR) -> None:
    """Sign in at this terminal: by your organisation's service, or by a code that works once.

    The code of an embedded stack is asked for; `visits people sign-in REF` makes one. Where
    VISITS_API names an installation's API, a personal token from the page “Account” there is.
    """
    if os.environ.get(API):
        _keep_for_elsewhere(folder, as_json=as_json)
        return
    ref, token = run(_signed_in(find(folder)))
    if as_json:
        write_json({"ref": ref, "token": token.id, "expires_at": token.expires_at.isoformat()})
        return
    say(f"You act as {ref} from now on, until {moment(token.expires_at)}.")
    note(
        f"The token is in '{kept_tokens.path()}', which nobody else can read. `visits logout` "
        "ends it."
    )


def logout(*, as_json: options.AsJson = False, folder: options.Folder = options.VAR) -> None:
    """End the token of this terminal, everywhere; again changes nothing."""
    ended = _forget_elsewhere(folder) if os.environ.get(API) else run(_signed_out(find(folder)))
    if as_json:
        write_json({"ended": ended})
    else:
        say("You are signed out." if ended else "Nobody had signed in here.")


def _keep_for_elsewhere(folder: Path, *, as_json: bool) -> None:
    """Keep a personal token for the installation that VISITS_API names, once it opens something."""
    from console.terminal.elsewhere import Elsewhere, api_address

    address = api_address(folder)
    secret = _asked("Your personal token, from the page “Account” there").strip()
    run(Elsewhere(address, secret).see_that_it_opens())
    kept_tokens.keep(address, secret)
    if as_json:
        write_json({"api": address})
        return
    say(f"Commands decide at {address} from now on, as whoever the token belongs to.")
    note(f"It is in '{kept_tokens.path()}', which nobody else can read.")


def _forget_elsewhere(folder: Path) -> bool:
    """Forget the token here; on the page “Account” it is ended everywhere."""
    from console.terminal.elsewhere import api_address

    address = api_address(folder)
    known = kept_tokens.read(address) is not None
    kept_tokens.forget(address)
    return known


async def _signed_in(place: Place) -> tuple[ActorRef, PersonalToken]:
    settings = identity_settings() if place.stack is None else None
    if settings is None and place.stack is None:
        raise Failed(
            "You were not signed in: VISITS_OIDC_ISSUER names no sign-in service. Set it, "
            "VISITS_OIDC_CLIENT_ID and VISITS_PAGES_ADDRESS as the pages have them."
        )
    code = None if settings is not None else _asked_code()
    async with open_register(place.database_url, size=1) as pool:
        if settings is not None:
            from desk.identity import Provider, sign_in

            provider = Provider(settings)
            device = await provider.begin_device()
            note(f"Open {device.address} in a browser; it shows or asks for {device.code}.")
            known_as = await provider.who_approved(device)
            async with pool.acquire() as connection, connection.transaction():
                return await _made(connection, place, await sign_in(connection, known_as))
        async with pool.acquire() as connection, connection.transaction():
            return await _made(connection, place, await one_time.use(connection, code or ""))


async def _made(
    connection: Connection, place: Place, ref: ActorRef
) -> tuple[ActorRef, PersonalToken]:
    token = await personal_tokens.make(connection, ref, ref)
    kept_tokens.keep(name_of(place), token.secret)
    return ref, token


async def _signed_out(place: Place) -> bool:
    name = name_of(place)
    secret = kept_tokens.read(name)
    if secret is None:
        return False
    async with open_register(place.database_url, size=1) as pool, pool.acquire() as connection:
        ended = await personal_tokens.end(connection, secret)
    kept_tokens.forget(name)
    return ended


def _asked_code() -> str:
    """The code that works once, alone or at the end of its address."""
    return _asked("The code that works once").strip().rpartition("/")[2]


def _asked(what: str) -> str:
    """A secret, never among the words of a command: other users of a machine can see those."""
    if sys.stdin.isatty():
        text: str = typer.prompt(what, hide_input=True, err=True)
        return text
    typed = sys.stdin.readline()
    if not typed.strip():
        raise Failed(
            f"You were not signed in: nothing was given. {what} is read from a terminal, or from "
            "the first line of the standard input."
        )
    return typed
