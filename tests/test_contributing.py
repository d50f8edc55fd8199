"""CONTRIBUTING tells what to open in order to add something, and tells it truly."""

import ast
import re
import tomllib
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parents[1]


class Promise(NamedTuple):
    """A row of the table.

    Attributes:
        most: How many files it may take.
        names: What the example is called in the code.
        files: What is opened, by its path.
    """

    most: int
    names: frozenset[str]
    files: frozenset[str]


def promises() -> dict[str, Promise]:
    """Every row, by what is added."""
    text = (ROOT / "CONTRIBUTING.md").read_text().partition("## What to open")[2]
    rows = re.findall(r"^\| (.+?) \| (\d+) \| (.+?) \| (.+?) \|$", text, re.MULTILINE)
    return {
        what: Promise(
            int(most),
            frozenset(re.findall(r"`(\w+)`", names)),
            frozenset(re.findall(r"\]\(([^)]+)\)", in_order(text, what) or files)),
        )
        for what, most, names, files in rows
    }


def in_order(text: str, what: str) -> str:
    """The numbered lines of the section about what is added, if there is one."""
    section = text.partition(f"\n### {what[0].upper()}{what[1:]}\n")[2].partition("\n### ")[0]
    return "\n".join(re.findall(r"^\d+\. \[[^]]+\]\([^)]+\)", section, re.MULTILINE))


def production() -> list[Path]:
    """Every file that is shipped."""
    built = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["hatch"]["build"]
    floors = built["targets"]["wheel"]["packages"]
    return [
        path
        for floor in floors
        for path in (ROOT / floor).rglob("*")
        if path.suffix in {".py", ".txt", ".typ", ".sql", ".yaml"}
    ]


def naming(names: frozenset[str]) -> set[str]:
    """The shipped files that name any of these, are called so, or import what is called so."""
    named = re.compile(rf"\b(?:{'|'.join(names)})\b")
    called = {name.lower() for name in names}
    return {
        str(path.relative_to(ROOT))
        for path in production()
        if path.stem in called
        or named.search(text := path.read_text())
        or (path.suffix == ".py" and imported(text) & called)
    }


@cache
def imported(text: str) -> set[str]:
    """The names that a module imports from others, or has imported by a module's whole name."""
    nodes = list(ast.walk(ast.parse(text)))
    imports = [node for node in nodes if isinstance(node, ast.ImportFrom)]
    texts = [node.value for node in nodes if isinstance(node, ast.Constant)]
    later = [text for text in texts if isinstance(text, str) and text.startswith("console.")]
    return {
        *(alias.name for node in imports for alias in node.names),
        *(module.rpartition(".")[2] for module in later),
    }


def test_there_are_promises_to_keep() -> None:
    assert set(promises()) == {
        "a kind of letter",
        "a deadline that asks a person",
        "what people outside are asked by link",
        "a decision with its event",
        "an HTTP door",
        "a kind of process beside a visit",
    }


@pytest.mark.parametrize("what", promises())
def test_what_is_promised_is_so(what: str) -> None:
    promise = promises()[what]

    assert naming(promise.names) == promise.files
    assert len(promise.files) <= promise.most
