"""What a report says to people, in order: headings, paragraphs, lists, tables and charts.

The page and the paper are laid out from this one outline, so they say the same words.
"""

from dataclasses import dataclass
from typing import Literal

from activities.report_files.bars import Bars


@dataclass(frozen=True)
class Heading:
    """A heading; the report's title is level 1."""

    level: Literal[2, 3, 4]
    words: str
    name: str
    kind: Literal["heading"] = "heading"


@dataclass(frozen=True)
class Paragraph:
    """Sentences. `https` addresses in them become links."""

    words: str
    kind: Literal["paragraph"] = "paragraph"


@dataclass(frozen=True)
class Item:
    """An entry of a list, and what is said of it."""

    words: str
    after: str


@dataclass(frozen=True)
class Bullets:
    """A list."""

    items: tuple[Item, ...]
    kind: Literal["bullets"] = "bullets"


@dataclass(frozen=True)
class Pair:
    """A term and what it means."""

    label: str
    words: str


@dataclass(frozen=True)
class Pairs:
    """A list of terms."""

    pairs: tuple[Pair, ...]
    kind: Literal["pairs"] = "pairs"


@dataclass(frozen=True)
class Grid:
    """A table.

    Attributes:
        name: Of the table; unique in the report.
        caption: With its number.
        headings: Of all columns.
        leading: How many columns from the first say what a row is about.
        rows: Cells as they are read.
        notes: Sentences below it.
    """

    name: str
    caption: str
    headings: tuple[str, ...]
    leading: int
    rows: tuple[tuple[str, ...], ...]
    notes: tuple[str, ...]
    kind: Literal["grid"] = "grid"


@dataclass(frozen=True)
class Figure:
    """A chart, and the text that says what it shows."""

    name: str
    caption: str
    bars: Bars
    kind: Literal["figure"] = "figure"


Block = Heading | Paragraph | Bullets | Pairs | Grid | Figure


@dataclass(frozen=True)
class Outline:
    """All that a report says.

    Attributes:
        title: Of the report.
        programme: What it is a report of.
        office: Whose report it is.
        draft: That it is a draft; empty where it is published.
        particulars: What it is about, as pairs.
        blocks: Everything else, in order.
    """

    title: str
    programme: str
    office: str
    draft: str
    particulars: tuple[Pair, ...]
    blocks: tuple[Block, ...]
