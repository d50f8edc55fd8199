"""What was measured, each figure beside its reference: as a table, as JSON and as a picture."""

import json
import os
import platform
import statistics
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from rich.console import Console
from rich.table import Table

_NOTHING: Final = 0.02
"""Of what is measured; a ratio to less is a number without a meaning."""
FOLDER: Final = Path("var/bench")
"""Where results are written unless somebody says otherwise."""


@dataclass(frozen=True)
class Figure:
    """One thing that was measured, in each round.

    Attributes:
        what: What it is.
        unit: Of its values: `ms`, `s`, `MB`, `visits/s`; nothing for a count.
        values: One for each round, in the order of the rounds.
        reference: What it is held against, if there is such a thing.
        beside: The same of the reference, in the same rounds.
        target: What the ratio to the reference, or else the median, should be at most.
    """

    what: str
    unit: str
    values: Sequence[float]
    reference: str = ""
    beside: Sequence[float] = ()
    target: float | None = None

    @property
    def median(self) -> float:
        """Of its values."""
        return statistics.median(self.values)

    @property
    def ratios(self) -> Sequence[float]:
        """To the reference, round by round; none where it has next to nothing of it in any.

        What disturbs a round disturbs both.
        """
        if not self.beside:
            return []
        rounds = list(zip(self.values, self.beside, strict=True))
        if any(other <= _NOTHING * one for one, other in rounds):
            return []
        return [one / other for one, other in rounds]

    @property
    def holds(self) -> bool | None:
        """Whether it is within its target; `None` where there is none."""
        if self.target is None:
            return None
        return (statistics.median(self.ratios) if self.ratios else self.median) <= self.target

    def row(self) -> tuple[str, str, str, str, str]:
        """For a table."""
        beside = f"{spread(self.beside)} {self.unit}" if self.beside else ""
        ratio = spread(self.ratios) if self.ratios else ""
        target = ""
        if self.target is not None:
            target = f"{'holds' if self.holds else 'missed'}: {short(self.target)}"
        measured = f"{spread(self.values)} {self.unit}"
        return self.what, measured, f"{beside} {self.reference}".strip(), ratio, target


@dataclass
class Results:
    """What one run measured.

    Attributes:
        name: Of its files.
        title: Of its table.
        figures: In the order of the table.
        notes: What a reader has to know: what was not measured, and why.
    """

    name: str
    title: str
    figures: list[Figure] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def show(self, console: Console) -> None:
        """Print the table."""
        table = Table("what", "measured", "beside", "ratio", "target", title=self.title)
        for figure in self.figures:
            table.add_row(*figure.row())
        console.print(table)
        for note in self.notes:
            console.print(note)

    def write(self, folder: Path) -> Path:
        """Write them as JSON.

        Args:
            folder: Made if it is not there.
        """
        folder.mkdir(parents=True, exist_ok=True)
        file = folder / f"{self.name}.json"
        rows = [
            {
                "what": figure.what,
                "unit": figure.unit,
                "median": round(figure.median, 4),
                "values": [round(value, 4) for value in figure.values],
                "reference": figure.reference,
                "beside": [round(value, 4) for value in figure.beside],
                "ratio": round(statistics.median(figure.ratios), 4) if figure.ratios else None,
                "target": figure.target,
                "holds": figure.holds,
            }
            for figure in self.figures
        ]
        said = {"title": self.title, **_where(), "figures": rows, "notes": self.notes}
        file.write_text(json.dumps(said, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
        return file


def percentile(values: Sequence[float], percent: int) -> float:
    """The value that so many percent do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) * percent // 100, len(ordered) - 1)]


def _where() -> dict[str, object]:
    """Of what, when and on what this was measured."""
    commit = subprocess.run(
        ["git", "rev-parse", "--short=10", "HEAD"],  # noqa: S607 - whichever git there is
        capture_output=True,
        text=True,
        check=False,
    )
    return {
        "commit": commit.stdout.strip(),
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "cores": os.cpu_count(),
        "python": platform.python_version(),
    }


def spread(values: Sequence[float]) -> str:
    """The median, and the least and the greatest where there are several."""
    median = short(statistics.median(values))
    if len(values) == 1:
        return median
    return f"{median} ({short(min(values))} to {short(max(values))})"


def short(value: float) -> str:
    """Three digits that count."""
    if abs(value) >= 100 or value == int(value):  # noqa: PLR2004 - three digits
        return f"{value:,.0f}"
    return f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}"  # noqa: PLR2004 - as above
