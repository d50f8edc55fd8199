"""Makes a command of a function that fills in a form: the form goes to the visit's desk.

Every decision takes the same options besides its own (`--by`, `--reason`, `--id`, `--json`,
`--dir`); they are added here, so that no command can lack one or read it differently.
"""

import inspect
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, ParamSpec
from uuid import uuid4

import typer

from console.terminal import options
from console.terminal.connection import run_waiting
from console.terminal.errors import ExitCode
from console.terminal.output import note, say, write_json
from console.terminal.wording import next_words, stage_words
from desk.answers import NotConfirmed
from rules.wording import OWNER_WORDS, moment
from schemas.forms import Form
from schemas.ids import ActorRef, VisitId
from schemas.side_processes import SideReceipt
from schemas.state import Receipt
from schemas.values import Owner

P = ParamSpec("P")

COMMON: dict[str, tuple[Any, Any]] = {
    "by": (options.Actor, options.COORDINATOR),
    "reason": (options.ReasonText, None),
    "update_id": (options.UpdateId, None),
    "as_json": (options.AsJson, False),
    "folder": (options.Folder, options.VAR),
}
"""The options of every decision, with their defaults."""

PANEL = "Decide"
_YES = "yes"


def decision(
    app: typer.Typer,
    name: str,
    *,
    visit_of: Callable[[Any], VisitId] | None = None,
    confirmed: bool = True,
) -> Callable[[Callable[P, Form]], Callable[P, Form]]:
    """Make a command of a function that takes `visit` and its own options and gives a form.

    Args:
        app: Where the command goes.
        name: What it is called.
        visit_of: Reads the visit off the form, for a command without a `visit` of its own.
        confirmed: Whether it is done whatever it brings about; else that is said first, and it is
            done when a person says yes, or with `--yes`.
    """

    def make(fill_in: Callable[P, Form]) -> Callable[P, Form]:
        def command(**given: Any) -> None:  # noqa: ANN401 - what Typer read for each option
            common = {key: given.pop(key) for key in COMMON}
            yes = given.pop(_YES, True)
            if "folder" in inspect.signature(fill_in).parameters:
                given["folder"] = common["folder"]  # it asks the register first
            form = fill_in(**given)  # type: ignore[call-arg]
            if common["reason"] is not None:
                form = form.model_copy(update={"reason": common["reason"]})
            visit = visit_of(form) if visit_of else given["visit"]
            bring(
                visit,
                form,
                by=common["by"],
                update_id=common["update_id"],
                as_json=common["as_json"],
                folder=common["folder"],
                confirmed=yes,
            )

        command.__doc__ = fill_in.__doc__
        _give_signature(command, fill_in, {} if confirmed else {_YES: (options.Yes, False)})
        app.command(name, rich_help_panel=PANEL)(command)
        return fill_in

    return make


def bring(  # noqa: PLR0913 - what goes with a decision
    visit: VisitId,
    form: Form,
    *,
    by: ActorRef,
    update_id: str | None,
    as_json: bool,
    folder: Path,
    confirmed: bool = True,
) -> None:
    """Bring a decision to its visit, wait until it is recorded and say where the visit stands.

    What it would bring about is said first where it is not confirmed; a person at a terminal is
    asked, a program has to say yes beforehand.

    Raises:
        NotConfirmed: It would bring about something, and nobody has said that this is meant.
    """
    from console.terminal.desks import the_desk

    name = update_id or str(uuid4())

    async def submit(*, confirmed: bool) -> Receipt | SideReceipt:
        async with the_desk(folder) as desk:
            return await desk.submit(
                visit,
                form,
                actor=by,
                update_id=name,
                repeated=update_id is not None,
                confirmed=confirmed,
            )

    try:
        receipt = run_waiting(submit(confirmed=confirmed), "it to be recorded")
    except NotConfirmed as unexpected:
        if as_json or not _can_ask():
            raise
        for sentence in unexpected.consequences:
            note(sentence)
        if not typer.confirm("Is that meant?", err=True):
            note(f"Nothing was changed in visit {visit}.")
            raise typer.Exit(ExitCode.FAILED) from None
        receipt = run_waiting(submit(confirmed=True), "it to be recorded")
    if isinstance(receipt, SideReceipt):
        _tell_side_receipt(visit, receipt, name, as_json=as_json)
    else:
        tell_receipt(visit, receipt, name, as_json=as_json)


def _can_ask() -> bool:
    """Whether a person is there to answer."""
    return sys.stdin.isatty()


def _tell_side_receipt(
    visit: VisitId, receipt: SideReceipt, update_id: str, *, as_json: bool
) -> None:
    """The same for what lives beside its visit."""
    if as_json:
        write_json({"visit": visit, "update_id": update_id, **receipt.model_dump(mode="json")})
        return
    _, kind, number = receipt.subject.split("/")
    say(f"Recorded: {kind} {number} of visit {visit} (event {receipt.sequence}).")
    if receipt.over:
        say("Next: nothing; it is closed.")
    elif receipt.owner is Owner.NOBODY:
        say(f"Next: it closes by itself on {moment(receipt.due)}.")
    else:
        by = f", by {moment(receipt.due)}" if receipt.due else ""
        say(f"Next: {OWNER_WORDS[receipt.owner]}{by}.")


def tell_receipt(visit: VisitId, receipt: Receipt, update_id: str, *, as_json: bool) -> None:
    """Say that a decision is recorded, and what comes next."""
    if as_json:
        write_json({"visit": visit, "update_id": update_id, **receipt.model_dump(mode="json")})
        return
    say(f"Recorded: visit {visit} is {stage_words(receipt.stage)} (event {receipt.sequence}).")
    if receipt.letters_leave_at is not None:
        say(
            f"Letters to people outside wait until {moment(receipt.letters_leave_at)}; until then "
            "what was decided can be put right without their hearing of it."
        )
    say(f"Next: {next_words(receipt.next_action)}.")


def _give_signature(
    command: Callable[..., None],
    fill_in: Callable[..., Form],
    more: dict[str, tuple[Any, Any]],
) -> None:
    """Let Typer read the function's own options, then those of every decision."""
    own = inspect.signature(fill_in)
    parameters = [p for name, p in own.parameters.items() if name not in COMMON]
    parameters += [
        inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=kind)
        for name, (kind, default) in (more | COMMON).items()
    ]
    command.__annotations__ = {p.name: p.annotation for p in parameters}
    # `inspect.signature` reads it; the type checker does not know functions may have it.
    vars(command)["__signature__"] = own.replace(parameters=parameters, return_annotation=None)
