"""Reads a YAML file of fields; whoever asked for it says what it should have been."""

from pathlib import Path

from desk.reading.texts import Unreadable, named, text_of
from desk.reading.values import Fields, NotYaml
from desk.reading.yaml_values import yaml_value
from schemas.sentences import Sentence


class NoFields(Sentence):
    """A file cannot be read, or is not lines of `name: value`."""


def fields_in(file: Path, what: str) -> Fields:
    """The fields of a file; `-` is standard input.

    Args:
        file: Where it is.
        what: It should be, as in "is not a form".

    Raises:
        NoFields: It is not.
    """
    name = named(file)
    try:
        values = yaml_value(text_of(file), name)
    except Unreadable as error:
        raise NoFields(str(error)) from None
    except NotYaml as error:
        raise NoFields(f"{name} cannot be understood: {error}.") from None
    if not isinstance(values, Fields):
        raise NoFields(f"{name} is not {what}: it should be lines of `name: value`.")
    return values
