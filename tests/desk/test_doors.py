"""No door lets everybody decide everything: each asks the register who may."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOORS = ("console", "pages", "api", "feed")


def _built(floor: str, *names: str) -> list[tuple[str, ast.Call]]:
    return [
        (f"{file.relative_to(ROOT)}:{node.lineno}", node)
        for file in sorted((ROOT / floor).rglob("*.py"))
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names
    ]


def _authority(call: ast.Call) -> str | None:
    given = {keyword.arg: keyword.value for keyword in call.keywords}.get("authority")
    return ast.unparse(given) if given is not None else None


def test_every_desk_of_a_door_asks_the_register() -> None:
    built = [each for door in DOORS for each in _built(door, "Desk", "TakingIn")]
    assert built
    assert [
        (at, _authority(call)) for at, call in built if _authority(call) != "ByRegister()"
    ] == []


@pytest.mark.parametrize(
    ("floor", "authority"), [("release", "REHEARSED"), ("worker", "PROGRAMMES_WORK")]
)
def test_what_acts_by_itself_says_by_which_authority(floor: str, authority: str) -> None:
    built = _built(floor, "Desk", "TakingIn")
    assert built
    assert {_authority(call) for _, call in built} == {authority}


def test_nobody_but_a_rehearsal_lets_everything_be_decided() -> None:
    named = [
        str(file.relative_to(ROOT))
        for floor in (*DOORS, "worker", "activities", "workflows", "release", "desk")
        for file in sorted((ROOT / floor).rglob("*.py"))
        if "Unasked" in file.read_text(encoding="utf-8")
    ]
    assert named == ["desk/authority.py", "desk/desk.py"]
