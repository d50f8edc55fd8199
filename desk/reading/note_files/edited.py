"""A copy that leaders edited, as comments on the sections of the version that they were sent."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from desk.reading.note_files.files import NoteFile
from desk.reading.note_files.packages import UnusableNote
from desk.reading.note_files.remarks import Mark
from desk.reading.note_files.sections import FoundSection
from rules.prose import blocks_of
from rules.prose.differences import differences
from schemas.personal import NoteSection, SummaryNote
from schemas.words import on_one_line

_LONGEST: Final = 5000  # characters of a comment, as in `schemas.personal`


class Said(NamedTuple):
    """A comment on one section, by its number."""

    section: int
    text: str


class NothingSaid(UnusableNote):
    """A copy says what the version says, and nothing about it."""


def comments_in(copy: NoteFile, note: SummaryNote, version: int) -> list[Said]:
    """What an edited copy says, section by section: what would be other words, then comments.

    Args:
        copy: As it came back.
        note: The words that were sent.
        version: Which they are.

    Raises:
        UnusableNote: Its sections are not those of the version.
        NothingSaid: See there.
    """
    _require_same_sections(copy, note, version)
    by_heading = {_known(section.heading): section for section in copy.sections}
    said: list[Said] = []
    for number, section in enumerate(note.sections, start=1):
        changed = by_heading[_known(section.heading)]
        told = differences(blocks_of(note, section), changed.blocks)
        said += [Said(number, text) for text in _fitted(told)]
        for remark in copy.remarks:
            if remark.mark is Mark.COMMENT and _known(remark.heading) == _known(section.heading):
                said += [Said(number, text) for text in _fitted([remark.sentence])]
    if not said:
        raise NothingSaid(
            f"it says what version {version} says, and there are no comments in it; if that is "
            "meant, there is nothing to record"
        )
    return said


def _known(heading: str) -> str:
    return on_one_line(heading).casefold()


def _require_same_sections(copy: NoteFile, note: SummaryNote, version: int) -> None:
    known = {_known(section.heading): section.heading for section in note.sections}
    there = {_known(section.heading): section.heading for section in copy.sections}
    twice = _twice(note.sections)
    if twice:
        raise UnusableNote(
            f"version {version} has two sections “{twice}”, so that nobody can tell which of them "
            "the file means; fill the comments in instead"
        )
    twice = _twice(copy.sections)
    if twice:
        raise UnusableNote(f"there are two sections “{twice}”; put them together")
    unknown = [heading for key, heading in there.items() if key not in known]
    missing = [heading for key, heading in known.items() if key not in there]
    if unknown:
        raise UnusableNote(
            f"“{unknown[0]}” is no section of version {version}, whose sections are "
            f"{', '.join(f'“{heading}”' for heading in known.values())}; put the heading back as "
            "it was, and say in a comment what it should be"
        )
    if missing:
        raise UnusableNote(
            f"the section “{missing[0]}” of version {version} is missing; put its heading back, "
            "and leave it empty if all its words are to go"
        )


def _twice(sections: Iterable[NoteSection | FoundSection]) -> str:
    """A heading that there is more than once."""
    seen: set[str] = set()
    for section in sections:
        known = _known(section.heading)
        if known in seen:
            return section.heading
        seen.add(known)
    return ""


def _fitted(sentences: Sequence[str]) -> Iterator[str]:
    """Sentences on lines of their own, in as few texts as they fit into."""
    kept = ""
    for sentence in (part for whole in sentences for part in _pieces(whole)):
        if kept and len(kept) + 1 + len(sentence) > _LONGEST:
            yield kept
            kept = ""
        kept = f"{kept}\n{sentence}" if kept else sentence
    if kept:
        yield kept


def _pieces(sentence: str) -> Iterator[str]:
    while len(sentence) > _LONGEST:
        end = sentence.rfind(" ", 0, _LONGEST) + 1 or _LONGEST
        yield sentence[:end].rstrip()
        sentence = sentence[end:]
    yield sentence
