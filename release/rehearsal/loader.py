"""Reads scenario files; a broken one is refused in a sentence."""

from pathlib import Path

import yaml
from pydantic import ValidationError

from release.rehearsal.variation import BadVariation, Fields, vary
from schemas.scenario import Scenario
from schemas.sentences import Sentence


class BrokenScenario(Sentence):
    """A scenario file cannot be rehearsed; the sentence says where and why."""


def load_scenario(path: Path) -> Scenario:
    """Read a scenario.

    Args:
        path: A YAML file; see `schemas.scenario` for its shape.

    Raises:
        BrokenScenario: It is not there, is not YAML, or something is not filled in as it should.
    """
    data = _whole(path)
    try:
        return Scenario.model_validate(data)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        place = ".".join(str(part) for part in first["loc"]) or "the file as a whole"
        raise BrokenScenario(
            f"Scenario {path} is broken at {place}: {_sentence(first['msg'])}."
        ) from None


def _whole(path: Path, *extended_by: Path) -> Fields:
    """A file with what it inherits, as if it were written out."""
    if path in extended_by:
        raise BrokenScenario(f"Scenario {path} is broken: it extends itself.")
    data = _yaml(path)
    try:
        return vary(data, lambda name: _whole(path.with_name(f"{name}.yaml"), path, *extended_by))
    except (BadVariation, AttributeError, TypeError) as error:
        reason = str(error) if isinstance(error, BadVariation) else "it is not shaped as one"
        raise BrokenScenario(f"Scenario {path} is broken: {reason}.") from None


def _yaml(path: Path) -> Fields:
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not text"
        raise BrokenScenario(f"Scenario {path} cannot be read: {reason}.") from None
    try:
        data = yaml.safe_load(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f" in line {mark.line + 1}" if mark else ""
        raise BrokenScenario(f"Scenario {path} is not YAML: there is a mistake{where}.") from None
    if not isinstance(data, dict):
        raise BrokenScenario(f"Scenario {path} is broken: it is not a list of named fields.")
    return data


def _sentence(message: str) -> str:
    return message.removeprefix("Value error, ").removesuffix(".").replace("\n", " ")[:300]
