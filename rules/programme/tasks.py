"""What a person must see to in a programme, by its state alone."""

from dataclasses import dataclass

from schemas.ids import AreaCode
from schemas.programme.state import ProgrammeState
from schemas.programme.values import GONE, LIVE, ProgrammeStage, Standing


@dataclass(frozen=True)
class ProgrammeTask:
    """One thing that a person must see to.

    Attributes:
        words: What, as a sentence.
        command: By which command.
        areas: Which areas it is about.
    """

    words: str
    command: str
    areas: tuple[AreaCode, ...] = ()


def programme_tasks(state: ProgrammeState) -> list[ProgrammeTask]:
    """All of it, the most pressing first."""
    name = state.programme
    if state.stage is ProgrammeStage.FIXED:
        return [
            ProgrammeTask(
                "The portfolio is fixed: publish its digest, then draw by a seed from the source "
                "that was named.",
                f"visits programme select {name} --seed TEXT",
            )
        ]
    found = []
    if trouble := tuple(one.area for one in state.areas if one.trouble):
        found.append(
            ProgrammeTask(
                "A visit did not take what the programme told it: see what it refuses, decide it "
                "there or confirm other days or another team, and say so.",
                f"visits programme seen {name} {trouble[0]}",
                trouble,
            )
        )
    unplanned = tuple(
        one.area for one in state.areas if one.planned is None and one.standing not in GONE
    )
    if unplanned and not state.stopped:
        found.append(
            ProgrammeTask(
                "Days and teams are to be planned and confirmed.",
                f"visits programme plan {name} STAFF.yaml",
                unplanned,
            )
        )
    if state.paused and state.steering is None:
        found.append(ProgrammeTask("The programme is paused.", f"visits programme resume {name}"))
    if state.areas and not state.over and _all_done(state):
        found.append(ProgrammeTask("Every visit is over.", f"visits programme close {name}"))
    return found


def _all_done(state: ProgrammeState) -> bool:
    going = LIVE | {Standing.SELECTED}
    free = any(one.standing is Standing.LOST and not one.replaced for one in state.areas)
    return not free and not any(one.standing in going for one in state.areas)
