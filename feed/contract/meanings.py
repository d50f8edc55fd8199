"""What models and their fields mean, as their docstrings say.

The contract is told in the words that stand beside the code, so that there are none to go stale
elsewhere: a model's docstring up to `Attributes:` says what it is, and below that, field by field.
"""

import inspect
import re
from enum import Enum

from pydantic import BaseModel

_FIELDS = "\n\nAttributes:\n"
_FIELD = re.compile(r"^ {4}(\w+): (.*)$")


def meaning_of(thing: type[BaseModel | Enum]) -> str:
    """What a model, or an enumeration, is: its docstring without its fields."""
    return " ".join(paragraphs_of(thing))


def paragraphs_of(thing: type[BaseModel | Enum]) -> list[str]:
    """The same, a paragraph each."""
    return [_one_line(part) for part in _doc(thing).partition(_FIELDS)[0].split("\n\n")]


def meanings_of_fields(model: type[BaseModel]) -> dict[str, str]:
    """What each field of a model is, for those of which it is said."""
    told = {
        name: field.description for name, field in model.model_fields.items() if field.description
    }
    name = ""
    for line in _doc(model).partition(_FIELDS)[2].splitlines():
        if found := _FIELD.match(line):
            name = found[1]
            told[name] = found[2]
        elif name and line.startswith(" " * 8):
            told[name] += f" {line.strip()}"
    return {name: _one_line(meaning) for name, meaning in told.items()}


def _doc(thing: type[BaseModel | Enum]) -> str:
    return inspect.cleandoc(thing.__doc__ or "")


def _one_line(text: str) -> str:
    return " ".join(text.split())
