"""The summary note as a file of a word processor, where commands take one or write one."""

from collections import Counter
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from console.terminal.connection import OnlyDecisions, ask_register
from console.terminal.forms import BrokenForm, from_values
from console.terminal.output import note, say
from register.connection import Connection
from schemas.forms.note import CommentsForm, DraftForm

if TYPE_CHECKING:
    from desk.reading.note_files import NoteFile
    from desk.reading.note_files.remarks import Remark


def is_from_word_processor(file: Path) -> bool:
    """Whether a file is one of a word processor, by its name or by how it begins."""
    from desk.reading.note_files import is_note_file

    begins = b""
    with suppress(OSError), file.open("rb") as opened:  # whoever reads it tells why not
        begins = opened.read(5)
    return is_note_file(file.name, begins)


def write_note(visit: str, out: Path, folder: Path) -> None:
    """Write the note to be edited, and tell how it comes back.

    Raises:
        BadParameter: It is no name of such a file, or the file is there already.
    """
    if out.suffix.lower() not in {".docx", ".odt"}:
        raise typer.BadParameter("give a name that ends in .docx or .odt.")
    if out.exists():
        raise typer.BadParameter(f"{out} is there already; give another name.")
    from desk.note_files import editable_file, note_to_edit
    from register.private_files import write_file
    from register.visits import require

    async def made(connection: Connection) -> bytes:
        return editable_file(
            await note_to_edit(connection, await require(connection, visit)), out.name
        )

    write_file(out, ask_register(folder, made))
    say(f"Wrote {out}. Once it is edited: visits draft {visit} --file {out}")


def draft_from(
    visit: str, file: Path, folder: Path, *, cases: list[str] | None, accept: bool
) -> DraftForm:
    """A draft from a file of a word processor.

    Args:
        visit: Which visit it is about.
        file: Where it is.
        folder: Of the stack.
        cases: Which it uses; where `None`, those that are known.
        accept: Whether its tracked changes are meant.

    Raises:
        BrokenForm: It cannot be used, or has changes of which nobody said that they are meant.
    """
    from desk.note_files import draft_values, left_out

    read = _read(file)
    for notice in read.notices:
        note(notice)
    if read.remarks and not accept:
        for remark in read.remarks:
            note(f"In “{remark.heading}”: {remark.sentence}")
        raise BrokenForm(
            f"{file} is not settled yet: it has {_counted(read.remarks)}, shown above. Settle "
            "them in the file; or give --accept-changes, and the words are taken as if every "
            "change were accepted, and without the comments."
        )
    values = {**draft_values(read), "cases": cases}
    if cases is None:
        known = _known(visit, folder)
        values["cases"] = known["cases"]
        for sentence in left_out(known, read):
            note(sentence)
    return from_values(DraftForm, values, str(file))


def comments_from(visit: str, file: Path, folder: Path) -> CommentsForm:
    """Comments from a copy of the latest version that leaders edited; each is shown.

    Raises:
        BrokenForm: It cannot be used.
    """
    from desk.note_files import comment_values
    from desk.reading.note_files import UnusableNote
    from register.visits import require

    read = _read(file, whole=False)

    async def ask(connection: Connection) -> dict[str, object]:
        return await comment_values(connection, await require(connection, visit), read)

    try:
        values = ask_register(folder, ask)
    except UnusableNote as why:
        raise BrokenForm(f"{file} cannot be used: {why}.") from None
    form = from_values(CommentsForm, values, str(file))
    for comment in form.comments:
        note(f"On section {comment.section}: {comment.text}")
    return form


def _read(file: Path, *, whole: bool = True) -> "NoteFile":
    from desk.reading.note_files import LARGEST, UnusableNote, note_file

    try:
        with file.open("rb") as opened:
            content = opened.read(LARGEST + 1)
    except OSError as error:
        raise BrokenForm(f"{file} cannot be read: {error.strerror}.") from None
    try:
        return note_file(content, whole=whole)
    except UnusableNote as why:
        raise BrokenForm(f"{file} cannot be used: {why}.") from None


def _known(visit: str, folder: Path) -> dict[str, Any]:
    """The sections and cases of the latest version, or else the usual ones and all cases."""
    from desk.known import known_of
    from register.visits import require

    async def ask(connection: Connection) -> dict[str, Any]:
        return await known_of(connection, await require(connection, visit), "draft")

    try:
        return ask_register(folder, ask)
    except OnlyDecisions:
        raise BrokenForm(
            "Which cases the note uses does not stand in such a file, and cannot be looked up "
            "from here: give each with --case, or --no-cases."
        ) from None


def _counted(remarks: "tuple[Remark, ...]") -> str:
    from desk.reading.note_files.remarks import Mark

    count = Counter(remark.mark is Mark.COMMENT for remark in remarks)
    words = [
        f"{number} {name}{'' if number == 1 else 's'}"
        for number, name in ((count[False], "tracked change"), (count[True], "comment"))
        if number
    ]
    return " and ".join(words)
