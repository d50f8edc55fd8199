"""What a mail server's no means: whom it refuses, and for how long.

A server may say what it thinks of its client only once it hears of a recipient (Postfix does, by
default), so the stage of the dialogue is not enough. Enhanced status codes (RFC 3463, their
registry at IANA, and those of Exchange) tell most of it; where they do not, the few phrases by
which common servers speak of their client do. What is taken for a refusal of us by mistake only
waits, until a person is told that a letter is late; the other way round it would be lost.
"""

import re
from enum import IntEnum

from activities.channels.port import (
    ChannelUnavailable,
    ClientRefused,
    DeliveryFailed,
    LetterDeferred,
    OutcomeUncertain,
    RecipientRefused,
)


class Stage(IntEnum):
    """How far a dialogue has come; a letter is handed over only in the last."""

    CONNECTION = 1
    HELLO = 2
    ENCRYPTION = 3
    LOGIN = 4
    SENDER = 5
    RECIPIENT = 6
    DATA = 7
    FINAL_DOT = 8


_ENHANCED = re.compile(r"[245]\.(?P<subject>[0-9]{1,3})\.(?P<detail>[0-9]{1,3})(?![0-9.])")
_OF_US = {
    *{(1, 7), (1, 8)},  # the sender's address
    (3, 5),  # system incorrectly configured
    *{(7, detail) for detail in (8, 9, 10, 11, 12, 13, 14)},  # login and encryption
    *{(7, detail) for detail in range(20, 31)},  # DKIM, SPF, reverse DNS, floods, REQUIRETLS
    *{(7, 54), (7, 57), (7, 60), (7, 64)},  # Exchange: may not relay, send, send as
    *{(7, detail) for detail in range(500, 512)},  # Exchange: banned sender, DMARC
    *{(7, detail) for detail in range(600, 800)},  # Exchange: banned network address, quota
}
_PROTOCOL = 5  # the subject of a dialogue that one side does not understand
_WITHOUT_DETAIL = {None, (0, 0), (7, 0), (7, 1)}  # codes that say little
_BARE_OF_US = {500, 502, 503, 504, 521, 530, 534, 535, 538}
"""Basic codes that speak of us where there is no enhanced one: commands, names and logins."""
_SAID_OF_THEM = re.compile(r"recipient address rejected|resolver\.", re.IGNORECASE)
_SAID_OF_US = re.compile(
    r"client host|client was|client does|client not|\b(?:helo|ehlo)\b|sender address rejected"
    r"|\brelay|black ?list|block ?list|blocked|dnsbl|\brbl\b|\bspf\b|\bdkim\b|\bdmarc\b"
    r"|reverse dns|\bptr\b|authenticat|starttls|your (?:ip|host|server|domain|network)",
    re.IGNORECASE,
)


def meaning(stage: Stage, status: int, words: str) -> DeliveryFailed:
    """What an answer other than yes means for the letter it was given over.

    Args:
        stage: How far the dialogue had come.
        status: The three digits.
        words: The rest of the answer. It may quote names and addresses, so none of it is kept
            but an enhanced status code.
    """
    found = _ENHANCED.match(words)
    enhanced = (int(found["subject"]), int(found["detail"])) if found else None
    if status // 100 not in {4, 5}:
        # A yes where none can be, or no answer that is one.
        return lost(stage, "smtp-answer")
    code = f"smtp-{status}" + (f"-{found[0]}" if found else "")
    if stage < Stage.RECIPIENT:
        return ChannelUnavailable(code)
    if _is_of_us(status, enhanced, words):
        return ClientRefused(code)
    return RecipientRefused(code) if status // 100 == 5 else LetterDeferred(code)  # noqa: PLR2004 - the class of a code


def lost(stage: Stage, code: str) -> DeliveryFailed:
    """What a dialogue means that ended without an answer.

    Args:
        stage: How far it had come.
        code: How it ended, e.g. `smtp-timeout`.
    """
    if stage is Stage.FINAL_DOT:
        return OutcomeUncertain(code)
    if stage < Stage.RECIPIENT:
        return ChannelUnavailable(code)
    # Without the final dot nothing was accepted (RFC 5321, 4.1.1.4). That it ended here, and not
    # before, may lie in this letter: the others are not held up by it.
    return LetterDeferred(code)


def _is_of_us(status: int, enhanced: tuple[int, int] | None, words: str) -> bool:
    if enhanced is None and status in _BARE_OF_US:
        return True
    if enhanced is not None and (enhanced in _OF_US or enhanced[0] == _PROTOCOL):
        return True
    if enhanced not in _WITHOUT_DETAIL or _SAID_OF_THEM.search(words):
        return False
    return bool(_SAID_OF_US.search(words))
