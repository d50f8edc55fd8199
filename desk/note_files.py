"""The summary note as a file to be edited, and forms filled in from one that comes back."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import PurePath
from typing import Any, Final, NamedTuple, TypeAlias

from activities.documents.editable import ODT, EditableNote, Section, as_docx, as_odt
from desk.known import known_of, latest_note
from desk.reading.note_files import NoteFile, UnusableNote, comments_in, note_file
from register.areas import area_of_visit
from register.connection import Connection, Pool
from register.visits import require
from rules.prose import blocks_in, texts_of
from rules.zones import london_date
from schemas.forms.form import Form
from schemas.forms.note import CommentsForm, DraftForm
from schemas.ids import VisitId
from schemas.letters import MARKINGS, WORD
from schemas.state import VisitState
from schemas.values import DocumentKind
from schemas.words import on_one_line

Values: TypeAlias = dict[str, Any]
"""A form's fields as its file has them."""


_READERS: Final = ThreadPoolExecutor(2, thread_name_prefix="note-files")
"""Threads that wait for Pandoc: whoever sends many files at once keeps nobody else waiting."""

FILE_TYPES: Final = {"docx": WORD.media_type, "odt": ODT}
"""The media type of a file, by how its name ends."""


FROM_NOTES: Final[dict[str, type[Form]]] = {"draft": DraftForm, "comment": CommentsForm}
"""The forms that are filled in from such files, by what filling them in is called."""


class Filled(NamedTuple):
    """What a file says, as fields of a form, and what is to be looked at before it is sent.

    Attributes:
        values: The fields that it fills in.
        marks: What somebody marked in a draft and nobody settled, or was taken otherwise than it
            stands.
    """

    values: Values
    marks: tuple[str, ...] = ()


async def filled_from(pool: Pool, form: type[Form], visit: VisitId, content: bytes) -> Filled:
    """What a file says, as a form for a visit has it; read beside whatever else is done here.

    Args:
        pool: The register.
        form: One of `FROM_NOTES`.
        visit: About which it is.
        content: The file.

    Raises:
        UnusableNote: It cannot be used; the words follow `The file cannot be used: `.
        UnknownVisit: There is no such visit.
    """
    draft = form is DraftForm
    async with pool.acquire() as connection:
        state = await require(connection, visit)
        known = await known_of(connection, state, "draft") if draft else {}
    loop = asyncio.get_running_loop()
    read = await loop.run_in_executor(_READERS, partial(note_file, content, whole=draft))
    if draft:
        marks = (f"In “{one.heading}”: {one.sentence}" for one in read.remarks)
        return Filled(draft_values(read), (*left_out(known, read), *read.notices, *marks))
    async with pool.acquire() as connection:
        return Filled(await comment_values(connection, state, read))


async def note_to_edit(
    connection: Connection, state: VisitState, *, tracked: bool = False
) -> EditableNote:
    """The latest version of the note, or the headings of one that nobody has begun.

    Args:
        connection: To the register.
        state: The visit.
        tracked: Whether the file has changes tracked, for whoever answers by editing it.
    """
    known = await known_of(connection, state, "draft")
    sections = [
        (str(one["heading"]), [text for text in one["paragraphs"] if text])
        for one in known["sections"]
    ]
    version = f", version {state.note.version}" if state.note else ""
    return EditableNote(
        title=f"Summary note of the area SEND visit: {area_of_visit(state).name}{version}",
        marking=MARKINGS[DocumentKind.SUMMARY_NOTE],
        on=london_date(state.note.drafted_at if state.note else state.changed_at),
        sections=tuple(Section(heading, blocks_in(texts)) for heading, texts in sections),
        tracked=tracked,
    )


def editable_file(note: EditableNote, name: str) -> bytes:
    """A note as the file that a name asks for: OpenDocument where it ends so, else Word's."""
    return as_odt(note) if PurePath(name).suffix.lower() == ".odt" else as_docx(note)


def draft_values(file: NoteFile) -> Values:
    """What a file says, as fields of the form for a draft; which cases it uses it does not say."""
    return {
        "sections": [
            {"heading": one.heading, "paragraphs": list(texts_of(one.blocks))}
            for one in file.sections
        ]
    }


def left_out(known: Values, file: NoteFile) -> list[str]:
    """Sections that the note had, or usually has, and a file has not: one sentence each.

    Args:
        known: The form for a draft, with what is known.
        file: The draft.
    """
    there = {on_one_line(section.heading).casefold() for section in file.sections}
    headings = [on_one_line(str(section["heading"])) for section in known["sections"]]
    return [
        f"There is no section “{heading}” in it. If it was renamed or left out, that is all right."
        for heading in headings
        if heading.casefold() not in there
    ]


async def comment_values(connection: Connection, state: VisitState, file: NoteFile) -> Values:
    """What leaders say in an edited copy of the latest version, as the form for comments has it.

    Raises:
        UnusableNote: There is no version, or the file is no copy of it, or says nothing about it.
    """
    note = await latest_note(connection, state)
    if note is None or state.note is None:
        raise UnusableNote(f"visit {state.visit_id} has no summary note yet on which to comment")
    said = await asyncio.get_running_loop().run_in_executor(
        _READERS, comments_in, file, note, state.note.version
    )
    return {
        "version": state.note.version,
        "comments": [{"section": one.section, "text": one.text} for one in said],
    }
