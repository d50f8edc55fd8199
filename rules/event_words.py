"""The words for what happened in a visit; each stands where its event is declared."""

from collections.abc import Mapping
from datetime import date

from rules.evolve import FOLDS
from rules.wording import DEPARTMENT_WORDS, TASK_WORDS
from schemas.event_types import EventType
from schemas.events.corrections import DayOnePlanned
from schemas.events.deferral import Deferred
from schemas.events.event import VisitEvent
from schemas.events.invitation import (
    LateLetterSettled,
    LetterFailed,
    LetterNoteAdded,
    LetterNoteRemoved,
    ReplyExtended,
)
from schemas.events.note import (
    NoteAcknowledged,
    NoteAgreed,
    NoteCommented,
    NoteDrafted,
    NoteShared,
    SharingDecided,
)
from schemas.events.preparation import DatesSet, ModeSet, SurveyResultsRecorded
from schemas.events.visit import TaskRaised

EVENT_WORDS: Mapping[EventType, str] = FOLDS.words


def event_words(event: VisitEvent) -> str:
    """What happened, and which, how or when, where there are several of it."""
    words = EVENT_WORDS[event.fact.type]
    which = _which(event)
    if which:
        return f"{words}: {which}"
    match event.fact:
        case SurveyResultsRecorded(replaces=True):
            return f"{words}, in place of those before"
        case _:
            return words


def _which(event: VisitEvent) -> str:
    match event.fact:
        case TaskRaised(task=task):
            return TASK_WORDS[task]
        case ModeSet(mode=mode):
            return mode.replace("_", " ")
        case DatesSet(days=days):
            return f"{_day(days.day_one)} and {_day(days.day_two)}"
        case DayOnePlanned(day_one=day) | Deferred(day_one=day) | ReplyExtended(until=day):
            return _day(day)
        case SharingDecided(share=share):
            return "to share" if share else "not to share"
        case NoteAcknowledged(department=department):
            return DEPARTMENT_WORDS[department]
        case (
            NoteDrafted(version=version)
            | NoteCommented(version=version)
            | NoteAgreed(version=version)
            | NoteShared(version=version)
        ):
            return f"version {version}"
        case _:
            return _which_letter(event)


def _which_letter(event: VisitEvent) -> str:
    match event.fact:
        case LetterFailed(outcome=outcome):
            return outcome.key
        case LateLetterSettled(letter=letter):
            return letter
        case LetterNoteAdded(number=number, kind=kind):
            return f"note {number}, {kind.replace('_', ' ')}"
        case LetterNoteRemoved(number=number):
            return f"note {number}"
        case _:
            return ""


def _day(day: date) -> str:
    return f"{day:%-d %b %Y}"
