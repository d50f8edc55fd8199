"""Whether words can be set: asked of the fonts, grapheme cluster by grapheme cluster.

A table of characters is not the answer: a letter and a mark that a font has each by itself may
not go together in it. So each cluster is shaped, by HarfBuzz as Typst does it, and what counts is
whether a glyph is missing or a dotted circle had to be put in.
"""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import regex
import uharfbuzz

from activities.fonts.faces import FACES, Face

_CLUSTER = regex.compile(r"\X")
_HEAPED_MARKS = regex.compile(r"\p{Mn}{5,}")  # they would be printed over the lines around them
_VARIANT = regex.compile("(.)([\U000e0100-\U000e01ef])")  # how a person writes their own name
_MISSING = 0  # the glyph that every font shows for what it lacks
_DOTTED_CIRCLE = "\N{DOTTED CIRCLE}"
_UNTOLD = frozenset({"Cc", "Cf", "Cn", "Co", "Cs"})  # no glyph would say what was meant
_MARKS = frozenset({"Mn", "Me", "Mc"})
_JOINERS = "\u200c\u200d"
_ASCII = frozenset(map(chr, range(0x20, 0x7F))) | {"\n"}


@dataclass(frozen=True)
class Unprintable:
    """The first thing in a text that no font can set.

    Attributes:
        cluster: What a reader takes for one character.
        position: Which character of the text it is, counted from 1.
    """

    cluster: str
    position: int

    @property
    def words(self) -> str:
        """What goes after "In …, ": which character, what it is, and its number in Unicode."""
        codes = " ".join(f"U+{ord(char):04X}" for char in self.cluster)
        if _is_lone_mark(self.cluster):
            return f"character {self.position} is a mark without a letter to stand on ({codes})"
        shown = f"“{self.cluster}” ({codes})" if self.cluster.isprintable() else codes
        return f"character {self.position} cannot be printed: {shown}"


def first_unprintable(text: str) -> Unprintable | None:
    """The first cluster of a text that cannot be set; `None` where all can."""
    return next(_unprintable(text), None)


def _unprintable(text: str) -> Iterator[Unprintable]:
    for position, found in enumerate(_CLUSTER.finditer(text), start=1):
        cluster = found[0]
        if cluster not in _ASCII and not _can_set(cluster):
            yield Unprintable(cluster, position)


@cache
def _can_set(cluster: str) -> bool:
    if _is_lone_mark(cluster) or _DOTTED_CIRCLE in cluster:
        return False
    if cluster == "\N{REPLACEMENT CHARACTER}":  # something was lost before it came here
        return False
    if _HEAPED_MARKS.search(cluster) or any(map(_says_nothing, cluster)):
        return False
    return any(_has_shape(face, cluster) for face in FACES)


def _is_lone_mark(cluster: str) -> bool:
    return unicodedata.category(cluster.lstrip()[:1] or " ") in _MARKS


def _says_nothing(char: str) -> bool:
    return unicodedata.category(char) in _UNTOLD and char not in _JOINERS


def _has_shape(face: Face, cluster: str) -> bool:
    font, circle = _font(face)
    buffer = uharfbuzz.Buffer()
    buffer.add_str(cluster)
    buffer.guess_segment_properties()
    uharfbuzz.shape(font, buffer)
    glyphs = [info.codepoint for info in buffer.glyph_infos]
    variants = _VARIANT.findall(cluster)
    return (
        bool(glyphs)
        and _MISSING not in glyphs
        and circle not in glyphs
        and all(font.get_variation_glyph(ord(char), ord(which)) for char, which in variants)
    )


@cache
def _font(face: Face) -> tuple[uharfbuzz.Font, int | None]:
    blob = uharfbuzz.Blob.from_file_path(str(face.file))
    font = uharfbuzz.Font(uharfbuzz.Face(blob, face.index))
    return font, font.get_nominal_glyph(ord(_DOTTED_CIRCLE))
