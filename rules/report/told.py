"""Every word that a report would publish, by where it stands.

Found by what the content is made of, not by a list of its fields: what is added to a report later
is among it by itself.
"""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Final

from schemas.base import Model
from schemas.report.content import ReportContent
from schemas.report.words import ReportTitle

_NO_WORDS: Final = frozenset({"record", "academic_year", "digest"})
"""Fields that are a format's name, two years, and hexadecimal digits."""
_NAMES_OF_TABLES: Final = frozenset({"id", "table"})
"""`schemas.report.values.TableName`: of a question they have no word, but digits of a digest."""


def words_of_title(title: ReportTitle) -> dict[str, str]:
    """What a report begins with and how it was done, by where it stands, e.g. `introduction 2`.

    Args:
        title: As a person wrote it.
    """
    return {
        "title": title.title,
        **{f"introduction {n}": text for n, text in enumerate(title.introduction, start=1)},
        **{f"method {n}": text for n, text in enumerate(title.method, start=1)},
    }


def words_told(content: ReportContent) -> dict[str, str]:
    """Each text of a report, e.g. by `surveys 1 title`; the first place of each.

    Args:
        content: What would be published.
    """
    found: dict[str, str] = {}
    for place, text in _words(content, ()):
        found.setdefault(text, place)
    return {place: text for text, place in found.items()}


def _words(value: object, place: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    if isinstance(value, Model):
        for name in type(value).model_fields:
            if name not in _NO_WORDS | _NAMES_OF_TABLES:
                yield from _words(getattr(value, name), (*place, name))
    elif isinstance(value, tuple):
        for number, one in enumerate(value, start=1):
            yield from _words(one, (*place, f"{number}"))
    elif isinstance(value, str) and not isinstance(value, Enum):
        yield " ".join(place), value
    elif not isinstance(value, Enum | Decimal | date | int | None):
        raise TypeError(f"nobody has said what is told by {type(value).__name__}")
