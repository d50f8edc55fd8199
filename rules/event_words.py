"""The words for what happened in a visit; each stands where its event is declared."""

from collections.abc import Mapping

from rules.evolve import FOLDS
from rules.wording import TASK_WORDS
from schemas.events import (
    EventType,
    LateLetterSettled,
    LetterFailed,
    SurveyResultsRecorded,
    TaskRaised,
    VisitEvent,
)

EVENT_WORDS: Mapping[EventType, str] = FOLDS.words


def event_words(event: VisitEvent) -> str:
    """What happened; for a task and a letter, also which."""
    words = EVENT_WORDS[event.fact.type]
    match event.fact:
        case TaskRaised():
            return f"{words}: {TASK_WORDS[event.fact.task]}"
        case LetterFailed():
            return f"{words}: {event.fact.outcome.key}"
        case SurveyResultsRecorded(replaces=True):
            return f"{words}, in place of those before"
        case LateLetterSettled():
            return f"{words}: {event.fact.letter}"
        case _:
            return words
