"""What is wrong with a form as it was typed, at the place where it is and in a summary above."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from desk.reading import Mistake
from pages.deciding.fields import Field, Kind
from pages.deciding.typed import DATE, Typed, date_fault, filled_rows, join, row_numbers
from pages.sentences import in_pages
from schemas.field_words import SHARED


@dataclass(frozen=True)
class Wrong:
    """One thing wrong with a form, for the summary above it.

    Attributes:
        text: What.
        href: Where, as a link within the page.
    """

    text: str
    href: str


FILE: Final = "_file"
"""The address of the file from which a form is filled in."""

_FORM: Final = "form"
"""The address of the form as a whole."""


class Errors:
    """What is wrong with a form, by the address of each field.

    Args:
        fields: Of the form.
        typed: What was typed.
        mistakes: What is wrong with the values.
    """

    def __init__(self, fields: Sequence[Field], typed: Typed, mistakes: Sequence[Mistake]) -> None:
        self._words: dict[str, str] = {}
        self._first: dict[str, str] = {}
        self._parts: dict[str, tuple[str, ...]] = {}
        for mistake in mistakes:
            self._enter(fields, typed, mistake)

    @classmethod
    def of_file(cls, words: str) -> "Errors":
        """That a file cannot be used."""
        return cls._of(FILE, words)

    @classmethod
    def of_form(cls, words: str) -> "Errors":
        """That a form as a whole leads to nothing."""
        return cls._of(_FORM, words)

    @classmethod
    def of_field(cls, fields: Sequence[Field], at: str, words: str) -> "Errors":
        """That something is wrong with one field, which only the rules know.

        Args:
            fields: Of the form.
            at: Its address.
            words: What, as a sentence.
        """
        a_date = any(one.name == at and one.kind is Kind.DATE for one in fields)
        return cls._of(at, words, DATE if a_date else ())

    @classmethod
    def _of(cls, at: str, words: str, parts: tuple[str, ...] = ()) -> "Errors":
        made = cls((), {}, ())
        made._words[at], made._parts[at] = words, parts
        made._first[at] = join(at, *parts[:1])
        return made

    def _enter(self, fields: Sequence[Field], typed: Typed, mistake: Mistake) -> None:
        at, found, inside, row = "", None, tuple(fields), ""
        for part in mistake.path:
            if isinstance(part, int):
                if found is None or found.kind is not Kind.ROWS:
                    break  # one of several texts, which are one field
                # Rows in which nothing was typed are no values, and are counted with none.
                numbers = [number for number, _ in filled_rows(found, typed, at)]
                number = numbers[part] if part < len(numbers) else part
                row = _of_row(found, typed, at, number)
                at = join(at, number)
                continue
            if found is not None and found.kind is Kind.PAIRS:
                at, inside = _pair(typed, at, part), (found.parts[1],)
                # What is wrong with the name itself stands there, too, and tells the name.
                own = mistake.path[-1] is part and f"“{part}”" in mistake.why
                found = found.parts[0 if own else 1]
                if own and not part:
                    mistake = mistake._replace(why="is missing")
                at = join(at, found.name)
                inside = found.parts
                continue
            known = next((one for one in inside if one.name == part), None)
            if known is None:
                break
            at, found, inside = join(at, part), known, known.parts
        if found is None:
            at, words = _FORM, f"{mistake.sentence[:1].upper()}{mistake.sentence[1:]}"
        elif found.kind is Kind.DATE:
            words, parts = _of_date(found, typed, at, mistake.why)
            self._parts.setdefault(at, parts)
        else:
            words = _words(found, mistake.why)
        self._words.setdefault(at, f"{row}: {_inside(words)}" if row else words)
        self._first.setdefault(at, join(at, self._parts[at][0]) if at in self._parts else at)

    def at(self, address: str) -> str:
        """What is wrong at an address; empty where nothing is."""
        return self._words.get(address, "")

    def parts_at(self, address: str) -> tuple[str, ...]:
        """With which parts of a date something is wrong."""
        return self._parts.get(address, ())

    def summary(self) -> list[Wrong]:
        """Everything, in the order in which it was found."""
        return [Wrong(text, f"#{id_of(self._first[at])}") for at, text in self._words.items()]


def _pair(typed: Typed, at: str, key: str) -> str:
    numbers = row_numbers(typed, at)
    named = (n for n in numbers if key in typed.get(join(at, n, "key"), []))
    return join(at, next(named, next(iter(numbers), 0)))


def _of_row(rows: Field, typed: Typed, at: str, number: int) -> str:
    """Which of several rows it is, as the page calls it; nothing of an only one."""
    every = row_numbers(typed, at)
    several = len(every) > 1 and number in every
    return f"{rows.label} {every.index(number) + 1}" if several else ""


def _inside(words: str) -> str:
    """Words that follow others in one sentence."""
    return f"{words[:1].lower()}{words[1:]}" if words[1:2].islower() else words


_IN_WORDS: Final = SHARED["text"].label
_AS_THEY_ARE: Final = ("the ", "your ", "what ", "who ", "whom ", "where ", "how ", "it ")
"""With what words begin that need no article before them."""

_TOO_LONG: Final = re.compile(r"is longer than ([0-9]+) characters")
_NOTHING: Final = frozenset({"is missing", "is empty"})


def _of_date(known: Field, typed: Typed, at: str, why: str) -> tuple[str, tuple[str, ...]]:
    """A mistake in a date, and the parts in which it is."""
    if "is not a date" not in why:
        return _words(known, why), DATE
    fault = date_fault(typed, at)
    return f"{known.label.removesuffix('?')} {fault.why}", fault.parts


def _words(known: Field, why: str) -> str:
    """A mistake as GOV.UK says one: what to do, or what is wrong with what there is."""
    asked = known.label
    if (long := _TOO_LONG.fullmatch(why)) is not None:
        what = f"Your answer to '{asked}'" if asked.endswith("?") else asked
        return f"{what} must have {int(long[1]):,} characters or fewer"
    if known.kind is Kind.TIME and "is not a time of day" in why:
        return f"{asked.removesuffix('?')} must be a time, such as 9:30am or 14:30"
    if why in _NOTHING:
        verb = "Select" if known.kind in _CHOSEN else "Enter"
        if known.kind in {Kind.ROWS, Kind.PAIRS}:
            return f"Add at least one: {asked.lower()}"
        if asked.endswith("?"):
            return f"{'Select an' if verb == 'Select' else 'Enter the'} answer to '{asked}'"
        words = "it in words" if asked == _IN_WORDS else f"{asked[:1].lower()}{asked[1:]}"
        return f"{verb} {words if words.startswith(_AS_THEY_ARE) else f'the {words}'}"
    return f"{asked.removesuffix('?')}: what is there {in_pages(why)}"


_CHOSEN: Final = frozenset({Kind.CHOICE, Kind.SEVERAL, Kind.YES_NO, Kind.TICK})


def id_of(address: str) -> str:
    """The id of a field in the page."""
    return address.replace(".", "-")
