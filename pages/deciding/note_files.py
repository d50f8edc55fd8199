"""The note as a file of a word processor, where a form is filled in from one.

A draft fills in its sections; a copy that leaders edited fills in comments. What somebody marked in
a draft, and never settled, is kept with the form and shown above it until it is decided.
"""

from typing import Final

from desk.note_files import FROM_NOTES
from desk.reading.note_files import is_note_file
from desk.reading.note_files.pandoc import program
from schemas.forms.form import Form

MARKS: Final = "_marks"
"""The address of what was marked in the file, in what was typed: no field of any form."""


def takes_note(form: type[Form]) -> bool:
    """Whether a form is filled in from such a file, here and now."""
    return form in FROM_NOTES.values() and program() is not None


def is_note(form: type[Form], name: str, content: bytes) -> bool:
    """Whether a file is one of a word processor, and a form is filled in from those."""
    return form in FROM_NOTES.values() and is_note_file(name, content)
