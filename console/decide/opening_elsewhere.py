"""Opens a visit at an installation elsewhere, through its API."""

from functools import partial
from typing import NamedTuple

from console.decide.asking import run_confirmed
from console.decide.previews import show_preview
from console.decide.receipts import tell_receipt
from console.terminal.connection import run_waiting
from console.terminal.elsewhere import Elsewhere
from console.terminal.output import say, write_json
from schemas.forms.letters import ContactsForm
from schemas.ids import UpdateId
from schemas.opening_forms import OpenVisitForm


class How(NamedTuple):
    """How a visit is to be opened.

    Attributes:
        update_id: By which it is asked for again.
        preview: Whether it is only looked at.
        yes: Whether it is meant with all that it brings about.
        as_json: Whether a program reads the answer.
    """

    update_id: UpdateId
    preview: bool
    yes: bool
    as_json: bool


def open_elsewhere(
    desk: Elsewhere, form: OpenVisitForm, contacts: ContactsForm | None, how: How
) -> None:
    """Open it, or look at what that would do, and tell what came of it."""
    if contacts is not None:
        form = form.model_copy(update={"people": contacts.people})
    if how.preview:
        preview = run_waiting(desk.preview_opening(form), "the preview")
        show_preview(preview, as_json=how.as_json)
        return
    bring = partial(desk.open, form, update_id=how.update_id)
    visit, receipt = run_confirmed(
        bring, "the visit to be opened", yes=how.yes, as_json=how.as_json
    )
    if receipt is not None:
        tell_receipt(visit, receipt, how.update_id, as_json=how.as_json)
    elif how.as_json:
        write_json({"visit": visit})
    else:
        say(f"Visit {visit} is open.")
