"""Charts: which part of a table each draws. What is drawn is worked out when files are made."""

from typing import Annotated, NamedTuple

from pydantic import StringConstraints

from schemas.base import Model
from schemas.report.tables import NATION, TOTAL, Table, Title, Value

MOST_APART = 4
"""So many levels can be told apart in one chart: the palette has no more colours that differ."""
_SUMS = frozenset({TOTAL, NATION})


class Cell(NamedTuple):
    """One value that a chart draws, with its level along and its level apart."""

    along: str
    apart: str | None
    value: Value


class Chart(Model):
    """A chart of a table: nothing is in it that is not in the table.

    Attributes:
        id: Names it within the report.
        table: Whose rows it draws.
        title: What it shows.
        measure: Which column it draws.
        along: The dimension whose levels are one below the other.
        apart: The dimension whose levels are told apart within each; at most four levels.
        where: Levels of other dimensions, by name; their defaults where none is given.
    """

    id: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,49}$")]
    table: str
    title: Title
    measure: str
    along: str
    apart: str | None = None
    where: tuple[tuple[str, str], ...] = ()

    def check_against(self, table: Table | None) -> None:
        """Refuse what cannot be drawn.

        Args:
            table: Of the report, by the name that is wanted; `None` where there is none.

        Raises:
            ValueError: Something it names is not there, or nothing would be left to draw.
        """
        if table is None:
            raise ValueError(f"Chart {self.id}: no table is called {self.table}.")
        at = {dimension.name: place for place, dimension in enumerate(table.dimensions)}
        wanted = {self.along, *(name for name, _ in self.where), *filter(None, [self.apart])}
        missing = sorted(wanted - at.keys())
        if missing:
            raise ValueError(
                f"Chart {self.id}: table {table.id} has no dimension {missing[0]}. It has "
                f"{', '.join(at)}."
            )
        measures = [measure.name for measure in table.measures]
        if self.measure not in measures:
            raise ValueError(
                f"Chart {self.id}: table {table.id} has no measure {self.measure}. It has "
                f"{', '.join(measures)}."
            )
        if self.apart == self.along:
            raise ValueError(f"Chart {self.id}: one dimension cannot stand along and apart.")
        if self.apart and len(table.levels(at[self.apart])) - 1 > MOST_APART:
            raise ValueError(
                f"Chart {self.id}: {self.apart} has too many levels to be told apart; at most "
                f"{MOST_APART} beside their sum. Let it stand along."
            )
        if not self.cells_of(table):
            raise ValueError(
                f"Chart {self.id}: table {table.id} has no rows for it. Say with `where` which of "
                "its rows are meant."
            )

    def cells_of(self, table: Table) -> tuple[Cell, ...]:
        """What is drawn, in the order of the rows: no level that sums up others.

        Args:
            table: Whose chart it is.
        """
        given = dict(self.where)
        at = {dimension.name: place for place, dimension in enumerate(table.dimensions)}
        measured = [measure.name for measure in table.measures].index(self.measure)
        fixed = {
            at[one.name]: given.get(one.name, NATION if one.geography else one.default)
            for one in table.dimensions
            if one.name not in {self.along, self.apart}
        }
        return tuple(
            Cell(along, apart, row.values[measured])
            for row in table.rows
            if all(row.by[place] == level for place, level in fixed.items())
            and (along := row.by[at[self.along]]) not in _SUMS
            and (apart := row.by[at[self.apart]] if self.apart else None) not in _SUMS
        )
