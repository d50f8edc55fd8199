"""What a national report comes out as: one content, as HTML, PDF/UA, open data and a spreadsheet.

Nothing here decides what may be told: that is settled in the content, cell by cell.
"""

from activities.report_files.bundle import CONTENT, report_files
from activities.report_files.open_data import as_data, as_metadata
from activities.report_files.page import as_html
from activities.report_files.paper import as_pdf
from schemas.report.values import MANIFEST

__all__ = [
    "CONTENT",
    "MANIFEST",
    "as_data",
    "as_html",
    "as_metadata",
    "as_pdf",
    "report_files",
]
