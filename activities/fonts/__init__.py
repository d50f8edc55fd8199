"""The fonts at hand, and what they can set.

One list of fonts is given to Typst, which sets documents in them, and to HarfBuzz, which answers
before that whether it will be able to. Fonts of the machine are never looked at.
"""

from typing import TYPE_CHECKING

from activities.fonts.faces import FAMILIES, FOLDERS

if TYPE_CHECKING:
    from activities.fonts.coverage import Unprintable

__all__ = ["FAMILIES", "FOLDERS", "find_unprintable"]


def find_unprintable(text: str) -> "Unprintable | None":
    """The first cluster of a text that cannot be set; `None` where all can."""
    if text.isascii() and text.isprintable():  # as most text is, for which no font need be asked
        return None
    from activities.fonts.coverage import first_unprintable

    return first_unprintable(text)
