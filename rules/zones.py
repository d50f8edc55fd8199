"""London's clock, made here once: a `ZoneInfo` made inside the sandbox is refused there."""

from datetime import date, datetime, time
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
