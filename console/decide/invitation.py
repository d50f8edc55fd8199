"""Decisions on the invitation and the reply, on silence, and on a reply taken back."""

from datetime import date
from functools import partial
from pathlib import Path
from typing import Annotated
from uuid import uuid4

import typer

from console.decide.asking import run_confirmed
from console.decide.one_field import one_corrected
from console.decide.previews import look
from console.decide.receipts import tell_receipt
from console.decide.submit import PANEL, decision
from console.terminal import options
from console.terminal.connection import ask_register
from console.terminal.forms import from_file, from_file_or_person, from_options
from console.terminal.output import note, say, write_json
from console.terminal.places import desk_elsewhere
from desk.answers import Opening
from desk.policy_in_use import policy_in_use
from desk.wording import next_words
from register.area_names import area_named
from register.visits import latest, load
from rules.next_action import awaited
from schemas.areas import LocalArea
from schemas.forms.invitation import ExtensionForm, NoReplyForm, ResponseForm, WithdrawalForm
from schemas.forms.letters import ContactsForm, CorrectionForm, DeliveryForm, ResendingForm
from schemas.ids import VisitId, visit_id
from schemas.opening_forms import OpenVisitForm
from schemas.state import Receipt, VisitState
from schemas.values import Answer, Delivery, Stage
from worker.settings import letters_held_minutes


