"""Tells whoever counts that a decision was refused; by what its form is called, and why."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from activities.happenings import DecisionRefused, Place, tell
from rules.refusals import Refused
from schemas.forms.form import FORMS, Form

OPENING = "open"
"""What opening a visit is called, which is no form that is filled in."""


@contextmanager
def refusals_counted(form: type[Form] | None = None) -> Iterator[None]:
    """Tell of a refusal that leaves the block.

    Args:
        form: Of the decision; an opening's if not given.
    """
    try:
        yield
    except Refused as refused:
        kind = OPENING if form is None else _names().get(form, "unknown")
        tell(DecisionRefused(kind, refused.code.value, Place.DOOR))
        raise


@cache
def _names() -> dict[type[Form], str]:
    return {form: name for name, form in FORMS.items()}
