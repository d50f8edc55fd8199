"""Who must agree that a case may be studied, and what rests on that agreement.

Decisions pass to the young person after compulsory school age: the last Friday of June of the
school year in which they turn 16, subject to capacity for this decision (domain brief, section 2,
Case studies). A date of birth is only ever looked at here; nothing keeps it.
"""

from datetime import date, timedelta

from schemas.ids import CaseRef
from schemas.parts import NoteVersion
from schemas.state import VisitState
from schemas.values import AgeBand, Consenter

_LEAVING_AGE = 16
_AGE_AT_MOST = 25
_BANDS = (
    (4, AgeBand.UNDER_5),
    (10, AgeBand.FROM_5_TO_10),
    (15, AgeBand.FROM_11_TO_15),
    (18, AgeBand.FROM_16_TO_18),
    (_AGE_AT_MOST, AgeBand.FROM_19_TO_25),
)
"""The oldest of each age band, in completed years."""

_AUGUST, _JUNE, _FRIDAY = 8, 6, 4


def school_leaving_date(born: date) -> date:
    """The last Friday of June of the school year (September to August) they turn 16 in."""
    year = born.year + _LEAVING_AGE + (1 if born.month > _AUGUST else 0)
    last = date(year, _JUNE, 30)
    return last - timedelta(days=(last.weekday() - _FRIDAY) % 7)


def who_must_agree(born: date, on: date) -> Consenter:
    """Who decides for somebody on a day; they are of school age to the end of the last day."""
    return Consenter.YOUNG_PERSON if on > school_leaving_date(born) else Consenter.PARENT


def age_band_of(born: date, on: date) -> AgeBand:
    """In which band somebody is on a day.

    Args:
        born: When they were born; not after that day, and at most 25 years before.
        on: The day.
    """
    age = _age(born, on)
    return next(band for oldest, band in _BANDS if age <= oldest)


def may_be_studied(born: date, on: date) -> bool:
    """Whether somebody is born, and not older than 25."""
    return born <= on and _age(born, on) <= _AGE_AT_MOST


def _age(born: date, on: date) -> int:
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def too_few_cases(state: VisitState) -> bool:
    """Whether a person has to say that a visit goes on with as few case studies as it has."""
    studies = state.case_studies
    few = studies is not None and len(studies.cases) < state.policy.cases_at_least
    return few and not state.fewer_cases_accepted


def rests_on(note: NoteVersion, case: CaseRef) -> bool:
    """Whether a note may use a case; one that does not tell its cases may use any."""
    return not note.cases or case in note.cases
