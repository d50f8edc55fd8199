"""In which letters a note of a coordinator's own stands.

It goes once: with the letters of its kind that wait, or else with the next that are written. Where
one that it stands in is kept back or overtaken before it has left, it goes with the one after that.
"""

from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

from schemas.content import ContentRef
from schemas.ids import LetterKey, PersonRef
from schemas.letters import LetterOrder
from schemas.values import LetterKind, LetterStatus


class AddedNote(NamedTuple):
    """One note.

    Attributes:
        number: In the visit.
        kind: With which letters it goes.
        recipient: Only with theirs; `None` for everybody.
        content: Its words.
    """

    number: int
    kind: LetterKind
    recipient: PersonRef | None
    content: ContentRef


class Carrier(NamedTuple):
    """A letter that a note may stand in.

    Attributes:
        order: Why, to whom, with what.
        status: What became of it.
        tried: Whether it was ever handed to a channel.
        put_off: Whether it waits because its recipient's side said "not now".
        superseded_by: What has taken its place.
    """

    order: LetterOrder
    status: LetterStatus
    tried: bool = False
    put_off: bool = False
    superseded_by: LetterKey | None = None

    @property
    def can_be_written_anew(self) -> bool:
        """Whether nobody can have it yet."""
        return self.status is LetterStatus.FILED and (self.put_off or not self.tried)


Carried = Mapping[int, Collection[LetterKey]]
"""The letters that each note stands in, by its number."""


def with_letters_that_wait(note: AddedNote, letters: Iterable[Carrier]) -> list[LetterKey]:
    """The letters that wait and take a new note up.

    To everybody, those of a round that is still to leave; a letter that only waits for a full
    mailbox is of a round that has left, and takes up what is meant for its reader alone.
    """
    suits = [each for each in letters if _is_for(note, each.order) and each.can_be_written_anew]
    if note.recipient is None:
        suits = [each for each in suits if not each.put_off]
    last = max((each.order.round for each in suits), default=0)
    return [each.order.key for each in suits if each.order.round == last]


def of_new_letter(
    order: LetterOrder,
    notes: Iterable[AddedNote],
    carried: Carried,
    letters: Mapping[LetterKey, Carrier],
) -> list[int]:
    """The notes that stand in a letter which was just filed, by number.

    Args:
        order: Of that letter.
        notes: Those of its visit that were not taken out.
        carried: In which letters each stands so far.
        letters: Of the visit, with what became of each.
    """
    return [
        note.number
        for note in notes
        if _is_for(note, order)
        and _goes_on(
            order, [letters[key] for key in carried.get(note.number, ()) if key in letters]
        )
    ]


def _goes_on(order: LetterOrder, had: Iterable[Carrier]) -> bool:
    elsewhere = [each for each in had if each.order.sequence != order.sequence]
    overtaken = any(each.superseded_by == order.key for each in elsewhere)
    return overtaken or all(each.status is LetterStatus.SUPERSEDED for each in elsewhere)


def has_left(carriers: Iterable[Carrier]) -> bool:
    """Whether somebody has, or may have, one of the letters that a note stands in."""
    return any(
        each.status is not LetterStatus.SUPERSEDED and not each.can_be_written_anew
        for each in carriers
    )


def _is_for(note: AddedNote, order: LetterOrder) -> bool:
    return note.kind is order.kind and note.recipient in {None, order.recipient}
