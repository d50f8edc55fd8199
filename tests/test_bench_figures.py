"""What was measured is told, whatever the rounds were like."""

import json
from pathlib import Path

import pytest
from rich.console import Console

from bench.figures import Figure, Results


@pytest.mark.parametrize(
    ("values", "beside", "ratios"),
    [
        ([3.0, 4.0], [2.0, 2.0], [1.5, 2.0]),
        ([3.0, 4.0], [], []),
        ([80.0, 90.0, 85.0], [0.0, 2.5, 2.5], []),
        ([0.0], [0.0], []),
    ],
    ids=["beside another", "alone", "beside nothing in one round", "nothing beside nothing"],
)
def test_a_ratio_is_told_where_each_round_has_one(
    values: list[float], beside: list[float], ratios: list[float], tmp_path: Path
) -> None:
    results = Results("some", "Some", [Figure("the database", "ms", values, "bare", beside)])

    told = json.loads(results.write(tmp_path).read_text(encoding="utf-8"))
    with (tmp_path / "shown").open("w", encoding="utf-8") as shown:
        results.show(Console(file=shown))

    assert list(results.figures[0].ratios) == ratios
    assert told["figures"][0]["values"] == values
    assert "the database" in (tmp_path / "shown").read_text(encoding="utf-8")
