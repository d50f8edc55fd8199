"""Asks a person for a form, one question after the other, and keeps what was answered."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import typer
import yaml
from pydantic import BaseModel, create_model

from console.terminal.fields import is_needed, shape_of
from console.terminal.output import note
from console.terminal.questions import QUESTIONS, choices_of, question
from desk.reading import MEANINGS, Mistakes, Terms, checked
from register.private_files import make_folder, write_file
from schemas.forms.form import Form
from schemas.ids import VisitId

F = TypeVar("F", bound=Form)

Ask = Callable[[str], str]
"""Puts a question and gives the answer; an empty one where nothing was said."""


def ask_form(name: str, kind: type[F], visit: VisitId, folder: Path) -> F:
    """Ask for a form; what was answered so far is kept when it is broken off.

    Args:
        name: Of the form, and of its command.
        kind: The form.
        visit: Which visit it is about.
        folder: Where the answers are kept, in a file that only its owner reads.

    Raises:
        Abort: The person broke off; they are told where their answers are.
    """
    draft = folder / "drafts" / f"{name}-{visit}.yaml"
    answers: dict[str, Any] = {}
    note(f"{(kind.__doc__ or '').splitlines()[0]} Press Ctrl-C to stop; your answers are kept.")
    try:
        _ask_into(answers, kind, _ask)
    except (typer.Abort, KeyboardInterrupt, EOFError):
        if answers:
            _keep(draft, answers)
            note(
                f"Nothing was recorded. What you answered is kept in {draft}; fill in the rest "
                f"there, then: visits {name} {visit} --file {draft}"
            )
        raise
    _keep(draft, answers)
    note(f"Your answers are kept in {draft}; delete it once they are recorded.")
    return checked(kind, answers, Terms(source="your answers", meanings=MEANINGS))


def _keep(draft: Path, answers: dict[str, Any]) -> None:
    make_folder(draft.parent)
    write_file(draft, yaml.safe_dump(answers, sort_keys=False, allow_unicode=True).encode())


def _ask(words: str) -> str:
    return str(
        typer.prompt(words, default="", show_default=False, prompt_suffix=" ", err=True)
    ).strip()


def _ask_into(answers: dict[str, Any], model: type[BaseModel], ask: Ask) -> None:
    """Ask for each field, and put each answer where it is kept as soon as it is given."""
    for field in QUESTIONS[model]:
        shape = shape_of(model, field)
        if shape.entry is not None:
            note(question(model, field))
            _ask_entries(answers.setdefault(field, []), shape.entry, ask)
            continue
        value = _answer(model, field, ask)
        if value is not None:
            answers[field] = value


def _ask_entries(entries: list[dict[str, Any]], model: type[BaseModel], ask: Ask) -> None:
    while True:
        entries.append({})
        _ask_into(entries[-1], model, ask)
        if ask("One more? Write yes, or press Enter for no.").lower() not in {"y", "yes"}:
            return


def _answer(model: type[BaseModel], field: str, ask: Ask) -> Any:  # noqa: ANN401 - the field's own
    """An answer that will do; a bad one is told, and asked for again."""
    shape = shape_of(model, field)
    words = question(model, field)
    if choices := choices_of(model, field):
        words += f" One of: {', '.join(choices)}."
    if shape.several:
        words += " Several are parted by a semicolon."
    if not is_needed(model, field):
        words += " Press Enter to leave it out."
    info = model.model_fields[field]
    alone = create_model("Answer", **{field: (info.annotation, info)})  # type: ignore[call-overload]  # a field whose name is known as it runs
    while True:
        said = ask(words)
        if not said and not is_needed(model, field):
            return None
        value = (
            [part.strip() for part in said.split(";") if part.strip()] if shape.several else said
        )
        try:
            checked(alone, {field: value}, Terms(whole="the answer", meanings=MEANINGS))
        except Mistakes as mistakes:
            note(f"That will not do: {mistakes}.")
        else:
            return value
