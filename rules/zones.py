"""London's clock, made here once: a `ZoneInfo` made inside the sandbox is refused there."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")


def london(moment: datetime) -> datetime:
    """The same moment on a London clock."""
    return moment.astimezone(LONDON)


def london_date(moment: datetime) -> date:
    """The London calendar day of a moment."""
    return london(moment).date()


def at_london(day: date, clock: time) -> datetime:
    """A London wall-clock time on a day, aware, whichever side of a clock change it is."""
    return datetime.combine(day, clock, tzinfo=LONDON)


def end_of(day: date) -> datetime:
    """When a day of London is over; of the last day there is, the last moment there is."""
    if day == date.max:
        return datetime.max.replace(tzinfo=UTC)
    return at_london(day + timedelta(days=1), time())
