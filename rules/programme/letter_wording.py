"""How a programme words its letters: each kind by the standard wording, or by its own.

Which words will do is asked where they are taken in; here they are a reference.
"""

from collections.abc import Sequence
from datetime import datetime

from rules.folds import Changes
from rules.programme.rule import fact, rule
from rules.refusals import RefusalCode, Refused
from schemas.programme.events import (
    ProgrammeEvent,
    ProgrammeFactModel,
    StandardWordingRestored,
    WordingChanged,
)
from schemas.programme.messages import SetWording, UseStandardWording
from schemas.programme.state import ProgrammeState
from schemas.programme.values import OwnWording
from schemas.values import LetterKind


@rule(SetWording, "letters can be worded")
def set_wording(
    _state: ProgrammeState, message: SetWording, _now: datetime
) -> Sequence[ProgrammeFactModel]:
    """Another wording of a kind of letter."""
    return [WordingChanged(letter=message.letter, wording=message.wording)]


@fact(WordingChanged, "letter worded by the programme")
def wording_changed(
    state: ProgrammeState, _event: ProgrammeEvent, changed: WordingChanged
) -> Changes:
    """It holds for letters that are ordered later."""
    own = OwnWording(letter=changed.letter, wording=changed.wording)
    return {"wordings": (*_others(state, changed.letter), own)}


def _open_to_standard_wording(state: ProgrammeState) -> None:
    if not state.wordings:
        raise Refused(
            RefusalCode.ALREADY_DONE,
            "Nothing was changed: every letter has its standard wording already.",
        )


@rule(UseStandardWording, "letters can be worded", open_to=_open_to_standard_wording)
def use_standard_wording(
    state: ProgrammeState, message: UseStandardWording, _now: datetime
) -> Sequence[ProgrammeFactModel]:
    """The standard wording of a kind of letter again."""
    if state.wording(message.letter) is None:
        raise Refused(
            RefusalCode.ALREADY_DONE,
            "Nothing was changed: such letters have their standard wording already.",
        )
    return [StandardWordingRestored(letter=message.letter)]


@fact(StandardWordingRestored, "letter in its standard wording again")
def standard_wording_restored(
    state: ProgrammeState, _event: ProgrammeEvent, changed: StandardWordingRestored
) -> Changes:
    """It holds for letters that are ordered later."""
    return {"wordings": _others(state, changed.letter)}


def _others(state: ProgrammeState, letter: LetterKind) -> tuple[OwnWording, ...]:
    return tuple(one for one in state.wordings if one.letter is not letter)
