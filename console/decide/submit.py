"""Makes a command of a function that fills in a form: the form goes to the visit's desk.

Every decision takes the same options besides its own (`--reason`, `--preview`, `--yes`,
`--id`, `--json`, `--dir`); they are added here, so that no command can lack one or read it
differently.
"""

import inspect
from collections.abc import Callable, Mapping
from typing import Any, ParamSpec
from uuid import uuid4

import typer

from console.decide.asking import run_confirmed
from console.decide.previews import look, show_preview
from console.decide.receipts import tell_receipt
from console.terminal import options
from console.terminal.connection import run_waiting
from console.terminal.places import desk_elsewhere
from console.terminal.shared import Options, share
from desk.receipts import AnyReceipt
from schemas.forms.form import Form
from schemas.ids import VisitId

P = ParamSpec("P")

COMMON: Options = {
    "reason": (options.ReasonText, None),
    "preview": (options.Preview, False),
    "yes": (options.Yes, False),
    "update_id": (options.UpdateId, None),
    "as_json": (options.AsJson, False),
    "folder": (options.Folder, options.VAR),
}
"""The options of every decision, with their defaults."""

PANEL = "Decide"

FILLED_IN_BY: dict[type[Form], Callable[..., Form]] = {}
"""By which function a command fills in a form, once the module that has it was added."""


def decision(
    app: typer.Typer,
    name: str,
    *,
    visit_of: Callable[[Any], VisitId] | None = None,
) -> Callable[[Callable[P, Form]], Callable[P, Form]]:
    """Make a command of a function that takes `visit` and its own options and gives a form.

    Args:
        app: Where the command goes.
        name: What it is called.
        visit_of: Reads the visit off the form, for a command without a `visit` of its own.
    """

    def make(fill_in: Callable[P, Form]) -> Callable[P, Form]:
        def command(**given: Any) -> None:  # noqa: ANN401 - what Typer read for each option
            common = {key: given.pop(key) for key in COMMON}
            if "folder" in inspect.signature(fill_in).parameters:
                given["folder"] = common["folder"]  # it asks the register first
            form = fill_in(**given)  # type: ignore[call-arg]  # what Typer read for its parameters
            if common["reason"] is not None:
                form = form.model_copy(update={"reason": common["reason"]})
            visit = visit_of(form) if visit_of else given["visit"]
            if common["preview"]:
                _look(visit, form, common)
            else:
                _bring(visit, form, common)

        FILLED_IN_BY[inspect.signature(fill_in).return_annotation] = fill_in
        share(command, fill_in, COMMON)
        app.command(name, rich_help_panel=PANEL)(command)
        return fill_in

    return make


def _look(visit: VisitId, form: Form, common: Mapping[str, Any]) -> None:
    """Show what a decision would do."""
    elsewhere = desk_elsewhere(common["folder"])
    if elsewhere is not None:
        preview = run_waiting(elsewhere.preview(visit, form), "the preview")
        show_preview(preview, as_json=common["as_json"])
        return
    look(
        common["folder"],
        lambda previews, actor: previews.decision(visit, form, actor, common["update_id"]),
        as_json=common["as_json"],
    )


def _bring(visit: VisitId, form: Form, common: Mapping[str, Any]) -> None:
    """Bring a decision to its visit, wait until it is recorded and say where the visit stands.

    Raises:
        NotConfirmed: It would bring about something, and nobody has said that this is meant.
    """
    name = common["update_id"] or str(uuid4())

    elsewhere = desk_elsewhere(common["folder"])

    async def submit(*, confirmed: bool) -> AnyReceipt:
        if elsewhere is not None:
            return await elsewhere.submit(visit, form, update_id=name, confirmed=confirmed)
        from console.terminal.desks import the_desk

        async with the_desk(common["folder"]) as (desk, actor):
            return await desk.submit(
                visit,
                form,
                actor=actor,
                update_id=name,
                repeated=common["update_id"] is not None,
                confirmed=confirmed,
            )

    as_json = common["as_json"]
    receipt = run_confirmed(submit, "it to be recorded", yes=common["yes"], as_json=as_json)
    tell_receipt(visit, receipt, name, as_json=as_json)
