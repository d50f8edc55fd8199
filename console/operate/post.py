"""`visits post`: mail that comes in about letters is read, and looked at."""

import asyncio
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from console.terminal import options
from console.terminal.acting import require_deed_of_whoever_shows_a_token, who_acts_in
from console.terminal.connection import ask_register, find, run_waiting
from console.terminal.listing import tell_list
from console.terminal.output import facts, note, say, show, write_json
from desk import mail_list
from register import mail
from register.connection import Connection
from register.private_files import make_folder, write_file
from register.visits import require
from rules.wording import moment
from schemas.incoming import Mail
from worker.environment import SettingsError
from worker.settings import database_url, log_format

PANEL = "Operate"

app = typer.Typer(
    no_args_is_help=True, help="Mail that comes in: bounces, replies, answers by calendar."
)

Number = Annotated[
    int, typer.Argument(metavar="NUMBER", min=1, help="Of the message, from `visits post list`.")
]


def add(above: typer.Typer) -> None:
    """Add the commands."""
    app.command("read")(read)
    app.command("list")(list_all)
    app.command("show")(show_one)
    app.command("match")(match)
    app.command("seen")(seen)
    above.add_typer(app, name="post", rich_help_panel=PANEL)


def read(
    *,
    once: Annotated[
        bool, typer.Option("--once", help="Look at the mailbox once, and end.")
    ] = False,
) -> None:
    """Read the mailbox of VISITS_MAILBOX every now and then; SIGTERM ends it in order.

    Needs DATABASE_URL, and the key that signs decisions: a letter that came back is recorded as
    refused. `visits up` reads the mailbox by itself.
    """
    from console.terminal.service_log import service_log
    from worker.mail_reading import sources
    from worker.mail_settings import mail_settings
    from worker.mailbox_settings import mailbox_settings

    with service_log(log_format()):
        url = database_url()
        if url is None:
            raise SettingsError(
                "DATABASE_URL is not set; whoever reads mail needs to know where the register is."
            )
        sources(mailbox_settings(), mail_settings())  # what is missing is said at once
        asyncio.run(_once(url) if once else _read(url))


async def _once(url: str) -> None:
    import structlog

    from console.run.mail import mail_reading_parts
    from worker.mail_reading import one_round, sources
    from worker.mail_settings import mail_settings
    from worker.mailbox_settings import mailbox_settings

    async with mail_reading_parts(url) as (reader, pool):
        where = sources(mailbox_settings(), mail_settings())
        count = await one_round(reader, pool, where)
    log = structlog.get_logger("console")
    log.info("mailbox_read", messages=count)


async def _read(url: str) -> None:
    import structlog

    from console.run.mail import reading_mail_of
    from console.terminal.service import until_told_to_stop
    from worker.waiting import when_servers_are_there
    from worker.watch import Watched, watched
    from worker.watch_settings import watch_settings

    log = structlog.get_logger("console")
    seen = Watched("post", url)
    async with (
        watched(seen, watch_settings()) as watch,
        when_servers_are_there(partial(reading_mail_of, url)),
    ):
        with watch.serving():
            await until_told_to_stop(ready=partial(log.info, "mail_reader_started"))
        log.info("mail_reader_stopping")
    log.info("mail_reader_stopped")


def list_all(
    visit: Annotated[
        str | None,
        typer.Argument(metavar="VISIT", parser=options.a_visit, help="About this visit."),
    ] = None,
    *,
    as_json: options.AsJson = False,
    folder: options.Folder = options.VAR,
) -> None:
    """List mail about one visit, or about none that is known."""

    async def ask(connection: Connection) -> list[Mail]:
        if visit is None:
            await _require_may_see_to(connection, folder)
            return await mail.of_none(connection)
        await require(connection, visit)
        return await mail.of_visit(connection, visit)

    found = ask_register(folder, ask)
    tell_list(
        found,
        as_json=as_json,
        whole=mail_list.as_json,
        headings=("No.", "Read", "What came, and about which letter"),
        row=mail_list.row_of,
        empty="No mail has come about that." if visit else "There is no unmatched mail.",
    )


