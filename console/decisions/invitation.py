"""Decisions up to the area's reply: open, contacts, delivery, respond."""

from datetime import date
from pathlib import Path
from typing import Annotated
from uuid import uuid4

import typer

from console import options
from console.decisions.bringing import PANEL, decision, tell_receipt
from console.filling_in import from_file, from_options
from console.output import say, write_json
from console.running import run_waiting, the_desk
from schemas.forms import ContactsForm, DeliveryForm, ResponseForm
from schemas.ids import VisitId
from schemas.state import Receipt
from schemas.values import Answer, LetterStatus
from worker.desk import Opening


def add(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("open", rich_help_panel=PANEL)(open_visit)
    decision(app, "contacts")(contacts)
    decision(app, "delivery", visit_of=lambda form: form.letter.split("/")[0])(delivery)
    decision(app, "respond")(respond)


def open_visit(  # noqa: PLR0913 - a command's options
    area: Annotated[
        str, typer.Argument(metavar="AREA", help="GSS code of the council, such as E10000016.")
    ],
    *,
    day_one: Annotated[
        date,
        typer.Option(
            "--day-one", metavar="DATE", parser=options.a_date, help="First of the two days."
        ),
    ],
    programme: Annotated[
        str,
        typer.Option(parser=options.a_reference, metavar="NAME", help="The programme of visits."),
    ] = "interim",
    contacts: Annotated[
        Path | None,
        typer.Option(metavar="FILE.yaml", help="Whom to write to, as for `visits contacts`."),
    ] = None,
    by: options.Actor = options.COORDINATOR,
    update_id: options.UpdateId = None,
    as_json: options.AsJson = False,
    folder: options.Folder = options.VAR,
) -> None:
    """Open a visit to a local area; opening it again changes nothing."""
    form = from_file(ContactsForm, contacts) if contacts else None
    opening = Opening(area=area, day_one=day_one, programme=programme, actor=by)
    name = update_id or str(uuid4())

    async def submit() -> tuple[VisitId, Receipt | None]:
        async with the_desk(folder) as desk:
            return await desk.open(opening, form, name)

    visit, receipt = run_waiting(submit(), "the visit to be opened")
    if receipt is not None:
        if not as_json:
            say(f"Opened visit {visit}.")
        tell_receipt(visit, receipt, name, as_json=as_json)
    elif as_json:
        write_json({"visit": visit, "update_id": None})
    else:
        say(f"Opened visit {visit}.")
        say(f"Next: record whom to write to, with `visits contacts {visit} --file CONTACTS.yaml`.")


def contacts(
    visit: options.VisitArgument,
    *,
    file: Annotated[
        Path,
        typer.Option("--file", metavar="FORM.yaml", help="The contacts; - is standard input."),
    ],
) -> ContactsForm:
    """Record whom to write to, in the area and in the departments."""
    del visit
    return from_file(ContactsForm, file)


def delivery(
    letter: Annotated[
        str, typer.Argument(metavar="LETTER", help="The letter's key, from `visits letters`.")
    ],
    *,
    delivered: Annotated[
        bool, typer.Option("--delivered/--refused", help="It arrived, or it did not.")
    ],
) -> DeliveryForm:
    """Record whether a letter arrived, on a person's word."""
    status = LetterStatus.DELIVERED if delivered else LetterStatus.REFUSED
    return from_options(DeliveryForm, {"letter": letter, "status": status})


def respond(
    visit: options.VisitArgument,
    *,
    accept: Annotated[
        bool, typer.Option("--accept/--decline", help="Taking part is voluntary.")
    ],
) -> ResponseForm:
    """Record the area's reply to the invitation."""
    del visit
    return from_options(ResponseForm, {"answer": Answer.ACCEPT if accept else Answer.DECLINE})
