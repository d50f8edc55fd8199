"""Letters as they would be filed, kept nowhere: for looking at a decision before it is taken.

It does to the letters of one visit what `register.letters` does in the register; a test compares
the two over every decision.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from register import letter_notes, letters
from register.connection import Connection
from register.filing import follow
from register.letter_notes import NotesKept
from register.letters import LetterRow
from rules.letter_notes import AddedNote, Carrier, of_new_letter, with_letters_that_wait
from rules.undone import Written, sort_out
from schemas.content import ContentRef
from schemas.events.event import VisitEvent
from schemas.ids import LetterKey, PersonRef, VisitId
from schemas.letters import LetterOrder
from schemas.state import VisitState
from schemas.values import LetterKind, LetterStatus

_WAITING = (LetterStatus.FILED, LetterStatus.ATTEMPTING)
_HAVE_GONE = (LetterStatus.SENT, LetterStatus.DELIVERED)


_NO_NOTES = NotesKept({}, {}, {})


class ForeseenLetter(NamedTuple):
    """A letter that would go.

    Attributes:
        order: Why, to whom, with what.
        not_before: When it would go, where that is not at once.
        replaces: Letters that wait now, and would not go because this one does.
    """

    order: LetterOrder
    not_before: datetime | None
    replaces: tuple[LetterKey, ...]


class ForeseenLetters:
    """The letters of one visit, in memory.

    Args:
        rows: As the register has them.
        superseded_by: The letter that took the place of one that did not go, by its key.
        kept: The notes of a coordinator's own, and the letters that they stand in.
    """

    def __init__(
        self,
        rows: Iterable[LetterRow],
        superseded_by: Mapping[LetterKey, LetterKey],
        kept: NotesKept = _NO_NOTES,
    ) -> None:
        self._superseded_by = dict(superseded_by)
        self._rows = {row.order.key: row for row in rows}
        self._waited = [key for key, row in self._rows.items() if row.status in _WAITING]
        self._instead: dict[LetterKey, LetterKey] = {}
        self._replaced: list[LetterKey] = []
        self._notes = dict(kept.notes)
        self._carried = {number: list(keys) for number, keys in kept.carried.items()}
        self._otherwise: set[LetterKey] = set()

    # --- What would come of it --------------------------------------------------------------

    @property
    def fresh(self) -> list[ForeseenLetter]:
        """The letters that would be written, or go after all, as they are ordered."""
        return [
            ForeseenLetter(
                row.order,
                row.next_attempt_at,
                tuple(old for old in self._waited if self._instead.get(old) == key),
            )
            for key, row in self._rows.items()
            if key not in self._waited and row.status is LetterStatus.FILED
        ]

    @property
    def otherwise(self) -> list[ForeseenLetter]:
        """The letters that wait now, and would say something else when they go."""
        return [
            ForeseenLetter(row.order, row.next_attempt_at, ())
            for key, row in self._rows.items()
            if key in self._otherwise and row.status is LetterStatus.FILED
        ]

    def notes(self) -> dict[LetterKey, tuple[ContentRef, ...]]:
        """What stands in each letter of a coordinator's own."""
        found: dict[LetterKey, tuple[ContentRef, ...]] = {}
        for number, note in sorted(self._notes.items()):
            for key in self._carried.get(number, ()):
                found[key] = (*found.get(key, ()), note.content)
        return found

    @property
    def kept_back(self) -> list[LetterKey]:
        """Letters that wait now and would not go, though no other takes their place."""
        return [
            key
            for key in self._waited
            if self._rows[key].status not in _WAITING and key not in self._instead
        ]

    # --- As `register.filing` has it done ---------------------------------------------------

    async def find(self, _connection: Connection, key: LetterKey) -> LetterOrder | None:
        """The order of a letter, if there is such a letter."""
        row = self._rows.get(key)
        return row.order if row else None

    async def of_visit(self, _connection: Connection, _visit: VisitId) -> list[LetterRow]:
        """A visit's letters in the order they were ordered in."""
        return list(self._rows.values())

    async def file(
        self, _connection: Connection, orders: Sequence[LetterOrder], at: datetime
    ) -> None:
        """File letters; a key is filed once."""
        for order in orders:
            fresh = LetterRow(
                order,
                LetterStatus.FILED,
                channel=None,
                failure=None,
                tried=False,
                message=None,
                filed_at=at,
                settled_at=None,
            )
            self._rows.setdefault(order.key, fresh)
            for key in self._replaced:
                if _letter(self._rows[key].order) == _letter(order):
                    self._instead[key] = order.key

    async def supersede(
        self,
        _connection: Connection,
        overtaken: Iterable[tuple[LetterOrder, Sequence[LetterKind]]],
        at: datetime,
    ) -> None:
        """Let letters to the same reader that have not gone yet be overtaken by later ones."""
        for order, kinds in overtaken:
            for key, row in self._rows.items():
                same = row.order.recipient == order.recipient and row.order.kind in kinds
                if same and key != order.key and row.status is LetterStatus.FILED:
                    self._stays(key, at)
                    self._instead[key] = self._superseded_by[key] = order.key

    async def replace(self, _connection: Connection, key: LetterKey, at: datetime) -> None:
        """Let one letter that has not gone yet stay, because another takes its place."""
        row = self._rows.get(key)
        if row is not None and row.status is LetterStatus.FILED:
            self._stays(key, at)
            self._replaced.append(key)

    async def keep_apart(
        self, _connection: Connection, orders: Iterable[tuple[LetterOrder, timedelta]]
    ) -> None:
        """Let letters wait for a while after the last of their kind to the same address."""
        for order, apart in orders:
            row = self._rows[order.key]
            gone = [
                other.settled_at
                for key, other in self._rows.items()
                if key != order.key
                and _address(other.order) == _address(order)
                and other.status in _HAVE_GONE
                and other.settled_at is not None
            ]
            if not apart or not gone or row.status is not LetterStatus.FILED:
                continue
            waits = max(gone) + apart
            if row.next_attempt_at is None and waits > row.filed_at:
                self._rows[order.key] = row._replace(next_attempt_at=waits)

    async def take_a_word(
        self,
        _connection: Connection,
        key: LetterKey,
        status: LetterStatus,
        at: datetime,
        _failure: str,
    ) -> None:
        """Keep what is said of a letter once it has left."""
        if (row := self._rows.get(key)) is not None:
            self._rows[key] = row._replace(status=status, settled_at=at)

    async def undo(
        self,
        _connection: Connection,
        _visit: VisitId,
        *,
        between: tuple[int, int],
        kinds: Sequence[LetterKind],
        revives: bool,
        at: datetime,
    ) -> frozenset[PersonRef]:
        """Keep back letters of what was recorded by mistake; whom one of them has left for."""
        since, before = between
        found = sort_out(
            [
                Written(row.order.key, row.order.kind, row.order.recipient, row.status)
                for row in self._rows.values()
                if since <= row.order.sequence < before and row.order.kind in kinds
            ]
        )
        for key in found.kept_back:
            self._stays(key, at)
        if revives:
            self._revive(found.kept_back, found.gone, at)
        return found.told

    def _revive(self, kept: frozenset[LetterKey], gone: frozenset[LetterKey], at: datetime) -> None:
        for key, row in self._rows.items():
            by = self._superseded_by.get(key)
            without_entry = row.order.calendar_sequence is None
            if row.status is not LetterStatus.SUPERSEDED:
                continue
            if by in kept or (by in gone and without_entry):
                self._rows[key] = row._replace(
                    status=LetterStatus.FILED,
                    settled_at=None,
                    next_attempt_at=row.next_attempt_at or at,
                )
                del self._superseded_by[key]
                self._instead.pop(key, None)

    async def hold(
        self, _connection: Connection, keys: Iterable[tuple[LetterKey, datetime]]
    ) -> None:
        """Let letters that were just filed wait until a moment at least."""
        for key, until in keys:
            row = self._rows.get(key)
            if row is None or row.status is not LetterStatus.FILED or row.settled_at is not None:
                continue
            waits = max(row.next_attempt_at or until, until)
            self._rows[key] = row._replace(next_attempt_at=waits)

    async def add_note(
        self, _connection: Connection, _visit: VisitId, note: AddedNote, _at: datetime
    ) -> None:
        """Keep a note, and let it stand in the letters that wait for it."""
        self._notes[note.number] = note
        self._carried[note.number] = with_letters_that_wait(note, self._carriers().values())
        self._otherwise.update(self._carried[note.number])

    async def remove_note(
        self, _connection: Connection, _visit: VisitId, number: int, _at: datetime
    ) -> None:
        """Let a note stand in no letter."""
        self._notes.pop(number, None)
        self._otherwise.update(self._carried.pop(number, ()))

    async def put_notes_into(
        self, _connection: Connection, _visit: VisitId, orders: Sequence[LetterOrder]
    ) -> None:
        """Let the notes that wait for letters which were just filed stand in them."""
        letters_ = self._carriers()
        notes = list(self._notes.values())
        standing = [
            (order.key, number)
            for order in orders
            for number in of_new_letter(order, notes, self._carried, letters_)
        ]
        for key, number in standing:
            self._carried.setdefault(number, []).append(key)

    async def repeat_notes(
        self, _connection: Connection, _visit: VisitId, first: LetterKey, again: LetterKey
    ) -> None:
        """Let what stands in a letter stand in the same letter that is sent again."""
        for keys in self._carried.values():
            if first in keys:
                keys.append(again)

    def _carriers(self) -> dict[LetterKey, Carrier]:
        return {
            key: Carrier(
                row.order,
                row.status,
                tried=row.tried,
                put_off=row.failure is not None,
                superseded_by=self._superseded_by.get(key),
            )
            for key, row in self._rows.items()
        }

    def _stays(self, key: LetterKey, at: datetime) -> None:
        row = self._rows[key]
        self._rows[key] = row._replace(status=LetterStatus.SUPERSEDED, settled_at=at)


def _letter(order: LetterOrder) -> tuple[LetterKind, int, str]:
    """What a letter and the same one sent again have in common."""
    return order.kind, order.round, order.recipient


def _address(order: LetterOrder) -> tuple[LetterKind, str, int]:
    return order.kind, order.recipient, order.copy_number


async def foresee_letters(
    connection: Connection, visit: VisitId, steps: Sequence[tuple[VisitEvent, VisitState]]
) -> ForeseenLetters:
    """The letters of a visit as they would be after some events.

    Args:
        connection: In a transaction that will be rolled back: addresses that the events put right
            are put right in it.
        visit: Whose.
        steps: Each event, and the visit just after it.
    """
    overtaken = await connection.fetch(
        "SELECT key, superseded_by FROM letters WHERE visit_id = $1 AND superseded_by IS NOT NULL",
        visit,
    )
    book = ForeseenLetters(
        await letters.of_visit(connection, visit),
        {row["key"]: row["superseded_by"] for row in overtaken},
        await letter_notes.notes_kept(connection, visit),
    )
    await follow(connection, steps, book)
    return book
