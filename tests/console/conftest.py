"""A terminal for one test: an empty folder, and an environment that names no servers."""

import logging
import os
import sys
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeAlias

import pytest
import structlog
from typer.testing import CliRunner, Result

from console.main import app

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
        with _logs_as_they_were():
            return CliRunner().invoke(app, list(words), input=stdin)

    return run


@contextmanager
def _logs_as_they_were() -> Iterator[None]:
    """A service makes all that its process says its log; here the process goes on after it."""
    loggers = [logging.getLogger(name) for name in (None, "temporalio", "asyncio")]
    levels = [one.level for one in loggers]
    handlers = logging.getLogger().handlers[:]
    told = warnings.showwarning, sys.excepthook
    configured = structlog.get_config()
    try:
        yield
    finally:
        for one, level in zip(loggers, levels, strict=True):
            one.setLevel(level)
        logging.getLogger().handlers[:] = handlers
        warnings.showwarning, sys.excepthook = told
        structlog.configure(**configured)
