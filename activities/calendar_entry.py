"""The visit as an entry for a recipient's calendar (iCalendar: RFC 5545, RFC 5546)."""

from datetime import UTC, datetime, timedelta

from icalendar import (
    Calendar,
    Event,
    Timezone,
    TimezoneDaylight,
    TimezoneStandard,
    vCalAddress,
    vText,
)

from activities.particulars import days, meetings, person
from activities.sender import Sender
from activities.wording import MODES, day_words, one_line, span_words
from rules.zones import at_london
from schemas.brief import Brief
from schemas.letters import LetterOrder

_WINTER = timedelta(0)
_SUMMER = timedelta(hours=1)
# When the rule of today was first followed, on the clock that it replaced.
_FIRST_SUMMER = datetime(1996, 3, 31, 1)  # noqa: DTZ001 - RFC 5545 asks for a bare local time
_FIRST_WINTER = datetime(1996, 10, 27, 2)  # noqa: DTZ001 - as above


def calendar_entry(order: LetterOrder, brief: Brief, sender: Sender) -> bytes:
    """One entry for the two days, as `text/calendar` in UTF-8 with CRLF line ends.

    The same visit keeps its UID; a later SEQUENCE replaces what a calendar holds, and a
    cancelled order withdraws it. Once a timetable is fixed the entry runs from its first
    meeting to its last; until then from the policy's start of day to its end.

    Raises:
        IncompleteBrief: The recipient, the days or the words of a meeting are missing.
    """
    recipient = person(brief, order.recipient)
    starts, ends = _span(brief)
    event = Event()
    event.add("uid", f"{order.visit_id}@area-visits")
    event.add("sequence", order.calendar_sequence or 0)
    event.add("dtstamp", brief.written_at.astimezone(UTC).replace(microsecond=0))
    event.add("dtstart", starts)
    event.add("dtend", ends)
    event.add("summary", f"Area SEND visit: {one_line(brief.area_name)}")
    event.add("description", _description(brief))
    event.add("status", "CANCELLED" if order.calendar_cancelled else "CONFIRMED")
    event.add("organizer", _person(sender.name, sender.email))
    attendee = _person(recipient.name, recipient.email)
    attendee.params["ROLE"] = vText("NON-PARTICIPANT" if order.copy_only else "REQ-PARTICIPANT")
    attendee.params["PARTSTAT"] = vText("NEEDS-ACTION")
    attendee.params["RSVP"] = vText("FALSE" if order.copy_only else "TRUE")
    event.add("attendee", attendee)
    calendar = Calendar()
    calendar.add("prodid", "-//Area SEND visits//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if order.calendar_cancelled else "REQUEST")
    calendar.add_component(_london())
    calendar.add_component(event)
    return bytes(calendar.to_ical())


def _span(brief: Brief) -> tuple[datetime, datetime]:
    both = days(brief)
    policy = brief.state.policy
    # After a pause the entry is of the days that are left.
    begins = max(both.day_one, brief.state.resumed_on or both.day_one)
    planned = meetings(brief)
    first = min((m.slot.starts for m in planned if m.on == begins), default=policy.day_starts_at)
    last = max((m.slot.ends for m in planned if m.on == both.day_two), default=policy.day_ends_at)
    return at_london(begins, first), at_london(both.day_two, last)


def _description(brief: Brief) -> str:
    held = meetings(brief)
    if not held:
        return "The meetings are not fixed yet. We will send a timetable."
    lines: list[str] = []
    day = None
    for meeting in held:
        if meeting.on != day:
            day = meeting.on
            lines += ["", day_words(day)] if lines else [day_words(day)]
        span = span_words(meeting.slot.starts, meeting.slot.ends)
        lines.append(
            f"{span}: {meeting.title} ({MODES[meeting.slot.mode].lower()}, {meeting.place})"
        )
    return "\n".join(lines)


def _person(name: str, email: str) -> vCalAddress:
    address = vCalAddress(f"mailto:{one_line(email)}")
    # A quotation mark cannot stand in a parameter, however it is escaped (RFC 5545, 3.2).
    address.params["CN"] = vText(one_line(name).replace('"', "'"))
    return address


def _london() -> Timezone:
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
    return zone
