"""What a message is about: a letter, by what only its servers know or by name; a visit; people."""

from contextlib import suppress
from datetime import UTC, datetime
from typing import Final

from activities.incoming import Incoming
from activities.incoming.calendar_answer import CalendarAnswer
from activities.incoming.message import UNREADABLE
from desk.screens import day_words
from register import calendar_answers, content, letter_tags, letters, visits
from register.calendar_answers import Answered
from register.connection import Connection
from register.mail import Read
from rules.wording import moment
from schemas.email_address import UnusableAddress, on_the_wire
from schemas.ids import LetterKey, PersonRef, VisitId, recipient_of
from schemas.incoming import MailKind, MailOutcome

_BY_CALENDAR: Final = (MailKind.CALENDAR_ANSWER, MailKind.OTHER_TIME)
_BY_SENDER: Final = (MailKind.AWAY, MailKind.REPLY)
"""What people and their programs write anew, without saying to what it is an answer."""

UNPROVED: Final = (
    "It came to no address that only this letter's mail servers know: anybody may have sent it."
)
_COPY_TOO_LARGE: Final = (
    "A file of a word processor came with it, and the message is larger than is kept here, or the "
    "file than 2 megabytes: it lies in the mailbox."
)
_UNREADABLE: Final = "Nothing can be made of it; it lies in the mailbox."
_OF_NOBODY: Final = (
    "It answers for an address that nobody in this visit has now, or says neither yes nor no, so "
    "nothing was noted."
)


async def about(
    connection: Connection, place: str, incoming: Incoming, domain: str, now: datetime
) -> tuple[Read, list[Answered]]:
    """A message with what it is about, and the calendar's answers that can be believed.

    Args:
        connection: Any.
        place: Where it lies.
        incoming: What it says by itself.
        domain: What makes ids of this installation its own, in lower case.
        now: When it is read; nobody has answered after that.
    """
    if incoming.kind in _BY_CALENDAR:
        return await _by_calendar(connection, place, incoming, domain, now)
    proved = await letter_tags.letter_of(connection, incoming.tags) if incoming.tags else None
    letter = proved or await _named(connection, incoming, domain)
    read = _read(place, incoming, letter.partition("/")[0] if letter else None, letter)
    if letter is None and incoming.kind in _BY_SENDER and incoming.sender:
        # Of somebody who has a part in several visits it is not known which one they mean.
        found = await content.under_way_with(connection, incoming.sender)
        if len(found) == 1:
            return read._replace(visit=found[0][0], recipient=found[0][1]), []
    if incoming.kind is MailKind.RETURNED and proved is None:
        return read._replace(outcome=MailOutcome.UNPROVED, sentence=UNPROVED), []
    return read, []


async def _named(connection: Connection, incoming: Incoming, domain: str) -> LetterKey | None:
    named = [local for local, theirs in incoming.named if theirs == domain]
    return await letters.named(connection, named) if named else None


async def _by_calendar(
    connection: Connection, place: str, incoming: Incoming, domain: str, now: datetime
) -> tuple[Read, list[Answered]]:
    believed: list[Answered] = []
    visit: VisitId | None = None
    who: PersonRef | None = None
    for answer in incoming.answers:
        known = await _visit_of(connection, answer, domain)
        visit = visit or known
        if known is None or known != visit:
            continue  # one message answers to one entry
        ref = await _attendee(connection, known, answer.attendee)
        who = who or ref
        if ref is not None and answer.reply is not None:
            # Nobody has seen an entry that was not sent, or answers tomorrow: what says so would
            # hold for ever, whatever that person answers afterwards.
            sent = await calendar_answers.last_sent(connection, known, ref)
            seen = (max(0, min(answer.sequence, sent)), min(answer.at, now), answer.day)
            believed.append(Answered(ref, answer.reply, *seen, holds=True))
    read = _read(place, incoming, visit, None)._replace(recipient=who)
    if incoming.kind is MailKind.OTHER_TIME:
        return read._replace(sentence=_proposed(incoming.answers)), []
    if not believed:
        sentence = _OF_NOBODY if visit else None
        return read._replace(outcome=MailOutcome.UNPROVED, sentence=sentence), []
    return read, believed


async def _visit_of(connection: Connection, answer: CalendarAnswer, domain: str) -> VisitId | None:
    local, _, theirs = answer.uid.rpartition("@")
    if theirs.lower() != domain:
        return None
    known = await visits.load(connection, local)
    return known.visit_id if known is not None else None


def _read(place: str, incoming: Incoming, visit: VisitId | None, letter: LetterKey | None) -> Read:
    return Read(
        place=place,
        kind=incoming.kind,
        visit=visit,
        letter=letter,
        recipient=recipient_of(letter) if letter else None,
        status=incoming.status,
        sender=incoming.sender,
        subject=incoming.subject,
        words=incoming.words,
        sentence=_sentence(incoming),
    )


def _sentence(incoming: Incoming) -> str | None:
    if incoming == UNREADABLE:
        return _UNREADABLE
    return _COPY_TOO_LARGE if incoming.copy_too_large else None


async def _attendee(connection: Connection, visit: VisitId, address: str) -> PersonRef | None:
    """Whose address that is now: an entry at an address that was corrected is nobody's any more."""
    for ref, person in (await content.people_of(connection, visit)).items():
        with suppress(UnusableAddress):
            if address in {person.email.lower(), on_the_wire(person.email).lower()}:
                return ref
    return None


def _proposed(answers: tuple[CalendarAnswer, ...]) -> str:
    for answer in answers:
        if isinstance(answer.begins, datetime):
            aware = answer.begins if answer.begins.tzinfo else answer.begins.replace(tzinfo=UTC)
            return f"They propose {moment(aware)} instead."
        if answer.begins is not None:
            return f"They propose {day_words(answer.begins)} instead."
    return "They propose another time, which cannot be read."
