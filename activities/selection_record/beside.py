"""Whether the page and the paper beside a published record are made of it, or say something else.

A record is checked as JSON, and read as a page: whoever edits the page alone would be believed.
"""

from html.parser import HTMLParser
from pathlib import Path

from activities.selection_record.contents import record_contents
from activities.selection_record.page import as_html
from activities.selection_record.paper import as_pdf
from schemas.selection import Frame
from schemas.selection_record import Check, SelectionRecord

_FACTS = frozenset({"td", "dd", "th"})


def beside(record: SelectionRecord, frame: Frame, file: Path) -> tuple[list[Check], list[str]]:
    """What can be said of the page and the paper beside a record that holds.

    Args:
        record: It.
        frame: What was drawn from.
        file: Where the record was read; the others have its name and endings of their own.

    Returns:
        What was checked, and of what it cannot be told whether it was edited.
    """
    checks: list[Check] = []
    notes: list[str] = []
    contents = record_contents(record, frame)
    page, paper = file.with_suffix(".html"), file.with_suffix(".pdf")
    if page.is_file():
        made, there = as_html(contents), page.read_text(encoding="utf-8", errors="replace")
        same = _facts(there) == _facts(made)
        said = "has the areas, numbers and dates of the record"
        otherwise = f"has other areas, numbers or dates than the record. Go by {file.name}"
        sentence = f"{page.name} {said if same else otherwise}."
        checks.append(Check(check="page", holds=same, sentence=sentence))
        if same and there != made:
            notes.append(_unknown(page, file))
    if paper.is_file() and paper.read_bytes() != as_pdf(contents):
        notes.append(_unknown(paper, file))
    return checks, notes


def _unknown(other: Path, file: Path) -> str:
    return (
        f"{other.name} is not as this release writes it: it was edited, or another release wrote "
        f"it. What was checked is {file.name}."
    )


class _Facts(HTMLParser):
    """Gathers what stands in cells, in their order."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._within = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        if tag in _FACTS:
            self._within = True
            self.found.append("")

    def handle_endtag(self, tag: str) -> None:
        if tag in _FACTS:
            self._within = False

    def handle_data(self, data: str) -> None:
        if self._within:
            self.found[-1] += data


def _facts(page: str) -> list[str]:
    reader = _Facts()
    reader.feed(page)
    reader.close()
    return [" ".join(one.split()) for one in reader.found]
