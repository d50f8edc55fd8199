"""Tables as they are published: protected already, so that a hidden cell has no value at all.

Shapes and limits follow the Department for Education's open data standards (analysts' guide) and
the Analysis Function's guidance on symbols, so that one table can be written as HTML, PDF, CSV and
ODS without a second decision.
"""

from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from schemas.areas import Region
from schemas.base import Model
from schemas.words import ON_ONE_LINE

ColumnName = Annotated[
    str, StringConstraints(pattern=r"^[a-z][a-z0-9]*(?:_[a-z0-9]+)*$", max_length=50)
]
"""A column of a CSV file, or the name of the file."""
Label = Annotated[str, StringConstraints(min_length=1, max_length=80), ON_ONE_LINE]
Level = Annotated[str, StringConstraints(min_length=1, max_length=120), ON_ONE_LINE]
"""One value of a dimension."""
Title = Annotated[str, StringConstraints(min_length=1, max_length=200), ON_ONE_LINE]
Sentences = Annotated[str, StringConstraints(max_length=2000), ON_ONE_LINE]

TOTAL = "Total"
"""The level that sums up all others of a dimension."""
NATION = "England"
"""The level that sums up all regions."""
RESERVED = frozenset(
    {
        "time_period",
        "time_identifier",
        "geographic_level",
        "country_code",
        "country_name",
        "region_code",
        "region_name",
    }
)
"""Columns of open data that say when and where."""

_NO_LEVELS = frozenset({"NULL", "NA", "~", ":", ".."})  # open data take them for no value
_FORMULA = ("=", "+", "-", "@")
_MOST_DIGITS = 9
_MOST_COLUMNS = 7  # that a page holds with words that can be read


class Shorthand(StrEnum):
    """What stands where a value does not (Analysis Function, symbols and shorthand)."""

    CONFIDENTIAL = "[c]"
    NOT_APPLICABLE = "[z]"
    ROUNDS_TO_ZERO = "[k]"
    LOW = "[low]"
    UNAVAILABLE = "[x]"


class Unit(StrEnum):
    """What a measure counts in, as the metadata of open data calls it."""

    NUMBER = ""
    PERCENT = "%"


Amount = Annotated[Decimal, Field(ge=0, max_digits=_MOST_DIGITS, allow_inf_nan=False)]
Value = Amount | Shorthand


class Dimension(Model):
    """By what the rows of a table are told apart.

    Attributes:
        name: Its column in open data.
        label: Its heading.
        geography: Whether its levels are the regions of England, and England.
        default: The level that a reader sees first; a sum, where there is one.
    """

    name: ColumnName
    label: Label
    geography: bool = False
    default: Level = TOTAL


class Measure(Model):
    """What the cells of a column are.

    Attributes:
        name: Its column in open data.
        label: Its heading, without the unit.
        unit: What it counts in.
        decimals: Digits after the point.
    """

    name: ColumnName
    label: Label
    unit: Unit = Unit.NUMBER
    decimals: Annotated[int, Field(ge=0, le=3)] = 0


class Row(Model):
    """One row: a level of each dimension, then a value of each measure."""

    by: tuple[Level, ...]
    values: Annotated[tuple[Value, ...], Field(min_length=1)]


class Table(Model):
    """A table in long form, protected.

    Attributes:
        id: Names its files.
        title: What it is a table of.
        description: What it shows, in a sentence or more.
        dimensions: In the order of the columns.
        measures: As above, after the dimensions.
        rows: In the order in which they are shown.
        rounding: How values were rounded; empty where they were not.
        note: What else a reader needs to know; may be empty.
    """

    id: ColumnName
    title: Title
    description: Annotated[Sentences, Field(min_length=1)]
    dimensions: Annotated[tuple[Dimension, ...], Field(min_length=1, max_length=4)]
    measures: Annotated[tuple[Measure, ...], Field(min_length=1, max_length=4)]
    rows: Annotated[tuple[Row, ...], Field(min_length=1)]
    rounding: Sentences = ""
    note: Sentences = ""

    @model_validator(mode="after")
    def _is_sound(self) -> Self:
        self._columns_differ()
        for number, row in enumerate(self.rows, start=1):
            self._row_fits(number, row)
        seen: set[tuple[str, ...]] = set()
        for number, row in enumerate(self.rows, start=1):
            if row.by in seen:
                raise ValueError(
                    f"Table {self.id}, row {number}: an earlier row has the same levels. Leave "
                    "one out."
                )
            seen.add(row.by)
        for at, dimension in enumerate(self.dimensions):
            self._levels_serve(dimension, self.levels(at))
        return self

    def levels(self, at: int) -> tuple[str, ...]:
        """The levels of a dimension, in the order of the rows.

        Args:
            at: Which of `dimensions`.
        """
        return tuple(dict.fromkeys(row.by[at] for row in self.rows))

    def _columns_differ(self) -> None:
        columns: list[Dimension | Measure] = [*self.dimensions, *self.measures]
        for what, values in (
            ("name", [column.name for column in columns]),
            ("label", [column.label for column in columns]),
        ):
            twice = next((value for value in values if values.count(value) > 1), None)
            if twice:
                raise ValueError(
                    f"Table {self.id}: two columns have the {what} {twice}. Give each its own."
                )
        if len(columns) > _MOST_COLUMNS:
            raise ValueError(
                f"Table {self.id}: it has {len(columns)} columns, and a page holds "
                f"{_MOST_COLUMNS}. Make two tables of it."
            )
        reserved = next((column.name for column in columns if column.name in RESERVED), None)
        if reserved:
            raise ValueError(
                f"Table {self.id}: the column {reserved} is written by itself. A dimension of "
                "regions is marked as geography; give any other another name."
            )
        if sum(dimension.geography for dimension in self.dimensions) > 1:
            raise ValueError(f"Table {self.id}: only one dimension can be of regions.")

    def _row_fits(self, number: int, row: Row) -> None:
        if len(row.by) != len(self.dimensions) or len(row.values) != len(self.measures):
            raise ValueError(
                f"Table {self.id}, row {number}: it needs {len(self.dimensions)} levels and "
                f"{len(self.measures)} values."
            )
        for measure, value in zip(self.measures, row.values, strict=True):
            if isinstance(value, Decimal) and value.as_tuple().exponent != -measure.decimals:
                raise ValueError(
                    f"Table {self.id}, row {number}: {measure.name} is to have "
                    f"{measure.decimals} digits after the point. Round it so."
                )

    def _levels_serve(self, dimension: Dimension, levels: tuple[str, ...]) -> None:
        place = f"Table {self.id}, {dimension.name}"
        if dimension.geography:
            unknown = next((level for level in levels if level not in {NATION, *Region}), None)
            if unknown:
                raise ValueError(
                    f"{place}: “{unknown}” is neither a region of England nor {NATION}. Nothing "
                    "smaller than a region is published."
                )
            return
        for level in levels:
            if level.upper() in _NO_LEVELS:
                raise ValueError(f"{place}: “{level}” reads as a missing value. Write it out.")
            if level != TOTAL and level.lower() == TOTAL.lower():
                raise ValueError(f"{place}: “{level}” is to be spelt {TOTAL}.")
            if level.startswith(_FORMULA):
                raise ValueError(
                    f"{place}: “{level}” would be taken for a formula by spreadsheets. Begin it "
                    "with a letter or a digit."
                )
        if len(levels) > 1 and dimension.default not in levels:
            raise ValueError(
                f"{place}: no row is of “{dimension.default}”. Add rows with the sum, or name as "
                "default the level that a reader is to see first."
            )
