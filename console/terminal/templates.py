"""A form as a file to fill in: what is known stands in it, and comments say what the rest is."""

from collections.abc import Iterator, Mapping
from textwrap import wrap
from typing import Any

import yaml
from pydantic import BaseModel

from console.terminal.fields import is_needed, shape_of
from console.terminal.questions import QUESTIONS, choices_of, question
from schemas.forms.form import Form

_WIDTH = 96
_BLANK = ""


def template(name: str, kind: type[Form], known: Mapping[str, Any], visit: str | None) -> str:
    """The file of a form, which its command takes once it is filled in.

    Args:
        name: Of the form, and of its command.
        kind: The form.
        known: What is known already.
        visit: Which visit it is about, where that is known.
    """
    about = (kind.__doc__ or "").split("\n", 1)[0]
    then = f"Fill in what is empty, then: {taken_by(name, visit, 'FILE')}"
    head = [about, *wrap(then, _WIDTH, subsequent_indent="    "), "", *_explained(kind, "")]
    body = {**_blank(kind), **known}
    for field, value in body.items():
        entry = shape_of(kind, field).entry
        if entry is not None and not value:
            body[field] = [_blank(entry)]
    comments = "".join(f"# {line}".rstrip() + "\n" for line in head)
    filled = yaml.safe_dump(body, sort_keys=False, allow_unicode=True, width=_WIDTH)
    return f"{comments}\n{filled}"


def taken_by(name: str, visit: str | None, file: str) -> str:
    """The command that takes a form's file; both, where a visit can be opened with it too.

    Args:
        name: Of the form, and of its command.
        visit: Which visit it is about, where that is known.
        file: The file's name.
    """
    command = f"visits {name} {visit or 'VISIT'} --file {file}"
    if visit is None and name == "contacts":
        return f"visits open AREA --day-one DATE --contacts {file}; once it is open, {command}"
    return command


def _explained(model: type[BaseModel], indent: str) -> Iterator[str]:
    for field in QUESTIONS[model]:
        shape = shape_of(model, field)
        may_be = choices_of(model, field)
        choices = f" One of: {', '.join(may_be)}." if may_be else ""
        left_out = "" if is_needed(model, field) else " (may be left out)"
        text = f"{field}: {question(model, field)}{choices}{left_out}"
        yield from wrap(text, _WIDTH, initial_indent=indent, subsequent_indent=f"{indent}    ")
        if shape.entry is not None:
            yield from _explained(shape.entry, f"{indent}  ")


def _blank(model: type[BaseModel]) -> dict[str, Any]:
    """What a form cannot do without, empty."""
    needed = [field for field in QUESTIONS[model] if is_needed(model, field)]
    return {
        field: [_BLANK] if (shape := shape_of(model, field)).several and not shape.entry else _BLANK
        for field in needed
    }
