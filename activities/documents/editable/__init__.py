"""A note as a file that word processors edit: DOCX or ODT, the same bytes for the same words.

It is written here from templates of ours and not by Pandoc, which reads such files elsewhere: a
worker that sends a copy needs no other program for it, and two workers write the same bytes.
"""

from activities.documents.editable.docx import as_docx
from activities.documents.editable.note import EditableNote, Section
from activities.documents.editable.odt import ODT, as_odt

__all__ = ["ODT", "EditableNote", "Section", "as_docx", "as_odt"]
