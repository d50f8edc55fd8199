"""How doors say what a visit does; the words themselves are those of `rules.wording`."""

from rules.wording import (
    ACTION_WORDS,
    OUTCOME_WORDS,
    STAGE_TITLES,
    STAGE_WORDS,
    holder_words,
    moment,
)
from schemas.state import NextAction, VisitState
from schemas.values import Owner, Stage

NONE = "\u2013"
"""What stands where there is nothing to say: a dash."""

_PREPOSITIONS = {Owner.ENGINE: "on", Owner.NOBODY: "until"}


def stage_words(stage: Stage) -> str:
    """A stage inside a sentence, e.g. `being prepared`."""
    return STAGE_WORDS[stage]


def stage_title(state: VisitState) -> str:
    """A visit's stage, and how it ended if it did."""
    title = STAGE_TITLES[state.stage]
    return f"{title}: {OUTCOME_WORDS[state.outcome]}" if state.outcome else title


def next_words(coming: NextAction) -> str:
    """What comes next, who holds it, and by when, inside a sentence."""
    return next_clause(coming, moment(coming.due) if coming.due else None)


def next_clause(coming: NextAction, due: str | None, *, space: str = " ") -> str:
    """As `next_words`, with the moment already in words.

    Args:
        coming: What comes next.
        due: By when.
        space: Between a preposition and the moment.
    """
    words = ACTION_WORDS[coming.action]
    if coming.owner is not Owner.NOBODY:
        words += f" ({holder_words(coming)})"
    if due is None:
        return words
    return f"{words}, {_PREPOSITIONS.get(coming.owner, 'by')}{space}{due}"


def plain(value: str) -> str:
    """An enumeration's value as words, e.g. `summary note`."""
    return value.replace("_", " ")
