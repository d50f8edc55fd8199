"""Reads what a plan is made from: `PLAN.yaml`, an earlier answer, and single changes to it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from desk.reading import (
    MEANINGS,
    Fields,
    Mistakes,
    Terms,
    checked,
    named,
)
from desk.reading.files import NoFields, fields_in
from rules.planning.contradictions import Where, contradictions
from rules.planning.problem import Pin
from schemas.base import Model
from schemas.plan import PlanRequest
from schemas.plan_answer import Assignment
from schemas.sentences import Sentence
from schemas.values import InspectorRole
from schemas.visible import echoed

_CHARACTERS = "may have only letters, digits, full stops, hyphens and underscores"
_PLAN = Terms(
    whole="the plan",
    meanings={
        **MEANINGS,
        "areas": "is not the code of an area, such as E06000001",
        "conflicts": "is not the code of an area, such as E06000001",
        "ref": _CHARACTERS,
    },
)
_DAY = "day"
_CHANGE = re.compile(r"([^.=\s]+)\.([a-z_]+)=(\S+)")


class NotAPlan(Sentence):
    """A text is not a plan, or not an answer to one."""


class _Confirmed(Model):
    """What counts of an earlier answer."""

    assignments: tuple[Assignment, ...]


def read_plan(file: Path) -> PlanRequest:
    """What is to be planned; `-` is standard input.

    Raises:
        NotAPlan: It cannot be read, or cannot be a plan.
    """
    name = named(file)
    try:
        return checked(PlanRequest, _fields(file), replace(_PLAN, source=name), contradictions)
    except Mistakes as mistakes:
        raise NotAPlan(f"{name} cannot be a plan: {mistakes}.") from None


def read_confirmed(file: Path) -> tuple[Assignment, ...]:
    """What an earlier answer has assigned.

    Args:
        file: As `visits plan --json` wrote it.

    Raises:
        NotAPlan: It cannot be read, or is no such answer.
    """
    name = named(file)
    fields = _fields(file)
    if "assignments" not in fields:
        raise NotAPlan(
            f"{name} has no assignments: give the answer that `visits plan --json` wrote."
        )
    assigned = {"assignments": fields["assignments"]}
    try:
        return checked(_Confirmed, assigned, replace(_PLAN, source=name), _twice).assignments
    except Mistakes as mistakes:
        raise NotAPlan(f"{name} is not an answer to a plan: {mistakes}.") from None


def _twice(confirmed: _Confirmed) -> Iterator[tuple[Where, str]]:
    seen: set[str] = set()
    for number, one in enumerate(confirmed.assignments):
        if one.area in seen:
            yield ("assignments", number, "area"), f"(“{one.area}”) is there twice"
        seen.add(one.area)


def _fields(file: Path) -> Fields:
    try:
        return fields_in(file, "a plan")
    except NoFields as error:
        raise NotAPlan(str(error)) from None


def pins_of(request: PlanRequest, changes: Sequence[str]) -> Mapping[str, Pin]:
    """What a person settles of single visits.

    Args:
        request: The plan.
        changes: Such as `E06000001.day=2027-02-03` or `E06000001.ofsted_education_hmi=edu-2`.

    Raises:
        NotAPlan: One of them is not about this plan.
    """
    pins: dict[str, Pin] = {}
    for change in changes:
        found = _CHANGE.fullmatch(change.strip())
        if found is None:
            raise NotAPlan(
                f"“{echoed(change)}” is not a change: write AREA.day=2027-02-03 or "
                f"AREA.ROLE=REF, where ROLE is {', '.join(InspectorRole)}."
            )
        area, what, value = found.groups()
        if area not in {visit.area for visit in request.visits}:
            raise NotAPlan(f"“{echoed(area)}” is none of the visits in the plan.")
        pin = pins.get(area, Pin())
        if what == _DAY:
            pins[area] = pin._replace(day=_day(value))
        else:
            pins[area] = pin._replace(team={**pin.team, **_place(request, what, value)})
    return pins


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise NotAPlan(f"“{echoed(text)}” is not a date, such as 2027-02-03.") from None


def _place(request: PlanRequest, what: str, ref: str) -> dict[InspectorRole, str]:
    try:
        role = InspectorRole(what)
    except ValueError:
        raise NotAPlan(
            f"“{echoed(what)}” is neither day nor one of {', '.join(InspectorRole)}."
        ) from None
    if ref not in {inspector.ref for inspector in request.of_role(role)}:
        raise NotAPlan(f"“{echoed(ref)}” is no inspector of the plan as {role.value}.")
    return {role: ref}
