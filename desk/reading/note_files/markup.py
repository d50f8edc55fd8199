"""What is in a piece of XML, seen before anything else reads it.

XML can tell its reader to fetch other files or to repeat words without end; both begin with a
document type, and no word processor writes one.
"""

from dataclasses import dataclass
from typing import Final
from xml.parsers import expat

from schemas.sentences import Sentence

_DEEPEST: Final = 100  # elements within each other; a list nine deep takes thirty
_MOST: Final = 150_000  # elements; a hundred pages of words, each marked, have fewer


class UnusableXml(Sentence):
    """It is not what a word processor writes; the words follow `cannot be used: `."""


@dataclass(frozen=True)
class Markup:
    """What is in it.

    Attributes:
        names: Of its elements, without what stands for their namespace.
    """

    names: frozenset[str]


class _Look:
    def __init__(self) -> None:
        self.names: set[str] = set()
        self._count = 0
        self._depth = 0

    def start(self, name: str, _attributes: object) -> None:
        self.names.add(name.rpartition(":")[2])
        self._count += 1
        self._depth += 1
        if self._depth > _DEEPEST or self._count > _MOST:
            raise UnusableXml(
                "it is built as no note is, with too many parts within parts; copy its words into "
                "a new document"
            )

    def end(self, _name: str) -> None:
        self._depth -= 1

    def refuse(self, *_given: object) -> None:
        raise UnusableXml(
            "it has a document type, by which a file fetches others; copy its words into a new "
            "document"
        )


def looked_at(xml: bytes) -> Markup:
    """What is in a piece of XML.

    Raises:
        UnusableXml: It is broken, or asks for more than words.
    """
    look = _Look()
    parser = expat.ParserCreate()
    parser.StartElementHandler = look.start
    parser.EndElementHandler = look.end
    parser.StartDoctypeDeclHandler = look.refuse
    parser.EntityDeclHandler = look.refuse
    try:
        parser.Parse(xml, True)  # noqa: FBT003 - as it is called
    except expat.ExpatError:
        raise UnusableXml("it is damaged; save it again, and send that") from None
    return Markup(frozenset(look.names))
