"""What is shown of a form: components of GOV.UK Frontend with what each is given.

All that people typed is given as text, never as HTML, so that it is shown as it was typed.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final, TypeAlias

from pages.deciding.errors import Errors, id_of
from pages.deciding.fields import Choice, Field, Kind
from pages.deciding.typed import Typed, join, row_numbers

Params: TypeAlias = dict[str, Any]

_FEW: Final = 7  # choices that can be taken in at a glance
_ANEW_IN_EACH_ROW: Final = frozenset({"CommentForm.section"})
"""A row for each of the choices: at a glance, they would fill the page that many times."""
_WIDTHS: Final = {Kind.NUMBER: "govuk-input--width-4", Kind.TIME: "govuk-input--width-5"}
_DATE: Final = (("day", "Day", 2), ("month", "Month", 2), ("year", "Year", 4))
_AREAS: Final = {Kind.LONG_TEXT: 5, Kind.LINES: 4, Kind.PARAGRAPHS: 10}


@dataclass(frozen=True)
class Shown:
    """One piece of a form as it is shown.

    Attributes:
        component: Which: the name of a macro, or `group` or `rows`.
        params: What the macro is given.
        legend: Of a group or of rows.
        hint: Likewise.
        id: Of a group or of rows, to lead to it.
        error: What is wrong with a group or with rows as a whole.
        parts: What is in a group, or each of the rows.
        at: The address of what can be added to, or taken away.
        add: What a further row is called.
    """

    component: str
    params: Params = field(default_factory=dict)
    legend: str = ""
    hint: str = ""
    id: str = ""
    error: str = ""
    parts: tuple["Shown", ...] = ()
    at: str = ""
    add: str = ""


def shown_of(
    fields: Sequence[Field], typed: Typed, errors: Errors, at: str = ""
) -> tuple[Shown, ...]:
    """What is shown of fields, filled in with what was typed.

    Args:
        fields: Of a form.
        typed: What was typed before, or is known.
        errors: What is wrong with it.
        at: The address of what the fields belong to.
    """
    return tuple(_shown(known, typed, errors, join(at, known.name)) for known in fields)


def _shown(known: Field, typed: Typed, errors: Errors, at: str) -> Shown:
    match known.kind:
        case Kind.GROUP:
            inner = shown_of(known.parts, typed, errors, at)
            return Shown("group", legend=known.label, hint=known.hint, id=id_of(at), parts=inner)
        case Kind.ROWS | Kind.PAIRS:
            return _rows(known, typed, errors, at)
        case Kind.DATE:
            return Shown("date_input", _date(known, typed, errors, at))
        case Kind.LONG_TEXT | Kind.LINES | Kind.PARAGRAPHS:
            text = {"rows": _AREAS[known.kind], "value": _first(typed, at)}
            return Shown("textarea", _labelled(known, errors, at) | text)
        case Kind.CHOICE if len(known.choices) > _FEW or known.place in _ANEW_IN_EACH_ROW:
            return Shown(
                "select", _labelled(known, errors, at) | {"items": _options(known, typed, at)}
            )
        case Kind.CHOICE | Kind.YES_NO:
            return Shown("radios", _radios(known, typed, errors, at))
        case Kind.SEVERAL:
            return Shown("checkboxes", _checkboxes(known, typed, errors, at))
        case Kind.TICK:
            return Shown("checkboxes", _tick(known, typed, errors, at))
        case _:
            return Shown("input", _input(known, typed, errors, at))


def _rows(known: Field, typed: Typed, errors: Errors, at: str) -> Shown:
    numbers = row_numbers(typed, at) or ([0] if known.needed else [])
    rows = tuple(
        Shown(
            "group",
            legend=f"{known.label} {place}",
            id=id_of(join(at, number)),
            parts=shown_of(
                known.parts if place == 1 else _hinted_once(known.parts),
                typed,
                errors,
                join(at, number),
            ),
            at=join(at, number),
        )
        for place, number in enumerate(numbers, start=1)
    )
    return Shown(
        "rows",
        legend=known.label,
        hint=known.hint,
        id=id_of(at),
        error=errors.at(at),
        parts=rows,
        at=at,
        add=f"{known.label[:1].lower()}{known.label[1:]}",
    )


_SHORT: Final = 60  # characters of a hint, such as an example, that helps in every row


def _hinted_once(parts: tuple[Field, ...]) -> tuple[Field, ...]:
    """The fields of a further row: what was explained in the first is not explained again."""
    return tuple(replace(part, hint="") if len(part.hint) > _SHORT else part for part in parts)


def _first(typed: Typed, at: str) -> str:
    return next(iter(typed.get(at, [])), "")


def _asked(known: Field, error: str = "") -> str:
    """A question, with a word where it need not be answered; ticks need none."""
    # What is found missing is needed here, though not in every decision.
    plain = known.needed or known.kind in {Kind.TICK, Kind.SEVERAL} or error
    return known.label if plain else f"{known.label} (optional)"


def _labelled(known: Field, errors: Errors, at: str) -> Params:
    params: Params = {
        "id": id_of(at),
        "name": at,
        "label": {"text": _asked(known, errors.at(at)), "classes": "govuk-label--s"},
    }
    return params | _hinted(known, errors, at)


def _hinted(known: Field, errors: Errors, at: str) -> Params:
    params: Params = {}
    if known.hint:
        params["hint"] = {"text": known.hint}
    if error := errors.at(at):
        params["errorMessage"] = {"text": error}
    return params


def _input(known: Field, typed: Typed, errors: Errors, at: str) -> Params:
    params = _labelled(known, errors, at) | {"value": _first(typed, at)}
    if width := _WIDTHS.get(known.kind):
        params["classes"] = width
    if known.kind is Kind.NUMBER:
        params["inputmode"] = "numeric"
    if known.name == "email":
        params |= {"type": "email", "spellcheck": False}
    return params


def _fieldset(known: Field) -> Params:
    return {"legend": {"text": _asked(known), "classes": "govuk-fieldset__legend--s"}}


_FOR_EXAMPLE: Final = "For example, 27 3 2027"


def _date(known: Field, typed: Typed, errors: Errors, at: str) -> Params:
    wrong = errors.parts_at(at)
    known = known if known.hint else replace(known, hint=_FOR_EXAMPLE)
    items = [
        {
            "id": id_of(join(at, part)),
            "name": join(at, part),
            "label": words,
            "classes": f"govuk-input--width-{width}"
            + (" govuk-input--error" if part in wrong else ""),
            "value": _first(typed, join(at, part)),
        }
        for part, words, width in _DATE
    ]
    return {"id": id_of(at), "fieldset": _fieldset(known), "items": items} | _hinted(
        known, errors, at
    )


def _options(known: Field, typed: Typed, at: str) -> list[Params]:
    chosen = _first(typed, at)
    return [
        {"value": "", "text": "Choose one"},
        *(
            {"value": one.value, "text": one.words, "selected": one.value == chosen}
            for one in known.choices
        ),
    ]


_YES_NO: Final = (Choice("yes", "Yes"), Choice("no", "No"))


def _radios(known: Field, typed: Typed, errors: Errors, at: str) -> Params:
    chosen = _first(typed, at)
    choices = known.choices or _YES_NO
    items = [
        {"value": one.value, "text": one.words, "checked": one.value == chosen} for one in choices
    ]
    if not known.needed:
        items.append({"value": "", "text": "Not said", "checked": chosen == ""})
    return _chosen(known, errors, at, items)


def _checkboxes(known: Field, typed: Typed, errors: Errors, at: str) -> Params:
    chosen = typed.get(at, [])
    items = [
        {"value": one.value, "text": one.words, "checked": one.value in chosen}
        for one in known.choices
    ]
    return _chosen(known, errors, at, items)


def _tick(known: Field, typed: Typed, errors: Errors, at: str) -> Params:
    item = {"value": "yes", "text": known.label, "checked": bool(_first(typed, at))}
    return {"idPrefix": id_of(at), "name": at, "items": [item]} | _hinted(known, errors, at)


def _chosen(known: Field, errors: Errors, at: str, items: list[Params]) -> Params:
    return {
        "idPrefix": id_of(at),
        "name": at,
        "fieldset": _fieldset(known),
        "items": items,
    } | _hinted(known, errors, at)
