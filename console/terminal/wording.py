"""How screens say what is not said elsewhere; the words of a visit are those of `rules`."""

NONE = "\u2013"
"""What stands where there is nothing to say: a dash."""


def plain(value: str) -> str:
    """An enumeration's value as words, e.g. `summary note`."""
    return value.replace("_", " ")
