"""Addresses of pages and meetings, and places that may be one."""

import re
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator
from pydantic_core import PydanticCustomError

from schemas.words import ON_ONE_LINE

LONGEST_LINK = 2000
"""Characters. A scheduled Teams meeting's link has about 250, behind a safe-links service 900."""

LONGEST_PLACE = 200
"""Characters of a place's words, links not counted."""

LINKS = re.compile(r"""[A-Za-z][A-Za-z0-9+.-]{0,30}://[^\s<>"“”]*[^\s<>"“”.,;:!?)\]]""")
"""Links among words, without the punctuation after them.

How an address begins is bounded: else a text of 200 KB without a space is looked through for
minutes, from each of its letters to its end, and nothing else runs meanwhile.
"""


def _link(text: str) -> str:
    if not text.startswith("https://"):
        raise PydanticCustomError("link", "is not an address that starts with https://")
    if len(text) > LONGEST_LINK:
        raise PydanticCustomError(
            "link_too_long", "is a link of more than {most} characters", {"most": LONGEST_LINK}
        )
    try:
        parts = urlsplit(text)
        host = parts.hostname or ""
        usable = parts.username is None and parts.port != 0 and "." in host
    except ValueError:  # a port that is no number, a host in broken brackets
        usable = False
    if not usable or not text.isascii() or any(char <= " " or char in '<>"\x7f' for char in text):
        raise PydanticCustomError("link_unusable", "is not the address of a page")
    return text


def _place(text: str) -> str:
    for link in LINKS.findall(text):
        _link(link)
    if not text:
        raise PydanticCustomError("string_too_short", "is empty")
    if len(LINKS.sub("", text)) > LONGEST_PLACE:
        raise PydanticCustomError(
            "place_too_long",
            "has more than {most} characters, links not counted",
            {"most": LONGEST_PLACE},
        )
    return text


Link = Annotated[str, ON_ONE_LINE, AfterValidator(_link)]
"""The address of a page or a meeting: https only, at most `LONGEST_LINK` characters."""

Place = Annotated[str, ON_ONE_LINE, AfterValidator(_place)]
"""Where a meeting is, or how to join it: words, a link, or words with links among them."""
