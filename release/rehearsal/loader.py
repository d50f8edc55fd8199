"""Reads scenario files; a broken one is refused in a sentence."""

from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from desk.reading import (
    MEANINGS,
    Mistakes,
    NotYaml,
    Terms,
    Unreadable,
    checked,
    named,
    text_of,
)
from desk.reading.yaml_values import yaml_value
from release.rehearsal.variation import BadVariation, Variation, vary
from schemas.forms.form import FORMS
from schemas.scenario import Scenario
from schemas.sentences import Sentence
from schemas.visible import echoed


class BrokenScenario(Sentence):
    """A scenario file cannot be rehearsed; the sentence says where and why."""


_MEANINGS: Mapping[str, str] = {
    **MEANINGS,
    "at": "is not a working day and a time, such as T-16 11:00",
    "move": "is not a working day and a time, such as T-16 11:00",
    "refuses": "is not a recipient such as dcs, or a kind of letter to one: invitation/dcs",
    "extends": "is not the name of a scenario",
}


def load_scenario(path: Path) -> Scenario:
    """Read a scenario.

    Args:
        path: A YAML file; see `schemas.scenario` for its shape.

    Raises:
        BrokenScenario: It is not there, is not YAML, or something is not filled in as it should.
    """
    values = _whole(path)
    try:
        return checked(Scenario, values, _terms(path))
    except Mistakes as mistakes:
        raise BrokenScenario(f"Scenario {named(path)} is broken: {mistakes}.") from None


def built_in_scenario(name: str) -> Scenario:
    """Read a scenario that comes with the project, by its name.

    Raises:
        BrokenScenario: There is none of that name, or it is broken.
    """
    return load_scenario(Path(str(files("scenarios").joinpath(f"{name}.yaml"))))


def _whole(path: Path, *extended_by: Path) -> dict[str, Any]:
    """A file with what it inherits, as if it were written out."""
    if path in extended_by:
        raise BrokenScenario(f"Scenario {named(path)} is broken: it extends itself.")
    data = _read(path)
    try:
        return vary(
            data, lambda name: _whole(_beside(path, name), path, *extended_by), _terms(path)
        )
    except (BadVariation, Mistakes) as error:
        raise BrokenScenario(f"Scenario {named(path)} is broken: {error}.") from None


def _read(path: Path) -> Mapping[str, Any]:
    try:
        data = yaml_value(text_of(path), path.name)
    except Unreadable as error:
        raise BrokenScenario(f"Scenario {error}") from None
    except NotYaml as error:
        raise BrokenScenario(f"Scenario {named(path)} cannot be understood: {error}.") from None
    if not isinstance(data, dict):
        raise BrokenScenario(
            f"Scenario {named(path)} is broken: it should be lines of `name: value`."
        )
    return data


def _beside(path: Path, name: str) -> Path:
    """The file of a scenario that another one extends: beside it, or built in."""
    beside = path.with_name(f"{name}.yaml")
    if beside.exists():
        return beside
    built_in = Path(str(files("scenarios").joinpath(beside.name)))
    return built_in if built_in.exists() else beside


def _terms(path: Path) -> Terms:
    return Terms(
        whole="a scenario",
        source=path.name,
        meanings=_MEANINGS,
        choices={"do": FORMS},
        entry=_step,
        unsaid={"with"},
        beneath=_form,
        also=frozenset(Variation.model_fields),
    )


def _step(name: str, value: object) -> str | None:
    """A step by what it does and when, which is how its file is read."""
    if name != "steps" or not isinstance(value, Mapping):
        return None
    do, at = value.get("do"), value.get("at")
    return f"“{echoed(do)}” at {echoed(at)}" if do and at else None


def _form(name: str, step: object) -> type[BaseModel] | None:
    if name != "with" or not isinstance(step, Mapping):
        return None
    return FORMS.get(str(step.get("do")))
