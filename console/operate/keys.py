"""The keys that seal secrets of subscriptions: made, and put in place of older ones.

Those that decisions are signed with are in `console.operate.decision_keys`.
"""

import typer

from console.operate import decision_keys
from console.terminal import options
from console.terminal.connection import find, run_waiting
from console.terminal.output import say, write_json
from register.roles import Role

PANEL = "Operate"

app = typer.Typer(no_args_is_help=True, help="What signs decisions, and seals secrets.")


def add(above: typer.Typer) -> None:
    """Add the commands."""
    decision_keys.add(app)
    app.command("make")(make)
    app.command("reseal")(reseal)
    above.add_typer(app, name="keys", rich_help_panel=PANEL)


def make() -> None:
    """Write a new key to standard output; keep it outside the database."""
    from register.keyring import new_key

    say(new_key())


def reseal(*, as_json: options.AsJson = False, folder: options.Folder = options.VAR) -> None:
    """Seal everything with the first of VISITS_SECRETS_KEY, as the register's owner."""
    from register import subscriptions
    from register.opening import open_register

    place = find(folder, Role.OWNER)
    keys = place.keys()

    async def work() -> int:
        async with (
            open_register(place.database_url, size=1) as pool,
            pool.acquire() as connection,
            connection.transaction(),
        ):
            return await subscriptions.reseal(connection, keys)

    count = run_waiting(work(), "the register")
    if as_json:
        write_json({"resealed": count, "key": keys.current})
        return
    say(f"Sealed anew: {count}. Keys other than {keys.current or 'none'} are not needed any more.")
