"""The record as tagged PDF (PDF/UA-1), set by Typst in the house style."""

from activities.documents.typesetting import Data, typeset
from activities.selection_record.contents import RecordContents

_TEMPLATE = "selection_record"


def as_pdf(contents: RecordContents) -> bytes:
    """The same bytes for the same contents, on any machine.

    Raises:
        NotTypeset: No font sets some of the words.
    """
    sections: list[Data] = [
        {
            "heading": section.heading,
            "paragraphs": section.paragraphs,
            "caption": section.table.caption if section.table else "",
            "headings": section.table.headings if section.table else (),
            "rows": section.table.rows if section.table else (),
        }
        for section in contents.sections
    ]
    data: dict[str, Data] = {
        "title": contents.title,
        "marking": "",  # what is published has none
        "particulars": [{"label": label, "value": v} for label, v in contents.particulars],
        "sections": sections,
    }
    return typeset(_TEMPLATE, data, contents.on)
