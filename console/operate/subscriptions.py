"""`visits subscriptions`: where events are pushed to, and what became of them."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer
from pydantic import TypeAdapter, ValidationError

from console.terminal import options
from console.terminal.connection import ask_register, run_waiting
from console.terminal.listing import tell_list, told_whole
from console.terminal.output import facts, note, say, show, write_json
from desk.wording import NONE
from register import subscriptions
from register.connection import Connection
from register.subscriptions import Overview
from rules.wording import moment
from schemas.ids import VisitId
from schemas.subscriptions import DeadLetter, SecretKind, Subscription, Tally
from workflows.subscription_wording import ANSWER_WORDS, STATUS_WORDS

if TYPE_CHECKING:
    from desk.subscriptions import SubscriptionDesk

PANEL = "Operate"
T = TypeVar("T")
_VISIT_ID: TypeAdapter[str] = TypeAdapter(VisitId)

app = typer.Typer(
    no_args_is_help=True, help="Events pushed to other systems: made, watched, replayed, ended."
)

Named = Annotated[
    str,
    typer.Argument(
        metavar="SUBSCRIPTION",
        parser=options.a_reference,
        help="Its id; `visits subscriptions list` shows it.",
    ),
]


def _a_visit_id(text: str) -> str:
    try:
        return _VISIT_ID.validate_python(options.a_visit(text))
    except ValidationError:
        raise typer.BadParameter(
            f"“{text}” is not the id of a visit; one is like interim-e10000016."
        ) from None


def add(above: typer.Typer) -> None:
    """Add the commands."""
    app.command("make")(make)
    app.command("list")(list_all)
    app.command("show")(show_one)
    app.command("pause")(pause)
    app.command("resume")(resume)
    app.command("retry")(retry)
    app.command("rotate")(rotate)
    app.command("replay")(replay)
    app.command("dead")(dead)
    app.command("end")(end)
    above.add_typer(app, name="subscriptions", rich_help_panel=PANEL)


def make(  # noqa: PLR0913 - what a subscription can be, all but two by name
    consumer: Annotated[
        str,
        typer.Argument(
            metavar="CONSUMER", parser=options.a_reference, help="Whose it is, as of its tokens."
        ),
    ],
    url: Annotated[str, typer.Argument(metavar="URL", help="Where to post events to, by HTTPS.")],
    *,
    name: Annotated[
        str | None,
        typer.Option(
            "--id",
            metavar="ID",
            parser=options.a_reference,
            help="How to call it; the consumer's name if not. Again it is the same one.",
        ),
    ] = None,
    types: Annotated[
        list[str] | None, typer.Option("--type", metavar="TYPE", help="Only events of this type.")
    ] = None,
    visits: Annotated[
        list[str] | None,
        typer.Option("--visit", metavar="VISIT", parser=_a_visit_id, help="Only about this visit."),
    ] = None,
    programmes: Annotated[
        list[str] | None,
        typer.Option(
            "--programme",
            metavar="PROGRAMME",
            parser=options.a_reference,
            help="Only of this programme.",
        ),
    ] = None,
    after: Annotated[
        int | None,
        typer.Option(
            "--after", min=0, help="Begin after this position; by default with what comes now."
        ),
    ] = None,
    as_json: options.AsJson = False,
    folder: options.Folder = options.VAR,
) -> None:
    """Push events to an address; shows once what the consumer verifies them with."""
    _require_known(types or [])

    async def work(desk: "SubscriptionDesk") -> tuple[Subscription, dict[SecretKind, str] | None]:
        from desk.subscriptions import Order

        return await desk.make(
            Order(
                id=name or consumer,
                consumer=consumer,
                url=url,
                types=types or (),
                visits=visits or (),
                programmes=programmes or (),
                after=after,
            )
        )

    made, secrets = _at_the_desk(folder, work)
    if as_json:
        write_json({**made.model_dump(mode="json"), "secrets": secrets})
        return
    if secrets is None:
        say(f"Subscription {made.id} was made before; nothing has changed.")
        return
    say(f"Events after position {made.position} go to {made.url}, by subscription {made.id}.")
    show(facts([(kind.value, key) for kind, key in secrets.items()]))
    note(
        "Hand these over by a safe way now: v1 is a shared secret and is not shown again, "
        "v1a is a public key."
    )


def _require_known(types: list[str]) -> None:
    from register.streams import STREAMS

    known = {type_ for stream in STREAMS.values() for type_ in stream.types}
    for given in types:
        if given not in known:
            raise typer.BadParameter(f"“{given}” is no type of event.", param_hint="--type")


def list_all(*, as_json: options.AsJson = False, folder: options.Folder = options.VAR) -> None:
    """List all subscriptions, with what of each is not delivered."""
    found = ask_register(folder, subscriptions.overview)
    tell_list(
        found,
        as_json=as_json,
        whole=_as_json,
        headings=("Subscription", "Consumer", "Stands", "Waiting", "To retry", "Dead"),
        row=lambda one: (
            *(one.subscription.id, one.subscription.consumer),
            *(_stands(one.subscription, one.tally), *_undelivered(one.tally)),
        ),
        empty="There is no subscription. `visits subscriptions make CONSUMER URL` makes one.",
    )


def show_one(
    name: Named, *, as_json: options.AsJson = False, folder: options.Folder = options.VAR
) -> None:
    """Show how a subscription stands."""

    async def ask(connection: Connection) -> Overview:
        await subscriptions.require(connection, name)
        (found,) = await subscriptions.overview(connection, subscription=name)
        return found

    found = ask_register(folder, ask)
    if as_json:
        write_json(_as_json(found))
        return
    known, tally = found
    waiting, retrying, dead = _undelivered(tally)
    show(
        facts(
            [
                ("Subscription", f"{known.id} of {known.consumer}"),
                ("Posts to", known.url),
                ("Asks for", _asked_for(known)),
                ("Stands", _stands(known, tally)),
                ("Log read up to", f"position {known.position}"),
                ("Latest answer", ANSWER_WORDS[known.last_answer] if known.last_answer else NONE),
                ("Latest delivered", moment(known.last_success_at)),
                ("Waiting", waiting),
                ("To be tried again", f"{retrying}, next {moment(tally.retry_at)}"),
                ("Dead letters", dead),
            ]
        )
    )


def pause(
    name: Named, *, as_json: options.AsJson = False, folder: options.Folder = options.VAR
) -> None:
    """Push nothing until it is resumed; what comes meanwhile is kept."""
    known = _at_the_desk(folder, lambda desk: desk.pause(name))
    _tell(known, f"Subscription {name} is paused after position {known.position}.", as_json)


def resume(
    name: Named, *, as_json: options.AsJson = False, folder: options.Folder = options.VAR
) -> None:
    """Push on from where it stopped, also after the consumer answered 410."""
    known = _at_the_desk(folder, lambda desk: desk.resume(name))
    _tell(known, f"Subscription {name} goes on after position {known.position}.", as_json)


def retry(
    name: Named, *, as_json: options.AsJson = False, folder: options.Folder = options.VAR
) -> None:
    """Try at once what would be tried again later."""
    count = _at_the_desk(folder, lambda desk: desk.retry(name))
    if as_json:
        write_json({"events": count})
    else:
        say(f"{_events(count)} tried again at once.")


def rotate(
    name: Named,
    *,
    kind: Annotated[
        SecretKind,
        typer.Option(
            "--kind",
            metavar=options.choices(SecretKind),
            parser=options.one_of(SecretKind),
            help="The shared secret, or the key pair.",
        ),
    ] = SecretKind.V1,
    as_json: options.AsJson = False,
    folder: options.Folder = options.VAR,
) -> None:
    """Sign with a new secret and show it once; the old one signs too for a day."""
    key = _at_the_desk(folder, lambda desk: desk.rotate(name, kind))
    if as_json:
        write_json({"kind": kind.value, "key": key})
    else:
        say(key)
        note(f"Deliveries to {name} are signed by the one before, too, for a day.")


def replay(
    name: Named,
    first: Annotated[int, typer.Argument(metavar="FROM", min=1, help="The first position.")],
    last: Annotated[int, typer.Argument(metavar="TO", min=1, help="The last position.")],
    *,
    as_json: options.AsJson = False,
    folder: options.Folder = options.VAR,
) -> None:
    """Deliver a range of the log again under the same ids, in order."""
    count = _at_the_desk(folder, lambda desk: desk.replay(name, first, last))
    if as_json:
        write_json({"events": count})
    else:
        say(f"{_events(count)} delivered again to {name}.")


def dead(
    name: Named, *, as_json: options.AsJson = False, folder: options.Folder = options.VAR
) -> None:
    """List what could not be delivered within its schedule; `replay` brings it back."""

    async def ask(connection: Connection) -> list[DeadLetter]:
        await subscriptions.require(connection, name)
        return await subscriptions.dead_letters(connection, name)

    found = ask_register(folder, ask)
    tell_list(
        found,
        as_json=as_json,
        whole=told_whole,
        headings=("Position", "Visit", "Event", "Attempts", "Last", "Answer"),
        row=lambda letter: (
            *(f"{letter.position}", letter.partition_key, letter.type, f"{letter.attempts}"),
            *(moment(letter.last_tried_at), ANSWER_WORDS[letter.answer]),
        ),
        keep=(0, 1),
        empty=f"Everything that was due was delivered to {name}, or is still tried.",
    )


def end(
    name: Named, *, as_json: options.AsJson = False, folder: options.Folder = options.VAR
) -> None:
    """End it for good: what was not delivered and its secrets go."""
    known = _at_the_desk(folder, lambda desk: desk.end(name))
    _tell(known, f"Subscription {name} has ended.", as_json)


def _at_the_desk(folder: Path, work: "Callable[[SubscriptionDesk], Awaitable[T]]") -> T:
    async def at_the_desk() -> T:
        from console.terminal.desks import the_subscription_desk

        async with the_subscription_desk(folder) as desk:
            return await work(desk)

    return run_waiting(at_the_desk(), "Temporal")


def _tell(known: Subscription, sentence: str, as_json: bool) -> None:  # noqa: FBT001 - as the option is
    if as_json:
        write_json(known.model_dump(mode="json"))
    else:
        say(sentence)


def _as_json(found: Overview) -> dict[str, object]:
    return {**found.subscription.model_dump(mode="json"), **found.tally.model_dump(mode="json")}


def _stands(known: Subscription, tally: Tally) -> str:
    words = STATUS_WORDS[known.status]
    return f"{words}, failing since {moment(tally.failing_since)}" if tally.retrying else words


def _undelivered(tally: Tally) -> tuple[str, str, str]:
    return f"{tally.waiting}", f"{tally.retrying}", f"{tally.dead}"


def _asked_for(known: Subscription) -> str:
    asked = [*known.types, *known.visits, *known.programmes]
    return ", ".join(asked) if asked else "everything"


def _events(count: int) -> str:
    return "1 event is" if count == 1 else f"{count} events are"
