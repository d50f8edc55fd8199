"""What GOV.UK Notify is given of a letter: its subject, its words and its documents.

Notify writes the e-mail itself, by a template of the service's own: `((subject))` as its subject,
and `((body))`, `((document_1))` to `((document_4))` in its message. A document is a link there, to
a page that asks for the reader's address before it gives the file.
"""

import re
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from io import BytesIO
from typing import Any, Final, NamedTuple

from notifications_python_client.utils import prepare_upload

from activities.channels.port import RecipientRefused
from activities.letters.layout import Block, blocks
from activities.outgoing import Outgoing
from schemas.letters import PDF, WORD

DOCUMENTS: Final = 4
"""Placeholders for documents that every template has; a letter has three at most."""

LARGEST: Final = 2 * 1024 * 1024  # bytes of a file, by Notify's own limit

_LINK: Final = re.compile(r"\]\(")
_MARKS: Final = ("#", "^", "*", "---", ">")
_NO_BREAK_SPACE: Final = "\N{NO-BREAK SPACE}"


class NotifyMessage(NamedTuple):
    """A letter as Notify is given it.

    Attributes:
        subject: One line.
        body: Its words in Notify's Markdown.
        files: Name and content of each document.
    """

    subject: str
    body: str
    files: tuple[tuple[str, bytes], ...]

    def personalisation(self, retention: str) -> dict[str, Any]:
        """What fills a template's placeholders.

        Args:
            retention: How long documents can be fetched, as Notify says it: `26 weeks`.
        """
        given: dict[str, Any] = {"subject": self.subject, "body": self.body}
        given |= {f"document_{number}": "" for number in range(1, DOCUMENTS + 1)}
        for number, (name, content) in enumerate(self.files, 1):
            given[f"document_{number}"] = prepare_upload(
                BytesIO(content),
                filename=name,
                confirm_email_before_download=True,
                retention_period=retention,
            )
        return given


def notify_message(letter: Outgoing) -> NotifyMessage:
    """What of a letter is handed over.

    Raises:
        RecipientRefused: It has a document that is too large, or too many of them.
    """
    message = message_from_bytes(letter.content, _class=EmailMessage, policy=default)
    text = message.get_body(("plain",))
    files = tuple(
        (part.get_filename() or "document.pdf", part.get_content())
        for part in message.iter_attachments()
        if part.get_content_type() in {PDF.media_type, WORD.media_type}
    )
    if any(len(content) > LARGEST for _, content in files):
        raise RecipientRefused("notify-file-too-large")
    if len(files) > DOCUMENTS:
        raise RecipientRefused("notify-too-many-files")
    words = text.get_content() if text is not None else ""
    return NotifyMessage(str(message["Subject"]), _in_markdown(words), files)


def _in_markdown(words: str) -> str:
    """A letter's words without its ends of lines: Notify takes each for one of ours."""
    return "\n\n".join(_block(block) for block in blocks(words))


def _block(block: Block) -> str:
    entries = [_plain(entry) for entry in block.entries]
    if not block.mark:
        return "\n".join(entries)
    if block.mark.strip() == "-":
        return "\n".join(f"* {entry}" for entry in entries)
    return "\n".join(f"{number}. {entry}" for number, entry in enumerate(entries, 1))


def _plain(entry: str) -> str:
    """Words that somebody gave are words, and neither a heading nor a link by another name."""
    entry = _LINK.sub("] (", entry)
    return f"{_NO_BREAK_SPACE}{entry}" if entry.startswith(_MARKS) else entry
