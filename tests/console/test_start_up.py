"""A command loads what it needs and no more: a person waits for every import."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
HEAVY = (
    "aiohttp",
    "email_validator",
    "fastapi",
    "icalendar",
    "structlog",
    "temporalio",
    "typst",
    "uharfbuzz",
    "uvicorn",
)


def test_the_commands_are_known_without_what_only_some_of_them_need() -> None:
    told = subprocess.run(
        [
            sys.executable,
            "-c",
            "import console.main, sys; print(*sorted({m.split('.')[0] for m in sys.modules}))",
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    loaded = set(told.stdout.split())
    assert "typer" in loaded
    assert loaded.isdisjoint(HEAVY)
