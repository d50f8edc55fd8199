"""`visits tokens`: who may come in by the doors of the feed."""

from datetime import UTC, date, datetime, time
from typing import Annotated

import typer

from console.terminal import options
from console.terminal.acting import require_deed
from console.terminal.connection import ask_register
from console.terminal.listing import tell_list, told_whole
from console.terminal.output import note, say, write_json
from desk.wording import plain
from register import tokens
from register.connection import Connection
from register.tokens import Revoked
from rules.permissions import Deed
from rules.wording import moment
from rules.zones import at_london
from schemas.access import PUSHED_TO, WHOLE_EVENTS, Scope, Token
from schemas.values import Department

PANEL = "Operate"

app = typer.Typer(no_args_is_help=True, help="Who may follow the events: tokens for other systems.")


def add(above: typer.Typer) -> None:
    """Add the commands."""
    app.command("make")(make)
    app.command("list")(list_all)
    app.command("revoke")(revoke)
    above.add_typer(app, name="tokens", rich_help_panel=PANEL)


def make(  # noqa: PLR0913 - what a token can be, all but one by name
    consumer: Annotated[
        str,
        typer.Argument(
            metavar="CONSUMER",
            parser=options.a_reference,
            help="Whose it is, such as dfe-warehouse; its lag and subscriptions go by that name.",
        ),
    ],
    *,
    scopes: Annotated[
        list[Scope],
        typer.Option(
            "--scope",
            metavar=options.choices(Scope),
            parser=options.one_of(Scope),
            help="What it opens; may be given more than once.",
        ),
    ],
    department: Annotated[
        Department | None,
        typer.Option(
            "--department",
            metavar=options.choices(Department),
            parser=options.one_of(Department),
            help="Whose notes the scope content opens.",
        ),
    ] = None,
    expires: Annotated[
        date | None,
        typer.Option(
            "--expires",
            metavar="DATE",
            parser=options.a_date,
            help="The first day on which it opens nothing any more, London's; a year from now if "
            "not given.",
        ),
    ] = None,
    never: Annotated[
        bool, typer.Option("--never", help="It expires never, and must be revoked by a person.")
    ] = False,
    as_json: options.AsJson = False,
    folder: options.Folder = options.VAR,
) -> None:
    """Make a token and show its secret, which is kept nowhere: it cannot be shown again."""
    until = _checked(scopes, department, expires, never=never)

    async def made(connection: Connection) -> tuple[Token, str]:
        await require_deed(connection, folder, Deed.MANAGE_TOKENS)
        return await tokens.make(
            connection, consumer, set(scopes), department=department, expires_at=until, never=never
        )

    token, secret = ask_register(folder, made)
    if as_json:
        write_json({**token.model_dump(mode="json"), "secret": secret})
        return
    say(secret)
    note(f"Token {token.id} of {token.consumer}, {_opens(token)}.")
    note(f"It is {_stands(token, datetime.now(UTC))}.")
    if Scope.FEED in scopes and not token.whole_events:
        note("Events come without what tells of one person; --scope personal would show that.")
    note("Hand it over by a safe way now. Only its hash is kept, so nobody can show it again.")


def list_all(*, as_json: options.AsJson = False, folder: options.Folder = options.VAR) -> None:
    """List all tokens there have been, without their secrets."""
    found = ask_register(folder, tokens.list_tokens)
    now = datetime.now(UTC)
    tell_list(
        found,
        as_json=as_json,
        whole=told_whole,
        headings=("Token", "Consumer", "Opens", "Made", "Stands"),
        row=lambda token: (
            *(token.id, token.consumer, _opens(token)),
            *(moment(token.created_at), _stands(token, now)),
        ),
        empty="There is no token. `visits tokens make CONSUMER --scope feed` makes one.",
    )


def revoke(
    token: Annotated[
        str | None, typer.Argument(metavar="TOKEN", help="Its id; `visits tokens list` shows it.")
    ] = None,
    *,
    consumer: Annotated[
        str | None,
        typer.Option(
            "--consumer",
            metavar="CONSUMER",
            parser=options.a_reference,
            help="Every token of this consumer, and its subscriptions with them.",
        ),
    ] = None,
    as_json: options.AsJson = False,
    folder: options.Folder = options.VAR,
) -> None:
    """Revoke a token at once, and end what it keeps open; again changes nothing."""
    if (token is None) == (consumer is None):
        raise typer.BadParameter("say which token, or with --consumer whose tokens; one of them.")

    async def work(connection: Connection) -> Revoked:
        await require_deed(connection, folder, Deed.MANAGE_TOKENS)
        async with connection.transaction():
            if consumer is not None:
                return await tokens.revoke_consumer(connection, consumer)
            return await tokens.revoke(connection, token or "")

    revoked = ask_register(folder, work)
    if as_json:
        known = [one.model_dump(mode="json") for one in revoked.tokens]
        write_json(
            {
                **({"tokens": known} if consumer is not None else known[0]),
                "ended": [one.id for one in revoked.ended],
                "going_on": [one.id for one in revoked.going_on],
            }
        )
        return
    for one in revoked.tokens:
        say(f"Token {one.id} of {one.consumer} opens nothing any more.")
    for ended in revoked.ended:
        say(f"Subscription {ended.id} has ended after position {ended.position}.")
    for left in revoked.going_on:
        note(
            f"Subscription {left.id} of {left.consumer} goes on to {left.url}; "
            f"`visits subscriptions end {left.id}` ends it."
        )


def _checked(
    scopes: list[Scope], department: Department | None, expires: date | None, *, never: bool
) -> datetime | None:
    if Scope.SUBSCRIPTIONS in scopes and not set(scopes) >= PUSHED_TO:
        raise typer.BadParameter(
            "the scope subscriptions goes with the scope feed, for what is pushed is what could be "
            "pulled; add --scope feed."
        )
    if Scope.PERSONAL in scopes and not set(scopes) >= WHOLE_EVENTS:
        raise typer.BadParameter(
            "the scope personal goes with the scope feed, for it shows more of the events; add "
            "--scope feed."
        )
    if Scope.CONTENT in scopes and department is None:
        raise typer.BadParameter(
            "the scope content opens the notes of one department; "
            f"say which with --department {options.choices(Department)}."
        )
    if department is not None and Scope.CONTENT not in scopes:
        raise typer.BadParameter("--department goes with --scope content, and with nothing else.")
    if expires is None:
        return None
    if never:
        raise typer.BadParameter("a token expires on a day or never; give one of the two.")
    until = at_london(expires, time())
    if until <= datetime.now(UTC):
        raise typer.BadParameter(f"a token that expired on {expires} would never open anything.")
    return until


def _opens(token: Token) -> str:
    names = [
        f"{scope} of {plain(token.department)}"
        if scope is Scope.CONTENT and token.department
        else scope.value
        for scope in token.scopes
    ]
    return ", ".join(names)


def _stands(token: Token, now: datetime) -> str:
    if token.revoked_at:
        return f"revoked {moment(token.revoked_at)}"
    if token.expires_at is None:
        return "good for ever"
    ended = not token.opens(now)
    return f"{'expired' if ended else 'good until'} {moment(token.expires_at)}"
