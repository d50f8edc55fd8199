"""Where one inspector is, as a calendar that a programme of theirs follows (iCalendar: RFC 5545).

It names visits, areas and days; no name and no word of anybody. Whoever is invited to meetings
has these by the letters' own calendar entries.
"""

from collections.abc import Sequence
from datetime import UTC, timedelta

from icalendar import Calendar, Event

from activities.wording import MODES
from desk.diary import number_of
from register import areas
from register.diary import Booked
from rules.zones import at_london

MEDIA_TYPE = "text/calendar; charset=utf-8"

_LOOK_AGAIN = timedelta(hours=1)


def as_icalendar(booked: Sequence[Booked], *, host: str) -> bytes:
    """A calendar with one entry for each day; an entry that is gone is a day that is free again.

    Args:
        booked: Where one inspector is.
        host: Whose names these entries have, which nobody else gives out.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//Area SEND visits//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", "Area SEND visits")
    calendar.add("refresh-interval", _LOOK_AGAIN, parameters={"value": "DURATION"})
    calendar.add("x-published-ttl", "PT1H")
    for one in booked:
        calendar.add_component(_entry(one, host))
    return bytes(calendar.to_ical())


def _entry(one: Booked, host: str) -> Event:
    visit, policy = one.visit, one.visit.policy
    area = areas.area_of_visit(visit).name
    event = Event()
    event.add("uid", f"{visit.visit_id}-{one.day:%Y%m%d}-diary@{host}")
    event.add("sequence", visit.sequence)
    event.add("dtstamp", visit.changed_at.astimezone(UTC).replace(microsecond=0))
    # In UTC, so that no programme needs to know London's clock.
    event.add("dtstart", at_london(one.day, policy.day_starts_at).astimezone(UTC))
    event.add("dtend", at_london(one.day, policy.day_ends_at).astimezone(UTC))
    event.add("summary", f"Area SEND visit: {area}, day {number_of(one)}")
    if visit.mode is not None:
        event.add("location", f"{area}: {MODES[visit.mode].lower()}")
    event.add("description", f"Visit {visit.visit_id}")
    event.add("class", "PRIVATE")
    return event
