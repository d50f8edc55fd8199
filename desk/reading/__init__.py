"""Reads what people write in files and on command lines, strictly, and tells each mistake.

Nothing is guessed and nothing is left out in silence: a text is UTF-8, its YAML means what was
typed, and what does not fit is named by its line and its field.
"""

from desk.reading.meanings import MEANINGS
from desk.reading.mistakes import Mistake, Mistakes, Terms, checked
from desk.reading.texts import STANDARD_INPUT, Unreadable, named, text_of
from desk.reading.values import Fields, Items, NotYaml, Place, Value

__all__ = [
    "MEANINGS",
    "STANDARD_INPUT",
    "Fields",
    "Items",
    "Mistake",
    "Mistakes",
    "NotYaml",
    "Place",
    "Terms",
    "Unreadable",
    "Value",
    "checked",
    "named",
    "text_of",
]
