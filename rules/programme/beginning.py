"""Whether a programme can be opened as it is asked."""

import re
from datetime import datetime, timedelta

from rules.refusals import RefusalCode, Refused
from rules.working_days import is_working_day
from rules.zones import london_date
from schemas.programme.messages import OpenProgramme

_LIKE_A_VISIT = re.compile(r"-e[0-9]{8}(?:-[0-9]+)?$")

_WHAT = "The programme was not opened"


def check_programme(opening: OpenProgramme, now: datetime) -> None:
    """Refuse a programme that cannot be.

    Args:
        opening: How it is to be opened.
        now: The moment, aware.

    Raises:
        Refused: Its name is taken for a visit's, its window has no room, or it has passed.
    """
    first, last = opening.window.first, opening.window.last
    if _LIKE_A_VISIT.search(opening.programme):
        raise Refused(
            RefusalCode.ID, f"{_WHAT}: {opening.programme} would be taken for the name of a visit."
        )
    if last < first:
        _refuse(f"its window would end on {last:%-d %B %Y}, before it begins")
    if last <= london_date(now):
        _refuse(f"its window ends on {last:%-d %B %Y}, which has come already")
    if last > opening.calendar.last:
        _refuse(
            f"bank holidays are known until {opening.calendar.last:%-d %B %Y}, and its window ends "
            f"on {last:%-d %B %Y}"
        )
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    working = [day for day in days if is_working_day(day, opening.calendar)]
    if len(working) < 2:  # noqa: PLR2004 - a visit has two days
        _refuse(
            f"from {first:%-d %B %Y} to {last:%-d %B %Y} there are not two working days for a visit"
        )
    if opening.number > opening.areas:
        _refuse(f"{opening.number} visits are more than the {opening.areas} areas of the frame")


def _refuse(why: str) -> None:
    raise Refused(RefusalCode.DATES, f"{_WHAT}: {why}.")
