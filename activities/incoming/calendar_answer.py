"""What a calendar answers to an entry of ours (iTIP, RFC 5546)."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from email.message import Message
from typing import Any, NamedTuple

from icalendar import Calendar, Event

from activities.incoming.port import storable
from schemas.incoming import CalendarReply

_ANSWERS = {
    "ACCEPTED": CalendarReply.ACCEPTED,
    "DECLINED": CalendarReply.DECLINED,
    "TENTATIVE": CalendarReply.TENTATIVE,
    "DELEGATED": CalendarReply.DELEGATED,
}

_FIRST_YEAR, _LAST_YEAR = 1970, 2999
"""Between which there is a moment in every zone; what others write may be in any year."""

_MOST = 50
"""Answers of one message: to one entry, and to single days of it."""


class CalendarAnswer(NamedTuple):
    """One event of an answer.

    Attributes:
        uid: Of the entry it answers to.
        attendee: Whose answer it is: an address, in lower case.
        reply: Whether they come; `None` where that is none of the answers we know.
        sequence: Of the entry that they saw.
        day: The one day of the entry that it is about; `None` for all of it.
        at: When they answered, aware.
        begins: The time that is proposed instead, or that they saw.
    """

    uid: str
    attendee: str
    reply: CalendarReply | None
    sequence: int
    day: date | None
    at: datetime
    begins: datetime | date | None


def method_of(message: Message) -> str:
    """What a message's calendar part is for, such as `REPLY`; empty where it has none."""
    for part in _parts(message):
        named = part.get_param("method")
        if named:
            return str(named).strip().upper()
        calendar = _calendar(part)
        if calendar is not None:
            return str(calendar.get("METHOD", "")).strip().upper()
    return ""


def answers_in(message: Message) -> list[CalendarAnswer]:
    """The answers in a message, the first of very many; what cannot be read is left out."""
    found: list[CalendarAnswer] = []
    for part in _parts(message):
        calendar = _calendar(part)
        for event in calendar.events if calendar is not None else ():
            try:
                found.append(_answer(event))
            except (KeyError, IndexError, ValueError, TypeError, AttributeError):
                continue  # another program's, broken in its own way
            if len(found) == _MOST:
                return found
    return found


def _parts(message: Message) -> Iterator[Message]:
    for part in message.walk():
        if part.get_content_type() in {"text/calendar", "application/ics"}:
            yield part


def _calendar(part: Message) -> Calendar | None:
    content = part.get_payload(decode=True)
    if not isinstance(content, bytes):
        return None
    try:
        return Calendar.from_ical(content)
    except (ValueError, KeyError, IndexError):
        return None


def _answer(event: Event) -> CalendarAnswer:
    attendee: Any = event["ATTENDEE"]
    if isinstance(attendee, list):
        attendee = attendee[0]
    at = _moment(event.get("DTSTAMP"))
    stamped = at if isinstance(at, datetime) else datetime.now(UTC)
    return CalendarAnswer(
        uid=storable(str(event["UID"])),
        attendee=_address(str(attendee)),
        reply=_ANSWERS.get(str(attendee.params.get("PARTSTAT", "")).upper()),
        sequence=int(event.get("SEQUENCE", 0)),
        day=_day(event.get("RECURRENCE-ID")),
        at=stamped if stamped.tzinfo is not None else stamped.replace(tzinfo=UTC),
        begins=_moment(event.get("DTSTART")),
    )


def _address(text: str) -> str:
    scheme, colon, rest = text.partition(":")
    named = rest if colon and scheme.lower() == "mailto" else text
    return storable(named).strip().lower()


# `Any`: whatever a calendar library makes of a property, such as a time without a day.
def _moment(value: Any) -> datetime | date | None:  # noqa: ANN401
    moment = None if value is None else value.dt
    if not isinstance(moment, date) or not _FIRST_YEAR <= moment.year <= _LAST_YEAR:
        return None
    return moment


def _day(value: Any) -> date | None:  # noqa: ANN401
    moment = _moment(value)
    return moment.date() if isinstance(moment, datetime) else moment
