"""What a file of a word processor has in it, once it is known to be harmless.

What it says of itself is not believed: what is read is counted while it is read, and only the
parts that hold words go on, in a package of ours.
"""

import io
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from desk.reading.note_files.markup import UNSEEN, Markup, UnusableXml, looked_at
from schemas.sentences import Sentence

LARGEST: Final = 2_000_000
"""Bytes that a file may have: a hundred pages, where there are no pictures."""

_MOST_PARTS: Final = 500
_MOST_UNPACKED: Final = 50_000_000  # bytes, of all parts as the file says
_MOST_WORDS: Final = 10_000_000  # bytes, of the parts that are read

_ODT: Final = "application/vnd.oasis.opendocument.text"
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP: Final = b"PK\x03\x04"
_ENCRYPTED: Final = 0x1  # a part's flag, ZIP specification 4.4.4


class UnusableNote(Sentence):
    """A file cannot be used; the words, without a full stop, follow `cannot be used: `."""


class Kind(StrEnum):
    """What wrote it, as Pandoc calls it."""

    DOCX = "docx"
    ODT = "odt"


@dataclass(frozen=True)
class Package:
    """A file of a word processor.

    Attributes:
        kind: Which.
        words: The part that holds them.
        body: The file again, with nothing in it but the parts that are needed to read its words.
        markup: What was seen in the part that holds the words.
    """

    kind: Kind
    words: bytes
    body: bytes
    markup: Markup


def opened(content: bytes) -> Package:
    """Look a file over.

    Raises:
        UnusableNote: It is none that can be read, or has something in it that no note may have.
    """
    _require_a_package(content)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _require_small(archive)
            return _docx(archive) if _is_docx(archive) else _odt(archive)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError):
        raise UnusableNote("it is damaged; save it again, and send that") from None
    except RuntimeError:  # as `zipfile` says that a part needs a password
        raise UnusableNote(_LOCKED) from None
    except UnusableXml as error:
        raise UnusableNote(str(error)) from None


_LOCKED: Final = "it has a password; save it again without one"
_SAVE_AS: Final = "save it as .docx or .odt in your word processor"


def _require_a_package(content: bytes) -> None:
    if not content:
        raise UnusableNote("it is empty (0 bytes); save it again, and send that")
    if len(content) > LARGEST:
        raise UnusableNote(
            f"it is larger than {LARGEST // 1_000_000} megabytes; take out what is not words"
        )
    if content.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in content:
            raise UnusableNote(_LOCKED)
        raise UnusableNote(f"it is in the format of Word before 2007; {_SAVE_AS}")
    if content.startswith(b"%PDF"):
        raise UnusableNote("it is a PDF, which cannot be edited; send the .docx or .odt file")
    if content.startswith(b"{\\rtf"):
        raise UnusableNote(f"it is in rich text format; {_SAVE_AS}")
    if not content.startswith(_ZIP):
        raise UnusableNote(f"it is no file of a word processor, whatever its name; {_SAVE_AS}")


def _require_small(archive: zipfile.ZipFile) -> None:
    every = archive.infolist()
    if len(every) > _MOST_PARTS or sum(part.file_size for part in every) > _MOST_UNPACKED:
        raise UnusableNote(
            "unpacked it would be far larger than a note; copy its words into a new document"
        )
    if any(part.flag_bits & _ENCRYPTED for part in every):
        raise UnusableNote(_LOCKED)


def _is_docx(archive: zipfile.ZipFile) -> bool:
    names = set(archive.namelist())
    if "[Content_Types].xml" in names and any(name.startswith("word/") for name in names):
        return True
    if "mimetype" in names and "content.xml" in names:
        return False
    raise UnusableNote(f"it is a ZIP file or another kind of document, and no note; {_SAVE_AS}")


# --- DOCX ---------------------------------------------------------------------------------------

_MACROS: Final = "it has macros; save it as a document without macros"
_READ_OF_WORD: Final = ("document", "styles", "numbering", "comments", "footnotes", "endnotes")


