"""What mail servers report of a letter (RFC 3464), and what older servers say in their own words.

A server that gives up says `failed` also where the reason passes, such as a full mailbox: only the
status tells whether the letter came back for good.
"""

import re
from collections.abc import Iterator
from email.message import Message
from typing import NamedTuple

from flufl.bounce import all_failures

from schemas.incoming import MailKind

_STATUS = re.compile(r"(?<![0-9.])([245])\.([0-9]{1,3})\.([0-9]{1,3})(?![0-9.])")
_BASIC = re.compile(r"(?<![0-9.])([45])[0-9]{2}(?![0-9.])")


class Reported(NamedTuple):
    """What became of a letter, by a server's word.

    Attributes:
        kind: What that is.
        status: An enhanced status code, where it gives one.
    """

    kind: MailKind
    status: str | None = None


_WORST_FIRST = (
    MailKind.RETURNED,
    MailKind.GIVEN_UP,
    MailKind.DELAYED,
    MailKind.ARRIVED,
)


def of_status_report(message: Message) -> Reported | None:
    """What a report says in its fields; `None` where those say nothing.

    Of several recipients, into whom an address was expanded, the worst counts.
    """
    found = [told for told in map(_of_recipient, _recipients(message)) if told is not None]
    return min(found, key=lambda told: _WORST_FIRST.index(told.kind)) if found else None


def of_words(message: Message) -> Reported | None:
    """What is made out of a bounce that has no such fields, by the words of known servers."""
    passing, final = all_failures(message)
    if final:
        said = _text_of(message)
        statuses = [match for match in _STATUS.finditer(said) if match[1] != "2"]
        permanent = next((match[0] for match in statuses if match[1] == "5"), None)
        if statuses and permanent is None:
            return Reported(MailKind.GIVEN_UP, statuses[0][0])
        return Reported(MailKind.RETURNED, permanent)
    return Reported(MailKind.DELAYED) if passing else None


def _recipients(message: Message) -> Iterator[Message]:
    """The blocks of fields about one recipient each."""
    for part in message.walk():
        if part.get_content_type() in {"message/delivery-status", "message/global-delivery-status"}:
            blocks = part.get_payload()
            if isinstance(blocks, list):
                yield from (block for block in blocks if isinstance(block, Message))


def _of_recipient(block: Message) -> Reported | None:
    action = str(block.get("Action", "")).partition("(")[0].strip().lower()
    said = _STATUS.search(str(block.get("Status", "")))
    status = said[0] if said else None
    match action:
        case "failed" | "failure":
            passes = _class(block, status) == "4"
            return Reported(MailKind.GIVEN_UP if passes else MailKind.RETURNED, status)
        case "delayed":
            return Reported(MailKind.DELAYED, status)
        case "delivered" | "relayed" | "expanded":
            return Reported(MailKind.ARRIVED, status)
        case _:
            return None


def _class(block: Message, status: str | None) -> str | None:
    """`4` or `5`; `None` where nothing tells."""
    if status is not None and status[0] in "45":
        return status[0]
    diagnosed = str(block.get("Diagnostic-Code", ""))
    told = _STATUS.search(diagnosed) or _BASIC.search(diagnosed)
    return told[1] if told else None


def _text_of(message: Message) -> str:
    """Every word of a server's own: not of the letter that it sends back."""
    texts = []
    for part in message.walk():
        if part.get_content_type() == "message/rfc822":
            break
        payload = part.get_payload(decode=True)
        if part.get_content_maintype() == "text" and isinstance(payload, bytes):
            texts.append(payload.decode("latin-1"))
    return "\n".join(texts)
