"""Fills in forms from a YAML file or a command's options; each mistake becomes a sentence."""

from collections.abc import Mapping
from pathlib import Path
from shlex import quote
from typing import TypeVar

import typer

from console.terminal.questions import FILE_FORMS, choices_of
from console.terminal.streams import somebody_is_there
from desk.reading import (
    MEANINGS,
    STANDARD_INPUT,
    Mistakes,
    Terms,
    checked,
    named,
)
from schemas.forms.form import Form
from schemas.forms.letters import ContactsForm
from schemas.personal import Person
from schemas.sentences import Sentence

F = TypeVar("F", bound=Form)

_OPTIONS = "The options"


class BrokenForm(Sentence):
    """A form that is not filled in as it should be; the sentence names the fields."""


def from_file(kind: type[F], file: Path) -> F:
    """A form from a YAML file; `-` is standard input.

    Args:
        kind: The form.
        file: Where it is.

    Raises:
        BrokenForm: It cannot be read, or is not filled in as it should be.
    """
    from desk.reading.files import NoFields, fields_in  # most commands are given no file

    try:
        values = fields_in(file, "a form")
    except NoFields as error:
        raise BrokenForm(f"{error}{_how_to_have_one(kind, file)}") from None
    return _checked(kind, values, named(file))


def from_file_or_person(kind: type[F], name: str, visit: str, file: Path | None, folder: Path) -> F:
    """A form from a file, or from a person who is asked for it.

    Args:
        kind: The form.
        name: Of the form, and of its command.
        visit: Which visit it is about.
        file: Where it is, if it was given.
        folder: Where answers are kept.

    Raises:
        BrokenForm: It cannot be read, or is not filled in as it should be.
    """
    from console.terminal.asking import ask_form

    if file is not None:
        return from_file(kind, file)
    if not somebody_is_there():
        raise typer.BadParameter(
            f"give the form with --file; `visits forms {name} --for {visit}` writes one out with "
            "what is known."
        )
    return ask_form(name, kind, visit, folder)


def from_values(kind: type[F], values: Mapping[str, object], source: str) -> F:
    """A form from its fields.

    Raises:
        BrokenForm: One of them will not do.
    """
    return _checked(kind, values, source)


def from_options(kind: type[F], values: Mapping[str, object]) -> F:
    """A form from a command's options; those not given are left out.

    Raises:
        BrokenForm: One of them will not do.
    """
    given = {name: value for name, value in values.items() if value is not None}
    return _checked(kind, given, _OPTIONS)


def _how_to_have_one(kind: type[Form], file: Path) -> str:
    """A sentence that says how a form is written out, where the file of one is not there."""
    names = [name for name, form in FILE_FORMS.items() if form is kind]
    if not names or file == STANDARD_INPUT or file.exists():
        return ""
    return f" `visits forms {names[0]} --out {quote(named(file))}` writes one to be filled in."


def _checked(kind: type[F], values: Mapping[str, object], source: str) -> F:
    # A person's role has more values than this form takes.
    choices = {"role": choices_of(Person, "role")} if issubclass(kind, ContactsForm) else {}
    try:
        return checked(kind, values, Terms(source=source, meanings=MEANINGS, choices=choices))
    except Mistakes as mistakes:
        raise BrokenForm(f"{source} cannot be used: {mistakes}.") from None
