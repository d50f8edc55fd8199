"""Puts together what a report would publish: words, protected tables, charts of them."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Final, NamedTuple

from rules.report.counts import SURVEYS, Counted
from schemas.evidence import VisitEvidence
from schemas.report.content import (
    Chart,
    Disclosure,
    Edition,
    Measure,
    Period,
    ReportContent,
    Row,
    Statement,
    Table,
    Theme,
    TimeIdentifier,
    Unit,
)
from schemas.report.state import ReportState
from schemas.report.tables import Shorthand, Value
from schemas.report.values import StatementRef, ThemeRef
from schemas.report.words import ReportTitle

_SHARE: Final = Measure(name="share", label="Share of replies", unit=Unit.PERCENT, decimals=1)
_A_HUNDRED = Decimal(100)
_ONE_DIGIT = Decimal("0.1")
_SEPTEMBER, _CHRISTMAS, _EASTER = 9, 12, 4


class Words(NamedTuple):
    """Every word of a report, by what it is.

    Attributes:
        title: Title, introduction and whom to ask.
        themes: What each theme is called.
        statements: What each statement says.
    """

    title: ReportTitle
    themes: Mapping[ThemeRef, str]
    statements: Mapping[StatementRef, str]


class Protected(NamedTuple):
    """A table of which some cells are hidden.

    Attributes:
        table: It, exact.
        shown: The counts that are shown, totals included, by cell; the others are hidden.
    """

    table: Counted
    shown: Mapping[tuple[str, ...], int]


def compose(  # noqa: PLR0913 - all that a report is made of
    state: ReportState,
    words: Words,
    *,
    visits: Sequence[VisitEvidence],
    days: Sequence[date],
    tables: Sequence[Protected],
    earlier: Sequence[Edition],
) -> ReportContent:
    """What would be published.

    Args:
        state: The report.
        words: Every word of it.
        visits: What each visit gives.
        days: The days on which areas were visited.
        tables: In their order; none of what is hidden goes any further.
        earlier: Reports that it replaces or adds to.

    Raises:
        ValueError: It does not make a report; the sentence says what is missing.
    """
    policy = state.policy
    written = [_table(one, policy.base_at_least) for one in tables]
    surveys = [one for one in written if one.id.startswith(SURVEYS)]
    return ReportContent(
        title=words.title.title,
        programme=words.title.programme,
        period=_period(days),
        areas_visited=len(visits),
        office=words.title.office,
        introduction=words.title.introduction,
        themes=_themes(state, words),
        context=tuple(one for one in written if one not in surveys),
        surveys=tuple(surveys),
        charts=tuple(_chart(one) for one in surveys if _is_drawn(one)),
        method=words.title.method,
        disclosure=Disclosure(
            people_at_least=policy.threshold,
            width=policy.width,
            base_at_least=policy.base_at_least,
            areas_at_least=policy.areas_at_least,
        ),
        contact=words.title.contact,
        earlier=tuple(earlier),
    )


def _themes(state: ReportState, words: Words) -> tuple[Theme, ...]:
    """Themes of which something is said, in their order."""
    found = []
    for theme in state.themes:
        statements = tuple(
            Statement(
                sentence=words.statements[one.statement],
                kind=one.kind,
                areas=len({each.visit for each in one.findings}),
            )
            for one in state.statements
            if one.theme == theme
        )
        if statements:
            found.append(Theme(title=words.themes[theme], statements=statements))
    return tuple(found)


def _table(protected: Protected, base_at_least: int) -> Table:
    table = protected.table
    measures = (table.measure, _SHARE) if table.with_share else (table.measure,)
    total = tuple(table.levels(at)[0] for at in range(len(table.dimensions)))
    base = protected.shown.get(total)
    rows = []
    for cell in _cells(table):
        count = protected.shown.get(cell)
        values: list[Value] = [_count(table, cell, count)]
        if table.with_share:
            values.append(_share(count, base, base_at_least))
        rows.append(Row(by=cell, values=tuple(values)))
    return Table(
        id=table.id,
        title=table.title,
        description=table.description,
        dimensions=table.dimensions,
        measures=measures,
        rows=tuple(rows),
        rounding=_rounding(table),
        note=table.note,
    )


def _cells(table: Counted) -> list[tuple[str, ...]]:
    """The full cross of all levels, totals first."""
    cells: list[tuple[str, ...]] = [()]
    for at in range(len(table.dimensions)):
        cells = [(*cell, level) for cell in cells for level in table.levels(at)]
    return cells


def _count(table: Counted, cell: tuple[str, ...], count: int | None) -> Value:
    if cell in table.impossible:
        return Shorthand.NOT_APPLICABLE
    if count is None:
        return Shorthand.CONFIDENTIAL
    rounded = (count + table.round_to // 2) // table.round_to * table.round_to
    return Decimal(rounded) if rounded or not count else Shorthand.ROUNDS_TO_ZERO


def _rounding(table: Counted) -> str:
    """How values were rounded, for readers."""
    if table.round_to == 1:
        return "Shares are rounded to one digit after the point." if table.with_share else ""
    counts = f"Counts are rounded to the nearest {table.round_to}, so they may not add up."
    shares = " Shares are of the counts before that, rounded to one digit after the point."
    return counts + (shares if table.with_share else "")


def _share(count: int | None, base: int | None, base_at_least: int) -> Value:
    """A percentage gives its count away: it is hidden where that is, and on a small base."""
    if count is None or base is None or base < base_at_least:
        return Shorthand.CONFIDENTIAL
    return (count * _A_HUNDRED / base).quantize(_ONE_DIGIT, ROUND_HALF_UP)


def _is_drawn(table: Table) -> bool:
    """Whether a chart of it shows anything."""
    return any(isinstance(row.values[1], Decimal) for row in table.rows[1:])


def _chart(table: Table) -> Chart:
    return Chart(
        id=table.id,
        table=table.id,
        title=table.title,
        measure=_SHARE.name,
        along=table.dimensions[0].name,
    )


def _period(days: Sequence[date]) -> Period:
    """When areas were visited, and what part of an academic year that is."""
    first, last = min(days), max(days)
    begins = first.year if first.month >= _SEPTEMBER else first.year - 1
    terms = {_term(first + timedelta(days=n)) for n in range((last - first).days + 1)}
    named = {
        frozenset({TimeIdentifier.AUTUMN_TERM}): TimeIdentifier.AUTUMN_TERM,
        frozenset({TimeIdentifier.SPRING_TERM}): TimeIdentifier.SPRING_TERM,
        frozenset({TimeIdentifier.SUMMER_TERM}): TimeIdentifier.SUMMER_TERM,
        frozenset(
            {TimeIdentifier.AUTUMN_TERM, TimeIdentifier.SPRING_TERM}
        ): TimeIdentifier.AUTUMN_AND_SPRING_TERM,
    }
    return Period(
        first=first,
        last=last,
        academic_year=f"{begins}{(begins + 1) % 100:02}",
        identifier=named.get(frozenset(terms), TimeIdentifier.ACADEMIC_YEAR),
    )


def _term(day: date) -> TimeIdentifier:
    if _SEPTEMBER <= day.month <= _CHRISTMAS:
        return TimeIdentifier.AUTUMN_TERM
    return TimeIdentifier.SPRING_TERM if day.month <= _EASTER else TimeIdentifier.SUMMER_TERM
