"""Letters for people to look at: what became of each, and one as it was sent."""

from typing import TYPE_CHECKING, NamedTuple

from register.connection import Connection
from register.letter_list import ListedLetter, find_letter
from rules.wording import PERSON_ROLE_WORDS, moment
from schemas.ids import LetterKey
from schemas.values import LetterStatus

if TYPE_CHECKING:
    from email.message import EmailMessage

_HEADERS = ("From", "To", "Date", "Subject")

_BECAME = {
    LetterStatus.FILED: "not gone yet",
    LetterStatus.ATTEMPTING: "being sent",
    LetterStatus.SENT: "sent",
    LetterStatus.DELIVERED: "delivered",
    LetterStatus.REFUSED: "refused",
    LetterStatus.UNCERTAIN: "uncertain whether it arrived",
    LetterStatus.SUPERSEDED: "never sent, as it was not needed any more",
}


class Attachment(NamedTuple):
    """What went with a letter, by name."""

    name: str
    kind: str
    bytes: int


class SentLetter(NamedTuple):
    """One letter as it was sent, or last tried.

    Attributes:
        listed: What is known of it.
        headers: From whom, to whom, when it was written, about what.
        text: Its words.
        attachments: What went with it.
        message: All of it, byte for byte.
    """

    listed: ListedLetter
    headers: dict[str, str]
    text: str
    attachments: tuple[Attachment, ...]
    message: bytes


async def letter_as_sent(
    connection: Connection, key: LetterKey
) -> tuple[ListedLetter, SentLetter | None]:
    """What is known of a letter, and the letter itself once it has been written.

    It is what the register kept just before the letter left (decision 0018): nothing is written
    anew, with names of today.

    Raises:
        UnknownLetter: There is none of that key.
    """
    listed, message = await find_letter(connection, key)
    return listed, None if message is None else _read(listed, message)


def _read(listed: ListedLetter, message: bytes) -> SentLetter:
    # Here, because commands that show no letter would wait for it.
    from email import message_from_bytes
    from email.message import EmailMessage
    from email.policy import default

    parsed = message_from_bytes(message, _class=EmailMessage, policy=default)
    body = parsed.get_body(("plain",))
    return SentLetter(
        listed=listed,
        headers={name: str(parsed[name]) for name in _HEADERS if parsed[name] is not None},
        text=str(body.get_content()).strip() if body is not None else "",
        attachments=tuple(_attachments(parsed)),
        message=message,
    )


def _attachments(parsed: "EmailMessage") -> list[Attachment]:
    found = []
    for part in parsed.walk():
        kind = part.get_content_type()
        if kind == "text/calendar":
            name = f"calendar entry ({str(part.get_param('method', 'REQUEST')).lower()})"
        elif part.is_attachment():
            name = part.get_filename() or "without a name"
        else:
            continue
        found.append(Attachment(name, kind, len(part.get_payload(decode=True) or b"")))
    return found


def reader_words(letter: ListedLetter) -> str:
    """To whom it is, e.g. `Amara Okafor (dcs), director of children's services`."""
    reader = letter.reader
    if reader is None:
        return letter.order.recipient
    return f"{reader.name} ({reader.ref}), {PERSON_ROLE_WORDS[reader.role]}"


def wording_words(letter: ListedLetter) -> str:
    """By which wording it is written."""
    own = letter.order.wording
    if own is None:
        return "standard"
    if letter.in_standard_words:
        return f"standard, because version {own.version} of its programme's own cannot be used"
    return f"its programme's own, version {own.version}"


def became_words(letter: ListedLetter) -> str:
    """What became of it, e.g. `delivered`, or `not gone yet (mailbox-full), next try …`."""
    words = _BECAME[letter.status]
    if letter.late:
        words += ", late"
    if letter.failure:
        words += f" ({letter.failure})"
    if letter.status is LetterStatus.FILED and letter.next_attempt_at:
        words += f", {'next try' if letter.failure else 'goes'} {moment(letter.next_attempt_at)}"
    if letter.sent_at and letter.settled_at and letter.settled_at > letter.sent_at:
        words += f" {moment(letter.settled_at)}"
    return words
