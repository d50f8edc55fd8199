"""Docstrings and comments name modules, files and decisions that there are."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[1]
FLOORS = tuple(sorted({path.parent.name for path in ROOT.glob("*/__init__.py")} | {"tests"}))
FILES = [file for floor in FLOORS for file in (ROOT / floor).rglob("*.py")]
_DOTTED = re.compile(rf"`((?:{'|'.join(FLOORS)})(?:\.\w+)+)[`(]")
_PATH = re.compile(rf"`((?:{'|'.join(FLOORS)}|docs|deploy|scenarios)(?:/[\w.-]+)+)`")
_DECISION = re.compile(r"\bdecision (\d{4})\b")


@cache
def words_of(file: Path) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", file.read_text(encoding="utf-8")))


def is_there(dotted: str) -> bool:
    """Whether it is a module, or something that its module has a word for."""
    parts = dotted.split(".")
    for length in range(len(parts), 0, -1):
        place = ROOT.joinpath(*parts[:length])
        for module in (place.with_suffix(".py"), place / "__init__.py"):
            if module.exists():
                return words_of(module) >= set(parts[length:])
    return False


def named() -> Iterator[tuple[str, str, bool]]:
    """Where something is named, what, and whether it is there."""
    for file in FILES:
        text, place = file.read_text(encoding="utf-8"), str(file.relative_to(ROOT))
        yield from ((place, one, is_there(one)) for one in _DOTTED.findall(text))
        yield from ((place, one, (ROOT / one).exists()) for one in _PATH.findall(text))
        for number in _DECISION.findall(text):
            yield place, number, any((ROOT / "docs" / "decisions").glob(f"{number}-*.md"))


def test_whatever_is_named_is_there() -> None:
    found = list(named())

    assert len(found) > 100
    assert [f"{place}: {what}" for place, what, there in found if not there] == []
