"""A new floor of the house must be built, linted and shipped like the others."""

import tomllib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text())
TOOLS: dict[str, Any] = PROJECT["tool"]
NO_FLOORS = {"tests", "scenarios", "bench"}
FLOORS = {path.parent.name for path in ROOT.glob("*/__init__.py")} - NO_FLOORS


def test_every_floor_has_a_docstring_that_says_what_lives_there() -> None:
    told = {floor: (ROOT / floor / "__init__.py").read_text() for floor in FLOORS}

    assert [floor for floor, text in told.items() if not text.startswith('"""')] == []


def test_every_floor_is_shipped() -> None:
    assert set(TOOLS["hatch"]["build"]["targets"]["wheel"]["packages"]) == FLOORS | {"scenarios"}


def test_every_floor_is_under_the_import_contracts() -> None:
    assert set(TOOLS["importlinter"]["root_packages"]) == FLOORS


def test_every_floor_is_sorted_as_our_own() -> None:
    assert set(TOOLS["ruff"]["lint"]["isort"]["known-first-party"]) == FLOORS


def test_every_floor_is_copied_into_the_image() -> None:
    copied = {
        line.removeprefix("!")
        for line in (ROOT / ".dockerignore").read_text().splitlines()
        if line.startswith("!")
    }
    assert copied >= FLOORS


def test_every_package_is_pinned_by_its_hash_and_by_nothing_else() -> None:
    lines = (ROOT / "requirements.txt").read_text().splitlines()
    pinned = [line for line in lines if line and not line.startswith((" ", "#"))]
    assert pinned
    assert all("==" in line and line.endswith("\\") for line in pinned)
    assert not [line for line in lines if "://" in line or line.lstrip().startswith("--i")]
