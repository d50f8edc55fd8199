"""`visits people`: who runs visits, what they are there for, and how they sign in."""

from collections.abc import Sequence
from typing import Annotated

import typer

from console.terminal import options
from console.terminal.acting import who_acts_in
from console.terminal.connection import ask_register
from console.terminal.listing import tell_list, told_whole
from console.terminal.output import facts, note, say, show, table, write_json
from desk import people
from register.connection import Connection
from rules.wording import moment
from schemas.ids import VisitId
from schemas.staff import StaffChange, StaffRecord, StaffRole

PANEL = "Operate"

app = typer.Typer(
    no_args_is_help=True, help="Who runs visits, what they may decide, and how they sign in."
)

Ref = Annotated[
    str, typer.Argument(metavar="REF", parser=options.a_reference, help="What they are called.")
]
Roles = Annotated[
    list[StaffRole],
    typer.Option(
        "--role",
        metavar=options.choices(StaffRole),
        parser=options.one_of_hyphened(StaffRole),
        help="What they are there for; may be given more than once.",
    ),
]


def add(above: typer.Typer) -> None:
    """Add the commands."""
    app.command("add")(add_somebody)
    app.command("list")(list_all)
    app.command("show")(show_one)
    app.command("roles")(set_roles)
    app.command("end")(end)
    app.command("sign-in")(sign_in)
    app.command("sign-out")(sign_out)
    above.add_typer(app, name="people", rich_help_panel=PANEL)


def add_somebody(  # noqa: PLR0913 - who somebody is, by name
    name: Annotated[str, typer.Argument(metavar="NAME", help="Kept in the register alone.")],
    *,
    email: Annotated[str, typer.Option("--email", metavar="EMAIL", help="Likewise.")],
    roles: Roles,
    ref: Annotated[
        str | None,
        typer.Option(
            "--ref",
            metavar="REF",
            parser=options.a_reference,
            help="What they are called already, such as an inspector in plans; else one is drawn.",
        ),
    ] = None,
    as_json: options.AsJson = False,
    folder: options.Folder = options.VAR,
) -> None:
    """Add somebody."""

    async def work(connection: Connection) -> StaffRecord:
        actor = await people.who_adds(connection, lambda: who_acts_in(connection, folder))
        return await people.add(
            connection, actor, name=name, email=email, roles=frozenset(roles), ref=ref
        )

    added = ask_register(folder, work)
    if as_json:
        write_json(added.model_dump(mode="json"))
        return
    say(added.ref)
    note(f"That is what events call them. They are {_roles(added)}.")
    note(f"visits people sign-in {added.ref}: an address by which they sign in once.")


def list_all(*, as_json: options.AsJson = False, folder: options.Folder = options.VAR) -> None:
    """List everybody there has been."""

    async def work(connection: Connection) -> Sequence[StaffRecord]:
        return await people.everybody(connection, await who_acts_in(connection, folder))

    found = ask_register(folder, work)
    tell_list(
        found,
        as_json=as_json,
        whole=told_whole,
        headings=("Ref", "Name", "E-mail", "Roles", "Stands"),
        row=lambda each: (each.ref, each.name, each.email or "", _roles(each), _stands(each)),
    )


def show_one(
    ref: Ref, *, as_json: options.AsJson = False, folder: options.Folder = options.VAR
) -> None:
    """Show somebody, and what was done about them by whom."""

    async def work(connection: Connection) -> tuple[StaffRecord, list[StaffChange]]:
        return await people.one(connection, await who_acts_in(connection, folder), ref)

    known, changes = ask_register(folder, work)
    if as_json:
        told = [change.model_dump(mode="json") for change in changes]
        write_json({**known.model_dump(mode="json"), "changes": told})
        return
    show(
        facts(
            [
                ("Ref", known.ref),
                ("Name", known.name),
                ("E-mail", known.email or "none"),
                ("Roles", _roles(known)),
                ("Stands", _stands(known)),
            ]
        )
    )
    rows = [(moment(each.at), _change(each), each.actor) for each in changes]
    show(table("When", "What", "By", rows=rows))


def set_roles(
    ref: Ref,
    *,
    roles: Roles,
    as_json: options.AsJson = False,
    folder: options.Folder = options.VAR,
) -> None:
    """Give somebody exactly these roles; what is taken away ends at once."""

    async def work(connection: Connection) -> StaffRecord:
        actor = await who_acts_in(connection, folder)
        return await people.set_roles(connection, actor, ref, frozenset(roles))

    _tell(ask_register(folder, work), as_json=as_json)


def end(ref: Ref, *, as_json: options.AsJson = False, folder: options.Folder = options.VAR) -> None:
    """Let somebody do nothing any more: they are signed out everywhere at once."""

    async def work(connection: Connection) -> tuple[StaffRecord, list[VisitId]]:
        ended = await people.end(connection, await who_acts_in(connection, folder), ref)
        return ended, await people.looks_after(connection, ref)

    ended, visits = ask_register(folder, work)
    if as_json:
        write_json({**ended.model_dump(mode="json"), "looks_after": visits})
        return
    _tell(ended, as_json=False)
    if visits:
        note(f"Still looks after {', '.join(visits)}.")
        note(
            "`visits hand-over VISIT --to REF` puts a visit into other hands; `visits tasks` asks."
        )


def sign_in(
    ref: Ref, *, as_json: options.AsJson = False, folder: options.Folder = options.VAR
) -> None:
    """Make an address by which somebody signs in once, within 15 minutes; embedded stacks only."""
    from console.people.addresses import sign_in_address, the_pages

    pages = the_pages(folder)

    async def work(connection: Connection) -> str:
        return await people.sign_in_once(connection, await who_acts_in(connection, folder), ref)

    secret = ask_register(folder, work)
    if as_json:
        write_json({"ref": ref, "address": sign_in_address(pages, secret), "code": secret})
        return
    say(sign_in_address(pages, secret))
    note(f"{ref} signs in with it once, within 15 minutes. Hand it over by a safe way.")
    note(f"At a terminal: `visits login`, with what stands behind the last /: {secret}")


def sign_out(
    ref: Ref, *, as_json: options.AsJson = False, folder: options.Folder = options.VAR
) -> None:
    """Sign somebody out everywhere: every browser, every token, every address."""

    async def work(connection: Connection) -> int:
        return await people.sign_out(connection, await who_acts_in(connection, folder), ref)

    ended = ask_register(folder, work)
    if as_json:
        write_json({"ref": ref, "sessions": ended})
    else:
        say(f"{ref} is signed out everywhere ({ended} {'browser' if ended == 1 else 'browsers'}).")


def _tell(known: StaffRecord, *, as_json: bool) -> None:
    if as_json:
        write_json(known.model_dump(mode="json"))
    else:
        say(f"{known.ref}: {_roles(known)}; {_stands(known)}.")


def _roles(known: StaffRecord) -> str:
    return ", ".join(role.value for role in StaffRole if role in known.roles) or "without a role"


def _stands(known: StaffRecord) -> str:
    return f"ended {moment(known.ended_at)}" if known.ended_at else "may sign in"


def _change(change: StaffChange) -> str:
    words = change.change.value.replace("_", " ")
    if change.roles is None:
        return words
    return f"{words}: {', '.join(role.value for role in StaffRole if role in change.roles)}"