def show_one(
    number: Number,
    *,
    copy: Annotated[
        Path | None,
        typer.Option(
            "--copy",
            metavar="FILE",
            help="Write the edited copy of the note here that came with it.",
        ),
    ] = None,
    as_json: options.AsJson = False,
    folder: options.Folder = options.VAR,
) -> None:
    """Show what one message says, for as long as the register keeps that."""

    async def ask(connection: Connection) -> Mail:
        found = await mail_list.one(connection, number)
        if found.visit_id is None:
            await _require_may_see_to(connection, folder)
        return found

    message = ask_register(folder, ask)
    if copy is not None:
        from desk.mailed_copies import copy_of

        kept = ask_register(folder, lambda connection: copy_of(connection, number))
        make_folder(copy.parent)
        write_file(copy, kept.body)
    if as_json:
        write_json(mail_list.as_json(message))
        return
    show(facts(_rows(message)))
    say()
    say("Its words were erased." if message.words is None else message.words or "It has no text.")
    if mail_list.for_people(message):
        if message.has_copy:
            note(
                f"visits post show {number} --copy copy.docx: writes the edited copy that came "
                "with it, for `visits comment`"
            )
        if message.visit_id is None:
            note(f"visits post match {number} VISIT{options.as_typed(folder)}: puts it to a visit")
        note(
            f"visits post seen {number}{options.as_typed(folder)}: nobody need look at it any more"
        )


async def _require_may_see_to(connection: Connection, folder: Path) -> None:
    """Nobody knows what is in mail about no visit, so those alone see it who see to it."""
    from rules.permissions import Deed

    await require_deed_of_whoever_shows_a_token(connection, folder, Deed.SEE_TO_MAIL)


def match(
    number: Number,
    visit: Annotated[
        str, typer.Argument(metavar="VISIT", parser=options.a_visit, help="It is about this visit.")
    ],
    *,
    letter: Annotated[
        str | None,
        typer.Option("--letter", metavar="KEY", help="And about this letter of it."),
    ] = None,
    as_json: options.AsJson = False,
    folder: options.Folder = options.VAR,
) -> None:
    """Put a message to a visit; a letter that it says came back is recorded as refused."""
    wanted = options.a_letter(letter) if letter else None
    before = ask_register(folder, lambda connection: mail_list.one(connection, number)).visit_id

    async def work() -> Mail:
        from console.terminal.desks import the_desk
        from desk.mail_match import match as put
        from register.opening import open_register

        async with (
            the_desk(folder) as (desk, actor),
            open_register(find(folder).database_url, size=2) as pool,
        ):
            return await put(
                pool,
                desk,
                actor=actor,
                number=number,
                visit=visit,
                letter=wanted,
                now=lambda: datetime.now(UTC),
            )

    message = run_waiting(work(), "it to be recorded")
    if as_json:
        write_json(mail_list.as_json(message))
        return
    became = mail_list.became_of(message)
    told = ". ".join(filter(None, [became[:1].upper() + became[1:], message.sentence]))
    say(f"Message {number} is about visit {message.visit_id} now.{f' {told}.' if told else ''}")
    if before is not None and before != message.visit_id:
        note(f"Before, it was put to visit {before}, where it is told no more.")


def seen(
    number: Number, *, as_json: options.AsJson = False, folder: options.Folder = options.VAR
) -> None:
    """Say that nobody need look at a message any more; again changes nothing."""

    async def work(connection: Connection) -> Mail:
        from desk.mail_seen import seen as now_seen

        actor = await who_acts_in(connection, folder)
        return await now_seen(connection, actor, number, datetime.now(UTC))

    message = ask_register(folder, work)
    if as_json:
        write_json(mail_list.as_json(message))
        return
    say(f"Message {number} is seen to since {moment(message.seen_at)}.")


def _rows(message: Mail) -> list[tuple[str, str]]:
    rows = [
        ("Message", str(message.number)),
        ("What it is", mail_list.words_of(message)),
        ("Read", moment(message.read_at)),
        ("Visit", message.visit_id),
        ("Letter", message.letter),
        ("From", message.sender),
        ("Subject", message.subject),
        ("Followed", mail_list.became_of(message)),
        ("", message.sentence),
        ("Put there by", message.matched_by),
        ("Seen to", f"{moment(message.seen_at)} by {message.seen_by}" if message.seen_at else None),
        ("Lies at", message.place),
    ]
    return [(name, value) for name, value in rows if value]
