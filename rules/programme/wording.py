"""The words for a programme: its events, and what becomes of its areas."""

from collections.abc import Mapping
from typing import Final

from rules.letter_kinds import LETTERS
from rules.programme.rule import PROGRAMME_RULES
from schemas.programme.events import (
    AreaChanged,
    ProgrammeEvent,
    StandardWordingRestored,
    Steered,
    WaveOpened,
    WordingChanged,
)
from schemas.programme.values import Standing, Steering

STANDING_WORDS: Final[Mapping[Standing, str]] = {
    Standing.SELECTED: "not yet opened",
    Standing.OPENED: "opened, not yet accepted",
    Standing.ACCEPTED: "takes part",
    Standing.VISITED: "visited",
    Standing.LOST: "not visited",
    Standing.ENDED: "ended early",
    Standing.REMOVED: "taken out",
}

STEERING_WORDS: Final[Mapping[Steering, str]] = {
    Steering.PAUSE: "pause",
    Steering.RESUME: "go on",
    Steering.REMOTE: "become virtual",
}


def programme_words(event: ProgrammeEvent) -> str:
    """What happened, in words."""
    words = PROGRAMME_RULES.folds.words[event.fact.type]
    match event.fact:
        case WaveOpened(number=number, areas=areas):
            return f"wave {number} opened, {len(areas)} area{'s' if len(areas) > 1 else ''}"
        case AreaChanged(area=area, standing=standing):
            return f"{area}: {STANDING_WORDS[standing]}"
        case Steered(steering=steering):
            return f"all visits to {STEERING_WORDS[steering]}"
        case WordingChanged(letter=letter):
            return f"{LETTERS[letter].words}: worded by the programme from now on"
        case StandardWordingRestored(letter=letter):
            return f"{LETTERS[letter].words}: in its standard wording from now on"
        case _:
            return words
