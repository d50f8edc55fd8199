"""What the first letter would otherwise wait for: fonts, templates, reference data."""

from functools import cache

from activities import documents, letters
from activities.reference import published_holidays
from register.areas import local_areas


@cache
def get_ready() -> None:
    """Load all of it, once a process. It takes a tenth of a second: keep it out of event loops.

    A worker does this as it starts, so that whoever opens its first visit waits no longer than
    whoever opens the next.
    """
    documents.get_ready()
    letters.get_ready()
    published_holidays()
    local_areas()
