"""Notes of a coordinator's own, and the letters that they stand in."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from register.canonical import canonical_json
from register.connection import Connection
from rules.letter_notes import (
    AddedNote,
    Carrier,
    has_left,
    of_new_letter,
    with_letters_that_wait,
)
from schemas.content import ContentRef
from schemas.ids import LetterKey, VisitId
from schemas.letters import LetterOrder
from schemas.values import LetterKind, LetterStatus


class NoteHasLeft(Exception):
    """A note is to be taken out, and a letter with it left just before."""

    final = True
    """Trying again makes it no better: the decision is refused."""


class NoteShown(NamedTuple):
    """A note, and what became of it.

    Attributes:
        note: With which letters it goes, and where its words are.
        added_at: When it was added, by the visit's clock.
        letters: The letters that it stands in, and that have not been overtaken.
        left: Whether one of them has left, so that it cannot be taken out any more.
    """

    note: AddedNote
    added_at: datetime
    letters: tuple[LetterKey, ...]
    left: bool


class NotesKept(NamedTuple):
    """The notes of one visit, as far as they were not taken out.

    Attributes:
        notes: By number.
        carried: The letters that each stands in.
        letters: All that there are of the kinds of these notes.
    """

    notes: dict[int, AddedNote]
    carried: dict[int, list[LetterKey]]
    letters: dict[LetterKey, Carrier]

    def left(self, number: int) -> bool:
        """Whether a letter with a note has left."""
        return has_left(self.letters[key] for key in self.carried.get(number, ()))


async def notes_kept(connection: Connection, visit: VisitId) -> NotesKept:
    """The notes of a visit, and the letters that they stand in or may come to stand in."""
    rows = await connection.fetch(
        "SELECT number, kind, recipient, content FROM letter_notes"
        " WHERE visit_id = $1 AND removed_at IS NULL ORDER BY number",
        visit,
    )
    notes = {
        row["number"]: AddedNote(
            row["number"],
            LetterKind(row["kind"]),
            row["recipient"],
            ContentRef.model_validate_json(row["content"]),
        )
        for row in rows
    }
    carried: defaultdict[int, list[LetterKey]] = defaultdict(list)
    for row in await connection.fetch(
        "SELECT letter, number FROM letters_with_notes WHERE visit_id = $1 ORDER BY letter", visit
    ):
        carried[row["number"]].append(row["letter"])
    kinds = {note.kind for note in notes.values()}
    return NotesKept(notes, dict(carried), await letters_of(connection, visit, kinds))


async def letters_of(
    connection: Connection, visit: VisitId, kinds: set[LetterKind]
) -> dict[LetterKey, Carrier]:
    """The letters of a visit of some kinds, with what became of each."""
    rows = await connection.fetch(
        "SELECT key, letter_order, status, superseded_by, failure IS NOT NULL AS put_off,"
        " message IS NOT NULL AS tried FROM letters WHERE visit_id = $1"
        " AND kind = ANY($2::text[]) ORDER BY sequence, ordinal",
        visit,
        [kind.value for kind in kinds],
    )
    return {
        row["key"]: Carrier(
            LetterOrder.model_validate_json(row["letter_order"]),
            LetterStatus(row["status"]),
            tried=row["tried"],
            put_off=row["put_off"],
            superseded_by=row["superseded_by"],
        )
        for row in rows
    }


async def shown(connection: Connection, visit: VisitId) -> list[NoteShown]:
    """The notes of a visit that were not taken out, in the order in which they were added."""
    kept = await notes_kept(connection, visit)
    rows = await connection.fetch(
        "SELECT number, added_at FROM letter_notes WHERE visit_id = $1", visit
    )
    added = {row["number"]: row["added_at"] for row in rows}
    return [
        NoteShown(
            note,
            added[number],
            tuple(
                key
                for key in kept.carried.get(number, ())
                if kept.letters[key].status is not LetterStatus.SUPERSEDED
            ),
            kept.left(number),
        )
        for number, note in kept.notes.items()
    ]


async def by_letter(
    connection: Connection, visit: VisitId
) -> dict[LetterKey, tuple[ContentRef, ...]]:
    """What stands in each letter of a visit that a note stands in, in the order of the notes."""
    rows = await connection.fetch(
        "SELECT letter, content FROM letters_with_notes JOIN letter_notes"
        " USING (visit_id, number) WHERE visit_id = $1 ORDER BY letter, number",
        visit,
    )
    found: defaultdict[LetterKey, tuple[ContentRef, ...]] = defaultdict(tuple)
    for row in rows:
        found[row["letter"]] += (ContentRef.model_validate_json(row["content"]),)
    return dict(found)


# --- In the transaction of the events that ask for it --------------------------------------------


async def add(connection: Connection, visit: VisitId, note: AddedNote, at: datetime) -> None:
    """Keep a note, and let it stand in the letters that wait for it."""
    await _nobody_sends(connection, visit)
    await connection.execute(
        "INSERT INTO letter_notes (visit_id, number, kind, recipient, content, added_at)"
        " VALUES ($1, $2, $3, $4, $5, $6)",
        visit,
        note.number,
        note.kind.value,
        note.recipient,
        canonical_json(note.content),
        at,
    )
    waiting = with_letters_that_wait(
        note, (await letters_of(connection, visit, {note.kind})).values()
    )
    await _let_stand(connection, visit, [(key, note.number) for key in waiting])


async def remove(connection: Connection, visit: VisitId, number: int, at: datetime) -> None:
    """Let a note stand in no letter.

    Raises:
        NoteHasLeft: One has left with it.
    """
    await _nobody_sends(connection, visit)
    if (await notes_kept(connection, visit)).left(number):
        raise NoteHasLeft
    await connection.execute(
        "DELETE FROM letters_with_notes WHERE visit_id = $1 AND number = $2", visit, number
    )
    await connection.execute(
        "UPDATE letter_notes SET removed_at = $3 WHERE visit_id = $1 AND number = $2",
        visit,
        number,
        at,
    )


async def put_into(connection: Connection, visit: VisitId, orders: Sequence[LetterOrder]) -> None:
    """Let the notes that wait for letters which were just filed stand in them."""
    kept = await notes_kept(connection, visit)
    standing = [
        (order.key, number)
        for order in orders
        for number in of_new_letter(order, kept.notes.values(), kept.carried, kept.letters)
    ]
    await _let_stand(connection, visit, standing)


async def repeat(
    connection: Connection, visit: VisitId, first: LetterKey, again: LetterKey
) -> None:
    """Let what stands in a letter stand in the same letter that is sent again."""
    await connection.execute(
        "INSERT INTO letters_with_notes (letter, visit_id, number)"
        " SELECT $3, visit_id, number FROM letters_with_notes WHERE visit_id = $1 AND letter = $2"
        " ON CONFLICT DO NOTHING",
        visit,
        first,
        again,
    )


async def _let_stand(
    connection: Connection, visit: VisitId, standing: Sequence[tuple[LetterKey, int]]
) -> None:
    await connection.executemany(
        "INSERT INTO letters_with_notes (letter, visit_id, number) VALUES ($1, $2, $3)"
        " ON CONFLICT DO NOTHING",
        [(key, visit, number) for key, number in standing],
    )


async def _nobody_sends(connection: Connection, visit: VisitId) -> None:
    """Whoever sends letters of a visit has this lock, and reads them before it lets go."""
    await connection.execute("SELECT pg_advisory_xact_lock(hashtext($1))", f"post/{visit}")
