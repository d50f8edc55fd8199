"""What a text in YAML says: each value as it was typed, with its line.

Apart from what reads it, because most commands are given no file.
"""

from dataclasses import dataclass
from typing import TypeAlias

from schemas.sentences import Sentence


@dataclass(frozen=True)
class Place:
    """Where something is written.

    Attributes:
        source: The text, by what a sentence calls it.
        line: Counted from 1.
    """

    source: str
    line: int


class Typed(str):
    """A value or a name as it was typed."""

    __slots__ = ("place",)
    place: Place


class Fields(dict[str, "Value"]):
    """Lines of `name: value`."""

    place: Place


class Items(list["Value"]):
    """Lines that begin with a hyphen."""

    place: Place


Value: TypeAlias = "Fields | Items | Typed | None"


class NotYaml(Sentence):
    """A text is not the YAML that forms are written in; the sentence's end says where and why."""
