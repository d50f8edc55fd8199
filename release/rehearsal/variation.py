"""Scenarios that say only how they differ from another one.

A file with `extends: smooth` has that file's area, contacts and steps, and then:

* `until: NAME` keeps the steps up to and including that one;
* `drop: [NAME, …]` leaves steps out;
* `move: {NAME: T-9 10:00, …}` has them happen at another time;
* `change: {NAME: {field: value, …}, …}` fills their forms in differently;
* `steps` adds steps of its own.

A step is named by what it does; the second of a kind is `held-2`, and so on.
"""

from collections import Counter
from collections.abc import Callable
from typing import Any

Fields = dict[str, Any]


class BadVariation(Exception):
    """A variation names a step that is not there, or is not shaped as it should be."""


def vary(data: Fields, read: Callable[[str], Fields]) -> Fields:
    """A scenario as if it were written out whole, its steps in order of time.

    Args:
        data: What the file says.
        read: Reads the scenario that it extends, by name, written out whole.

    Raises:
        BadVariation: See there.
    """
    own = dict(data)
    extends, until = own.pop("extends", None), own.pop("until", None)
    drop, move = own.pop("drop", []), own.pop("move", {})
    change, added = own.pop("change", {}), own.pop("steps", [])
    base = read(extends) if extends else {}
    named = _named(base.get("steps", []))
    for name in [*drop, *move, *change, *([until] if until else [])]:
        if name not in named:
            raise BadVariation(f"there is no step “{name}” in {extends or 'this file'}")
    kept = list(named)
    if until:
        kept = kept[: kept.index(until) + 1]
    steps = [
        _varied(named[name], move.get(name), change.get(name)) for name in kept if name not in drop
    ]
    return {**base, **own, "steps": sorted([*steps, *added], key=_when)}


def _named(steps: list[Fields]) -> dict[str, Fields]:
    seen: Counter[str] = Counter()
    named: dict[str, Fields] = {}
    for step in steps:
        what = str(step.get("do"))
        seen[what] += 1
        named[what if seen[what] == 1 else f"{what}-{seen[what]}"] = step
    return named


def _varied(step: Fields, at: str | None, form: Fields | None) -> Fields:
    varied = dict(step)
    if at:
        varied["at"] = at
    if form:
        varied["with"] = {**step.get("with", {}), **form}
    return varied


def _when(step: Fields) -> tuple[int, str]:
    """Working day and time; a step without a proper time is refused later, by name."""
    day, _, clock = str(step.get("at", "")).removeprefix("T").partition(" ")
    try:
        return int(day or 0), clock
    except ValueError:
        return 0, clock