def add(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("open", rich_help_panel=PANEL)(open_visit)
    decision(app, "contacts")(contacts)
    decision(app, "delivery", visit_of=lambda form: form.letter.split("/")[0])(delivery)
    decision(app, "correct")(correct)
    decision(app, "resend", visit_of=lambda form: form.letter.split("/")[0])(resend)
    decision(app, "respond")(respond)
    decision(app, "extend")(extend)
    decision(app, "no-reply")(no_reply)
    decision(app, "withdraw")(withdraw)


def open_visit(  # noqa: PLR0913 - a command's options
    area: Annotated[
        str,
        typer.Argument(metavar="AREA", help="The council, by name or code: Kent, E10000016."),
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
        typer.Option(
            metavar="FILE.yaml",
            help="Whom to write to; `visits forms contacts --out contacts.yaml` writes a form.",
        ),
    ] = None,
    again: Annotated[
        bool,
        typer.Option(
            "--again", help="Another visit, to an area whose visit ended early; contacts hold."
        ),
    ] = False,
    reason: options.ReasonText = None,
    preview: options.Preview = False,
    yes: options.Yes = False,
    update_id: options.UpdateId = None,
    as_json: options.AsJson = False,
    folder: options.Folder = options.VAR,
) -> None:
    """Open a visit to a local area; opening it again changes nothing.

    Days out of the area's school terms (`visits terms show AREA`) need a --reason.
    """
    form = from_file(ContactsForm, contacts) if contacts else None
    council = area_named(area, day_one)
    opened_by = partial(
        Opening,
        area=council.gss_code,
        day_one=day_one,
        programme=programme,
        policy=policy_in_use(letters_held_minutes()),
        again=again,
        reason=reason,
    )

    name = update_id or str(uuid4())
    coming = visit_id(programme, council.gss_code)
    elsewhere = desk_elsewhere(folder)
    if elsewhere is not None:
        from console.decide.opening_elsewhere import How, open_elsewhere

        asked = from_options(
            OpenVisitForm,
            {
                "area": council.gss_code,
                "day_one": day_one,
                "programme": programme,
                "again": again,
                "reason": reason,
            },
        )
        open_elsewhere(elsewhere, asked, form, How(name, preview, yes, as_json))
        return
    known = _known(folder, coming, again=again)
    if preview:
        if known is not None and not as_json:
            note(_opened(known.visit_id, known, council))
        look(
            folder,
            lambda it, actor: it.opening(opened_by(actor=actor), form, update_id),
            as_json=as_json,
        )
        return

    async def submit(*, confirmed: bool) -> tuple[VisitId, Receipt | None]:
        from console.terminal.desks import the_desk

        async with the_desk(folder) as (desk, actor):
            return await desk.open(
                opened_by(actor=actor),
                form,
                name,
                repeated=update_id is not None,
                confirmed=confirmed,
            )

    visit, receipt = run_confirmed(submit, "the visit to be opened", yes=yes, as_json=as_json)
    if receipt is None and as_json:
        write_json({"visit": visit, "already_open": known is not None})
        return
    if not as_json:
        say(_opened(visit, known, council))
    if receipt is not None:
        tell_receipt(visit, receipt, name, as_json=as_json)
    elif known is None and again:
        say(f"What still holds of the visit before is taken over: see `visits show {visit}`.")
    elif known is None:
        say(f"Next: record whom to write to, with `visits contacts {visit} --file CONTACTS.yaml`.")
    else:
        say(f"Next: {next_words(awaited(known))}.")


def _known(folder: Path, coming: VisitId, *, again: bool) -> VisitState | None:
    """The visit that is open already; of another visit to the same area, one that is under way."""
    known = ask_register(folder, lambda connection: (latest if again else load)(connection, coming))
    return None if again and known is not None and known.stage is Stage.ENDED else known


def _opened(visit: VisitId, known: VisitState | None, area: LocalArea) -> str:
    if known is None:
        return f"Opened visit {visit}, to {area}."
    planned = f"{known.day_one:%-d %B %Y}"
    return f"Visit {visit} was opened before, planned from {planned}; that stands."


def contacts(
    visit: options.VisitArgument,
    *,
    file: options.FormFile = None,
    change: options.FieldChange = None,
    folder: Path = options.VAR,
) -> ContactsForm | CorrectionForm:
    """Record whom to write to in the area; the departments' mailboxes are settings."""
    if change:
        options.require_one(file=file, change=change)
        return one_corrected(visit, change, folder)
    return from_file_or_person(ContactsForm, "contacts", visit, file, folder)


def correct(
    visit: options.VisitArgument,
    person: Annotated[
        str, typer.Argument(metavar="REF", help="Who, by the reference that `visits show` tells.")
    ],
    *,
    name: Annotated[str | None, typer.Option(metavar="NAME", help="The right name.")] = None,
    email: Annotated[str | None, typer.Option(metavar="EMAIL", help="The right address.")] = None,
    organisation: Annotated[
        str | None, typer.Option(metavar="NAME", help="The right organisation.")
    ] = None,
) -> CorrectionForm:
    """Correct one person's name or address; they are written to again, with what others have."""
    del visit
    given = {"name": name, "email": email, "organisation": organisation}
    told = {key: value for key, value in given.items() if value is not None}
    return from_options(CorrectionForm, {"person": person, **told})


def resend(
    letter: Annotated[
        str, typer.Argument(metavar="LETTER", help="The letter's key, from `visits letters`.")
    ],
) -> ResendingForm:
    """Send a letter again, in the same words, to the address that its reader has now."""
    return from_options(ResendingForm, {"letter": letter})


def delivery(
    letter: Annotated[
        str, typer.Argument(metavar="LETTER", help="The letter's key, from `visits letters`.")
    ],
    *,
    delivered: Annotated[
        bool | None,
        typer.Option(
            "--delivered/--refused", help="It arrived, or it did not.", show_default=False
        ),
    ] = None,
    on: options.On = None,
) -> DeliveryForm:
    """Record whether a letter arrived, on a person's word."""
    if delivered is None:
        raise typer.BadParameter("give --delivered or --refused.")
    status = Delivery.DELIVERED if delivered else Delivery.REFUSED
    given = {"letter": letter, "status": status, **options.as_happened(on)}
    return from_options(DeliveryForm, given)


def respond(
    visit: options.VisitArgument,
    *,
    accept: Annotated[
        bool | None,
        typer.Option("--accept/--decline", help="Taking part is voluntary.", show_default=False),
    ] = None,
    on: options.On = None,
) -> ResponseForm:
    """Record the area's reply to the invitation."""
    del visit
    if accept is None:
        raise typer.BadParameter("give --accept or --decline: silence is neither.")
    answer = Answer.ACCEPT if accept else Answer.DECLINE
    return from_options(ResponseForm, {"answer": answer, **options.as_happened(on)})


def extend(
    visit: options.VisitArgument,
    *,
    until: Annotated[
        date,
        typer.Option(
            "--until", metavar="DATE", parser=options.a_date, help="The last day for the reply."
        ),
    ],
) -> ExtensionForm:
    """Give the area more time to reply; its reminder moves too."""
    del visit
    return from_options(ExtensionForm, {"until": until})


def no_reply(visit: options.VisitArgument) -> NoReplyForm:
    """Record that the area did not reply in time, which ends the visit."""
    del visit
    return NoReplyForm()


def withdraw(visit: options.VisitArgument) -> WithdrawalForm:
    """Record that the area, having accepted, takes part no longer, which ends the visit."""
    del visit
    return WithdrawalForm()
