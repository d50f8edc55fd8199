"""Whether every word of a file was read: none is left out in silence, whatever it stands in.

What a file shows is counted as its parts are looked over, by nothing that knows of Pandoc; letters
and digits have to be as many afterwards.
"""

import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator

from desk.reading.note_files.packages import UnusableNote
from desk.reading.note_files.sections import Found
from rules.prose import Listing, Paragraph, words_of


def words_in(found: Found) -> Iterator[str]:
    """All words of the sections: headings, paragraphs and items."""
    for section in found.sections:
        yield section.heading
        for block in section.blocks:
            yield from [words_of(block.runs)] if isinstance(block, Paragraph) else _items(block)


def _items(listing: Listing) -> Iterator[str]:
    for item in listing.items:
        yield words_of(item.runs)
        for inner in item.lists:
            yield from _items(inner)


def require_all_read(there: str, read: Iterable[str]) -> None:
    """Refuse a file of which words were left out, or were read twice.

    Args:
        there: The words that it shows.
        read: Those that were read.

    Raises:
        UnusableNote: See there.
    """
    known = " ".join(read)
    if Counter(_letters(there)) == Counter(_letters(known)):
        return
    have = {_letters(word) for word in known.split()}
    lost = next((word for word in there.split() if _letters(word) not in have), "")
    what = f"“{lost}” stands" if lost else "some of its words stand"
    raise UnusableNote(
        f"{what} in something that is no ordinary paragraph, such as a field, a frame or the "
        "line of an author, and cannot be read; write it as ordinary words"
    )


def _letters(words: str) -> str:
    """Letters and digits alone, raised figures as any."""
    plain = unicodedata.normalize("NFKC", words).casefold()
    return "".join(letter for letter in plain if letter.isalnum())
