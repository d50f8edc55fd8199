"""An edited copy of the draft that came by mail, as comments that somebody may take over.

Nothing of it is taken over by itself. The file is from outside: it is opened only as one that is
uploaded is, measured first, and when somebody looks at it.
"""

from typing import NamedTuple

from desk.known import latest_note
from desk.mail_list import UnknownMail, one
from desk.note_files import Values, filled_from
from desk.reading.note_files import UnusableNote
from desk.reading.note_files.pandoc import program
from register import mail_copies
from register.connection import Connection, Pool
from register.mail_copies import KeptCopy
from register.visits import require
from schemas.forms.note import CommentsForm
from schemas.ids import VisitId
from schemas.incoming import Mail


class Offered(NamedTuple):
    """A copy, and what it would say as comments.

    Attributes:
        message: With which it came.
        values: The fields of the form for comments; empty where it cannot be used.
        said: Heading of the section and what is said of it, in order.
        trouble: Why it cannot be used, as a sentence; empty where it can.
    """

    message: Mail
    values: Values
    said: tuple[tuple[str, str], ...]
    trouble: str


async def copy_of(connection: Connection, number: int) -> KeptCopy:
    """The copy that came with a message.

    Raises:
        UnknownMail: There is no such message, or no copy is kept with it.
    """
    await one(connection, number)
    found = await mail_copies.find(connection, number)
    if found is None:
        raise UnknownMail(f"No edited copy of the note is kept with message {number}.")
    return found


async def offered(pool: Pool, visit: VisitId, number: int) -> Offered:
    """What a copy says about the latest version of the note, section by section.

    Raises:
        UnknownMail: There is no such message about that visit, or no copy is kept with it.
        UnknownVisit: There is no such visit.
    """
    async with pool.acquire() as connection:
        state = await require(connection, visit)
        message = await one(connection, number)
        if message.visit_id != visit:
            raise UnknownMail(f"There is no message {number} about visit {visit}.")
        copy = await copy_of(connection, number)
        note = await latest_note(connection, state)
    if program() is None:
        return Offered(message, {}, (), "Files of word processors cannot be read here.")
    try:
        filled = await filled_from(pool, CommentsForm, visit, copy.body)
    except UnusableNote as why:
        return Offered(message, {}, (), f"The file cannot be used: {why}.")
    headings = {number: one.heading for number, one in enumerate(note.sections, 1)} if note else {}
    said = tuple(
        (headings.get(one["section"], ""), str(one["text"])) for one in filled.values["comments"]
    )
    return Offered(message, filled.values, said, "")
