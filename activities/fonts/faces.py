"""Which fonts there are, and in which order they are asked."""

from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

_NOTO = Path(str(files("manimgx_fonts")))
_CHINESE = Path(str(files("manimgx_fonts_cjk")))

FOLDERS = (_NOTO, _CHINESE)
"""Where the fonts are."""


@dataclass(frozen=True)
class Face:
    """One font.

    Attributes:
        family: Its name, as Typst calls it.
        file: Where it is.
        index: Which of the fonts in the file.
    """

    family: str
    file: Path
    index: int = 0


def _noto(name: str) -> Face:
    return Face(f"Noto {name}", _NOTO / f"Noto{name.replace(' ', '')}[wght].ttf")


FACES = (
    _noto("Sans"),  # Latin, Greek, Cyrillic
    _noto("Sans Arabic"),  # Urdu and Farsi, too
    _noto("Sans Hebrew"),
    _noto("Sans Devanagari"),
    _noto("Sans Bengali"),
    _noto("Sans Gurmukhi"),
    _noto("Sans Gujarati"),
    _noto("Sans Tamil"),
    _noto("Sans Telugu"),
    _noto("Sans Kannada"),
    _noto("Sans Malayalam"),
    _noto("Sans Oriya"),
    _noto("Sans Sinhala"),
    _noto("Sans Armenian"),
    _noto("Sans Georgian"),
    _noto("Sans Ethiopic"),
    _noto("Sans Thai"),
    _noto("Sans Lao"),
    _noto("Sans Khmer"),
    _noto("Sans Myanmar"),
    _noto("Sans Symbols"),
    Face("Noto Sans CJK SC", _CHINESE / "NotoSansCJK-VF.otf.ttc", 2),  # Chinese; also ≥ ≤ ✓
    _noto("Emoji"),
)
"""In the order in which a character's font is looked for."""

FAMILIES = tuple(face.family for face in FACES)
"""Their names in that order, as templates are given them."""
