"""What one message says, by itself: before anybody knows whether it is about a letter of ours."""

import re
from collections.abc import Iterator
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import Message
from email.utils import getaddresses, parseaddr
from html import unescape
from pathlib import PurePath
from typing import Final, NamedTuple

from activities.incoming.calendar_answer import CalendarAnswer, answers_in
from activities.incoming.kinds import kind_of
from activities.incoming.port import LONGEST, storable
from schemas.incoming import LetterTag, MailKind

LONGEST_WORDS: Final = 20_000
"""Characters of a message's text that the register keeps."""

LARGEST_COPY: Final = 2_000_000
"""Bytes of a file that is kept, as for one that somebody uploads."""

_COPIES: Final = (".docx", ".odt")
_LINE: Final = 500  # characters of a subject or an address
_REFERENCES: Final = 50
_TAGGED: Final = re.compile(r"\+([a-z2-7]{16})@")
_TO: Final = ("Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To", "To")
_ABOUT: Final = ("In-Reply-To", "References")
_MESSAGE_ID: Final = re.compile(r"<([^<>\s]{1,200})@([^<>@\s]{1,255})>")
_NOT_SHOWN: Final = re.compile(r"<(?:style|script|head)\b", re.IGNORECASE)
_SHOWN_AGAIN: Final = re.compile(r"</(?:style|script|head)>", re.IGNORECASE)
_BLANK: Final = re.compile(r"[ \t]+")


class MailedFile(NamedTuple):
    """A file that came with a message.

    Attributes:
        name: `copy.docx` or `copy.odt`; what its sender calls it is not kept.
        body: What is in it, which nobody has looked at yet.
    """

    name: str
    body: bytes


class Incoming(NamedTuple):
    """A message as it was read.

    Attributes:
        kind: What it is.
        status: A server's enhanced status code.
        tags: Of which letters' envelope senders it came to, if they are any.
        named: The messages that it names by their `Message-ID`, of which some may be letters of
            ours: what stands before the `@`, and the domain.
        sender: The address that it names as its own.
        subject: Its own.
        words: The beginning of its text.
        answers: Those of a calendar.
        copy: The first file of a word processor that a person sent along, unopened.
        copy_too_large: Whether there is one that is larger than `LARGEST_COPY`.
    """

    kind: MailKind
    status: str | None
    tags: tuple[LetterTag, ...]
    named: tuple[tuple[str, str], ...]
    sender: str
    subject: str
    words: str
    answers: tuple[CalendarAnswer, ...]
    copy: MailedFile | None = None
    copy_too_large: bool = False


UNREADABLE: Final = Incoming(MailKind.UNKNOWN, None, (), (), "", "", "", ())
"""What nothing can be made of; it lies on in the mailbox."""


def read_message(content: bytes, bounces: str | None) -> Incoming:
    """Read a message; whatever it is made of, something comes out.

    Args:
        content: The message.
        bounces: The address to which letters come back, without a tag; `None` where nobody said.
    """
    try:
        return _read(message_from_bytes(content), bounces, whole=len(content) < LONGEST)
    except Exception:  # noqa: BLE001 - others' mail, broken in any way: it must hold up no other
        return UNREADABLE


def _read(message: Message, bounces: str | None, *, whole: bool) -> Incoming:
    tags = tuple(dict.fromkeys(_tags(message, bounces))) if bounces else ()
    kind, status = kind_of(message, own=bool(tags))
    calendar = kind in {MailKind.CALENDAR_ANSWER, MailKind.OTHER_TIME}
    copy = next(_copies(message), None) if kind is MailKind.REPLY else None
    too_large = copy is not None and (len(copy.body) > LARGEST_COPY or not whole)
    return Incoming(
        kind=kind,
        status=status,
        tags=tags,
        named=tuple(dict.fromkeys(_named(message))),
        sender=storable(parseaddr(_header(message, "From"))[1])[:_LINE],
        subject=storable(_header(message, "Subject"))[:_LINE],
        words=_words(message)[:LONGEST_WORDS],
        answers=tuple(answers_in(message)) if calendar else (),
        copy=None if too_large else copy,
        copy_too_large=too_large,
    )


def _copies(message: Message) -> Iterator[MailedFile]:
    """The files of word processors that were sent along; a letter that is quoted has others."""
    for part in message.walk():
        if part.get_content_type() == "message/rfc822":
            return
        ending = PurePath(part.get_filename() or "").suffix.lower()
        body = part.get_payload(decode=True) if ending in _COPIES else None
        if isinstance(body, bytes) and body:
            yield MailedFile(f"copy{ending}", body)


def _tags(message: Message, bounces: str) -> Iterator[LetterTag]:
    """The tags of our own address in the fields that say to whom a message came."""
    local, _, domain = bounces.lower().partition("@")
    values = [str(value) for name in _TO for value in message.get_all(name, [])]
    for _, address in getaddresses(values):
        found = _TAGGED.search(address.lower())
        if found and address.lower() == f"{local}+{found[1]}@{domain}":
            yield found[1]


def _named(message: Message) -> Iterator[tuple[str, str]]:
    """The letters that a message answers to or sends back, by their `Message-ID`."""
    texts = [str(value) for name in _ABOUT for value in message.get_all(name, [])]
    for part in message.walk():
        if part is not message and part["Message-ID"] is not None:
            texts.append(str(part["Message-ID"]))
        if part.get_content_type() in {"text/rfc822-headers", "message/rfc822-headers"}:
            payload = part.get_payload(decode=True)
            if isinstance(payload, bytes):
                texts.append(str(message_from_bytes(payload)["Message-ID"]))
    for text in texts[:_REFERENCES]:
        found = _MESSAGE_ID.findall(storable(text))
        yield from ((local, domain.lower()) for local, domain in found)


def _header(message: Message, name: str) -> str:
    value = message[name]
    if value is None:
        return ""
    try:
        text = str(make_header(decode_header(str(value))))
    except (LookupError, UnicodeError, ValueError):
        text = str(value)
    return " ".join(text.split())


def _words(message: Message) -> str:
    """The text that a person would read first: plain where there is such a part."""
    html = ""
    for part in message.walk():
        if part.get_content_type() == "message/rfc822":
            break  # what follows is another's letter
        if part.get_filename() or part.get_content_maintype() != "text":
            continue
        text = _text(part)
        if part.get_content_type() == "text/plain" and text.strip():
            return storable(text.strip())
        if part.get_content_type() == "text/html" and not html:
            html = unescape(_without_tags(text))
    lines = (_BLANK.sub(" ", line).strip() for line in html.splitlines())
    return storable("\n".join(line for line in lines if line))


def _without_tags(html: str) -> str:
    """What stands between the tags of a page, in one pass: a pattern would begin anew at each `<`.

    Others write it: 200 KB of nothing but `<` kept such a pattern busy for minutes.
    """
    shown = []
    at, hides = 0, True
    while (begins := html.find("<", at)) >= 0 and (ends := html.find(">", begins)) >= 0:
        shown.append(html[at:begins])
        at = ends + 1
        if hides and _NOT_SHOWN.match(html, begins):
            again = _SHOWN_AGAIN.search(html, begins)
            # Once there is none, there is none behind any tag that follows.
            hides = again is not None
            at = again.end() if again else at
    return " ".join([*shown, html[at:]])


def _text(part: Message) -> str:
    payload = part.get_payload(decode=True)
    if not isinstance(payload, bytes):
        return ""
    try:
        return payload.decode(part.get_content_charset("utf-8"), "replace")
    except LookupError:
        return payload.decode("latin-1")
