"""What a form is made of, for whoever fills it in: worked out from its declaration alone."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, time
from enum import Enum, StrEnum, auto
from functools import cache
from types import UnionType
from typing import Annotated, Any, Final, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from desk.choosable import Choosable
from pages.dates import dated
from pages.deciding.choices import choice_words
from schemas.field_types import plain_type
from schemas.field_words import words_of
from schemas.forms.form import Form


class Kind(Enum):
    """How a field is filled in."""

    TEXT = auto()
    LONG_TEXT = auto()
    LINES = auto()
    """Several texts, one a line."""
    PARAGRAPHS = auto()
    """Several long texts, with an empty line between them."""
    NUMBER = auto()
    DATE = auto()
    TIME = auto()
    YES_NO = auto()
    TICK = auto()
    """Yes if it is ticked; what is not ticked is no."""
    CHOICE = auto()
    SEVERAL = auto()
    """Any of some choices."""
    GROUP = auto()
    """Fields that belong together."""
    ROWS = auto()
    """Any number of such groups."""
    PAIRS = auto()
    """Likewise, each a name with what goes with it."""


@dataclass(frozen=True)
class Choice:
    """One of the values that a field may have."""

    value: str
    words: str


@dataclass(frozen=True)
class Field:
    """One field of a form.

    Attributes:
        name: In its form.
        kind: How it is filled in.
        label: What is asked.
        hint: What helps to answer.
        needed: Whether the form cannot do without it.
        choices: What it may be, where that is limited.
        parts: Of what a group or a row is made.
        place: The model that has it, and the name: `OverrideForm.inspector`.
    """

    name: str
    kind: Kind
    label: str
    hint: str = ""
    needed: bool = True
    choices: tuple[Choice, ...] = ()
    parts: tuple["Field", ...] = ()
    place: str = ""


_LAST: Final = ("happened_on", "happened_at", "reason")
"""What goes with many decisions is asked after what is the decision's own."""


@cache
def fields_of(form: type[BaseModel]) -> tuple[Field, ...]:
    """The fields of a form, or of what a form is made of, in the order in which they are asked."""
    asked = [name for name in form.model_fields if _asked(form, name)]
    names = [name for name in asked if name not in _LAST]
    names += [name for name in _LAST if name in asked]
    return tuple(_declared(form, name) for name in names)


def _asked(form: type[BaseModel], name: str) -> bool:
    if not issubclass(form, Form):
        return True
    return name not in form.not_asked and (name != "reason" or form.reasoned)


def _declared(form: type[BaseModel], name: str) -> Field:
    known = form.model_fields[name]
    said: Any = known.annotation
    if known.metadata:
        said = Annotated[(said, *known.metadata)]
    needed = known.is_required() or (name == "reason" and _needs_reason(form))
    return _field(form, name, said, needed=needed)


def _needs_reason(form: type[BaseModel]) -> bool:
    return issubclass(form, Form) and form.reason_needed


# `Any`: a type, as annotations have it.
def _field(form: type[BaseModel], name: str, annotation: Any, *, needed: bool) -> Field:  # noqa: ANN401
    words = words_of(form, name, annotation)
    kind, choices, parts = _shape(form, annotation, needed=needed)
    place = f"{form.__name__}.{name}"
    return Field(name, kind, words.label, dated(words.hint), needed, choices, parts, place)


_Shape = tuple[Kind, tuple[Choice, ...], tuple[Field, ...]]


