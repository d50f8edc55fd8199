"""How screens say what a visit does; the words themselves are those of `rules.wording`."""

from rules.decide.stages import OUTCOME_WORDS, STAGE_WORDS
from rules.wording import ACTION_WORDS, EVENT_WORDS, OWNER_WORDS, TASK_WORDS, moment
from schemas.events import Event, LetterFailed, TaskRaised
from schemas.state import NextAction, VisitState
from schemas.values import Action, Owner, Stage


def stage_words(stage: Stage) -> str:
    """A stage inside a sentence, e.g. `being prepared`."""
    return STAGE_WORDS[stage]


def ending_words(state: VisitState) -> str:
    """Where a visit is, and how it ended if it did."""
    words = STAGE_WORDS[state.stage]
    return f"{words}: {OUTCOME_WORDS[state.outcome]}" if state.outcome else words


def next_words(coming: NextAction) -> str:
    """What comes next, who holds it, and by when, inside a sentence."""
    return next_clause(coming, moment(coming.due) if coming.due else None)


def next_clause(coming: NextAction, due: str | None) -> str:
    """As `next_words`, with the moment already in words."""
    words = ACTION_WORDS[coming.action]
    if coming.owner is Owner.NOBODY:
        until = " until" if coming.action is Action.KEEP else ","
        return f"{words},{until} {due}" if due else words
    when = f", {'on' if coming.owner is Owner.ENGINE else 'by'} {due}" if due else ""
    return f"{words} ({OWNER_WORDS[coming.owner]}){when}"


def event_words(event: Event) -> str:
    """What happened; for a task and a letter, also which."""
    words = EVENT_WORDS[event.type]
    match event.fact:
        case TaskRaised():
            return f"{words}: {TASK_WORDS[event.fact.task]}"
        case LetterFailed():
            return f"{words}: {event.fact.outcome.key}"
        case _:
            return words


def plain(value: str) -> str:
    """An enumeration's value as words, e.g. `summary note`."""
    return value.replace("_", " ")
