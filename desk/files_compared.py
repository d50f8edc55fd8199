"""Whether a file in somebody's hands is the one that came out of a report.

Its bytes say so. A program that opens a file and saves it again changes them and may change no
word, so of what has plain words these are compared, too: a person wants to know which it is.
"""

import csv
import io
import json
from collections.abc import Callable, Iterator, Mapping
from html.parser import HTMLParser
from itertools import zip_longest
from pathlib import PurePath
from typing import Final, NamedTuple

from schemas.visible import echoed


class Compared(NamedTuple):
    """What a file is beside what came out.

    Attributes:
        of: The file that came out with which it was compared; `None` where there is none.
        same: Whether it is that, byte for byte.
        words: A sentence.
    """

    of: str | None
    same: bool
    words: str


def compared(name: str, body: bytes, published: Mapping[str, bytes]) -> Compared:
    """Compare a file.

    Args:
        name: What it is called now.
        body: Its bytes.
        published: What came out, by name.
    """
    if same := next((one for one, bytes_ in published.items() if bytes_ == body), None):
        called = "" if same == name else f" It came out as {same}."
        return Compared(same, True, f"It is as it came out.{called}")  # noqa: FBT003 - by its name
    of = _which(name, published)
    return Compared(of, False, _otherwise(of, body, published))  # noqa: FBT003 - likewise


def _which(name: str, published: Mapping[str, bytes]) -> str | None:
    """The file of that name, or the only one of that kind."""
    if name in published:
        return name
    kind = PurePath(name).suffix.lower()
    alike = [one for one in published if PurePath(one).suffix == kind]
    return alike[0] if len(alike) == 1 else None


def _otherwise(of: str | None, body: bytes, published: Mapping[str, bytes]) -> str:
    if of is None:
        return (
            "Nothing that came out is called so. What was made of the report later has passed no "
            "gate."
        )
    read = _READERS.get(PurePath(of).suffix)
    if read is None:
        return (
            f"It is not {of} as it came out. A program may have saved it again, or somebody "
            "changed it: of this kind of file that cannot be told."
        )
    try:
        mine = [*read(body)]
    except (ValueError, csv.Error):
        return f"It is not {of} as it came out, and cannot be read as one."
    for here, there in zip_longest(mine, read(published[of])):
        if here != there:
            return (
                f"It is not {of} as it came out: it has {_quoted(here)} where that has "
                f"{_quoted(there)}. What was changed has passed no gate."
            )
    return (
        f"It has every word of {of} as it came out, and no other, but its bytes differ: a program "
        "saved it again. Whoever checks its SHA-256 will not find it."
    )


def _quoted(text: str | None) -> str:
    return "nothing" if text is None else f"“{echoed(text)}”"


class _Words(HTMLParser):
    """Every text of a page, comments, styles and what pictures say included: styles add words."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del tag
        told = ("alt", "title", "aria-label", "content", "href", "src")
        self.found += [f"{name}={value}" for name, value in sorted(attrs) if name in told and value]

    def handle_data(self, data: str) -> None:
        self.found += data.split()

    def handle_comment(self, data: str) -> None:
        self.found += data.split()


def _of_page(body: bytes) -> Iterator[str]:
    page = _Words()
    page.feed(body.decode())
    page.close()
    yield from page.found


def _of_data(body: bytes) -> Iterator[str]:
    rows = csv.reader(io.StringIO(body.decode("utf-8-sig"), newline=""))
    for number, row in enumerate(rows, start=1):
        yield from row
        yield f"end of line {number}"


def _of_json(body: bytes) -> Iterator[str]:
    told = json.dumps(json.loads(body), ensure_ascii=False, sort_keys=True, indent=0)
    yield from told.splitlines()


_READERS: Final[Mapping[str, Callable[[bytes], Iterator[str]]]] = {
    ".html": _of_page,
    ".csv": _of_data,
    ".json": _of_json,
}
