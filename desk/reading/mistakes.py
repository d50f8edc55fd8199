"""Fills a form in and tells each mistake in the words of the form, with its line."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import NamedTuple, TypeAlias, TypeVar, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from desk.reading.values import Place
from schemas.complaints import complaint
from schemas.sentences import Sentence
from schemas.visible import echoed, unwritable

M = TypeVar("M", bound=BaseModel)
Where: TypeAlias = tuple[int | str, ...]
"""The names and numbers by which one comes to a value from the whole."""

_TOLD_AT_ONCE = 4  # mistakes; more would hide the first
_NEAR = 0.75  # how like a name (0 to 1) a typing error still is
_FEW = 12  # names that are still read when none of them is near
_NONE_OF_THEM = frozenset({"string_pattern_mismatch", "enum"})


class Mistake(NamedTuple):
    """One thing that is not filled in as it should be.

    Attributes:
        path: Where.
        why: What is wrong there, to follow the name of the place, e.g. `is missing`.
        sentence: Both together, without a full stop, e.g. `people 2, email is missing (line 3)`.
    """

    path: Where
    why: str
    sentence: str


class Mistakes(Sentence):
    """What is not filled in as it should be: `email is missing (line 3); …`, with no full stop.

    Attributes:
        each: Every mistake, also those beyond the few that the sentence tells.
    """

    def __init__(self, each: Sequence[Mistake]) -> None:
        """Tell the first few."""
        super().__init__(_joined([mistake.sentence for mistake in each]))
        self.each = tuple(each)


@dataclass(frozen=True)
class Terms:
    """What a kind of text calls things.

    Attributes:
        whole: The text as a whole.
        source: What a sentence calls the text; a mistake in another one names that.
        meanings: What a value that does not fit its pattern is not, by the name of its field.
        choices: What a value may be where the text takes a list of words, by the name of its field.
        entry: What the entry of a list is called, by the list's name and the entry's value; `None`
            for its number.
        unsaid: Names that are left out where a place is told.
        beneath: The form that a field holds, by the field's name and the fields beside it, where
            the model leaves that open.
        also: Names of fields of the text as a whole that are read before it is filled in.
    """

    whole: str = "the form"
    source: str = ""
    meanings: Mapping[str, str] = field(default_factory=dict)
    choices: Mapping[str, Collection[str]] = field(default_factory=dict)
    entry: Callable[[str, object], str | None] = lambda _name, _value: None
    unsaid: Collection[str] = ()
    beneath: Callable[[str, object], type[BaseModel] | None] = lambda _name, _beside: None
    also: Collection[str] = ()


def checked(
    kind: type[M],
    values: object,
    terms: Terms,
    contradictions: Callable[[M], Iterable[tuple[Where, str]]] = lambda _filled_in: (),
) -> M:
    """A form, filled in.

    A misspelt name must not count as a value left out: `conflict:` is not "no conflicts".

    Args:
        kind: The form.
        values: What is filled in; as `yaml_value` gives it, so that lines can be told.
        terms: What things are called.
        contradictions: What cannot be together in a form whose values are each right: the place of
            each, and what is wrong there, to follow its name.

    Raises:
        Mistakes: Something is missing, too much, or not what it should be.
    """
    report = _Report(kind, values, terms)
    if told := [report.mistake(path, why) for path, why in _unwritable(values, ())]:
        raise Mistakes(told)
    try:
        filled_in = kind.model_validate(values, extra="forbid")
    except ValidationError as error:
        raise Mistakes(report.mistakes(error)) from None
    if told := [report.mistake(path, why) for path, why in contradictions(filled_in)]:
        raise Mistakes(told)
    return filled_in


def _joined(mistakes: Sequence[str]) -> str:
    told = "; ".join(mistakes[:_TOLD_AT_ONCE])
    left = len(mistakes) - _TOLD_AT_ONCE
    return f"{told}; and {left} more" if left > 0 else told


def _unwritable(values: object, path: Where) -> Iterator[tuple[Where, str]]:
    """Where there is a character that no form may hold."""
    if isinstance(values, str):
        if found := unwritable(values):
            yield path, f"has a character that cannot be kept or printed, {found}"
    elif isinstance(values, Mapping):
        for name, value in values.items():
            yield from _unwritable(value, (*path, name))
    elif isinstance(values, list | tuple):
        for number, value in enumerate(values):
            yield from _unwritable(value, (*path, number))


class _Report:
    """Tells what is wrong with some values."""

    def __init__(self, kind: type[BaseModel], values: object, terms: Terms) -> None:
        self._kind = kind
        self._values = values
        self._terms = terms

    def mistakes(self, error: ValidationError) -> list[Mistake]:
        """One for each field that something is wrong with, in the order of the form."""
        found: dict[Where, list[ErrorDetails]] = {}
        for detail in error.errors(include_url=False):
            found.setdefault(self._in_the_form(detail), []).append(detail)
        return [
            self.mistake(path, self._why(path, details))
            for path, details in found.items()
            if not _echo(path, details, found)
        ]

    def mistake(self, path: Where, why: str) -> Mistake:
        place = self._place(path)
        told = f"{self._field(path)} {why}"
        if place is not None:
            other = "" if place.source == self._terms.source else f" of {place.source}"
            told = f"{told} (line {place.line}{other})"
        return Mistake(path, why, told)

    def _why(self, path: Where, details: Sequence[ErrorDetails]) -> str:
        if details[0]["type"] == "extra_forbidden":
            return self._unknown(path)
        names = [part for part in reversed(path) if isinstance(part, str)]
        known = self._terms.choices.get(names[0]) if names else None
        if known and details[0]["type"] in _NONE_OF_THEM:
            given = echoed(details[0]["input"])
            return f"is “{given}”, which is none of those there are{_meant(given, known)}"
        meanings = (self._terms.meanings.get(name) for name in names)
        return complaint(details, next((meaning for meaning in meanings if meaning), None))

    def _unknown(self, path: Where) -> str:
        where = "here" if path[1:] else f"of {self._terms.whole}"
        return f"is not a field {where}{_meant(str(path[-1]), self._known(path))}"

    def _in_the_form(self, detail: ErrorDetails) -> Where:
        """A place without what only the model knows, such as which member of a union was tried."""
        path: list[int | str] = []
        value: object = self._values
        for number, part in enumerate(detail["loc"], start=1):
            last = number == len(detail["loc"])
            if isinstance(value, Mapping):
                if part not in value and not (last and detail["type"] == "missing"):
                    continue
                value = value.get(part)
            elif isinstance(value, list | tuple) and isinstance(part, int):
                value = value[part] if part < len(value) else None
            else:
                continue
            path.append(part)
        return tuple(path)

    def _field(self, path: Where) -> str:
        """A place as people count: `inspectors 2, email`."""
        words: list[str] = []
        value: object = self._values
        for part in path:
            value = _inner(value, part)
            if isinstance(part, str):
                if part not in self._terms.unsaid:
                    words.append(echoed(part))
            elif words:
                own = self._terms.entry(words[-1], value)
                words[-1] = own or f"{words[-1]} {part + 1}"
        return ", ".join(words) or self._terms.whole

    def _place(self, path: Where) -> Place | None:
        """The nearest place that is known: of the value, of its name, or of what it stands in."""
        value: object = self._values
        nearest: Place | None = None
        for part in path:
            if isinstance(value, Mapping) and (part in value or part != path[0]):
                names = [name for name in value if name == part] or list(value)[:1]
                nearest = next((_place_of(name) for name in names), None) or nearest
            value = _inner(value, part)
            nearest = _place_of(value) or nearest
        return nearest

    def _known(self, path: Where) -> set[str]:
        """The names of the fields that there are where one is unknown."""
        models: list[type[BaseModel]] = [self._kind]
        value: object = self._values
        for part in path[:-1]:
            if isinstance(part, str):
                own = self._terms.beneath(part, value)
                models = [own] if own else [m for model in models for m in _inside(model, part)]
            value = _inner(value, part)
        own_names = {
            known.alias or name for model in models for name, known in model.model_fields.items()
        }
        return own_names if path[1:] else own_names | set(self._terms.also)


def _echo(path: Where, details: Sequence[ErrorDetails], found: Mapping[Where, object]) -> bool:
    """Whether a mistake only repeats another: a list of broken entries is also too short."""
    if details[0]["type"] != "too_short":
        return False
    return any(other != path and other[: len(path)] == path for other in found)


def _meant(given: str, known: Collection[str]) -> str:
    """Which known name may have been meant, or which there are."""
    for near in get_close_matches(given.casefold(), sorted(known), n=1, cutoff=_NEAR):
        return f"; did you mean {near}?"
    return f"; known are {', '.join(sorted(known))}" if 0 < len(known) <= _FEW else ""


def _inner(value: object, part: int | str) -> object:
    if isinstance(value, Mapping):
        return value.get(part)
    if isinstance(value, list | tuple) and isinstance(part, int) and part < len(value):
        return value[part]
    return None


def _place_of(value: object) -> Place | None:
    place = getattr(value, "place", None)
    return place if isinstance(place, Place) else None


def _inside(model: type[BaseModel], name: str) -> Iterator[type[BaseModel]]:
    """The models that a field of a model holds, by its name or its alias."""
    for own, known in model.model_fields.items():
        if name == (known.alias or own):
            yield from _models_in(known.annotation)


def _models_in(annotation: object) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in get_args(annotation):
        yield from _models_in(argument)
