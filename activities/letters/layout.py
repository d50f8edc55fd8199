"""Plain text that reads well at any width: paragraphs wrapped, lists indented."""

import re
from textwrap import wrap

_WIDTH = 72  # characters; what survives two rounds of quoting in a reply
_ITEM = re.compile(r"(?P<mark>- |\d+\. )")


def lay_out(text: str) -> str:
    """Wrap a text whose paragraphs are parted by blank lines.

    A line that begins with a dash or a number is an item of a list; other lines continue what
    stands before them. Long words, such as addresses of pages, are never broken.
    """
    paragraphs = re.split(r"\n\s*\n", text.strip())
    return "\n\n".join(_paragraph(paragraph) for paragraph in paragraphs) + "\n"


def _paragraph(text: str) -> str:
    entries: list[str] = []
    for line in filter(None, map(str.strip, text.splitlines())):
        if entries and not _ITEM.match(line):
            entries[-1] += f" {line}"
        else:
            entries.append(line)
    return "\n".join(_wrapped(entry) for entry in entries)


def _wrapped(entry: str) -> str:
    item = _ITEM.match(entry)
    return "\n".join(
        wrap(
            entry,
            _WIDTH,
            subsequent_indent=" " * len(item["mark"]) if item else "",
            break_long_words=False,
            break_on_hyphens=False,
        )
    )
