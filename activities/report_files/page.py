"""The report as a page of HTML: one file that runs nothing and fetches nothing.

Read by itself, so it brings its own style: near that of GOV.UK, without its typeface, which is for
its own sites. Its policy (CSP) forbids everything but style within it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from markupsafe import Markup

from activities.report_files.document import outline_of
from activities.report_files.drawing import draw
from activities.report_files.outline import Block, Figure, Heading
from activities.report_files.templates import template
from schemas.report.content import Report

_STYLE = Path(__file__).parent / "templates" / "page.css"
_PART, _INNER = 2, 3  # levels of headings in the list of contents


@dataclass(frozen=True)
class _Part:
    """A heading in the list of contents, with those below it."""

    name: str
    words: str
    inner: tuple[Heading, ...]


def as_html(report: Report) -> bytes:
    """A whole page, in UTF-8: the same bytes for the same report."""
    outline = outline_of(report)
    page = template("page.html").render(
        outline=outline,
        contents=_contents(outline.blocks),
        draw=_drawn,
        style=_style(),
    )
    return page.encode()


@cache
def _style() -> Markup:
    return Markup(_STYLE.read_text(encoding="utf-8"))  # noqa: S704 - ours


def _drawn(figure: Figure) -> Markup:
    return draw(figure.bars, name=figure.name, title=figure.caption)


def _contents(blocks: Sequence[Block]) -> list[_Part]:
    headings = [block for block in blocks if isinstance(block, Heading) and block.level <= _INNER]
    starts = [at for at, heading in enumerate(headings) if heading.level == _PART]
    ends = [*starts[1:], len(headings)]
    return [
        _Part(headings[at].name, headings[at].words, tuple(headings[at + 1 : end]))
        for at, end in zip(starts, ends, strict=True)
    ]
