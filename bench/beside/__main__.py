"""`python -m bench.beside`: see `--help`."""

import argparse
import asyncio
import os
import sys
from pathlib import Path

from rich.console import Console

from bench.beside.dbos_rounds import PYTHON
from bench.beside.measure import AT_ONCE, measure_beside
from bench.figures import FOLDER
from console.collecting import collect_seldom
from worker.logs import set_up_logs


def main() -> int:
    """Measure, print the table and write the files."""
    asks = argparse.ArgumentParser(description="A whole visit beside the same shape.")
    asks.add_argument("--at-once", type=int, nargs="+", default=AT_ONCE, metavar="N")
    asks.add_argument("--rounds", type=int, metavar="N", help="of each; fewer where they are long")
    asks.add_argument("--out", type=Path, default=FOLDER, help="where JSON and picture go")
    asks.add_argument("--dbos", type=Path, default=PYTHON, help="an interpreter that has DBOS")
    asked = asks.parse_args()
    set_up_logs(level=40)
    collect_seldom()
    results, drawn = asyncio.run(measure_beside(asked.at_once, asked.dbos, asked.rounds))
    results.write(asked.out).with_suffix(".svg").write_text(drawn, encoding="utf-8")
    results.show(Console(width=None if sys.stdout.isatty() else 160))
    return 0


if __name__ == "__main__":
    status = main()
    sys.stdout.flush()
    # The SDK can abort while the interpreter ends after all went well; the status must be true.
    os._exit(status)
