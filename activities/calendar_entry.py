"""The visit as an entry for a recipient's calendar (iCalendar: RFC 5545, RFC 5546)."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache, lru_cache
from itertools import groupby

from icalendar import (
    Calendar,
    Event,
    Timezone,
    TimezoneDaylight,
    TimezoneStandard,
    vCalAddress,
    vText,
)
from icalendar.parser import Contentline

from activities.particulars import Meeting, days, meetings, person
from activities.sender import Sender
from activities.wording import MODES, day_words, one_line, span_words
from rules.whose_meetings import is_told_of
from rules.zones import at_london
from schemas.brief import Brief
from schemas.email_address import on_the_wire
from schemas.ids import PersonRef
from schemas.letters import LetterOrder
from schemas.values import LetterKind, Mode

_WINTER = timedelta(0)
_SUMMER = timedelta(hours=1)
# When the rule of today was first followed, on the clock that it replaced.
_FIRST_SUMMER = datetime(1996, 3, 31, 1)  # noqa: DTZ001 - RFC 5545 asks for a bare local time
_FIRST_WINTER = datetime(1996, 10, 27, 2)  # noqa: DTZ001 - as above

_ANYBODY = "mailto:anybody@example.invalid"
_ANYBODY_LINE = f"\r\nATTENDEE:{_ANYBODY}\r\n".encode()
"""A line of its own: within another's words it would begin with a space."""


@dataclass(frozen=True)
class _Day:
    """One day of the visit on London's clock, with what is held on it."""

    starts: datetime
    ends: datetime
    held: tuple[Meeting, ...] = ()


def calendar_entry(order: LetterOrder, brief: Brief, sender: Sender) -> bytes:
    """One entry for the days of the visit, as `text/calendar` in UTF-8 with CRLF line ends.

    The same visit keeps its UID; a later SEQUENCE replaces what a calendar holds, and a
    cancelled order withdraws it. Each day has its own times: once a timetable is fixed from its
    first meeting to its last, until then from the policy's start of day to its end. The second
    day is a recurrence of the first with times of its own (decision 0018).

    Raises:
        IncompleteBrief: The recipient, the days or the words of a meeting are missing.
        UnusableAddress: The recipient's address is one that no server can be told.
    """
    shared = _Shared(
        uid=f"{order.visit_id}@{sender.domain}",
        sequence=order.calendar_sequence or 0,
        written_at=brief.written_at,
        area=one_line(brief.area_name),
        mode=brief.state.mode,
        organiser=(sender.name, sender.email),
        cancelled=order.calendar_cancelled,
        # For somebody who is stood down the visit goes on without them (RFC 5546, 3.2.5).
        goes_on=order.kind is LetterKind.STOOD_DOWN,
        days=tuple(_days(brief, order.recipient)),
    )
    return _written(shared).replace(_ANYBODY_LINE, _attendee_line(order, brief))


@dataclass(frozen=True)
class _Shared:
    """What is the same in each copy of a round that tells of the same meetings."""

    uid: str
    sequence: int
    written_at: datetime
    area: str
    mode: Mode | None
    organiser: tuple[str, str]
    cancelled: bool
    goes_on: bool
    days: tuple[_Day, ...]


