"""The fonts at hand, and what they can set.

One list of fonts is given to Typst, which sets documents in them, and to HarfBuzz, which answers
before that whether it will be able to. Fonts of the machine are never looked at.
"""

from activities.fonts.coverage import Unprintable, find_unprintable
from activities.fonts.faces import FAMILIES, FOLDERS

__all__ = ["FAMILIES", "FOLDERS", "Unprintable", "find_unprintable"]
