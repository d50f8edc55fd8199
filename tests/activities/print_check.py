"""What a finished PDF shows, measured in the PDF itself: nothing of ours is asked about it."""

from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from io import BytesIO
from itertools import pairwise

import pdfplumber
from pdfplumber.page import Page
from pdfplumber.structure import PDFStructElement, PDFStructTree
from pypdf import PageObject, PdfReader
from pypdf.generic import ContentStream, DictionaryObject

_MARGIN = 2.4 / 2.54 * 72  # points; the page's sides
_CELL_INSET = 5.0  # points; white between a column and the text in it
_SLACK = 1.0  # points; a letter may lean that far over its own edge
_SHARED = 0.8  # of the narrower letter; more is one printed on the other


@cache
def faults_of(body: bytes) -> list[str]:
    """What is wrong with a PDF's print: missing glyphs, text off the page or over other text.

    Looked at once: scenarios share most of their documents.
    """
    faults = [*_missing_glyphs(body)]
    with pdfplumber.open(BytesIO(body)) as pdf:
        for page in pdf.pages:
            faults += [*_off_the_page(page), *_overprinted(page), *_out_of_column(page)]
    return faults


def pages_of(body: bytes) -> list[PageObject]:
    """The pages of a PDF."""
    return list(PdfReader(BytesIO(body)).pages)


def text_of_pdf(body: bytes) -> str:
    """All words, in the order of reading, without the marks that let a long word break."""
    text = " ".join(" ".join(page.extract_text() for page in pages_of(body)).split())
    return text.replace("\u200b", "")


def _missing_glyphs(body: bytes) -> Iterator[str]:
    reader = PdfReader(BytesIO(body))
    for number, page in enumerate(reader.pages, start=1):
        contents = page.get_contents()
        assert contents is not None
        resources = page["/Resources"].get_object()
        assert isinstance(resources, DictionaryObject)
        fonts = resources["/Font"].get_object()
        assert isinstance(fonts, DictionaryObject)
        for reference in fonts.values():
            font = reference.get_object()
            assert isinstance(font, DictionaryObject)
            assert str(font["/Encoding"]) == "/Identity-H"  # so that two bytes are one glyph
        for operands, operator in ContentStream(contents, reader).operations:
            if operator not in {b"Tj", b"TJ"}:
                continue
            parts = operands[0] if isinstance(operands[0], list) else operands
            for part in parts:
                shown = _bytes(part)
                codes = [shown[at : at + 2] for at in range(0, len(shown), 2)]
                if b"\0\0" in codes:
                    yield f"page {number}: a glyph is missing"


def _bytes(part: object) -> bytes:
    original = getattr(part, "original_bytes", None)
    if isinstance(original, bytes):
        return original
    return part if isinstance(part, bytes) else b""


def _off_the_page(page: Page) -> Iterator[str]:
    for char in page.chars:
        within = (
            char["x0"] >= _MARGIN - _SLACK
            and char["x1"] <= page.width - _MARGIN + _SLACK
            and char["top"] >= 0
            and char["bottom"] <= page.height
        )
        if not within and char["text"].strip("\u200b "):
            yield f"page {page.page_number}: “{char['text']}” is outside the margins"


def _overprinted(page: Page) -> Iterator[str]:
    letters = [
        char
        for char in page.chars
        if char["x1"] - char["x0"] > _SLACK and char["text"].strip() and char["upright"]
    ]
    letters.sort(key=lambda char: (round(char["matrix"][5], 1), char["x0"]))
    for left, right in pairwise(letters):
        if round(left["matrix"][5], 1) != round(right["matrix"][5], 1):
            continue
        if left["text"] == right["text"] and len(left["text"]) > 1:  # signs around one letter
            continue
        shared = min(left["x1"], right["x1"]) - right["x0"]
        narrower = min(left["x1"] - left["x0"], right["x1"] - right["x0"])
        if shared > _SHARED * narrower:
            pair = f"“{left['text']}” and “{right['text']}”"
            yield f"page {page.page_number}: {pair} are printed over each other"


def _out_of_column(page: Page) -> Iterator[str]:
    """Each cell's text is between the start of its heading and that of the next."""
    chars: defaultdict[int, list[dict[str, float]]] = defaultdict(list)
    for char in page.chars:
        chars[char["mcid"]].append(char)

    def sides(element: PDFStructElement) -> tuple[float, float] | None:
        mine = [char for mark in _marks(element) for char in chars[mark]]
        if not mine:  # nothing in it, or letters of which pdfplumber cannot tell whose they are
            return None
        return min(char["x0"] for char in mine), max(char["x1"] for char in mine)

    for table in PDFStructTree(page.pdf, page).find_all("Table"):
        heads = [found[0] for cell in table.find_all("TH") if (found := sides(cell))]
        ends = [*heads[1:], page.width - _MARGIN + _CELL_INSET]
        for row in table.find_all("TR"):
            for cell, starts, ends_at in zip(row.find_all("TD"), heads, ends, strict=False):
                found = sides(cell)
                if found and (found[0] < starts - _SLACK or found[1] > ends_at - _CELL_INSET):
                    yield f"page {page.page_number}: a cell's text leaves its column"


def _marks(element: PDFStructElement) -> Iterator[int]:
    yield from element.mcids
    for child in element.children:
        yield from _marks(child)
