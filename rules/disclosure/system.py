"""Everything that was ever given, as one system: unknown counts, their sums, and what is known.

Three sets of people may be told of: those of today, those of each earlier edition, and those who
came to be added since. All counts are whole and none is below zero.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import NamedTuple

from rules.disclosure.axes import Axis
from rules.disclosure.cliques import cliques
from rules.disclosure.dimensions import Dimension
from rules.disclosure.hierarchies import hierarchies_of
from rules.disclosure.population import Equation, Key, Population, Space, Unknown
from rules.disclosure.totals import FullTable, Values, complete
from rules.selection.csv_text import NotUsable, listed
from schemas.disclosure import TOTAL, Links, LongTable


class Source(NamedTuple):
    """Who says that a count is what it is.

    Attributes:
        count: People.
        file: Its name.
        line: Of the file; 0 where it has no row for the cell, which says zero.
    """

    count: int  # type: ignore[assignment]  # a tuple has a `count`, too
    file: str
    line: int


class Concealed(NamedTuple):
    """A hidden cell of a table that is published already."""

    file: str
    by: Mapping[str, str]
    unknown: Unknown


class Added(NamedTuple):
    """What was added to a cell since an earlier edition, as an unknown of its own.

    Attributes:
        file: The earlier edition.
        by: The cell.
        today: Its count today.
        then: Its count then.
        added: The difference.
    """

    file: str
    by: Mapping[str, str]
    today: Unknown
    then: Unknown
    added: Unknown


@dataclass
class System:
    """The system.

    Attributes:
        size: How many unknowns there are.
        equations: What adds up to zero.
        known: Counts that earlier files show, or say to be zero by having no row.
        concealed: The hidden cells of earlier files.
        own: The unknown of each cell of the table that is to be published.
        counts: What the table says of them; people.
        added: What was added since earlier editions to each cell that both tell of.
    """

    size: int = 0
    equations: list[Equation] = field(default_factory=list)
    known: dict[Unknown, Source] = field(default_factory=dict)
    concealed: list[Concealed] = field(default_factory=list)
    own: dict[Values, Unknown] = field(default_factory=dict)
    counts: dict[Unknown, int] = field(default_factory=dict)
    added: list[Added] = field(default_factory=list)


class Given(NamedTuple):
    """Tables that tell of the same or some of the same people.

    Attributes:
        published: Of today's people; cells may be hidden.
        grown_from: Earlier editions, each of some of them.
        links: Hierarchies by dimension.
        own: What is to be published, in full; `None` in an audit.
    """

    published: Sequence[LongTable]
    grown_from: Sequence[LongTable]
    links: Mapping[str, Links]
    own: LongTable | None = None


def system_of(given: Given) -> tuple[System, FullTable | None]:
    """State what tables together say, and the full cross of the one that is to be published.

    Raises:
        NotUsable: A value has no place, a total does not add up, or two tables say different counts
            of one cell.
    """
    every = [*([given.own] if given.own else []), *given.published, *given.grown_from]
    names = sorted({name for table in every for name in table.dimensions})
    hierarchies = hierarchies_of(names, given.links)
    full = complete(given.own, hierarchies) if given.own else None
    values: dict[str, set[str]] = {name: set() for name in names}
    for table in every:
        for row in table.rows:
            for name, value in zip(table.dimensions, row.values, strict=True):
                values[name].add(value)
    if full:
        for cell in full.counts:
            for name, value in zip(full.dimensions, cell, strict=True):
                values[name].add(value)
    common = given.own.dimensions if given.own else ()
    today = [common, *(table.dimensions for table in given.published)]
    grown = [{*common, *table.dimensions} for table in given.grown_from]
    space = Space(
        {name: Dimension(hierarchies[name], values[name]) for name in names},
        cliques([*today, *grown]),
    )
    space.require_size()
    return _Statement(space).of(given, full), full


class _Statement:
    """A system while it is stated."""

    def __init__(self, space: Space) -> None:
        self._space = space
        self._system = System()
        self._today = self._population(space.cliques)

    def of(self, given: Given, full: FullTable | None) -> System:
        if full:
            self._state_own(full)
        for table in given.published:
            self._state(table, self._today)
        for table in given.grown_from:
            self._state_grown(table, full)
        if full:
            for values, unknown in self._system.own.items():
                self._require_same(unknown, Source(full.counts[values], full.name, 0), values)
        return self._system

    def _population(self, told: Iterable[tuple[str, ...]]) -> Population:
        made = Population(self._space, told, self._system.size)
        self._system.size += len(made.unknowns)
        self._system.equations += made.equations
        return made

    def _state_own(self, full: FullTable) -> None:
        for values, count in full.counts.items():
            unknown = self._today.unknowns[self._space.named(full.dimensions, values)]
            self._system.own[values] = unknown
            self._system.counts[unknown] = count
            if values in full.impossible:
                self._system.known[unknown] = Source(0, full.name, 0)
        for name, axis in zip(full.dimensions, self._axes(full, full.counts), strict=True):
            self._state_lacking(full.name, name, axis.lowest, self._today)

    def _state(self, table: LongTable, people: Population) -> None:
        axes = self._axes(table, [row.values for row in table.rows])
        for row in table.rows:
            unknown = people.unknowns[self._space.named(table.dimensions, row.values)]
            if row.count is None:
                by = dict(zip(table.dimensions, row.values, strict=True))
                self._system.concealed.append(Concealed(table.name, by, unknown))
            else:
                self._know(unknown, Source(row.count, table.name, row.line), row.values)
        rows = {row.values for row in table.rows}
        for values in product(*(axis.lowest for axis in axes)):
            if values not in rows:
                unknown = people.unknowns[self._space.named(table.dimensions, values)]
                self._know(unknown, Source(0, table.name, 0), values)
        for name, axis in zip(table.dimensions, axes, strict=True):
            self._state_lacking(table.name, name, axis.lowest, people)

    def _axes(self, table: LongTable | FullTable, cells: Collection[Values]) -> list[Axis]:
        """What a table tells apart in each of its dimensions."""
        return [
            Axis(
                (values[place] for values in cells),
                self._space.dimensions[name].hierarchy,
                table.name,
            )
            for place, name in enumerate(table.dimensions)
        ]

    def _state_lacking(
        self, file: str, name: str, values: Iterable[str], people: Population
    ) -> None:
        """Of the values that others have and a table lacks, it says that nobody has them."""
        dimension = self._space.dimensions[name]
        have = [value for value in values if value != TOTAL]
        if not have:
            return
        for group in dimension.remainder(dimension.group(value) for value in have):
            unknown = people.unknowns[self._space.key([name], [group])]
            self._know(unknown, Source(0, file, 0), (dimension.told(group),))

    def _state_grown(self, table: LongTable, full: FullTable | None) -> None:
        names = {*table.dimensions, *(full.dimensions if full else ())}
        told = [clique for clique in self._space.cliques if names <= {*clique}][:1]
        then = self._population(told)
        first = self._system.size
        since: dict[Key, Unknown] = {}
        for key, before in then.unknowns.items():
            since[key] = first + len(since)
            self._system.equations.append(
                ((self._today.unknowns[key], 1), (before, -1), (since[key], -1))
            )
        self._system.size += len(since)
        self._state(table, then)
        if full:
            self._system.added += self._added(table, full, then, since)

    def _added(
        self, table: LongTable, full: FullTable, then: Population, since: Mapping[Key, Unknown]
    ) -> Iterator[Added]:
        told = [place for place, name in enumerate(full.dimensions) if name in table.dimensions]
        lacking = {*range(len(full.dimensions))} - {*told}
        for values, unknown in self._system.own.items():
            if any(values[place] != TOTAL for place in lacking):
                continue
            key = self._space.named(full.dimensions, values)
            by = dict(zip(full.dimensions, values, strict=True))
            yield Added(table.name, by, unknown, then.unknowns[key], since[key])

    def _know(self, unknown: Unknown, source: Source, values: Values) -> None:
        self._require_same(unknown, source, values)
        self._system.known.setdefault(unknown, source)

    def _require_same(self, unknown: Unknown, source: Source, values: Values) -> None:
        other = self._system.known.get(unknown)
        if other is None or other.count == source.count:
            return
        raise NotUsable(
            f"{_said(source)} and {_said(other)} for {listed(values)}, and both cannot be; put one "
            "of them right, or take the file out if it tells of other people."
        )


def _said(source: Source) -> str:
    where = f" in line {source.line}" if source.line else ""
    return f"{source.file} says {source.count}{where}"
