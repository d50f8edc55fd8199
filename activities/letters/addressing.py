"""A finished letter read back as its recipient's server and program would read it."""

from collections import Counter
from email.headerregistry import AddressHeader
from email.parser import BytesHeaderParser
from email.policy import compat32, default
from email.utils import getaddresses
from functools import lru_cache
from typing import Final

from activities.outgoing import NOBODY, Outgoing
from schemas.ids import LetterKey

_HEADERS: Final = BytesHeaderParser(policy=compat32)
_LONGEST_LINE = 998  # characters (RFC 5322, 2.1.1)
_ONE_MAILBOX: Final = ("From", "To")
_ONCE: Final = ("Date", "Subject", "Message-ID", "X-Visit-Letter", *_ONE_MAILBOX)
_NEVER: Final = ("Cc", "Bcc", "Sender", "Reply-To", "Resent-To", "Resent-Cc", "Resent-Bcc")


class Misaddressed(ValueError):
    """A letter that says something else than it should of who it is from or to.

    Attributes:
        code: What is wrong, e.g. `misaddressed-to`, or `unusable-address`; nothing personal.
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def check_addressing(letter: Outgoing, key: LetterKey) -> None:
    """See that a letter's bytes name exactly the one sender and the one recipient.

    Read twice, by two parsers that share no code for addresses: what is right for one only is
    not right.

    Args:
        letter: As it would be handed over.
        key: Whose letter it should be.

    Raises:
        Misaddressed: It must not leave the house.
    """
    if letter.recipient == NOBODY:
        raise Misaddressed("unusable-address")
    if not _is_plain(letter.content):
        raise Misaddressed("misaddressed-bytes")
    # Who a letter is from and to ends where the header does: what is enclosed is not read through.
    header_section, end, _ = letter.content.partition(b"\n\n")
    raw = _HEADERS.parsebytes(header_section + end)
    names = Counter(name.lower() for name in raw.keys())  # noqa: SIM118 - each as often as it stands
    for name in _ONCE:
        if names[name.lower()] != 1:
            raise Misaddressed(f"misaddressed-{name.lower()}")
    for name in _NEVER:
        if names[name.lower()]:
            raise Misaddressed(f"misaddressed-{name.lower()}")
    if str(raw["X-Visit-Letter"]) != key:
        raise Misaddressed("misaddressed-key")
    for name, wanted in zip(_ONE_MAILBOX, (letter.sender, letter.recipient), strict=True):
        value = str(raw[name])
        if not _names_only(_parsed(name, value), wanted) or _addresses(value) != (wanted,):
            raise Misaddressed(f"misaddressed-{name.lower()}")


@lru_cache(maxsize=512)
def _parsed(name: str, value: str) -> object:
    """A field read by the grammar of RFC 5322; a round of letters has few different ones."""
    return default.header_fetch_parse(name, value)


@lru_cache(maxsize=512)
def _addresses(value: str) -> tuple[str, ...]:
    """The same field, by the older parser of mail programs."""
    return tuple(address for _, address in getaddresses([value]))


def _names_only(header: object, address: str) -> bool:
    return (
        isinstance(header, AddressHeader)
        and [one.addr_spec for one in header.addresses] == [address]
        and all(group.display_name is None for group in header.groups)
    )


def _is_plain(content: bytes) -> bool:
    """Whether no server on the way has a reason to change anything."""
    return (
        content.isascii()
        and b"\0" not in content
        and b"\r" not in content
        and all(len(line) <= _LONGEST_LINE for line in content.split(b"\n"))
    )
