"""What somebody has typed and what cannot be taken any more: given back to them, to be copied."""

from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from pages.deciding.fields import Field, Kind

_WORDS: Final = frozenset({Kind.TEXT, Kind.LONG_TEXT, Kind.LINES, Kind.PARAGRAPHS})


class Said(NamedTuple):
    """Words that were typed.

    Attributes:
        asked: What they answer.
        words: As they were typed.
    """

    asked: str
    words: str


def said_in(fields: Sequence[Field], typed: Iterable[tuple[str, object]]) -> list[Said]:
    """The words among what was typed, whether or not they could be taken; what was chosen is none.

    Args:
        fields: Of the form.
        typed: What was sent, by the addresses of the fields.
    """
    found = []
    for address, text in typed:
        asked = _asked(fields, address)
        if asked and isinstance(text, str) and text.strip():
            found.append(Said(asked, text.strip()))
    return found


def _asked(fields: Sequence[Field], address: str) -> str:
    """What is asked at an address, with the number of its row; nothing where no words are."""
    found, row = None, ""
    for part in address.split("."):
        if part.isdecimal():
            row = f" ({int(part[:4]) + 1})"
            continue
        found = next((one for one in fields if one.name == part), None)
        if found is None:
            return ""
        fields = found.parts
    return f"{found.label}{row}" if found is not None and found.kind in _WORDS else ""
