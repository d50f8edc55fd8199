"""What every request to the feed has in common: its token, and what a refusal becomes."""

import ssl
from http import HTTPStatus

import aiohttp

Trust = ssl.SSLContext | bool
"""Whose certificates are believed; `True` is whom the system believes."""


class FeedRefused(Exception):
    """The feed will not answer this request, however often it is asked.

    Attributes:
        status: The HTTP status.
    """

    def __init__(self, status: int, detail: str) -> None:
        super().__init__(detail)
        self.status = status


class GapInLog(Exception):
    """The feed gave a position that does not follow the one before; nothing after it was used."""


class NotTrusted(Exception):
    """The feed's certificate is not by anybody who is believed: name its authority in `trust`."""


class NotWhole(Exception):
    """Something of the event is withheld, so no digest of the log can be made with it."""


async def raise_for(answer: aiohttp.ClientResponse) -> None:
    """Raise `FeedRefused` with what the feed said, unless it answered."""
    if answer.status == HTTPStatus.OK:
        return
    try:
        detail = str((await answer.json(content_type=None))["detail"])
    except (ValueError, KeyError, TypeError):
        detail = f"The feed answered {answer.status}."
    raise FeedRefused(answer.status, detail)


def bearer(token: str) -> dict[str, str]:
    """The header that shows a token."""
    return {"Authorization": f"Bearer {token}"}
