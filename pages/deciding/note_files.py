"""The note as a file of a word processor, where a form is filled in from one.

A draft fills in its sections; a copy that leaders edited fills in comments. What somebody marked in
a draft, and never settled, is kept with the form and shown above it until it is decided.
"""

import asyncio
from typing import Final

from desk.note_files import comment_values, draft_values
from desk.reading.note_files import UnusableNote, is_note_file, note_file
from desk.reading.note_files.pandoc import program
from pages.deciding.matter import Matter
from pages.deciding.typed import Typed
from pages.dependencies import PagesDependencies
from register.visits import require
from schemas.forms import CommentsForm, DraftForm, Form

MARKS: Final = "_marks"
"""The address of what was marked in the file, in what was typed: no field of any form."""

_BEGINS: Final = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"{\\rtf", b"%PDF")


def takes_note(form: type[Form]) -> bool:
    """Whether a form is filled in from such a file, here and now."""
    return form in {DraftForm, CommentsForm} and program() is not None


def is_note(form: type[Form], name: str, content: bytes) -> bool:
    """Whether a file is one of a word processor, and a form is filled in from those."""
    is_one = is_note_file(name) or content.startswith(_BEGINS)
    return form in {DraftForm, CommentsForm} and is_one


async def note_values(
    deps: PagesDependencies, matter: Matter, content: bytes
) -> tuple[dict[str, object], Typed]:
    """What a file says, as the values of the form, and what was marked in it.

    Raises:
        UnusableNote: It cannot be used; the words follow `The file cannot be used: `.
    """
    draft = matter.form is DraftForm
    read = await asyncio.to_thread(note_file, content, whole=draft)
    if draft:
        marks = [f"In “{one.heading}”: {one.sentence}" for one in read.remarks]
        return draft_values(read), {MARKS: [*read.notices, *marks]}
    async with deps.pool.acquire() as connection:
        state = await require(connection, matter.subject)
        return await comment_values(connection, state, read), {}


__all__ = ["MARKS", "UnusableNote", "is_note", "note_values", "takes_note"]
