"""Results as tables in Markdown, for a page: `python -m bench.markdown var/bench/beside.json …`."""

import json
import sys
from pathlib import Path
from typing import Any

from bench.figures import short, spread


def table_of(file: Path) -> str:
    """A title, where it was measured, and a row for each figure.

    Args:
        file: That `bench.figures.Results` wrote.
    """
    said = json.loads(file.read_text(encoding="utf-8"))
    where = f"{said['at'][:10]}, {said['cores']} cores, Python {said['python']}"
    rows = [
        f"**{said['title']}.** Commit {said['commit'] or 'unknown'}, {where}.",
        "",
        "| what | measured | beside | ratio | target |",
        "|---|---|---|---|---|",
        *(_row(figure) for figure in said["figures"]),
    ]
    return "\n".join([*rows, "", *said["notes"]])


# `Any`: a figure as JSON has it.
def _row(figure: dict[str, Any]) -> str:
    unit = figure["unit"]
    beside = ""
    if figure["beside"]:
        beside = f"{figure['reference']}: {spread(figure['beside'])} {unit}".rstrip()
    ratio = "" if figure["ratio"] is None else f"{figure['ratio']:.2f}"
    target = ""
    if figure["holds"] is not None:
        most = f"at most {short(figure['target'])}"
        target = f"{most}: {'holds' if figure['holds'] else '**missed**'}"
    what = figure["what"].strip()
    what = f"… {what}" if figure["what"].startswith(" ") else what
    cells = (what, f"{spread(figure['values'])} {unit}".rstrip(), beside, ratio, target)
    return f"| {' | '.join(cells)} |"


def main() -> int:
    """Print the tables of the files that are named."""
    for name in sys.argv[1:]:
        sys.stdout.write(f"{table_of(Path(name))}\n\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
