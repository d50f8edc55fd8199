"""A terminal for one test: an empty folder, and an environment that names no servers."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import pytest
from typer.testing import Result

from tests.process_logs import set_up_for_tests
from tests.support.typing_in import typed

Visits: TypeAlias = Callable[..., Result]


@pytest.fixture(autouse=True)
def an_empty_place(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in list(os.environ):
        if name.startswith(("TEMPORAL_", "VISITS_")) or name == "DATABASE_URL":
            monkeypatch.delenv(name)
    monkeypatch.setenv("TERM", "dumb")
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def visits() -> Visits:
    """Runs `visits` with some words."""

    def run(*words: str, stdin: str | None = None) -> Result:
        result = typed(*words, stdin=stdin)
        set_up_for_tests()  # what it said its log to be is closed
        return result

    return run
