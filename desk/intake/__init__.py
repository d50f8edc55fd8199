"""Takes a form in: its content goes into the register, and a message with references remains.

Most forms say what their message says, and are copied field by field. A function, beside its topic,
stays where something is put into the register or worked out.
"""

from desk.departments import Mailboxes
from desk.intake import (  # noqa: F401 - each topic declares its intake when it is imported
    cases,
    complaint,
    concerns,
    days,
    invitation,
    letter_notes,
    note,
    people,
    preparation,
    programme,
    referral,
    report,
    survey_results,
    terms,
)
from desk.intake.context import intake_of, taken_in
from desk.intake.printable import require_printable
from desk.intake.related import to_opening
from register.connection import Connection
from schemas.base import Model
from schemas.forms.form import Form
from schemas.ids import ActorRef, VisitId

__all__ = ["to_message", "to_opening"]


async def to_message(
    connection: Connection, visit: VisitId, form: Form, actor: ActorRef, mailboxes: Mailboxes
) -> Model:
    """Keep a form's content and give the message that remains.

    Args:
        connection: In a transaction.
        visit: The visit it is for, or beside which the process lives that it is for.
        form: As filled in.
        actor: Who filled it in.
        mailboxes: Where agreed notes go.

    Raises:
        Refused: It names something the register does not have, or holds words that no font sets.
    """
    require_printable(form)
    intake = await intake_of(connection, visit, form, actor, mailboxes)
    return await taken_in(form, intake)
