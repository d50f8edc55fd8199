"""Opens what a form tells, on this machine or at an installation elsewhere."""

from pathlib import Path

from console.terminal.connection import run_waiting
from console.terminal.places import desk_elsewhere
from desk.opening_by_form import Begun, begin, beginning_of
from schemas.forms.form import Form
from schemas.ids import UpdateId


def look_at_beginning(form: Form, folder: Path, *, as_json: bool) -> None:
    """Show what opening it would do; nothing of it is recorded, and Temporal need not run.

    Args:
        form: A programme's, or a report's.
        folder: Where a stack may run.
        as_json: Whether a program reads it.

    Raises:
        Sentence: It would not be opened, and why.
    """
    from console.decide.previews import look, show_preview

    elsewhere = desk_elsewhere(folder)
    if elsewhere is not None:
        show_preview(run_waiting(elsewhere.preview_opening(form), "the preview"), as_json=as_json)
        return
    look(
        folder,
        lambda previews, actor: previews.beginning(beginning_of(form, actor)),
        as_json=as_json,
    )


def begun_by(form: Form, folder: Path, update_id: UpdateId) -> Begun:
    """Open it, as whoever owns the stack or has signed in; again by the same id is the same.

    Args:
        form: A programme's, or a report's.
        folder: Where a stack may run.
        update_id: By which it is asked for again.

    Raises:
        Sentence: It was not opened, and why.
    """
    elsewhere = desk_elsewhere(folder)

    async def open_it() -> Begun:
        if elsewhere is not None:
            return await elsewhere.open(form, update_id=update_id)
        from console.terminal.desks import the_desk

        async with the_desk(folder) as (desk, actor):
            return await begin(desk, form, actor, update_id)

    return run_waiting(open_it(), "it to be recorded")