def _shape(form: type[BaseModel], annotation: Any, *, needed: bool) -> _Shape:  # noqa: ANN401 - as above
    if _is_long(annotation):
        return Kind.LONG_TEXT, (), ()
    kind = plain_type(annotation)
    origin = get_origin(kind)
    if origin is tuple:
        return _several(get_args(kind)[0])
    if origin is dict:
        key, value = get_args(kind)
        if known := _choices(plain_type(key)):
            each, _, parts = _shape(form, value, needed=False)
            return (
                Kind.GROUP,
                (),
                tuple(
                    Field(one.value, each, one.words, needed=False, parts=parts) for one in known
                ),
            )
        pair = (
            _field(form, "key", key, needed=True),
            _field(form, "value", value, needed=True),
        )
        return Kind.PAIRS, (), pair
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return Kind.GROUP, (), fields_of(kind)
    if choices := _choices(kind):
        return Kind.CHOICE, choices, ()
    alone = {date: Kind.DATE, time: Kind.TIME, int: Kind.NUMBER, str: Kind.TEXT}
    if kind is bool:
        return (Kind.YES_NO if needed else Kind.TICK), (), ()
    return alone[kind], (), ()


def _several(inner: Any) -> _Shape:  # noqa: ANN401 - as above
    kind = plain_type(inner)
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return Kind.ROWS, (), fields_of(kind)
    if choices := _choices(kind):
        return Kind.SEVERAL, choices, ()
    return (Kind.PARAGRAPHS if _is_long(inner) else Kind.LINES), (), ()


_LONG: Final = 1000  # characters, beyond which one line is too little


def _is_long(kind: Any) -> bool:  # noqa: ANN401 - as above
    """Whether a type is that of longer words."""
    if get_origin(kind) in {Union, UnionType}:
        return any(_is_long(each) for each in get_args(kind))
    if get_origin(kind) is not Annotated or plain_type(kind) is not str:
        return False
    return any((getattr(one, "max_length", 0) or 0) >= _LONG for one in _said(kind))


def _said(kind: Any) -> Iterator[object]:  # noqa: ANN401 - as above
    """All that is said of a type."""
    for one in get_args(kind)[1:]:
        yield one
        if isinstance(one, FieldInfo):
            yield from one.metadata


def defaults_of(form: type[BaseModel]) -> dict[str, Any]:
    """What a form says where nothing is filled in, so that whoever fills it in sees it."""
    made = {
        name: known.get_default(call_default_factory=True, validated_data={})
        for name, known in form.model_fields.items()
        if not known.is_required()
    }
    told = form.model_construct(**made).model_dump(mode="json", include=set(made))
    return {name: value for name, value in told.items() if value not in (None, False, [], {})}


def _choices(kind: Any) -> tuple[Choice, ...]:  # noqa: ANN401 - as above
    if get_origin(kind) in {Union, UnionType}:
        return tuple(choice for each in get_args(kind) for choice in _choices(plain_type(each)))
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return tuple(Choice(member.value, choice_words(member)) for member in kind)
    return ()


def with_known(fields: Sequence[Field], known: Choosable) -> tuple[Field, ...]:
    """The fields with a choice of what is known, where a reference to something is asked for."""
    return tuple(_with_known(field, known) for field in fields)


def _with_known(field: Field, known: Choosable) -> Field:
    if field.parts:
        return replace(field, parts=with_known(field.parts, known))
    there = known.get(field.place)
    if there is None or field.kind not in _REFERRING:
        return field
    choices = tuple(Choice(one.value, dated(one.words)) for one in there)
    hint = "" if field.hint.startswith(_HOW_IT_IS_WRITTEN) else field.hint
    return replace(field, kind=_REFERRING[field.kind], choices=choices, hint=hint)


_HOW_IT_IS_WRITTEN: Final = (
    *("For example ", "Its ", "Their ", "By its number", "The reference ", "References"),
)
"""How hints begin that say how to type what is chosen instead."""


_REFERRING: Final = {
    Kind.TEXT: Kind.CHOICE,
    Kind.NUMBER: Kind.CHOICE,
    Kind.LINES: Kind.SEVERAL,
}


def places_in(fields: Sequence[Field]) -> set[str]:
    """The places of fields, and of whatever they are made of."""
    return {place for field in fields for place in (field.place, *places_in(field.parts))}
