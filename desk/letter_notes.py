"""Notes of a coordinator's own, for people to look at: with which letters."""

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from register import content, letter_notes
from register.connection import Connection
from rules.letter_notes import AddedNote
from schemas.ids import LetterKey, VisitId, recipient_of
from schemas.personal import LetterNoteText


class NoteTold(NamedTuple):
    """A note that was not taken out.

    Attributes:
        number: In the visit.
        words: With which letters it goes, and what became of that.
        text: What it says.
        added_at: When it was added, by the visit's clock.
        letters: The letters that it stands in.
        left: Whether one of them has left, so that it stays.
    """

    number: int
    words: str
    text: str
    added_at: datetime
    letters: tuple[LetterKey, ...]
    left: bool


async def notes_told(connection: Connection, visit: VisitId) -> list[NoteTold]:
    """The notes of a visit, in the order in which they were added."""
    told = []
    for one in await letter_notes.shown(connection, visit):
        body = await content.fetch(connection, visit, one.note.content, LetterNoteText)
        words = f"{note_words(one.note, one.letters)}{', which has left' if one.left else ''}"
        told.append(
            NoteTold(one.note.number, words, body.text, one.added_at, one.letters, one.left)
        )
    return told


def note_words(note: AddedNote, letters: Collection[LetterKey]) -> str:
    """With which letters a note goes: `timetable, with the letters to dcs and health-1`."""
    kind = note.kind.value.replace("_", " ")
    if letters:
        readers = sorted({recipient_of(key) for key in letters})
        return f"{kind}, in {'the letter' if len(readers) == 1 else 'letters'} to {_and(readers)}"
    whose = f" to {note.recipient}" if note.recipient else ""
    return f"{kind}, with the next such letter{whose}"


def _and(items: list[str]) -> str:
    *most, last = items
    return f"{', '.join(most)} and {last}" if most else last
