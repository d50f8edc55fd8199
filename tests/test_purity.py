"""The lint that keeps the language and the law pure does refuse what it is there to refuse."""

import re
import subprocess
import sys
from bisect import bisect_left
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


IMPURE = {
    "clock": ("TID251", "from datetime import UTC, datetime\n\nT = datetime.now(UTC)"),
    "calendar": ("TID251", "from datetime import date\n\nT = date.today()"),
    "stopwatch": ("TID251", "from time import monotonic\n\nT = monotonic()"),
    "chance": ("TID251", "from random import random\n\nX = random()"),
    "random id": ("TID251", "from uuid import uuid4\n\nX = uuid4()"),
    "environment": ("TID251", 'import os\n\nX = os.environ["HOME"]'),
    "path": ("TID251", 'from pathlib import Path\n\nX = Path("x").read_text()'),
    "file": ("PTH123", 'X = open("x").read()'),
    "database": ("TID251", "import asyncpg\n\nX = asyncpg.connect()"),
    "Temporal": ("TID251", "from temporalio import workflow\n\nX = workflow.now()"),
    "print": ("T201", 'print("x")'),
}
"""What a pure module may not do, with the rule that refuses it."""


def refused(folder: str, *codes: str) -> list[set[str]]:
    """By which rules ruff refuses each piece of code, all in one module of that folder."""
    module, ends = '"""A trial."""\n', []
    for code in codes:
        module += f"\n{code}\n"
        ends.append(module.count("\n"))
    checked = subprocess.run(
        [
            *(sys.executable, "-m", "ruff", "check", "--no-cache", "--output-format=concise"),
            *("--stdin-filename", f"{folder}/trial.py", "-"),
        ],
        input=module,
        capture_output=True,
        check=False,
        cwd=ROOT,
        text=True,
    )
    found: list[set[str]] = [set() for _ in codes]
    for line, rule in re.findall(r"^\S+?:(\d+):\d+: (\w+)", checked.stdout, re.MULTILINE):
        found[bisect_left(ends, int(line))].add(rule)
    return found


@pytest.mark.parametrize("folder", ["schemas", "rules"])
def test_what_is_not_pure_is_refused(folder: str) -> None:
    found = refused(folder, *(code for _, code in IMPURE.values()))

    assert {
        name: rules
        for (name, (rule, _)), rules in zip(IMPURE.items(), found, strict=True)
        if rule not in rules
    } == {}


@pytest.mark.parametrize("folder", ["schemas", "rules"])
def test_a_pure_module_is_not_refused(folder: str) -> None:
    code = "from datetime import date, timedelta\n\nDAY = date(2020, 10, 5) + timedelta(days=1)"
    assert "TID251" not in refused(folder, code)[0]


def test_the_floors_above_may_do_what_they_are_for() -> None:
    assert "TID251" not in refused("register", IMPURE["database"][1])[0]
