"""How a programme begins, and what is answered."""

from datetime import datetime

from schemas.programme.events import (
    FrameFixed,
    ProgrammeEvent,
    ProgrammeFact,
    ProgrammeOpened,
)
from schemas.programme.messages import OpenProgramme
from schemas.programme.state import ProgrammeReceipt, ProgrammeState


def opening_events(opening: OpenProgramme, now: datetime) -> list[ProgrammeEvent]:
    """The first events of a programme: it is opened, and its frame is fixed."""
    facts: tuple[ProgrammeFact, ...] = (
        ProgrammeOpened(
            number=opening.number,
            reserves=opening.reserves,
            window=opening.window,
            visits_a_week=opening.visits_a_week,
            coordinators=opening.coordinators or (opening.actor,),
            policy=opening.policy,
            calendar=opening.calendar,
        ),
        FrameFixed(frame=opening.frame, sha256=opening.frame_sha256, areas=opening.areas),
    )
    return [
        ProgrammeEvent(
            subject=opening.programme, sequence=number, at=now, actor=opening.actor, fact=fact
        )
        for number, fact in enumerate(facts, start=1)
    ]


def programme_receipt(state: ProgrammeState, sequence: int, *, recorded: bool) -> ProgrammeReceipt:
    """What a coordinator gets back, by the number of the last event they caused."""
    return ProgrammeReceipt(
        programme=state.programme, sequence=sequence, stage=state.stage, recorded=recorded
    )
