"""Tracked changes and comments of an OpenDocument text, which Pandoc does not tell."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final
from xml.etree import ElementTree as ET

from desk.reading.note_files.packages import Package
from desk.reading.note_files.remarks import Mark, Remark

_T: Final = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_O: Final = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_S: Final = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_ID: Final = "{http://www.w3.org/XML/1998/namespace}id"
_TITLES: Final = frozenset({"Title", "Subtitle"})


@dataclass
class _Walk:
    """The marks in the order of the file.

    Attributes:
        removed: The words of each deletion, by its id.
        heading: Of the section that is walked through.
        found: The marks; one that is open gains words yet.
        open: Which of them are, by the id of a change or the name of a comment.
    """

    removed: dict[str, str]
    heading: str = ""
    found: list[tuple[str, Mark, list[str], list[str]]] = field(default_factory=list)
    open: dict[str, list[str]] = field(default_factory=dict)

    def element(self, element: ET.Element) -> None:
        tag = element.tag
        if tag == f"{_T}tracked-changes":
            return
        if tag == f"{_O}annotation":
            self.comment(element)
        elif tag == f"{_O}annotation-end":
            self.open.pop(f"comment {element.get(f'{_O}name')}", None)
        elif tag == f"{_T}change":
            removed = self.removed.get(element.get(f"{_T}change-id", ""))
            if removed is not None:
                self.found.append((self.heading, Mark.TAKEN_OUT, [removed], []))
        elif tag == f"{_T}change-start":
            words: list[str] = []
            self.open[element.get(f"{_T}change-id", "")] = words
            self.found.append((self.heading, Mark.PUT_IN, words, []))
        elif tag == f"{_T}change-end":
            self.open.pop(element.get(f"{_T}change-id", ""), None)
        else:
            self.inside(element)

    def inside(self, element: ET.Element) -> None:
        if element.tag == f"{_T}h":
            self.heading = " ".join("".join(_words(element)).split()) or self.heading
        self.text(" " if element.tag in {f"{_T}s", f"{_T}tab", f"{_T}line-break"} else element.text)
        for child in element:
            self.element(child)
            self.text(child.tail)
        if element.tag in {f"{_T}p", f"{_T}h"}:
            self.text(" ")

    def comment(self, element: ET.Element) -> None:
        texts = [one for one in element if one.tag in {f"{_T}p", f"{_T}list"}]
        said = " ".join("".join(_words(one)) for one in texts)
        about: list[str] = []
        if name := element.get(f"{_O}name"):
            self.open[f"comment {name}"] = about
        self.found.append((self.heading, Mark.COMMENT, [said], about))

    def text(self, words: str | None) -> None:
        for kept in self.open.values():
            kept.append(words or "")


def _words(element: ET.Element) -> Iterator[str]:
    """All words of an element but those of comments in it."""
    if element.tag == f"{_O}annotation":
        return
    if element.tag in {f"{_T}s", f"{_T}tab", f"{_T}line-break"}:
        yield " "
    yield element.text or ""
    for child in element:
        yield from _words(child)
        yield child.tail or ""


def remarks_in(package: Package) -> list[Remark]:
    """The remarks of a file."""
    if not {"annotation", "tracked-changes"} & package.markup.names:
        return []
    root = _root(package.words)
    walk = _Walk(dict(_removed(root)))
    for text in root.iter(f"{_O}text"):
        walk.inside(text)
    made = (
        Remark(heading, mark, _one_line(words), _one_line(about))
        for heading, mark, words, about in walk.found
    )
    return [remark for remark in made if remark.words]


def _removed(root: ET.Element) -> Iterator[tuple[str, str]]:
    for region in root.iter(f"{_T}changed-region"):
        known = region.get(f"{_T}id") or region.get(_ID) or ""
        for deletion in region.iter(f"{_T}deletion"):
            texts = [one for one in deletion if one.tag.startswith(_T)]
            yield known, " ".join("".join(_words(one)) for one in texts)


def titles_in(content: bytes) -> set[str]:
    """The words of each paragraph in the style of a title."""
    root = _root(content)
    styles = {
        style.get(f"{_S}name"): style.get(f"{_S}parent-style-name")
        for style in root.iter(f"{_S}style")
    }
    return {
        _one_line([*_words(paragraph)])
        for paragraph in root.iter(f"{_T}p")
        if _TITLES & {(name := paragraph.get(f"{_T}style-name")), styles.get(name)}
    }


def _root(xml: bytes) -> ET.Element:
    return ET.fromstring(xml)  # noqa: S314 - it has no document type: `markup` looked


def _one_line(words: list[str]) -> str:
    return " ".join("".join(words).split())