@lru_cache(maxsize=32)
def _written(shared: _Shared) -> bytes:
    """The entry for anybody; with a line for each recipient it would be written anew each time."""
    first, *later = shared.days
    event = _component(shared, first)
    if later:
        apart = (later[-1].starts.date() - first.starts.date()).days
        event.add("rrule", {"freq": "daily", "interval": apart, "count": 1 + len(later)})
    calendar = Calendar()
    calendar.add("prodid", "-//Area SEND visits//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if shared.cancelled else "REQUEST")
    calendar.add_component(event)
    if not shared.cancelled:  # what is withdrawn is withdrawn whole
        for day in later:
            own = _component(shared, day)
            own.add("recurrence-id", at_london(day.starts.date(), first.starts.time()))
            calendar.add_component(own)
    # London's clock is the same in every entry, and would be most of the work.
    before, first_event, events = bytes(calendar.to_ical()).partition(b"BEGIN:VEVENT")
    return before + _london() + first_event + events


def _component(shared: _Shared, day: _Day) -> Event:
    event = Event()
    event.add("uid", shared.uid)
    event.add("sequence", shared.sequence)
    event.add("dtstamp", shared.written_at.astimezone(UTC).replace(microsecond=0))
    event.add("dtstart", day.starts)
    event.add("dtend", day.ends)
    event.add("summary", f"Area SEND visit: {shared.area}")
    event.add("location", _location(shared, day))
    event.add("description", _description(day))
    if not shared.cancelled:
        event.add("status", "CONFIRMED")
    elif not shared.goes_on:
        event.add("status", "CANCELLED")
    event.add("organizer", _person(*shared.organiser))
    event.add("attendee", vCalAddress(_ANYBODY))
    return event


def _attendee_line(order: LetterOrder, brief: Brief) -> bytes:
    recipient = person(brief, order.recipient)
    attendee = _person(recipient.name, on_the_wire(recipient.email))
    attendee.params["ROLE"] = vText("NON-PARTICIPANT" if order.copy_only else "REQ-PARTICIPANT")
    if not order.calendar_cancelled:  # nobody is asked whether they will not come
        attendee.params["PARTSTAT"] = vText("NEEDS-ACTION")
        attendee.params["RSVP"] = vText("FALSE" if order.copy_only else "TRUE")
    line = Contentline.from_parts("ATTENDEE", attendee.params, attendee)
    return b"\r\n" + bytes(line.to_ical()) + b"\r\n"


def _days(brief: Brief, recipient: PersonRef) -> list[_Day]:
    """The days that are left, in their order; after a pause, or for a forum, there may be one."""
    both = days(brief)
    begins = max(both.day_one, brief.state.resumed_on or both.day_one)
    planned = [
        meeting
        for meeting in meetings(brief)
        if meeting.on >= begins and is_told_of(brief.state, recipient, meeting.slot)
    ]
    if planned:
        return [_fixed(day, tuple(held)) for day, held in groupby(planned, key=lambda m: m.on)]
    policy = brief.state.policy
    return [
        _Day(at_london(day, policy.day_starts_at), at_london(day, policy.day_ends_at))
        for day in sorted({begins, max(begins, both.day_two)})
    ]


def _fixed(day: date, held: tuple[Meeting, ...]) -> _Day:
    return _Day(
        at_london(day, min(meeting.slot.starts for meeting in held)),
        at_london(day, max(meeting.slot.ends for meeting in held)),
        held,
    )


def _location(shared: _Shared, day: _Day) -> str:
    """Where to go; links are with their meetings, because a location has one place only."""
    if not day.held:
        return f"{shared.area}: {MODES[shared.mode].lower()}" if shared.mode else shared.area
    places = dict.fromkeys(m.place for m in day.held if m.slot.mode is not Mode.VIRTUAL)
    online = [MODES[Mode.VIRTUAL]] if any(m.slot.mode is Mode.VIRTUAL for m in day.held) else []
    return "; ".join([*places, *online])


def _description(day: _Day) -> str:
    if not day.held:
        return "The meetings are not fixed yet. We will send a timetable."
    return "\n".join(
        [
            day_words(day.starts.date()),
            *(
                f"{span_words(meeting.slot.starts, meeting.slot.ends)}: {meeting.title} "
                f"({MODES[meeting.slot.mode].lower()}, {meeting.place})"
                for meeting in day.held
            ),
        ]
    )


def _person(name: str, email: str) -> vCalAddress:
    address = vCalAddress(f"mailto:{one_line(email)}")
    # A quotation mark cannot stand in a parameter, however it is escaped (RFC 5545, 3.2).
    address.params["CN"] = vText(one_line(name).replace('"', "'"))
    return address


@cache
def _london() -> bytes:
    """London's clock by its standing rule: forward and back at 1am UTC on the last Sunday.

    Written out, because `Timezone.from_tzinfo` of icalendar 7.3 puts the start of summer time an
    hour late.
    """
    zone = Timezone()
    zone.add("tzid", "Europe/London")
    for season, first, before, after in (
        (TimezoneDaylight(), _FIRST_SUMMER, _WINTER, _SUMMER),
        (TimezoneStandard(), _FIRST_WINTER, _SUMMER, _WINTER),
    ):
        season.add("dtstart", first)
        season.add("rrule", {"freq": "yearly", "bymonth": first.month, "byday": "-1su"})
        season.add("tzoffsetfrom", before)
        season.add("tzoffsetto", after)
        season.add("tzname", "BST" if after else "GMT")
        zone.add_component(season)
    return bytes(zone.to_ical())
