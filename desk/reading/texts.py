"""The text of a file or of standard input: UTF-8, whatever the terminal's locale says."""

import sys
from pathlib import Path
from typing import BinaryIO

from schemas.sentences import Sentence
from schemas.visible import echoed

STANDARD_INPUT = Path("-")
"""How a command line names standard input."""

MOST = 256 * 1024
"""Bytes that a file may have: a hundred pages of words, and no endless device."""


class Unreadable(Sentence):
    """There is no text to be had; the sentence says why."""


def text_of(file: Path) -> str:
    """Read a whole text, its lines parted by line feeds whichever way the file parts them.

    Args:
        file: Where it is; `-` is standard input.

    Raises:
        Unreadable: It is not there, too large, or not UTF-8.
    """
    name = named(file)
    try:
        raw = _bytes_of(file)
    except OSError as error:
        raise Unreadable(f"{name} cannot be read: {error.strerror}.") from None
    if len(raw) > MOST:
        raise Unreadable(f"{name} cannot be read: it is larger than {MOST // 1024} KiB.")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise Unreadable(
            f"{name} cannot be read: line {line} is not text in UTF-8. Save it as UTF-8."
        ) from None
    # Notepad and its like end lines with two characters, of which no form takes the first.
    return text.replace("\r\n", "\n").replace("\r", "\n")


def named(file: Path) -> str:
    """What a sentence calls a file."""
    return "Standard input" if file == STANDARD_INPUT else echoed_path(file)


def echoed_path(file: Path) -> str:
    """A file's name as it can be shown, at any length."""
    return "/".join(echoed(part) for part in str(file).split("/"))


def _bytes_of(file: Path) -> bytes:
    if file != STANDARD_INPUT:
        with file.open("rb") as opened:
            return opened.read(MOST + 1)
    if sys.stdin is None or sys.stdin.closed:  # it was closed before the command began
        raise Unreadable("Standard input is closed, so that nothing can be read from it.")
    source: BinaryIO = sys.stdin.buffer
    return source.read(MOST + 1)
