"""Days of a visit that are out of term: they need a reason, or are refused with nearer ones."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from rules.refusals import RefusalCode, Refused
from rules.terms import in_term
from rules.working_days import add_working_days
from schemas.content import ContentRef
from schemas.terms import Term, TermsAround
from schemas.working_calendar import WorkingCalendar

_DAY = timedelta(days=1)


def out_of_term(  # noqa: PLR0913 - all but what is not done by name
    what: str,
    *days: date,
    terms: TermsAround | None,
    reason: ContentRef | None,
    calendar: WorkingCalendar,
    earliest: date,
    latest: date = date.max,
) -> bool:
    """Whether days are out of term, which somebody has said a reason for.

    Args:
        what: The beginning of the sentence, what was not done.
        days: One day, or two that follow each other.
        terms: Of the area; `None` where nobody looked them up, as before there were any.
        reason: Why it is these days, if they said so.
        calendar: The bank holidays.
        earliest: Before which no other days can be named instead.
        latest: After which none can.

    Raises:
        Refused: They are, and no reason was given; with the area's terms and the nearest days.
    """
    if terms is None or in_term(terms.terms, *days):
        return False
    if reason is None:
        nearest = list(_nearest(days, terms, calendar, earliest, latest))
        raise Refused(RefusalCode.OUT_OF_TERM, _sentence(what, days, terms, nearest))
    return True


def _nearest(
    days: Sequence[date],
    terms: TermsAround,
    calendar: WorkingCalendar,
    earliest: date,
    latest: date,
) -> Iterator[date]:
    """The nearest first days in term, before and after."""
    for step in (-_DAY, _DAY):
        day = days[0]
        while terms.terms and terms.terms[0].first <= day <= terms.terms[-1].last:
            both = (day, add_working_days(day, 1, calendar))[: len(days)]
            works = add_working_days(day, 0, calendar) == day
            if works and earliest <= day <= latest and in_term(terms.terms, *both):
                yield day
                break
            day += step


def _sentence(what: str, days: Sequence[date], terms: TermsAround, nearest: Sequence[date]) -> str:
    named = " and ".join(f"{day:%A %-d %B %Y}" for day in days)
    are = "are not in one term" if days[1:] else "is not in term"
    whose = (
        "by the default calendar, as the area's own terms are not recorded"
        if terms.assumed
        else "of the area"
    )
    spans = [f"{t.first:%-d %B %Y} to {t.last:%-d %B %Y}" for t in _beside(days[0], terms)]
    known = f" (terms {whose}: {' and '.join(spans)})" if spans else ""
    begins = "day one can be" if days[1:] else "it can be"
    choice = " or ".join(f"{day:%A %-d %B %Y}" for day in nearest)
    instead = f"In term, {begins} {choice} at the nearest. " if choice else ""
    return (
        f"{what}: {named} {are}{known}. {instead}Name days in term, or say why not, with --reason."
    )


def _beside(day: date, terms: TermsAround) -> Sequence[Term]:
    """The term that had begun by a day, and the one after it."""
    begun = [term for term in terms.terms if term.first <= day]
    coming = [term for term in terms.terms if term.first > day]
    return [*begun[-1:], *coming[:1]]
