"""The words of a note as HTML: paragraphs, lists and emphasis, and every word escaped."""

from collections.abc import Iterable

from markupsafe import Markup, escape

from rules.prose import Block, Listing, Paragraph, Run, blocks_in, blocks_of
from schemas.personal import NoteSection, SummaryNote
from schemas.visible import visible

_PARAGRAPH = Markup('<p class="govuk-body av-words">{}</p>')


def prose(section: NoteSection, note: SummaryNote) -> Markup:
    """What a section of a note says."""
    if not note.marked:  # each line break as it was typed, too
        return _joined(_PARAGRAPH.format(visible(text)) for text in section.paragraphs)
    return _joined(map(_block, blocks_of(note, section)))


def as_it_reads(heading: str, paragraphs: Iterable[str]) -> Markup:
    """A section that somebody has typed, as it will be read."""
    title = Markup('<p class="govuk-body govuk-!-font-weight-bold">{}</p>').format(visible(heading))
    return title + _joined(map(_block, blocks_in(paragraphs)))


def _block(block: Block) -> Markup:
    return _PARAGRAPH.format(_runs(block.runs)) if isinstance(block, Paragraph) else _list(block)


def _list(listing: Listing) -> Markup:
    items = _joined(
        Markup("<li>{}{}</li>").format(_runs(item.runs), _joined(map(_list, item.lists)))
        for item in listing.items
    )
    if listing.first is None:
        return Markup('<ul class="govuk-list govuk-list--bullet">{}</ul>').format(items)
    start = Markup("") if listing.first == 1 else Markup(' start="{}"').format(listing.first)
    return Markup('<ol class="govuk-list govuk-list--number"{}>{}</ol>').format(start, items)


def _runs(runs: Iterable[Run]) -> Markup:
    return _joined(map(_run, runs))


def _run(run: Run) -> Markup:
    words = escape(visible(run.text))
    if run.emphasis:
        words = Markup("<em>{}</em>").format(words)
    return Markup("<strong>{}</strong>").format(words) if run.strong else words


def _joined(parts: Iterable[Markup]) -> Markup:
    return Markup("").join(parts)
