"""The lint that keeps the language and the law pure does refuse what it is there to refuse."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


def complaints(folder: str, code: str) -> str:
    """What ruff says about a module of that folder."""
    checked = subprocess.run(
        [
            *(sys.executable, "-m", "ruff", "check", "--no-cache", "--output-format=concise"),
            *("--stdin-filename", f"{folder}/trial.py", "-"),
        ],
        input=f'"""A trial."""\n\n{code}\n',
        capture_output=True,
        check=False,
        cwd=ROOT,
        text=True,
    )
    return checked.stdout


@pytest.mark.parametrize("folder", ["schemas", "rules"])
@pytest.mark.parametrize(
    ("code", "rule"),
    [
        pytest.param(
            "from datetime import UTC, datetime\n\nT = datetime.now(UTC)", "TID251", id="clock"
        ),
        pytest.param("from datetime import date\n\nT = date.today()", "TID251", id="calendar"),
        pytest.param("from time import monotonic\n\nT = monotonic()", "TID251", id="stopwatch"),
        pytest.param("from random import random\n\nX = random()", "TID251", id="chance"),
        pytest.param("from uuid import uuid4\n\nX = uuid4()", "TID251", id="random id"),
        pytest.param('import os\n\nX = os.environ["HOME"]', "TID251", id="environment"),
        pytest.param('from pathlib import Path\n\nX = Path("x").read_text()', "TID251", id="path"),
        pytest.param('X = open("x").read()', "PTH123", id="file"),
        pytest.param("import asyncpg\n\nX = asyncpg.connect()", "TID251", id="database"),
        pytest.param(
            "from temporalio import workflow\n\nX = workflow.now()", "TID251", id="Temporal"
        ),
        pytest.param('print("x")', "T201", id="print"),
    ],
)
def test_a_module_that_is_not_pure_is_refused(folder: str, code: str, rule: str) -> None:
    assert rule in complaints(folder, code)


@pytest.mark.parametrize("folder", ["schemas", "rules"])
def test_a_pure_module_is_not_refused(folder: str) -> None:
    code = "from datetime import date, timedelta\n\nDAY = date(2020, 10, 5) + timedelta(days=1)"
    assert "TID251" not in complaints(folder, code)


def test_the_floors_above_may_do_what_they_are_for() -> None:
    assert "TID251" not in complaints("register", "import asyncpg\n\nX = asyncpg.connect()")
