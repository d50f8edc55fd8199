"""What is in a piece of XML, seen before anything else reads it.

XML can tell its reader to fetch other files or to repeat words without end; both begin with a
document type, and no word processor writes one.
"""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final
from xml.parsers import expat

from schemas.sentences import Sentence

_DEEPEST: Final = 100  # elements within each other; a list nine deep takes thirty
_MOST: Final = 150_000  # elements; a hundred pages of words, each marked, have fewer


_SPACES: Final = {
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main": "w",
    "http://purl.oclc.org/ooxml/wordprocessingml/main": "w",
    "urn:oasis:names:tc:opendocument:xmlns:office:1.0": "office",
    "urn:oasis:names:tc:opendocument:xmlns:text:1.0": "text",
}
_SHOWN: Final = frozenset({"w:t", "office:text"})
_HIDDEN: Final = frozenset({"w:del", "w:moveFrom", "office:annotation", "text:tracked-changes"})
_BETWEEN: Final = frozenset({"tab", "br", "cr", "s", "line-break"})
_PARAGRAPHS: Final = frozenset({"w:p", "text:p", "text:h"})


class UnusableXml(Sentence):
    """It is not what a word processor writes; the words follow `cannot be used: `."""


@dataclass(frozen=True)
class Markup:
    """What is in it.

    Attributes:
        names: Of its elements, without what stands for their namespace.
        words: That it shows, whatever they stand in, with a line for each paragraph; nothing that
            was taken out, and no comment.
    """

    names: frozenset[str]
    words: str = ""


UNSEEN: Final = "unseen"
"""Among the names of a part: words in it are white, or too small for anybody to see."""

_WHITE: Final = frozenset({"ffffff", "#ffffff"})
_SMALLEST: Final = 4.0  # points


POINTS: Final = "points"
"""Among the names of a part: words in it lead to another place, or are filled in by a program."""

_FIELDS: Final = frozenset(
    {
        *("instrText", "fldSimple"),
        *("bookmark-ref", "reference-ref", "note-ref", "sequence-ref"),
    }
)


def _points_within(local: str, attributes: Mapping[str, str]) -> bool:
    """Whether an element leads to another place in the file, or is a field of a program's."""
    given = {re.split(r"[:}\s]", name)[-1]: value for name, value in attributes.items()}
    if local in _FIELDS:
        return True
    if local == "hyperlink":
        return "anchor" in given and "id" not in given
    return local == "a" and given.get("href", "").startswith("#")


def _is_unseen(local: str, attributes: Mapping[str, str]) -> bool:
    """Whether an element of a Word or an OpenDocument file lets words be unseen."""
    given = {re.split(r"[:}\s]", name)[-1]: value.lower() for name, value in attributes.items()}
    match local:
        case "color":
            return given.get("val") in _WHITE
        case "sz":  # in half points
            return _points(given.get("val", "")) / 2 <= _SMALLEST
        case "text-properties":
            size = given.get("font-size", "")
            tiny = size.endswith("pt") and _points(size.removesuffix("pt")) <= _SMALLEST
            return tiny or given.get("color") in _WHITE
        case _:
            return False


def _points(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return math.inf


class _Look:
    def __init__(self) -> None:
        self.names: set[str] = set()
        self.words: list[str] = []
        self._count = 0
        self._depth = 0
        self._shows = 0
        self._hides = 0

    def start(self, full: str, attributes: Mapping[str, str]) -> None:
        name = _named(full)
        local = name.rpartition(":")[2]
        self.names.add(local)
        if _is_unseen(local, attributes):
            self.names.add(UNSEEN)
        if _points_within(local, attributes):
            self.names.add(POINTS)
        self._shows += name in _SHOWN
        self._hides += name in _HIDDEN
        if local in _BETWEEN:
            self.words.append(" ")
        self._count += 1
        self._depth += 1
        if self._depth > _DEEPEST or self._count > _MOST:
            raise UnusableXml(
                "it is built as no note is, with too many parts within parts; copy its words into "
                "a new document"
            )

    def end(self, full: str) -> None:
        name = _named(full)
        self._depth -= 1
        self._shows -= name in _SHOWN
        self._hides -= name in _HIDDEN
        if name in _PARAGRAPHS:
            self.words.append("\n")

    def text(self, words: str) -> None:
        if self._shows and not self._hides:
            self.words.append(words)

    def refuse(self, *_given: object) -> None:
        raise UnusableXml(
            "it has a document type, by which a file fetches others; copy its words into a new "
            "document"
        )


@lru_cache(maxsize=1000)
def _named(full: str) -> str:
    """An element's name as word processors write it, whatever stands for its namespace here."""
    space, _, local = full.rpartition(" ")
    known = _SPACES.get(space)
    return f"{known}:{local}" if known else local


def looked_at(xml: bytes) -> Markup:
    """What is in a piece of XML.

    Raises:
        UnusableXml: It is broken, or asks for more than words.
    """
    look = _Look()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = look.start
    parser.EndElementHandler = look.end
    parser.CharacterDataHandler = look.text
    parser.StartDoctypeDeclHandler = look.refuse
    parser.EntityDeclHandler = look.refuse
    try:
        parser.Parse(xml, True)  # noqa: FBT003 - as it is called
    except expat.ExpatError:
        raise UnusableXml("it is damaged; save it again, and send that") from None
    return Markup(frozenset(look.names), "".join(look.words))
