"""Where somebody goes after they have signed in: a page of ours, or the first."""

from typing import Final
from urllib.parse import urlsplit

_LONGEST: Final = 1000


def safe_path(text: str | None) -> str:
    """The path, if it can lead to nobody else; else the first page."""
    if not text or len(text) > _LONGEST or not text.startswith("/"):
        return "/"
    # Browsers take a backslash for a slash, and leave out tabs and ends of lines.
    if text[1:2] in {"/", "\\"} or "\\" in text or not text.isprintable():
        return "/"
    parts = urlsplit(text)
    return "/" if parts.scheme or parts.netloc or parts.path.startswith("/sign-") else text
