"""What calendars answer to an entry of ours, as Google's and Outlook's write it."""

from datetime import date, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import NamedTuple

from icalendar import Calendar


class Entry(NamedTuple):
    """An entry as it went out with a letter."""

    uid: str
    sequence: int
    attendee: str
    organizer: str
    starts: datetime


def entry_in(letter: bytes) -> Entry:
    """The calendar entry in a letter."""
    message = message_from_bytes(letter, _class=EmailMessage, policy=default)
    part = next(p for p in message.walk() if p.get_content_type() == "text/calendar")
    content = part.get_payload(decode=True)
    assert isinstance(content, bytes)
    event = Calendar.from_ical(content).events[0]
    starts = event.start
    assert isinstance(starts, datetime)
    return Entry(
        str(event["UID"]),
        event.sequence,
        str(event["ATTENDEE"]).partition(":")[2],
        str(event["ORGANIZER"]).partition(":")[2],
        starts,
    )


def by_google(entry: Entry, answer: str, at: datetime, *, day: date | None = None) -> bytes:
    """An answer of Google Calendar's.

    Args:
        entry: To what.
        answer: `ACCEPTED`, `DECLINED` or `TENTATIVE`.
        at: When.
        day: The one day it is about; the whole by default.
    """
    occurrence = ""
    if day is not None:
        begins = datetime.combine(day, entry.starts.time())
        occurrence = f"RECURRENCE-ID;TZID=Europe/London:{begins:%Y%m%dT%H%M%S}\n"
    calendar = f"""BEGIN:VCALENDAR
PRODID:-//Google Inc//Google Calendar 70.9054//EN
VERSION:2.0
CALSCALE:GREGORIAN
METHOD:REPLY
BEGIN:VEVENT
DTSTART;TZID=Europe/London:{entry.starts:%Y%m%dT%H%M%S}
DTEND;TZID=Europe/London:{entry.starts:%Y%m%d}T163000
DTSTAMP:{at:%Y%m%dT%H%M%SZ}
ORGANIZER;CN=Area SEND visits:mailto:{entry.organizer}
UID:{entry.uid}
ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT={answer};CN={entry.attendee.upper()}
 ;X-NUM-GUESTS=0:mailto:{entry.attendee.upper()}
{occurrence}CREATED:20200921T090000Z
LAST-MODIFIED:{at:%Y%m%dT%H%M%SZ}
SEQUENCE:{entry.sequence}
STATUS:CONFIRMED
SUMMARY:Area SEND visit
TRANSP:OPAQUE
END:VEVENT
END:VCALENDAR
"""
    message = EmailMessage()
    message["Return-Path"] = f"<{entry.attendee}>"
    message["From"] = entry.attendee
    message["To"] = entry.organizer
    message["Subject"] = f"{answer.capitalize()}: Area SEND visit"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content("They have answered this invitation.")
    message.add_alternative(calendar, subtype="calendar", params={"method": "REPLY"})
    return bytes(message)


def by_outlook(entry: Entry, proposed: datetime) -> bytes:
    """Another time that Outlook proposes, in a time zone as Windows calls it."""
    zone = "GMT Standard Time"
    calendar = f"""BEGIN:VCALENDAR
METHOD:COUNTER
PRODID:Microsoft Exchange Server 2010
VERSION:2.0
BEGIN:VTIMEZONE
TZID:{zone}
BEGIN:STANDARD
DTSTART:16010101T020000
TZOFFSETFROM:+0100
TZOFFSETTO:+0000
RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=10
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:16010101T010000
TZOFFSETFROM:+0000
TZOFFSETTO:+0100
RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=3
END:DAYLIGHT
END:VTIMEZONE
BEGIN:VEVENT
ATTENDEE;PARTSTAT=TENTATIVE;CN="Hale, Morwenna":MAILTO:{entry.attendee}
COMMENT;LANGUAGE=en-GB:Could we begin later?\\n
UID:{entry.uid}
SUMMARY;LANGUAGE=en-GB:New Time Proposed: Area SEND visit
DTSTART;TZID={zone}:{proposed:%Y%m%dT%H%M%S}
DTEND;TZID={zone}:{proposed:%Y%m%d}T170000
CLASS:PUBLIC
PRIORITY:5
DTSTAMP:20200922T100000Z
TRANSP:OPAQUE
SEQUENCE:{entry.sequence}
X-MICROSOFT-CDO-APPT-SEQUENCE:{entry.sequence}
X-MS-OLK-ORIGINALSTART;TZID={zone}:{entry.starts:%Y%m%dT%H%M%S}
END:VEVENT
END:VCALENDAR
"""
    message = EmailMessage()
    message["Return-Path"] = f"<{entry.attendee}>"
    message["From"] = f'"Hale, Morwenna" <{entry.attendee}>'
    message["To"] = entry.organizer
    message["Subject"] = "New Time Proposed: Area SEND visit"
    message.set_content("Could we begin later?")
    message.add_alternative(calendar, subtype="calendar", params={"method": "COUNTER"})
    return bytes(message)
