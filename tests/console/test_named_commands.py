"""Sentences of the program name commands and options that there are."""

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

from tests.support.command_lines import every_option, faults, program

ROOT = Path(__file__).parents[2]
_BUILT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["hatch"]
FLOORS = tuple(_BUILT["build"]["targets"]["wheel"]["packages"])
COMMANDS = program().below
OF_OURS = ("rules", "schemas")
"""Floors that start no other program, so that each option they name is one of ours."""


def texts(file: Path) -> Iterator[tuple[int, str]]:
    """The texts of a module with their lines; what is worked out is `X`."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    joined = [node for node in ast.walk(tree) if isinstance(node, ast.JoinedStr)]
    parts = {id(part) for node in joined for part in node.values}
    for sentence in joined:
        told = (part.value if isinstance(part, ast.Constant) else "X" for part in sentence.values)
        yield sentence.lineno, "".join(map(str, told))
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in parts:
            yield node.lineno, node.value


def every_text(floors: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    for floor in floors:
        for file in sorted((ROOT / floor).rglob("*.py")):
            for line, text in texts(file):
                yield f"{file.relative_to(ROOT)}:{line}", " ".join(text.split())


def test_every_command_that_a_sentence_names_is_one() -> None:
    found = [
        (place, quoted, line)
        for place, text in every_text(FLOORS)
        for quoted, line in re.findall(r"(`|^)visits ([a-z][^`]*)(?:`|$)", text)
    ]
    # Without quotes it may be a sentence about visits.
    named = [(p, line) for p, quoted, line in found if quoted or line.split()[0] in COMMANDS]

    assert len(named) > 300
    assert [f"{place}: {wrong}" for place, line in named for wrong in faults(line)] == []


def test_every_option_that_a_sentence_names_is_one() -> None:
    named = [
        (place, option)
        for place, text in every_text(OF_OURS)
        for option in re.findall(r"(?<![\w-])--[a-z][a-z-]+", text)
    ]

    assert len(named) > 30
    assert [one for one in named if one[1] not in every_option()] == []
