"""A scenario as its file, for people to read and change."""

from typing import Any

import yaml

from schemas.base import Model
from schemas.scenario import Scenario

_WIDTH = 100


def as_yaml(scenario: Scenario) -> str:
    """The file of a scenario; what is as usual is left out."""
    whole = scenario.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    whole["policy"] = _unusual(scenario.policy)
    whole["steps"] = [_step(step) for step in whole["steps"]]
    order = [*Scenario.model_fields]
    told = {name: whole[name] for name in order if name == "steps" or whole.get(name)}
    return str(yaml.safe_dump(told, sort_keys=False, allow_unicode=True, width=_WIDTH))


def _unusual(model: Model) -> dict[str, Any]:
    return model.model_dump(mode="json", exclude_defaults=True)


def _step(step: dict[str, Any]) -> dict[str, Any]:
    """In the order in which a step is read; an empty form is not written."""
    return {name: step[name] for name in ("at", "do", "by", "with", "refused") if step.get(name)}
