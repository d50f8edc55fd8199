"""A wording as it is used: a subject, and the words between the frame of every letter."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from jinja2 import Template, TemplateError

from activities.wordings.language import environment
from schemas.values import LetterKind

STANDARD: Final = Path(__file__).parents[1] / "letters" / "templates"
"""Where the standard wordings are, a file for each kind of letter."""

_SUBJECT: Final = "Subject:"


class UnusableWording(Exception):
    """A wording cannot be used; the sentence quotes nothing of it."""


@dataclass(frozen=True)
class Parts:
    """The parts of a wording as it is written.

    Attributes:
        subject: What stands behind `Subject:`, up to the first empty line.
        body: What comes after.
        body_after: How many lines stand before the body.
    """

    subject: str
    body: str
    body_after: int


def parts_of(text: str) -> Parts | None:
    """The parts of a wording; `None` where it does not begin with its subject."""
    lines = text.splitlines()
    if not lines or not lines[0].startswith(_SUBJECT):
        return None
    end = next((number for number, line in enumerate(lines) if not line.strip()), len(lines))
    first = lines[0].removeprefix(_SUBJECT).lstrip()
    body = "\n".join(lines[end + 1 :])
    return Parts("\n".join([first, *lines[1:end]]), body, min(end + 1, len(lines)))


@dataclass(frozen=True)
class Wording:
    """A wording that is ready to be rendered."""

    _subject: Template
    _body: Template

    # `Any`: what templates are given.
    def render(self, variables: Mapping[str, Any]) -> tuple[str, str]:
        """The subject, on one line, and the words.

        Raises:
            jinja2.UndefinedError: Something is missing that it says.
        """
        subject = " ".join(self._subject.render(variables).split())
        return subject, self._body.render(variables)


@lru_cache(maxsize=256)
def wording_of(text: str) -> Wording:
    """A wording, from its text.

    Raises:
        UnusableWording: It is none.
    """
    parts = parts_of(text)
    if parts is None:
        raise UnusableWording("A wording does not begin with its subject.")
    try:
        return Wording(
            environment().from_string(parts.subject), environment().from_string(parts.body)
        )
    except (TemplateError, SyntaxError, RecursionError, ValueError, MemoryError):
        raise UnusableWording("A wording cannot be read.") from None


@lru_cache(maxsize=len(LetterKind))
def standard_text(kind: LetterKind) -> str:
    """The standard wording of a kind of letter, as it is written."""
    return (STANDARD / f"{kind.value}.txt").read_text("utf-8")