def _docx(archive: zipfile.ZipFile) -> Package:
    names = archive.namelist()
    reader = _Reader(archive)
    types = reader.read("[Content_Types].xml")
    if b"macroEnabled" in types or any("vba" in name.lower() for name in names):
        raise UnusableNote(_MACROS)
    parts = {"[Content_Types].xml": types, "_rels/.rels": reader.read("_rels/.rels")}
    main = next((n for n in names if n.startswith("word/document") and n.endswith(".xml")), None)
    if main is None:
        raise UnusableNote(f"there are no words in it; {_SAVE_AS}")
    parts.update((name, reader.read(name)) for name in _of_word(names))
    seen = {name: looked_at(part) for name, part in parts.items()}
    _require_words_only(seen[main].names, _NOT_IN_DOCX)
    return Package(Kind.DOCX, parts[main], _packed(parts), seen[main])


def _of_word(names: list[str]) -> Iterator[str]:
    """The parts from which Pandoc reads words: no pictures, fonts or whole files within."""
    for name in names:
        folder, _, last = name.rpartition("/")
        known = folder == "word/_rels" or (folder == "word" and last.endswith(".xml"))
        if known and last.startswith(_READ_OF_WORD):
            yield name


_PICTURE: Final = "it has a picture, a drawing or a text box; say in words what it shows"
_WITHIN: Final = "another file is put into it; copy its words instead"
_PALE: Final = (
    "it has words that are white or too small to be seen; show them, and take them out or leave "
    "them in"
)
_NOT_IN_DOCX: Final = {
    "drawing": _PICTURE,
    "pict": _PICTURE,
    "object": _WITHIN,
    "altChunk": _WITHIN,
    "subDoc": _WITHIN,
    "vanish": "it has hidden words; show them, and take them out or leave them in",
    UNSEEN: _PALE,
    "oMath": "it has a formula; say it in words",
}


# --- ODT ----------------------------------------------------------------------------------------

_NOT_IN_ODT: Final = {
    UNSEEN: _PALE,
    "frame": _PICTURE,
    "custom-shape": _PICTURE,
    "section-source": _WITHIN,
    "event-listener": _MACROS,
}


def _odt(archive: zipfile.ZipFile) -> Package:
    names = archive.namelist()
    reader = _Reader(archive)
    kind = reader.read("mimetype").decode("ascii", "replace").strip()
    if kind not in {_ODT, f"{_ODT}-template"}:
        raise UnusableNote(f"it is another kind of document than a text; {_SAVE_AS}")
    manifest = reader.read("META-INF/manifest.xml") if "META-INF/manifest.xml" in names else b""
    if b"encryption-data" in manifest:
        raise UnusableNote(_LOCKED)
    if any(name.startswith(("Basic/", "Scripts/")) and not name.endswith("/") for name in names):
        raise UnusableNote(_MACROS)
    wanted = [name for name in names if name in {"content.xml", "styles.xml"}]
    parts = {name: reader.read(name) for name in wanted}
    seen = {name: looked_at(part) for name, part in parts.items()}
    _require_words_only(seen["content.xml"].names, _NOT_IN_ODT)
    body = _packed({"mimetype": _ODT.encode(), **parts})
    return Package(Kind.ODT, parts["content.xml"], body, seen["content.xml"])


# --- Both ---------------------------------------------------------------------------------------


class _Reader:
    """Reads parts, and no more of them altogether than a note may have."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._left = _MOST_WORDS

    def read(self, name: str) -> bytes:
        try:
            with self._archive.open(name) as part:
                body = part.read(self._left + 1)
        except KeyError:
            raise UnusableNote("it is damaged; save it again, and send that") from None
        self._left -= len(body)
        if self._left < 0:
            raise UnusableNote(
                "unpacked it would be far larger than a note; copy its words into a new document"
            )
        return body


def _require_words_only(names: frozenset[str], refused: dict[str, str]) -> None:
    for name, why in refused.items():
        if name in names:
            raise UnusableNote(why)


def _packed(parts: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, body in parts.items():
            archive.writestr(name, body)
    return made.getvalue()
