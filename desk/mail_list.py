"""Mail that came in, for people to look at: what each message is, and what followed from it."""

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from desk.screens import day_words
from register import calendar_answers, content, mail
from register.calendar_answers import Answered
from register.connection import Connection
from rules.wording import moment
from schemas.ids import PersonRef, VisitId
from schemas.incoming import CalendarReply, Mail, MailKind, MailOutcome
from schemas.personal import Person
from schemas.sentences import Sentence

NO_VISIT: Final = "unmatched mail"
"""What mail is under that is about no visit we know of."""

KIND_WORDS: Final[Mapping[MailKind, str]] = {
    MailKind.RETURNED: "came back",
    MailKind.GIVEN_UP: "not delivered for a reason that passes, and not tried any more",
    MailKind.DELAYED: "delayed, and still being tried",
    MailKind.ARRIVED: "a server says that it arrived",
    MailKind.OPENED: "a mail program says that it was opened or deleted",
    MailKind.CALLED_SPAM: "reported as spam",
    MailKind.AWAY: "an automatic reply",
    MailKind.REPLY: "a reply",
    MailKind.CALENDAR_ANSWER: "an answer by calendar",
    MailKind.OTHER_TIME: "another time is proposed",
    MailKind.UNKNOWN: "not understood",
}

OUTCOME_WORDS: Final[Mapping[MailOutcome, str]] = {
    MailOutcome.RECORDED: "recorded as refused because of it",
    MailOutcome.KNOWN: "nothing new",
    MailOutcome.REFUSED: "nothing was recorded",
    MailOutcome.UNPROVED: "nothing was recorded",
}

REPLY_WORDS: Final[Mapping[CalendarReply, str]] = {
    CalendarReply.ACCEPTED: "accepted",
    CalendarReply.DECLINED: "declined",
    CalendarReply.TENTATIVE: "accepted tentatively",
    CalendarReply.DELEGATED: "sends somebody else",
}


READER_NAME: Final = "The mailbox reader"
"""What people know the mailbox by, where it decided something."""


REPLIES: Final = frozenset(
    {MailKind.REPLY, MailKind.AWAY, MailKind.CALENDAR_ANSWER, MailKind.OTHER_TIME}
)
"""What people and their programs answer; all else came back, or is said of a letter by a server."""


class UnknownMail(Sentence):
    """There is no such message."""


class Comes(NamedTuple):
    """Whether somebody comes, by their calendar.

    Attributes:
        ref: Who.
        name: What they are called, if the register knows.
        words: Whether they come, e.g. `accepted, Mon 5 Oct 2020 17:00`.
        answered: What the register has of it.
    """

    ref: PersonRef
    name: str
    words: str
    answered: Answered


async def who_comes(
    connection: Connection, visit: VisitId, people: Mapping[PersonRef, Person] | None = None
) -> list[Comes]:
    """Who answered the calendar entry of a visit, and how; what came first holds no more.

    Args:
        connection: Any.
        visit: Which.
        people: Its people, where they are at hand.
    """
    answered = await calendar_answers.of_visit(connection, visit)
    if not answered:
        return []
    known = people if people is not None else await content.people_of(connection, visit)
    return [_comes(each, known.get(each.recipient)) for each in answered]


async def visit_rows(
    connection: Connection, visit: VisitId, comes: Sequence[Comes]
) -> list[tuple[str, str]]:
    """What a visit's screen says of mail that came in, as names and values."""
    came, asking = await mail.counts(connection, visit)
    look = f", {asking} to look at" if asking else ""
    return [
        *(("By calendar", f"{one.name}: {one.words}") for one in comes),
        *([("Mail", f"{came} came in{look}")] if came else []),
    ]


def _comes(answered: Answered, person: Person | None) -> Comes:
    words = REPLY_WORDS[answered.reply]
    if answered.day is not None:
        words += f" {day_words(answered.day)}"
    words += f", {moment(answered.at)}"
    if not answered.holds:
        words += "; has not answered the entry as it is now"
    return Comes(answered.recipient, person.name if person else answered.recipient, words, answered)


async def one(connection: Connection, number: int) -> Mail:
    """One message.

    Raises:
        UnknownMail: There is none of that number.
    """
    found = await mail.find(connection, number)
    if found is None:
        raise UnknownMail(
            f"There is no message {number}. `visits post list` shows those about no visit, and "
            "`visits letters VISIT` those about one."
        )
    return found


def became_of(message: Mail) -> str:
    """What followed from a message, in words; empty where nothing was to."""
    if message.settled_at is None and message.kind in {MailKind.RETURNED, MailKind.ARRIVED}:
        return "is being recorded"
    if message.kind is MailKind.ARRIVED and message.outcome is MailOutcome.RECORDED:
        return "recorded as delivered because of it"
    return OUTCOME_WORDS[message.outcome] if message.outcome else ""


def parted(messages: Sequence[Mail]) -> list[tuple[str, list[Mail]]]:
    """What came about a visit under the headings that it stands under; no heading without any."""
    back = [each for each in messages if each.kind not in REPLIES]
    replies = [each for each in messages if each.kind in REPLIES]
    return [pair for pair in (("What came back", back), ("Replies", replies)) if pair[1]]


def for_people(message: Mail) -> bool:
    """Whether somebody has yet to look at it."""
    return message.seen_at is None and mail.is_for_people(message)


def task_words(message: Mail) -> str:
    """What a person is to do about it."""
    about = f" to letter {message.letter}" if message.letter else ""
    match message.kind:
        case MailKind.OTHER_TIME:
            whose = message.recipient or "somebody"
            return f"see to what the calendar of {whose} proposes: another time"
        case MailKind.REPLY if message.has_copy:
            return f"look at the edited copy that came with a reply{about}"
        case MailKind.REPLY:
            return f"read a reply{about}"
        case MailKind.UNKNOWN:
            return "look at mail that is not understood"
        case _:
            return f"look at mail about a letter: {KIND_WORDS[message.kind]}{about}"


def words_of(message: Mail) -> str:
    """What a message is, with a server's status, e.g. `came back (5.1.1)`."""
    status = f" ({message.status})" if message.status else ""
    return f"{KIND_WORDS[message.kind]}{status}"


def as_json(message: Mail) -> dict[str, object]:
    """A message as programs read it."""
    return message.model_dump(mode="json")


def comes_as_json(comes: Comes) -> dict[str, object]:
    """Whether somebody comes, as programs read it."""
    answered = comes.answered
    return {
        "recipient": comes.ref,
        "name": comes.name,
        "reply": answered.reply.value,
        "sequence": answered.sequence,
        "at": answered.at.isoformat(),
        "day": answered.day.isoformat() if answered.day else None,
        "holds": answered.holds,
    }


def rows_of(messages: Sequence[Mail]) -> list[tuple[str, str, str]]:
    """A row for each: its number, when it was read, a sentence, and the letter's key below it."""
    return [row_of(message) for message in messages]


def row_of(message: Mail) -> tuple[str, str, str]:
    """One of these rows."""
    return (
        str(message.number),
        moment(message.read_at),
        "\n".join(filter(None, _lines(message))),
    )


def _lines(message: Mail) -> tuple[str, ...]:
    sender = f", from {message.sender}" if message.sender else ""
    became = became_of(message)
    return (
        f"{words_of(message)}{sender}{f': {became}' if became else ''}",
        message.sentence or "",
        message.letter or message.recipient or "",
    )
