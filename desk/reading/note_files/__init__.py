"""Reads the summary note from files of word processors: a draft, and a copy that leaders edited.

Such files come from outside and are not trusted: what is in one is measured before it is unpacked,
only its words are handed on, and Pandoc reads those in a process of its own that may read nothing
else and is ended when it takes too much. Who wrote a comment or made a change is not looked at.
"""

from desk.reading.note_files.edited import NothingSaid, comments_in
from desk.reading.note_files.files import LARGEST, NoteFile, is_note_file, note_file
from desk.reading.note_files.packages import UnusableNote

__all__ = [
    "LARGEST",
    "NoteFile",
    "NothingSaid",
    "UnusableNote",
    "comments_in",
    "is_note_file",
    "note_file",
]
