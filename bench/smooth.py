"""The smooth visit as one of many: under a programme of its own, with inspectors of its own.

Inspectors cannot be at two visits on the same days, and the engine refuses who says otherwise.
"""

from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final

from release.rehearsal import load_scenario
from schemas.scenario import Scenario

START: Final = date(2020, 9, 21)
"""The day on which each is opened."""
FILE: Final = Path(__file__).parent.parent / "scenarios" / "smooth.yaml"


@cache
def _smooth() -> Scenario:
    return load_scenario(FILE)


def smooth(programme: str, number: int = 0) -> Scenario:
    """The smooth visit under a programme.

    Args:
        programme: No other visit to that area may have it.
        number: Tells its inspectors from those of other visits.
    """
    scenario = _smooth()
    steps = [
        step.model_copy(update={"form": _with_their_own(step.form, number)})
        if step.do == "declare"
        else step
        for step in scenario.steps
    ]
    return scenario.model_copy(update={"programme": programme, "steps": tuple(steps)})


def _with_their_own(form: dict[str, Any], number: int) -> dict[str, Any]:
    """Declarations of inspectors with addresses that no other visit's have: they are who one is."""

    def own(email: str) -> str:
        box, _, domain = email.partition("@")
        return f"{box}.{number}@{domain}"

    inspectors = [{**one, "email": own(one["email"])} for one in form["inspectors"]]
    return {**form, "inspectors": inspectors}
