"""A command loads what it needs and no more: a person waits for every import."""

import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest
import typer

from console.main import PARTS

ROOT = Path(__file__).parents[2]
HEAVY = (
    "aiohttp",
    "email_validator",
    "fastapi",
    "icalendar",
    "numpy",
    "ortools",
    "pandas",
    "structlog",
    "temporalio",
    "typst",
    "uharfbuzz",
    "uvicorn",
)


def test_each_part_adds_the_commands_that_it_is_listed_with() -> None:
    """By the list a command finds the one part it needs; what is not in it loads them all."""
    for part in PARTS:
        alone = typer.Typer()
        getattr(import_module(part.module), part.add)(alone)
        names = [command.name for command in alone.registered_commands]
        assert {*names, *(group.name for group in alone.registered_groups)} == {*part.commands}


def test_a_command_loads_its_own_part_alone() -> None:
    loaded = _loaded("from console.main import put_together; put_together(['list'])")
    assert "console.look.show" in loaded
    assert not [name for name in loaded if name.startswith(("console.decide", "console.operate"))]
    assert {name.partition(".")[0] for name in loaded}.isdisjoint(HEAVY)


@pytest.mark.parametrize("words", ["list", "show", "tasks"])
def test_whoever_looks_loads_neither_what_decides_nor_what_happened(words: str) -> None:
    """Of the language and the law a look needs the state of visits and what comes next."""
    loaded = _loaded(f"from console.main import put_together; put_together([{words!r}])")
    needless = ("events", "forms", "messages", "side_processes")
    assert loaded.isdisjoint({f"schemas.{name}" for name in needless})
    assert loaded.isdisjoint({"register.streams", "rules.decide", "rules.evolve", "stack.stack"})
    assert {name.partition(".")[0] for name in loaded}.isdisjoint({*HEAVY, "rich", "yaml"})


def test_whoever_decides_loads_no_worker() -> None:
    loaded = _loaded("import console.main, console.decide.note, console.terminal.desks")
    assert "temporalio.client" in loaded
    assert loaded.isdisjoint({"temporalio.worker", "workflows.process", "workflows.visit"})
    tops = {name.partition(".")[0] for name in loaded}
    assert tops.isdisjoint({*HEAVY, "aiosmtplib", "regex", "rich", "yaml"} - {"temporalio"})


def test_the_commands_are_known_without_what_only_some_of_them_need() -> None:
    loaded = {name.partition(".")[0] for name in _loaded("import console.main; console.main.app")}
    assert "typer" in loaded
    assert loaded.isdisjoint(HEAVY)


def test_only_who_solves_loads_the_solver() -> None:
    """A worker, too: OR-Tools takes a second and 80 MB, and most workers never solve."""
    loaded = {
        name.partition(".")[0]
        for name in _loaded("import desk.desk, worker.process, workflows.visit")
    }
    assert "temporalio" in loaded
    assert loaded.isdisjoint({"numpy", "ortools", "pandas"})


def _loaded(code: str) -> set[str]:
    told = subprocess.run(
        [sys.executable, "-c", f"import sys; {code}; print(*sys.modules)"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return set(told.stdout.split())
