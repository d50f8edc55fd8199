"""A note in a file: its sections, and what somebody marked in it."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import Final

from desk.reading.note_files import remarks_docx, remarks_odt
from desk.reading.note_files.inline import plain_of
from desk.reading.note_files.losses import require_all_read, words_in
from desk.reading.note_files.markup import POINTS
from desk.reading.note_files.packages import LARGEST, Kind, Package, UnusableNote, opened
from desk.reading.note_files.pandoc import read
from desk.reading.note_files.remarks import Remark
from desk.reading.note_files.sections import Found, FoundSection, sections_of
from rules.prose import lines_of

__all__ = ["LARGEST", "NoteFile", "is_note_file", "note_file"]

_MOST_LINES = 3000  # a hundred pages have half as many
_TOLD_AT_ONCE = 4  # problems; more would hide the first


@dataclass(frozen=True)
class NoteFile:
    """What a file says.

    Attributes:
        sections: In order, each with what it says if all changes in it are accepted.
        remarks: Tracked changes and comments, without who made them.
        notices: What was taken otherwise than it stands in the file.
    """

    sections: tuple[FoundSection, ...]
    remarks: tuple[Remark, ...] = ()
    notices: tuple[str, ...] = ()


_ENDINGS: Final = frozenset({".docx", ".odt", ".docm", ".dotx", ".doc", ".rtf"})
_BEGINS: Final = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"{\\rtf", b"%PDF")


def is_note_file(name: str, content: bytes) -> bool:
    """Whether a file is one of a word processor, by its name or by how it begins."""
    return PurePath(name).suffix.lower() in _ENDINGS or content.startswith(_BEGINS)


def note_file(content: bytes, *, whole: bool = True) -> NoteFile:
    """Read a file of a word processor; takes about half a second.

    Args:
        content: The file.
        whole: Whether each section has to say something, as in a draft.

    Raises:
        UnusableNote: It cannot be used; the words name each place, and what to do.
    """
    package = opened(content)
    tree = read(package.kind, package.body)
    found = sections_of(
        tree["blocks"], lambda: read(package.kind, package.body, styles=True)["blocks"]
    )
    title = tree["meta"].get("title", {}).get("c", [])
    shown = [plain_of(title), *found.before, *words_in(found)]
    _leave_out_titles(package, found)
    if problems := [*_problems(found, whole=whole)]:
        raise UnusableNote(_joined(problems))
    require_all_read(package.markup.words, shown)
    if POINTS in package.markup.names:
        found.notices.append(_POINTS_NOWHERE)
    return NoteFile(
        tuple(found.sections), tuple(_remarks(package)), tuple(dict.fromkeys(found.notices))
    )


_POINTS_NOWHERE: Final = (
    "Words that led to another place in the file, and words that a field filled in, such as a "
    "cross-reference, are plain words now: they lead nowhere and do not change any more."
)


def _leave_out_titles(package: Package, found: Found) -> None:
    """The title above an OpenDocument text is a paragraph like any other, but for its style."""
    if package.kind is Kind.ODT and found.before:
        titles = remarks_odt.titles_in(package.words)
        found.before = [words for words in found.before if words not in titles]


def _problems(found: Found, *, whole: bool) -> Iterator[str]:
    if not found.sections:
        yield "it has no headings; give each section one, in the style Heading 1"
        return
    if sum(lines_of(section.blocks) for section in found.sections) > _MOST_LINES:
        yield f"it has more than {_MOST_LINES:,} paragraphs and items; a note is shorter"
    if found.before:
        yield (
            f"the words “{found.before[0][:40]}” stand above the first heading; put them into a "
            "section"
        )
    yield from found.problems
    counted = Counter(section.heading.casefold() for section in found.sections)
    for section in found.sections:
        if whole and counted.pop(section.heading.casefold(), 0) > 1:
            yield (
                f"there are two sections “{section.heading}”; put them together, or call one "
                "otherwise"
            )
        elif whole and not section.blocks:
            yield f"the section “{section.heading}” is empty; write it, or take its heading out"


def _joined(problems: Sequence[str]) -> str:
    told = "; also, ".join(problems[:_TOLD_AT_ONCE])
    left = len(problems) - _TOLD_AT_ONCE
    return f"{told}; and {left} more" if left > 0 else told


def _remarks(package: Package) -> list[Remark]:
    if package.kind is Kind.ODT:
        return remarks_odt.remarks_in(package)
    if not remarks_docx.MARKS & package.markup.names:
        return []
    return remarks_docx.remarks_in(read(package.kind, package.body, changes=True)["blocks"])
