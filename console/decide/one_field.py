"""One field changed without a whole form: `--set dcs.email=…`.

A name or an address changes only by a correction of its own, so that who was written to at the
wrong address is written to again; the right decision is brought, and that is said.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import typer

from console.terminal.connection import ask_register
from console.terminal.forms import from_options, from_values
from console.terminal.output import note
from register.connection import Connection
from register.content import people_of
from register.visits import require
from schemas.forms.form import Form
from schemas.forms.letters import CorrectionForm
from schemas.ids import VisitId
from schemas.visible import echoed
from schemas.words import says_nothing

F = TypeVar("F", bound=Form)

_CORRECTED = ("name", "email", "organisation")


class _Change(NamedTuple):
    """One field, and what it is to be."""

    entry: str
    field: str
    value: str


def _read(text: str) -> _Change:
    name, equals, value = text.partition("=")
    entry, dot, field = name.strip().rpartition(".")
    if not (equals and dot and entry and field) or says_nothing(value):
        raise typer.BadParameter(
            f"“{echoed(text)}” does not say which field is to be what: write dcs.email=…, say.",
            param_hint="--set",
        )
    return _Change(entry, field, value.strip())


def one_corrected(visit: VisitId, changes: Sequence[str], folder: Path) -> CorrectionForm:
    """What is to change of one person, as the decision that corrects it.

    Args:
        visit: Which visit.
        changes: Fields of that person, and what they are to be.
        folder: Where the stack runs whose register knows the visit.
    """
    read = [_read(text) for text in changes]
    who = {change.entry for change in read}
    if len(who) > 1:
        raise typer.BadParameter(
            "one person is corrected at a time; give a command for each.", param_hint="--set"
        )
    (person,) = who
    for change in read:
        if change.field not in _CORRECTED:
            raise typer.BadParameter(
                f"“{echoed(change.field)}” is none of {', '.join(_CORRECTED)}; anything else "
                f"changes with the whole form: visits forms contacts --for {visit}",
                param_hint="--set",
            )

    async def known(connection: Connection) -> list[str]:
        await require(connection, visit)
        return sorted(await people_of(connection, visit))

    people = ask_register(folder, known)
    if person not in people:
        there = f"there are {', '.join(people)}" if people else "nobody is recorded yet"
        raise typer.BadParameter(
            f"nobody in visit {visit} has the reference “{echoed(person)}”; {there}.",
            param_hint="--set",
        )
    note(f"This is a correction of {person}, as with `visits correct {visit} {person}`.")
    return from_options(
        CorrectionForm, {"person": person, **{change.field: change.value for change in read}}
    )


def with_fields_changed(
    kind: type[F], name: str, visit: VisitId, changes: Sequence[str], folder: Path
) -> F:
    """A whole form as it is known, but for some fields.

    Args:
        kind: The form.
        name: Of the form.
        visit: Which visit it is about.
        changes: Fields, and what they are to be.
        folder: Where the stack runs whose register knows the visit.
    """
    from desk.known import changed, known_of

    async def ask(connection: Connection) -> dict[str, Any]:
        return await known_of(connection, await require(connection, visit), name)

    values = ask_register(folder, ask)
    for change in map(_read, changes):
        if change.field not in {field for entry in _entries(values) for field in entry}:
            raise typer.BadParameter(
                f"there is no field “{echoed(change.field)}” in it.", param_hint="--set"
            )
        new = changed(values, f"{change.entry}.{change.field}", change.value)
        if new is None:
            raise typer.BadParameter(
                f"there is no entry “{echoed(change.entry)}” in it; "
                f"`visits forms {name} --for {visit}` shows those there are.",
                param_hint="--set",
            )
        values = new
    return from_values(kind, values, "The form with what you changed")


def _entries(values: dict[str, Any]) -> list[dict[str, Any]]:
    return [entry for items in values.values() if isinstance(items, list) for entry in items]
