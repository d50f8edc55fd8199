"""Small tables drawn by number, about half of them with something that was published before."""

import csv
import io
import itertools
import random
from collections.abc import Mapping
from dataclasses import dataclass, field

from activities.solvers.disclosure import Unprotectable, protect
from desk.tables import published_csv
from rules.disclosure.tables import read_table
from schemas.disclosure import LongTable, ToProtect
from tests.support.least_hidden import LeastHidden, with_totals

LARGEST = 36
"""Cells, totals included: what both solve in a second or two."""
_FEWEST_VALUES = {2: 2, 3: 2, 4: 1}  # one value is another cell of the same people as the total
_MOST_VALUES = {2: 4, 3: 3, 4: 2}

Counts = Mapping[tuple[str, ...], int]


@dataclass(frozen=True)
class DrawnTable:
    """A table, and what anybody knows already.

    Attributes:
        number: It is drawn by it.
        dimensions: Two to four.
        counts: Of the cells that are no totals; people.
        links: Two groups of the first dimension's values, in most.
        published: A protected table of the same people, by some or all dimensions.
        earlier: A protected table of some of the people.
    """

    number: int
    dimensions: tuple[str, ...]
    counts: Counts
    links: Mapping[str, tuple[tuple[str, str], ...]]
    published: Mapping[str, str] = field(default_factory=dict)
    earlier: Mapping[str, str] = field(default_factory=dict)

    def full(self) -> Counts:
        """With all totals."""
        return with_totals(self.counts, [dict(self.links.get(d, ())) for d in self.dimensions])

    def asked(self) -> ToProtect:
        """As the gate is asked."""
        return ToProtect(
            table=read_table(_written(self.dimensions, self.counts).encode(), "own", hidden=False),
            published=tuple(_known(self.published)),
            grown_from=tuple(_known(self.earlier)),
            hierarchies=self.links,
        )

    def least(self) -> int:
        """How few cells can be hidden, however the gate works.

        Raises:
            tests.support.least_hidden.Unprotectable: No choice is good enough.
        """
        return LeastHidden(
            self.dimensions,
            self.full(),
            self.links,
            published=self.published,
            earlier=self.earlier,
        ).least()


def drawn_table(number: int, largest: int = LARGEST) -> DrawnTable:
    """The table of a number, the same each time.

    Args:
        number: Which one.
        largest: Cells that it may have, totals included.
    """
    drawn = random.Random(number)  # noqa: S311 - invented counts
    many = drawn.randint(2, 4)
    while True:
        table = _drawn(number, many, drawn)
        if any(table.counts.values()) and len(table.full()) <= largest:
            break
    before = drawn.choice(["nothing", "nothing", "published", "earlier"])
    if before == "published":
        return _with_published(table, drawn)
    return _with_earlier(table, drawn) if before == "earlier" else table


def _drawn(number: int, many: int, drawn: random.Random) -> DrawnTable:
    sizes = [drawn.randint(_FEWEST_VALUES[many], _MOST_VALUES[many]) for _ in range(many)]
    links = {}
    if drawn.random() < 0.6:
        links["d0"] = tuple((f"v{value}", f"g{value % 2}") for value in range(sizes[0]))
    keys = itertools.product(*([f"v{value}" for value in range(size)] for size in sizes))
    counts = {key: drawn.choice([0, drawn.randint(0, 9), drawn.randint(0, 40)]) for key in keys}
    return DrawnTable(number, tuple(f"d{place}" for place in range(many)), counts, links)


def _with_published(table: DrawnTable, drawn: random.Random) -> DrawnTable:
    told = sorted(drawn.sample(range(len(table.dimensions)), drawn.randint(1, 2)))
    names = tuple(table.dimensions[place] for place in told)
    fewer: dict[tuple[str, ...], int] = {}
    for key, count in table.counts.items():
        part = tuple(key[place] for place in told)
        fewer[part] = fewer.get(part, 0) + count
    links = {name: one for name, one in table.links.items() if name in names}
    text = _protected(DrawnTable(table.number, names, fewer, links))
    return DrawnTable(**{**vars(table), "published": {"before.csv": text}})


def _with_earlier(table: DrawnTable, drawn: random.Random) -> DrawnTable:
    fewer = {
        key: drawn.choice([count, count // 2])
        for key, count in table.counts.items()
        if key[0] != "v0"
    }
    if not any(fewer.values()):
        return table
    text = _protected(DrawnTable(table.number, table.dimensions, fewer, table.links))
    return DrawnTable(**{**vars(table), "earlier": {"then.csv": text}})


def _protected(table: DrawnTable) -> str:
    return published_csv(protect(table.asked()))


def _known(files: Mapping[str, str]) -> list[LongTable]:
    return [read_table(text.encode(), name, hidden=True) for name, text in files.items()]


def _written(dimensions: tuple[str, ...], counts: Counts) -> str:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow((*dimensions, "count"))
    writer.writerows((*key, count) for key, count in counts.items())
    return text.getvalue()


def hidden_by_the_gate(table: DrawnTable) -> int | None:
    """How many cells the gate hides; `None` where it says that nothing is enough."""
    try:
        return protect(table.asked()).hidden
    except Unprotectable:
        return None
