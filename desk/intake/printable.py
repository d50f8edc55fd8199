"""Words are taken only if they can be printed: asked of the fonts before anything is kept."""

from collections.abc import Iterator

from pydantic import BaseModel

from activities.fonts import find_unprintable
from rules.refusals import RefusalCode, Refused
from schemas.forms.form import Form

_NOT_ASKED_HERE = frozenset({"reason", "wording"})
"""No letter and no document repeats a reason: its words may be any. Of a wording it is asked line
by line, with all else that is asked of one."""


def require_printable(form: Form) -> None:
    """Refuse a form with words that no font sets, so that no letter waits for them later.

    Raises:
        Refused: The sentence shows the character and where it is: the field, and which of the
            field's characters.
    """
    for place, text in _texts(form, ""):
        found = find_unprintable(text)
        if found is not None:
            raise Refused(
                RefusalCode.WORDS,
                f"In {place}, {found.words}. "
                "Write it otherwise or leave it out; nothing has been recorded.",
            )


def _texts(value: object, place: str) -> Iterator[tuple[str, str]]:
    """Each text of a form with its place in words, such as `section 2, paragraph 3`."""
    if isinstance(value, str):
        yield place, value
    elif isinstance(value, BaseModel):
        for name in type(value).model_fields:
            if name not in _NOT_ASKED_HERE:
                words = name.replace("_", " ")
                yield from _texts(getattr(value, name), f"{place}, {words}" if place else words)
    elif isinstance(value, tuple):
        for number, item in enumerate(value, start=1):
            yield from _texts(item, f"{_singular(place)} {number}")


def _singular(place: str) -> str:
    """One of several: `sections` are counted as `section 1`, `people` as `person 1`."""
    *before, last = place.rpartition(", ")
    one = {"people": "person", "cases": "case"}.get(last, last.removesuffix("s"))
    return "".join(before) + one
