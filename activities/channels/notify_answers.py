"""What GOV.UK Notify's no means: whom it refuses, and whether it may have taken the letter.

Its words may quote an address, so none is kept: a code is made of the status and of the few of its
sentences that have to be told apart.
"""

import re
from http import HTTPStatus
from typing import Final

import requests
from notifications_python_client.errors import HTTPError
from urllib3.exceptions import MaxRetryError, NewConnectionError

from activities.channels.port import (
    ChannelUnavailable,
    ClientRefused,
    DeliveryFailed,
    OutcomeUncertain,
    RecipientRefused,
)

_SERVER: Final = 500
_OF_THE_RECIPIENT: Final = (
    ("address", re.compile(r"email_address\b|not a valid email", re.IGNORECASE)),
    ("virus", re.compile(r"virus", re.IGNORECASE)),
    ("file", re.compile(r"file (?:is larger|type)|unsupported file", re.IGNORECASE)),
)
"""Sentences of a refusal that is about this letter, by what it is called in a code."""


def meaning(error: HTTPError) -> DeliveryFailed:
    """What an answer other than yes means for the letter that was handed over.

    Args:
        error: As the client raised it, from what `requests` said.
    """
    response = error.response
    if response is None:
        # A time-out, a reset and a refused connection are all told as 503: only the last is a no.
        if never_sent(error.__cause__):
            return ChannelUnavailable("notify-connection")
        return OutcomeUncertain("notify-no-answer")
    status = response.status_code
    if status >= _SERVER:
        # It may have accepted the letter, and failed after that.
        return OutcomeUncertain(f"notify-{status}")
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return ChannelUnavailable("notify-429")
    if status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
        return RecipientRefused("notify-413")
    if status == HTTPStatus.BAD_REQUEST:
        said = str(error.message)
        for name, words in _OF_THE_RECIPIENT:
            if words.search(said) and "team-only" not in said and "trial mode" not in said:
                return RecipientRefused(f"notify-400-{name}")
    # Keys, templates, clocks and trial mode: ours, whoever it is written to.
    return ClientRefused(f"notify-{status}")


def never_sent(cause: BaseException | None) -> bool:
    """Whether a request failed before anything of it was sent."""
    if isinstance(cause, requests.exceptions.ConnectTimeout | requests.exceptions.SSLError):
        return True
    if not isinstance(cause, requests.exceptions.ConnectionError) or not cause.args:
        return False
    reason = cause.args[0]
    return isinstance(reason, MaxRetryError) and isinstance(reason.reason, NewConnectionError)
