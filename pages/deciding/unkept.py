"""What is asked only to be looked at and is never kept, such as a birthday: not in a draft either.

It stays with the browser into which it was typed, for an hour at most, and goes with each request
for the form's pages; the register never has it.
"""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Final

from fastapi import Request, Response

from pages.deciding.typed import Typed
from schemas.ids import UpdateId

COOKIE: Final = "__Host-unkept"
UNKEPT: Final = frozenset({"born"})
"""What is never kept of any form."""

_LASTS: Final = 3600  # seconds
_ROOM: Final = 3800  # bytes that every browser takes


def parted(typed: Typed, fields: frozenset[str] = UNKEPT) -> tuple[Typed, Typed]:
    """What may be kept of what was typed, and what may not.

    Args:
        typed: What was typed.
        fields: The names of those of which nothing may.
    """
    unkept = {at: texts for at, texts in typed.items() if fields & {*at.split(".")}}
    return {at: texts for at, texts in typed.items() if at not in unkept}, unkept


def remember(response: Response, update_id: UpdateId, unkept: Typed) -> None:
    """Leave it with the browser; what is more than that can hold has to be typed again."""
    told = {at: texts for at, texts in unkept.items() if any(texts)}
    if not told:
        return
    value = urlsafe_b64encode(json.dumps([update_id, told]).encode()).decode()
    if len(value) <= _ROOM:
        response.set_cookie(
            COOKIE, value, max_age=_LASTS, secure=True, httponly=True, samesite="strict"
        )


def recalled(request: Request, update_id: UpdateId) -> Typed:
    """What the browser has of this form."""
    try:
        known, typed = json.loads(urlsafe_b64decode(request.cookies.get(COOKIE, "")))
        if known != update_id:
            return {}
        return {str(at): [str(text) for text in texts] for at, texts in typed.items()}
    except (ValueError, TypeError, AttributeError):
        return {}


def forget(response: Response) -> None:
    """Take it from the browser, once it was looked at."""
    response.delete_cookie(COOKIE, secure=True, httponly=True, samesite="strict")
