"""How dates, times, roles and modes read in plain English, in letters and documents alike.

Follows the GOV.UK style guide: "Monday 5 October 2020", "5pm", "9:30am to 11am".
"""

import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import Final

from rules.zones import london
from schemas.values import ContactRole, Department, InspectorRole, Mode, SurveyAudience
from schemas.words import on_one_line

_CARE_BOARDS_FROM = date(2022, 7, 1)
"""The day on which integrated care boards took over from clinical commissioning groups (Health and
Care Act 2022)."""

_ROLES: Final[Mapping[ContactRole | InspectorRole, str]] = {
    InspectorRole.OFSTED_EDUCATION: "Ofsted inspector (HMI), education",
    InspectorRole.OFSTED_SOCIAL_CARE: "Ofsted inspector (HMI), social care",
    InspectorRole.CQC_CHILDREN: "Care Quality Commission inspector, children's services",
    ContactRole.DIRECTOR_OF_CHILDRENS_SERVICES: "Director of children's services",
    ContactRole.ACCOUNTABLE_OFFICER: "Accountable officer",
    ContactRole.PARENT_CARER_FORUM: "Parent carer forum",
    ContactRole.NOMINATED_OFFICER: "Nominated officer",
    ContactRole.DFE: "Department for Education",
    ContactRole.NHS_ENGLAND: "NHS England",
}
DEPARTMENTS: Final[Mapping[Department, str]] = {
    Department.DFE: "the Department for Education",
    Department.NHS_ENGLAND: "NHS England",
}
MODES: Final[Mapping[Mode, str]] = {
    Mode.ON_SITE: "In person",
    Mode.VIRTUAL: "Online",
    Mode.MIXED: "In person and online",
}
AUDIENCES: Final[Mapping[SurveyAudience, str]] = {
    SurveyAudience.PARENTS_AND_CARERS: "parents and carers",
    SurveyAudience.YOUNG_PEOPLE: "children and young people with SEND",
    SurveyAudience.PRACTITIONERS: "practitioners",
}
_NOON = 12
_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


def role_words(role: ContactRole | InspectorRole, on: date) -> str:
    """A role as it is called on the day of the visit."""
    if role is not ContactRole.ACCOUNTABLE_OFFICER:
        return _ROLES[role]
    body = "integrated care board" if on >= _CARE_BOARDS_FROM else "clinical commissioning group"
    return f"{_ROLES[role]}, {body}"


def day_words(day: date) -> str:
    """A calendar day, e.g. "Monday 5 October 2020"."""
    return f"{day:%A} {day.day} {day:%B %Y}"


def clock_words(clock: time) -> str:
    """A time of day to the minute, e.g. "9am", "9:30am", "midday"."""
    if (clock.hour, clock.minute) == (_NOON, 0):
        return "midday"
    hour = clock.hour % _NOON or _NOON
    minutes = f":{clock.minute:02}" if clock.minute else ""
    return f"{hour}{minutes}{'am' if clock.hour < _NOON else 'pm'}"


def span_words(starts: time, ends: time) -> str:
    """A stretch of a day, e.g. "9am to 10:30am"."""
    return f"{clock_words(starts)} to {clock_words(ends)}"


def moment_words(moment: datetime) -> str:
    """A moment on a London clock, e.g. "5pm on Monday 14 September 2020"."""
    local = london(moment)
    return f"{clock_words(local.time())} on {day_words(local.date())}"


def number_words(number: int) -> str:
    """A count: a word below ten, figures from there on."""
    return _NUMBERS[number] if 0 <= number < len(_NUMBERS) else str(number)


def list_words(items: Sequence[str]) -> str:
    """An enumeration, e.g. "one, two and three"; empty for nothing."""
    *most, last = items or ("",)
    if not most:
        return last
    comma = "," if any(" and " in item for item in items) else ""
    return f"{', '.join(most)}{comma} and {last}"


def one_line(text: str) -> str:
    """A text without line breaks and invisible characters.

    Control characters could end a mail header and begin another; direction marks could make a
    text read otherwise than it is.
    """
    if not text.isascii():
        text = "".join(c for c in text if unicodedata.category(c) != "Cs")
    return on_one_line(text)
