"""About what there are words to read of a visit, and in which content each is."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Final

from schemas.state import VisitState
from schemas.values import ContentKind as Kind


class Topic(StrEnum):
    """What one reads about."""

    CONTACTS = "contacts"
    SURVEY = "survey"
    SURVEY_RESULTS = "survey_results"
    CASES = "cases"
    TIMETABLE = "timetable"
    FINDINGS = "findings"
    NOTE = "note"
    COMMENTS = "comments"
    AGREEMENT = "agreement"
    REASONS = "reasons"
    COMPLAINTS = "complaints"
    LETTER_NOTES = "letter_notes"


KINDS: Final[Mapping[Topic, tuple[Kind, ...]]] = {
    Topic.CONTACTS: (Kind.CONTACTS, Kind.NOMINATED_OFFICER, Kind.INSPECTORS, Kind.PERSON),
    Topic.SURVEY: (Kind.SURVEY_LINKS,),
    Topic.SURVEY_RESULTS: (Kind.SURVEY_RESULTS,),
    Topic.CASES: (Kind.CASE_CONTEXT,),
    Topic.TIMETABLE: (Kind.TIMETABLE_DETAILS,),
    Topic.FINDINGS: (Kind.FINDINGS,),
    Topic.NOTE: (Kind.SUMMARY_NOTE,),
    Topic.COMMENTS: (Kind.NOTE_COMMENTS,),
    Topic.AGREEMENT: (),
    Topic.REASONS: (Kind.REASON,),
    Topic.COMPLAINTS: (Kind.COMPLAINT, Kind.COMPLAINT_ANSWER),
    Topic.LETTER_NOTES: (Kind.LETTER_NOTE,),
}
"""What each topic is read from, besides the events."""


def topics_of(kinds: Iterable[Kind], state: VisitState) -> list[Topic]:
    """Of which topics there is something to read."""
    have = set(kinds)
    topics = [topic for topic in Topic if have.intersection(KINDS[topic])]
    if state.note is not None:
        topics.append(Topic.AGREEMENT)
    return sorted(topics, key=list(Topic).index)
