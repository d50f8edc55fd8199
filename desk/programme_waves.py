"""Whether visits of a wave by hand can be opened today, asked before it is recorded."""

from collections.abc import Iterable
from datetime import datetime

from activities.reference import working_calendar
from rules.refusals import RefusalCode, Refused
from rules.zones import london_date
from schemas.ids import AreaCode
from schemas.programme import ProgrammeState


def require_openable(state: ProgrammeState, areas: Iterable[AreaCode], now: datetime) -> None:
    """Refuse a wave with a visit whose day is so far ahead that it could not be opened.

    Asked at the desk and not by a rule of the programme: which bank holidays a visit looks up is a
    fact from outside.

    Args:
        state: The programme as recorded.
        areas: Whose visits are to be opened.
        now: The moment, aware.

    Raises:
        Refused: With the first day on which the visit can be opened.
    """
    for code in areas:
        known = state.area(code)
        if known is None or known.planned is None:
            continue
        day = known.planned.day_one
        first = working_calendar(day).first
        if london_date(now) < first:
            raise Refused(
                RefusalCode.DATES,
                f"No visit was opened: {code} has {day:%A %-d %B %Y}, which is too far ahead; its "
                f"visit can be opened from {first:%A %-d %B %Y} on. Leave it out until then.",
            )
