"""What is told to every visit at once: pause, go on, become virtual.

What each visit makes of it is the rule for its phase.
"""

from collections.abc import Sequence
from datetime import datetime

from rules.folds import Changes
from rules.programme.rule import ONCE_DRAWN, fact, rule
from rules.reasons import require_reason
from rules.refusals import RefusalCode, Refused
from schemas.programme.events import (
    EachSteered,
    ProgrammeEvent,
    ProgrammeFactModel,
    Steered,
    VisitRefused,
)
from schemas.programme.messages import (
    GoRemote,
    PauseProgramme,
    ResumeProgramme,
    VisitsSteered,
)
from schemas.programme.state import ProgrammeState
from schemas.programme.values import Steering, SteeringAsked


def _require_told(state: ProgrammeState) -> None:
    if state.steering is not None:
        raise Refused(
            RefusalCode.NOT_YET,
            "Nothing was changed: its visits are still being told what was decided before. Try "
            "again in a moment.",
        )


def _open_to_pause(state: ProgrammeState) -> None:
    if state.paused:
        raise Refused(RefusalCode.ALREADY_DONE, "Nothing was changed: it is paused already.")
    _require_told(state)


def _open_to_resume(state: ProgrammeState) -> None:
    if not state.paused:
        raise Refused(RefusalCode.ALREADY_DONE, "Nothing was changed: it is not paused.")
    _require_told(state)


def _open_to_remote(state: ProgrammeState) -> None:
    if state.remote:
        raise Refused(RefusalCode.ALREADY_DONE, "Nothing was changed: visits are virtual already.")
    _require_told(state)


@rule(PauseProgramme, "the programme can be paused", ONCE_DRAWN, open_to=_open_to_pause)
def pause(
    state: ProgrammeState, message: PauseProgramme, _now: datetime
) -> Sequence[ProgrammeFactModel]:
    """Let every visit stand still, and open no more."""
    require_reason(f"Programme {state.programme} was not paused", message.reason)
    return [Steered(steering=Steering.PAUSE)]


@rule(ResumeProgramme, "the programme can go on", ONCE_DRAWN, open_to=_open_to_resume)
def resume(
    _state: ProgrammeState, _message: ResumeProgramme, _now: datetime
) -> Sequence[ProgrammeFactModel]:
    """Let visits go on."""
    return [Steered(steering=Steering.RESUME)]


@rule(GoRemote, "visits can become virtual", ONCE_DRAWN, open_to=_open_to_remote)
def go_remote(
    state: ProgrammeState, message: GoRemote, _now: datetime
) -> Sequence[ProgrammeFactModel]:
    """Hold what is left virtually; visits that are opened later are virtual from the first."""
    require_reason(
        f"The visits of programme {state.programme} were not made virtual", message.reason
    )
    return [Steered(steering=Steering.REMOTE)]


@fact(Steered, "all visits to be told")
def steered(_state: ProgrammeState, event: ProgrammeEvent, fact_: Steered) -> Changes:
    """Each visit is told next."""
    asked = SteeringAsked(
        steering=fact_.steering, by=event.actor, reason=event.reason, sequence=event.sequence
    )
    changes: Changes = {"steering": asked}
    if fact_.steering is Steering.REMOTE:
        changes["remote"] = True
    else:
        changes["paused"] = fact_.steering is Steering.PAUSE
    return changes


@rule(VisitsSteered)
def visits_steered(
    state: ProgrammeState, message: VisitsSteered, _now: datetime
) -> Sequence[ProgrammeFactModel]:
    """Keep which visits took it, and which a person must see to."""
    if state.steering is None or state.steering.steering is not message.steering:
        return []
    known = {one.area: one for one in state.areas}
    return [
        EachSteered(steering=message.steering, told=message.told),
        *(VisitRefused(area=code) for code in message.refused if not known[code].trouble),
    ]


@fact(EachSteered, "all visits told")
def each_steered(_state: ProgrammeState, _event: ProgrammeEvent, _fact: EachSteered) -> Changes:
    """Nothing is left to be told."""
    return {"steering": None}
