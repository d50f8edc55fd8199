"""Puts a report into words: its outline, section by section."""

from collections.abc import Iterator

from activities.report_files.bars import bars_of
from activities.report_files.outline import (
    Block,
    Bullets,
    Figure,
    Grid,
    Heading,
    Item,
    Outline,
    Pair,
    Pairs,
    Paragraph,
)
from activities.report_files.values import MEANINGS, heading, in_words
from activities.wording import day_words
from rules.report.digest import content_digest
from schemas.report.content import Edition, Relation, Report, ReportContent, Table, Theme
from schemas.report.tables import Shorthand
from schemas.values import FindingKind

DRAFT = "Draft. It is not signed, and it is not for publication."
LICENCE = (
    "This report and its data are available under the Open Government Licence v3.0: "
    "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/"
)
_FORMATS = (
    "The tables of this report are also available as open data (CSV, each with a file that "
    "describes its columns) and as a spreadsheet (ODS). The report itself is available as HTML "
    "and as PDF, with the same words. If you need it in another format, please ask."
)
_KINDS = {
    FindingKind.WORKED_WELL: "What worked well",
    FindingKind.CHALLENGE: "What was difficult",
    FindingKind.LESSON_LEARNT: "What was learnt",
    FindingKind.OPPORTUNITY: "Where there are opportunities to improve",
}
_RELATIONS = {
    Relation.REPLACES: "this report replaces it",
    Relation.ADDS_TO: "this report adds to it",
}


def outline_of(report: Report) -> Outline:
    """Put a report, or the draft of one, into words."""
    content = report.content
    return Outline(
        title=content.title,
        programme=content.programme,
        office=content.office,
        draft="" if report.publication else DRAFT,
        particulars=tuple(particulars(report)),
        blocks=(
            Heading(2, "Introduction", "introduction"),
            *map(Paragraph, content.introduction),
            *_findings(content),
            *_tables("Areas and case studies", "context", content, content.context),
            *_tables("What the surveys answered", "surveys", content, content.surveys),
            *_method(content),
            *_protection(content),
            *_earlier(content.earlier),
            *_about(report),
        ),
    )


def numbered(content: ReportContent, table: Table) -> str:
    """What a table is called wherever the report speaks of it: "Table 1"."""
    return f"Table {content.tables.index(table) + 1}"


def particulars(report: Report) -> Iterator[Pair]:
    """What a report is: of what, by whom, signed by whom, in which version."""
    content, publication = report.content, report.publication
    period = content.period
    areas = f"{content.areas_visited} {'area' if content.areas_visited == 1 else 'areas'}"
    yield Pair("Programme", content.programme)
    yield Pair("Visited", f"{areas}, from {day_words(period.first)} to {day_words(period.last)}")
    yield Pair("Produced by", content.office)
    yield Pair("Published on", day_words(publication.on) if publication else "Not published")
    if publication:
        yield Pair("Signed by", f"{publication.signed_by}, {publication.post}")
    yield Pair("Version", f"{content.version}")
    yield Pair("Digest of the content (SHA-256)", content_digest(content))


def _findings(content: ReportContent) -> Iterator[Block]:
    if not content.themes:
        return
    yield Heading(2, "What we found", "findings")
    yield Paragraph(
        "The number after a statement says how many of the areas that we visited it rests on, at "
        f"least {content.disclosure.areas_at_least}. No area is graded or ranked."
    )
    for number, theme in enumerate(content.themes, start=1):
        yield from _theme(number, theme)


def _theme(number: int, theme: Theme) -> Iterator[Block]:
    yield Heading(3, theme.title, f"theme-{number}")
    for kind, words in _KINDS.items():
        items = tuple(
            Item(one.sentence, f"({one.areas} {'area' if one.areas == 1 else 'areas'})")
            for one in theme.statements
            if one.kind is kind
        )
        if items:
            yield Heading(4, words, f"theme-{number}-{kind.value}")
            yield Bullets(items)


def _tables(
    title: str, name: str, content: ReportContent, tables: tuple[Table, ...]
) -> Iterator[Block]:
    if not tables:
        return
    yield Heading(2, title, name)
    order = [table.id for table in content.tables]
    charts = sorted(content.charts, key=lambda chart: order.index(chart.table))
    for table in tables:
        yield Heading(3, table.title, f"about-{table.id}")
        yield Paragraph(table.description)
        for number, chart in enumerate(charts, start=1):
            if chart.table == table.id:
                caption = f"Figure {number}: {chart.title}"
                yield Figure(f"figure-{chart.id}", caption, bars_of(chart, table))
        yield _grid(table, numbered(content, table))


def _grid(table: Table, number: str) -> Grid:
    return Grid(
        name=f"table-{table.id}",
        caption=f"{number}: {table.title}",
        headings=(
            *(dimension.label for dimension in table.dimensions),
            *(heading(measure) for measure in table.measures),
        ),
        leading=len(table.dimensions),
        rows=tuple((*row.by, *map(in_words, row.values)) for row in table.rows),
        notes=notes_of(table),
    )


def notes_of(table: Table) -> tuple[str, ...]:
    """What stands below a table: its rounding, its note and each symbol in it, a sentence each."""
    used = {value for row in table.rows for value in row.values if isinstance(value, Shorthand)}
    symbols = [f"{symbol.value}: {MEANINGS[symbol]}." for symbol in Shorthand if symbol in used]
    return tuple(words for words in (table.rounding, table.note, *symbols) if words)


def _method(content: ReportContent) -> Iterator[Block]:
    if content.method:
        yield Heading(2, "How the visits were made", "method")
        yield from map(Paragraph, content.method)


def _protection(content: ReportContent) -> Iterator[Block]:
    rules = content.disclosure
    yield Heading(2, "How people and areas are protected", "protection")
    yield Paragraph(
        f"Counts of fewer than {rules.people_at_least} people, and percentages of fewer than "
        f"{rules.base_at_least} people, are hidden. More cells are hidden wherever sums, or what "
        "was published before, would tell a hidden one: whoever works with all that was "
        "published can narrow a hidden count of people down to no fewer than "
        f"{rules.width + 1} numbers."
    )
    yield Paragraph(
        f"Each statement rests on at least {rules.areas_at_least} areas. No area is named unless "
        "it agreed in writing, and nobody who was visited is named."
    )
    yield Paragraph("These symbols stand in tables in place of a number:")
    yield Pairs(tuple(Pair(symbol.value, f"{words}.") for symbol, words in MEANINGS.items()))


def _earlier(editions: tuple[Edition, ...]) -> Iterator[Block]:
    if not editions:
        return
    yield Heading(2, "Earlier reports", "earlier")
    yield Bullets(
        tuple(
            Item(
                one.title,
                f"(published on {day_words(one.published_on)}"
                f"{' and withdrawn since' if one.withdrawn else ''}; {_RELATIONS[one.relation]}; "
                f"digest {one.digest})",
            )
            for one in editions
        )
    )


def _about(report: Report) -> Iterator[Block]:
    yield Heading(2, "About this report", "about")
    if report.publication:
        yield Paragraph(_FORMATS)
    yield Paragraph(contact_words(report.content))
    if report.publication:  # nobody may pass a draft on
        yield Paragraph(LICENCE)


def contact_words(content: ReportContent) -> str:
    """Whom to ask, and how."""
    contact = content.contact
    ways = [contact.office, contact.email, contact.telephone]
    return f"Contact: {', '.join(way for way in ways if way)}"
