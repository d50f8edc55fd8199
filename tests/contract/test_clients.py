"""Clients that others' generators make of the contract compile, and read a real feed.

What they need (Node, and the generators) is installed by `make clients`, which runs this.
"""

import asyncio
import compileall
import json
import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from feed.contract.catalogue import CATALOGUE
from feed.contract.components import data_name_of, name_of
from feed.contract.examples import examples
from feed.contract.schemas import data_schema, envelope_schema
from register.connection import Pool
from tests.contract.files import ADDRESS, ROOT
from tests.feed.conftest import Door, door, make_token, session
from tests.register.recording import record
from tests.support.visits import closed

TOOLS = ROOT / "var" / "client-tools"
HERE = Path(__file__).parent / "clients"

__all__ = ["door", "make_token", "session"]  # fixtures of the feed's

pytestmark = [
    pytest.mark.skipif(
        not (TOOLS / ".installed").exists(),
        reason="the generators of clients are not installed: run `make clients` (needs Node)",
    ),
    pytest.mark.timeout(300),
]


def run(words: Sequence[str | Path], folder: Path, **env: str) -> str:
    """What a program says; nothing may be said on standard error, where warnings are."""
    path = f"{TOOLS / 'python' / 'bin'}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        [f"{word}" for word in words],
        cwd=folder,
        env={**os.environ, "PATH": path, **env},
        capture_output=True,
        check=False,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stderr == ""
    return done.stdout


@pytest.fixture
def node(tmp_path: Path) -> Path:
    """A folder in which Node finds what is installed."""
    (tmp_path / "node_modules").symlink_to(TOOLS / "node_modules")
    (tmp_path / "package.json").write_text('{"type": "module"}')
    return tmp_path


def tool(name: str) -> Path:
    return TOOLS / "node_modules" / ".bin" / name


async def asked(door: Door, words: Sequence[str | Path], folder: Path) -> Mapping[str, Any]:
    told = await asyncio.to_thread(run, [*words, door.address, door.token], folder)
    read: Mapping[str, Any] = json.loads(told)
    return read


async def test_a_client_in_python_is_made_without_a_warning_and_reads_typed_events(
    door: Door, pool: Pool, tmp_path: Path
) -> None:
    await record(pool, closed().events)
    made = await asyncio.to_thread(
        run,
        [
            *("openapi-python-client", "generate", "--meta", "none", "--fail-on-warning"),
            *("--path", ROOT / "docs" / "openapi.json", "--output-path", tmp_path / "generated"),
            *("--config", HERE / "generator.yaml"),
        ],
        tmp_path,
    )
    assert "arning" not in made
    assert compileall.compile_dir(tmp_path / "generated", quiet=1)

    python = TOOLS / "python" / "bin" / "python"
    told = await asked(door, [python, "-W", "error", HERE / "consumer.py", tmp_path], tmp_path)

    kinds = [CATALOGUE[event.type.value] for event in closed().events]
    assert told["events"] == [
        [name_of(kind), data_name_of(kind), position] for position, kind in enumerate(kinds, 1)
    ]
    assert told["problem"] == "/problems/beyond-the-end"
    assert told["head"] == len(kinds)


async def test_types_in_typescript_compile_strictly_and_read_typed_events(
    door: Door, pool: Pool, node: Path
) -> None:
    await record(pool, closed().events)
    await asyncio.to_thread(
        run, [tool("openapi-typescript"), ROOT / "docs" / "openapi.json", "-o", "feed.d.ts"], node
    )
    for name in ("consumer.ts", "tsconfig.json"):
        shutil.copy(HERE / name, node)
    await asyncio.to_thread(run, [tool("tsc"), "--project", "tsconfig.json"], node)

    told = await asked(door, ["node", "consumer.js"], node)

    first, *_, last = told["events"]
    assert first == ["opened E10000016", 1]
    assert last == ["closed closed", len(closed().events)]
    assert told["problem"] == "/problems/beyond-the-end"
    assert told["head"] == len(closed().events)


def test_every_schema_passes_the_strict_mode_of_ajv(node: Path) -> None:
    given = []
    for name, kind in CATALOGUE.items():
        example = examples()[name]
        given.append({"schema": data_schema(kind, ADDRESS, example), "example": example["data"]})
        given.append({"schema": envelope_schema(ADDRESS), "example": example})
    file = node / "schemas.json"
    file.write_text(json.dumps(given), encoding="utf-8")

    run(["node", HERE / "ajv.mjs", file, TOOLS], node)
