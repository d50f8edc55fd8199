"""Visits with an agreed note, in the register of a test: played by the rules, without a server."""

from collections.abc import Sequence
from datetime import date, timedelta

from register.connection import Pool
from release.rehearsal import load_scenario
from release.rehearsal.days import days_in_term
from rules.zones import london_date
from schemas.ids import AreaCode, ProgrammeId, VisitId
from tests.engine import AUTUMN_2020, SCENARIOS
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
        scenario = load_scenario(SCENARIOS / f"{name}.yaml").model_copy(update=own)
        days = days_in_term(scenario, start)
        alone = Alone(scenario, days, pool)
        await _play(alone)
        found.append(alone)
        start = london_date(days.opened) + _A_WEEK  # the same inspectors are at each
    return found


async def _play(alone: Alone) -> None:
    await alone.open()
    last = max(at for at, step in enumerate(alone.scenario.steps) if step.do == _LAST)
    for number, step in enumerate(alone.scenario.steps[: last + 1]):
        if step.refused:
            continue
        await alone.pass_to(alone.days.moment(step.at))
        await alone.take(alone.form(step), step.by, f"step-{number}", read=False)


def names_of(visits: Sequence[Alone]) -> list[VisitId]:
    return [one.visit for one in visits]
