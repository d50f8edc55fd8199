"""The record of a selection as people read it: one content, as a page of HTML and as PDF/UA."""

from activities.selection_record.beside import beside
from activities.selection_record.contents import RecordContents, record_contents
from activities.selection_record.page import as_html
from activities.selection_record.paper import as_pdf

__all__ = ["RecordContents", "as_html", "as_pdf", "beside", "record_contents"]
