"""What an editable note is written from."""

from dataclasses import dataclass
from datetime import date

from rules.prose import Block


@dataclass(frozen=True)
class Section:
    """One section.

    Attributes:
        heading: By which it is known again in the file that comes back.
        blocks: What it says; nothing where that is still to be written.
    """

    heading: str
    blocks: tuple[Block, ...] = ()


@dataclass(frozen=True)
class EditableNote:
    """A note to be edited.

    Attributes:
        title: Above it, and in the file's particulars.
        marking: How it is to be handled, at the head of each page.
        on: The day that the file says it was made.
        sections: In order.
        tracked: Whether whoever edits it has their changes tracked, unless they turn that off.
    """

    title: str
    marking: str
    on: date
    sections: tuple[Section, ...]
    tracked: bool = False
