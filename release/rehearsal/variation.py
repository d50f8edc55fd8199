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
from collections.abc import Callable, Mapping
from datetime import time
from typing import Annotated, Any

from pydantic import StringConstraints

from desk.reading import Terms, checked
from schemas.base import Model
from schemas.scenario import Moment, When
from schemas.visible import echoed

Values = Mapping[str, Any]

_Name = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]*$", max_length=100)]


class BadVariation(Exception):
    """A variation names a step that is not there."""


class Variation(Model):
    """How a scenario differs from another one; see above."""

    extends: _Name | None = None
    until: str | None = None
    drop: tuple[str, ...] = ()
    move: dict[str, When] = {}  # noqa: RUF012 - frozen
    change: dict[str, dict[str, Any]] = {}  # noqa: RUF012 - frozen


def vary(data: Values, read: Callable[[str], Values], terms: Terms) -> dict[str, Any]:
    """A scenario as if it were written out whole, its steps in order of time.

    Args:
        data: What the file says.
        read: Reads the scenario that it extends, by name, written out whole.
        terms: What things are called where a mistake is told.

    Raises:
        BadVariation: See there.
        Mistakes: Something is not filled in as it should be.
    """
    own = dict(data)
    said = {name: own.pop(name) for name in Variation.model_fields if name in own}
    variation = checked(Variation, said, terms)
    base = read(variation.extends) if variation.extends else {}
    added = own.pop("steps", [])
    if not isinstance(added, list):  # told when the scenario is checked
        return {**base, **own, "steps": added}
    steps = sorted([*_varied_steps(base.get("steps"), variation), *added], key=_when)
    return {**base, **own, "steps": steps}


def _varied_steps(steps: object, variation: Variation) -> list[Values]:
    """The steps of the scenario that is extended, as the variation has them."""
    named = _named(steps if isinstance(steps, list) else [])
    until = [variation.until] if variation.until else []
    for name in [*variation.drop, *variation.move, *variation.change, *until]:
        if name not in named:
            where = variation.extends or "this file"
            raise BadVariation(f"there is no step “{echoed(name)}” in {where}")
    kept = list(named)
    if variation.until:
        kept = kept[: kept.index(variation.until) + 1]
    return [
        _varied(named[name], variation.move.get(name), variation.change.get(name))
        for name in kept
        if name not in variation.drop
    ]


def _named(steps: list[object]) -> dict[str, Values]:
    seen: Counter[str] = Counter()
    named: dict[str, Values] = {}
    for step in steps:
        if isinstance(step, Mapping):
            what = str(step.get("do"))
            seen[what] += 1
            named[what if seen[what] == 1 else f"{what}-{seen[what]}"] = step
    return named


def _varied(step: Values, at: str | None, form: Values | None) -> Values:
    varied = dict(step)
    if at:
        varied["at"] = at
    if form:
        filled = step.get("with")
        varied["with"] = {**(filled if isinstance(filled, Mapping) else {}), **form}
    return varied


def _when(step: object) -> Moment:
    """Working day and time; a step without a proper time is refused later, by name."""
    at = str(step.get("at", "")) if isinstance(step, Mapping) else ""
    try:
        return Moment.read(at)
    except ValueError:
        return Moment(0, 0, time())
