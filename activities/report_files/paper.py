"""The report as tagged PDF (PDF/UA-1), set by Typst in the house style: the words of the page."""

import math
from collections.abc import Sequence

from activities.documents.typesetting import Data, typeset
from activities.report_files.bars import Group
from activities.report_files.document import outline_of
from activities.report_files.drawing import PALETTE
from activities.report_files.outline import Block, Bullets, Figure, Grid, Heading, Pair, Pairs
from schemas.report.content import Report

_TEMPLATE = "national_report"
_LINE = 76  # letters of a table's size to a line of the page
_WORD = 14  # letters; a longer word may be broken
_CELL = 44  # letters; longer cells get no wider
_HEADING = 9  # letters, the same above numbers
_LABEL = 9  # letters; columns of labels get no narrower
_WHITE = 3  # letters' worth of white in each column
_PAGE = 40  # lines of a table that surely are on one page
_ALL = 1000  # thousandths of the line


def as_pdf(report: Report) -> bytes:
    """The same bytes for the same report, on any machine.

    Raises:
        NotTypeset: No font sets some of the words.
    """
    outline = outline_of(report)
    published = report.publication
    data: dict[str, Data] = {
        "title": outline.title,
        "office": outline.office,
        "programme": outline.programme,
        "marking": outline.draft,  # at the head of each page; what is published has none
        "draft": outline.draft,
        "particulars": _pairs(outline.particulars),
        "blocks": [_block(block) for block in outline.blocks],
    }
    return typeset(_TEMPLATE, data, published.on if published else report.content.period.last)


def _pairs(pairs: Sequence[Pair]) -> Data:
    return [{"label": pair.label, "words": pair.words} for pair in pairs]


def _block(block: Block) -> Data:
    if isinstance(block, Heading):
        return {"kind": block.kind, "level": block.level, "words": block.words}
    if isinstance(block, Bullets):
        items: Data = [{"words": item.words, "after": item.after} for item in block.items]
        return {"kind": block.kind, "items": items}
    if isinstance(block, Pairs):
        return {"kind": block.kind, "pairs": _pairs(block.pairs)}
    if isinstance(block, Figure):
        return {
            "kind": block.kind,
            "caption": block.caption,
            "text": block.bars.text,
            "groups": [_group(group) for group in block.bars.groups],
        }
    if isinstance(block, Grid):
        widths = column_widths([block.headings, *block.rows], block.leading)
        return {
            "kind": block.kind,
            "caption": block.caption,
            "headings": block.headings,
            "leading": block.leading,
            "rows": block.rows,
            "notes": block.notes,
            "widths": widths,
            "whole": _lines(block, widths) <= _PAGE,
        }
    return {"kind": block.kind, "words": block.words}


def _group(group: Group) -> Data:
    bars: Data = [
        {
            "label": bar.label,
            "words": bar.words,
            "length": bar.length,
            "fill": PALETTE[bar.colour],
        }
        for bar in group.bars
    ]
    return {"label": group.label, "bars": bars}


def _lines(grid: Grid, widths: Sequence[int]) -> int:
    """How many lines a table has at most, each row's rule counted as half a line."""
    letters = [max(1, width * _LINE // _ALL - _WHITE) for width in widths]

    def lines(row: Sequence[str]) -> float:
        return 0.5 + max(1 + 5 * len(c) // (4 * n) for c, n in zip(row, letters, strict=True))

    return math.ceil(sum(map(lines, [grid.headings, *grid.rows])))


def column_widths(rows: Sequence[Sequence[str]], leading: int) -> list[int]:
    """How wide columns are, in thousandths of the line: together no more than that.

    Numbers are never broken; what a narrow page lacks is taken from labels, least from the longest.

    Args:
        rows: Headings, then cells, as they are read.
        leading: How many columns from the first hold labels.
    """
    columns = [*zip(*rows, strict=True)]
    wanted = [_WHITE + min(_CELL, max(map(len, cells))) for cells in columns]
    words = [max(len(word) for cell in cells for word in cell.split()) for cells in columns]
    least = [_WHITE + min(_WORD, word) for word in words[:leading]]
    for heading, *cells in columns[leading:]:
        word = max(map(len, heading.split()))
        least.append(_WHITE + max(min(_HEADING, word), *map(len, cells)))
    spare, more = _LINE - sum(least), sum(wanted) - sum(least)
    if spare < 0:
        left = max(_LINE - sum(least[leading:]), leading * _LABEL)
        roots = [math.sqrt(width) for width in wanted[:leading]]
        least[:leading] = [int(left * root / sum(roots)) for root in roots]
        spare, more = 0, 0
    share = min(1.0, spare / more) if more > 0 else 0.0
    line = max(_LINE, sum(least))
    return [
        int((low + max(0, high - low) * share) * _ALL / line)
        for low, high in zip(least, wanted, strict=True)
    ]
