"""What is told to whoever comes by a link that opens nothing, or nothing any more."""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Final, NamedTuple

from fastapi import Request, Response

from pages.answering.asked import Told
from pages.answering.said import Said
from pages.rendering import page
from rules.questions import Standing


def sorry(
    request: Request,
    told: Told | None,
    *,
    status: int = HTTPStatus.GONE,
    said: Sequence[Said] = (),
) -> Response:
    """The page that says why there is nothing to do, and what would mend it.

    Args:
        request: That asks.
        told: Of the link; `None` if there is no such link.
        status: Of the answer.
        said: What was typed and is not recorded.
    """
    title, sentence = _why(told)
    return told_page(request, title, sentence, status=status, said=said)


def told_page(
    request: Request, title: str, sentence: str, *, status: int, said: Sequence[Said] = ()
) -> Response:
    """A page of a sentence, and of what was typed and is not recorded."""
    return page(
        request, "answering/sorry.html", status=status, title=title, sentence=sentence, said=said
    )


class _Why(NamedTuple):
    title: str
    sentence: str


_UNKNOWN: Final = _Why(
    "This link does not work",
    sentence="Check that you copied all of it from our email. If it still does not work, reply to "
    "that email and we will send you another.",
)
_ANSWERED: Final = _Why(
    "You have answered this already",
    sentence="To change what you told us, reply to our email.",
)
_WITHDRAWN: Final = _Why(
    "This link has been withdrawn",
    sentence="If we sent you a later email, use the link in that one. If not, reply to the email "
    "that brought you here and we will send you another link.",
)
_OVER: Final = _Why(
    "There is nothing to do any more",
    sentence="This has been answered, or is no longer asked. If you think that is wrong, reply to "
    "the email that brought you here.",
)


def _why(told: Told | None) -> _Why:
    if told is None:
        return _UNKNOWN
    if told.standing is Standing.NOT_YET:
        return _Why("There is nothing to do yet", told.asked.not_yet)
    if told.link.answered_at is not None:
        return _ANSWERED
    return _WITHDRAWN if told.link.withdrawn_at is not None else _OVER
