"""Visits with an agreed note, in the register of a test: played by the rules, without a server."""

from collections.abc import Sequence
from datetime import date, timedelta

from register.connection import Pool
from release.rehearsal.days import days_in_term
from rules.zones import london_date
from schemas.ids import AreaCode, ProgrammeId
from tests.engine import AUTUMN_2020, scenario_of
from tests.support.register_alone import Alone

_LAST = "acknowledge"
_A_WEEK = timedelta(days=7)


async def agreed_visits(
    pool: Pool,
    programme: ProgrammeId,
    areas: Sequence[AreaCode],
    *,
    name: str = "gives",
    start: date = AUTUMN_2020,
) -> list[Alone]:
    """A visit to each area, a week apart, until both departments have its note.

    Args:
        pool: The register, as its owner.
        programme: Of all of them.
        areas: Where.
        name: Of the scenario.
        start: When the first is opened.
    """
    found: list[Alone] = []
    for area in areas:
        own = {"programme": programme, "area": area}
        scenario = scenario_of(name).model_copy(update=own)
        days = days_in_term(scenario, start)
        alone = Alone(scenario, days, pool)
        await alone.open()
        await _take(alone, 0, _up_to(alone, _LAST))
        found.append(alone)
        start = london_date(days.opened) + _A_WEEK  # the same inspectors are at each
    return found


async def visit_up_to(
    pool: Pool,
    programme: ProgrammeId,
    area: AreaCode,
    after: Alone,
    last: str,
    name: str = "gives",
) -> Alone:
    """A visit a week after another, up to the last time that somebody does something."""
    own = {"programme": programme, "area": area}
    scenario = scenario_of(name).model_copy(update=own)
    start = london_date(after.days.opened) + _A_WEEK
    alone = Alone(scenario, days_in_term(scenario, start), pool)
    await alone.open()
    await _take(alone, 0, _up_to(alone, last))
    return alone


async def go_on_with(alone: Alone, last: str) -> None:
    """Let people of a visit act on that has an agreed note."""
    await _take(alone, _up_to(alone, "agree"), _up_to(alone, last))


def _up_to(alone: Alone, last: str) -> int:
    """How many of its steps are done once somebody has done something for the last time."""
    return 1 + max(at for at, step in enumerate(alone.scenario.steps) if step.do == last)


async def _take(alone: Alone, first: int, end: int) -> None:
    for number, step in enumerate(alone.scenario.steps[:end]):
        if step.refused or number < first:
            continue
        await alone.pass_to(alone.days.moment(step.at))
        await alone.take(alone.form(step), step.by, f"step-{number}", read=False)
