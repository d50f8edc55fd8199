"""Visits are opened wave by wave; areas come in and go out; what becomes of them is learned."""

from collections.abc import Sequence
from datetime import datetime

from rules.folds import Changes
from rules.programme.deadlines import in_turn, room_in, turn_of, week_of
from rules.programme.rule import ONCE_DRAWN, fact, rule, with_area
from rules.reasons import require_reason
from rules.refusals import RefusalCode, Refused
from rules.zones import london_date
from schemas.programme.events import (
    AreaAdded,
    AreaChanged,
    AreaContactsRecorded,
    AreaRemoved,
    AreaSeenTo,
    CancelledForRemoval,
    InvitingStopped,
    ProgrammeClosed,
    ProgrammeEvent,
    ProgrammeFactModel,
    VisitRefused,
    VisitsOpened,
    WaveOpened,
)
from schemas.programme.messages import (
    AddArea,
    CloseProgramme,
    OpenWave,
    RecordAreaContacts,
    RemoveArea,
    SeeToArea,
    StopInviting,
    VisitCancelled,
    VisitsChanged,
    VisitsStarted,
    WaveDue,
)
from schemas.programme.state import ProgrammeArea, ProgrammeState
from schemas.programme.values import GONE, LIVE, ProgrammeStage, Removal, Source, Standing

_INVITING = (ProgrammeStage.INVITING,)
_NO_WAVE = "No visit was opened"


@rule(WaveDue)
def wave_due(
    state: ProgrammeState, _message: WaveDue, now: datetime
) -> Sequence[ProgrammeFactModel]:
    """Whose turn it is by now, as far as the week has room."""
    if state.stage is not ProgrammeStage.INVITING or state.stopped or state.paused:
        return []
    monday = week_of(london_date(now))
    due = [one.area for one in in_turn(state) if turn_of(state, one) <= now]
    due = due[: max(room_in(state, monday), 0)]
    return [WaveOpened(number=state.waves + 1, week=monday, areas=tuple(due))] if due else []


def _open_to_a_wave(state: ProgrammeState) -> None:
    """While an area waits for its turn, and the programme goes on."""
    if state.paused:
        raise Refused(RefusalCode.PAUSED, f"{_NO_WAVE}: the programme is paused.")
    if not in_turn(state):
        raise Refused(
            RefusalCode.WRONG_STAGE,
            f"{_NO_WAVE}: no area waits for its turn with days and a team; "
            f"`visits programme show {state.programme}` tells how areas stand.",
        )


@rule(OpenWave, "a wave can be opened", _INVITING, open_to=_open_to_a_wave)
def open_wave(
    state: ProgrammeState, message: OpenWave, now: datetime
) -> Sequence[ProgrammeFactModel]:
    """Open some visits now, whatever the pace says."""
    waiting = {one.area for one in in_turn(state)}
    for code in message.areas:
        if code not in waiting:
            raise Refused(
                RefusalCode.WRONG_STAGE,
                f"{_NO_WAVE}: {code} does not wait for its turn with days and a team; "
                f"`visits programme show {state.programme}` tells which areas do.",
            )
    monday = week_of(london_date(now))
    return [WaveOpened(number=state.waves + 1, week=monday, areas=message.areas)]


@fact(WaveOpened, "wave opened")
def wave_opened(state: ProgrammeState, _event: ProgrammeEvent, wave: WaveOpened) -> Changes:
    """It is their turn; the visits are opened next."""
    areas = tuple(
        one.model_copy(update={"week": wave.week}) if one.area in wave.areas else one
        for one in state.areas
    )
    return {"areas": areas, "waves": wave.number}


@rule(VisitsStarted)
def visits_started(
    state: ProgrammeState, message: VisitsStarted, _now: datetime
) -> Sequence[ProgrammeFactModel]:
    """Keep which visits there are, and which a person must see to."""
    known = {one.area: one for one in state.areas}
    opened = tuple(code for code in message.opened if known[code].standing is Standing.SELECTED)
    facts: list[ProgrammeFactModel] = [VisitsOpened(areas=opened)] if opened else []
    facts += [VisitRefused(area=code) for code in message.refused if not known[code].trouble]
    return facts


@fact(VisitsOpened, "visits opened")
def visits_opened(state: ProgrammeState, _event: ProgrammeEvent, opened: VisitsOpened) -> Changes:
    """Their visits are under way."""
    return {
        "areas": tuple(
            one.model_copy(update={"standing": Standing.OPENED})
            if one.area in opened.areas
            else one
            for one in state.areas
        )
    }


@rule(VisitsChanged)
def visits_changed(
    state: ProgrammeState, message: VisitsChanged, _now: datetime
) -> Sequence[ProgrammeFactModel]:
    """Keep what is news."""
    known = {one.area: one.standing for one in state.areas}
    return [
        AreaChanged(area=change.area, standing=change.standing)
        for change in message.changes
        if known.get(change.area) not in {None, change.standing, Standing.REMOVED}
    ]


@fact(AreaChanged, "an area's visit changed")
def area_changed(state: ProgrammeState, _event: ProgrammeEvent, changed: AreaChanged) -> Changes:
    """What has become of it."""
    return {"areas": with_area(state, changed.area, standing=changed.standing)}


@rule(AddArea, "an area can be added", ONCE_DRAWN)
def add_area(
    state: ProgrammeState, message: AddArea, _now: datetime
) -> Sequence[ProgrammeFactModel]:
    """Take an area in by hand."""
    what = f"{message.area} was not added"
    require_reason(what, message.reason)
    if state.area(message.area) is not None:
        raise Refused(
            RefusalCode.ALREADY_DONE,
            f"{what}: it is, or was, in programme {state.programme}. An area whose visit ended "
            "early can be visited again with `visits open --again`.",
        )
    return [AreaAdded(area=message.area)]


@fact(AreaAdded, "area added by hand")
def area_added(state: ProgrammeState, _event: ProgrammeEvent, added: AreaAdded) -> Changes:
    """Its days and team are awaited."""
    joined = ProgrammeArea(area=added.area, source=Source.ADDED)
    reserves = tuple(code for code in state.reserves if code != added.area)
    return {"areas": (*state.areas, joined), "reserves": reserves}


def _open_to_removing(state: ProgrammeState) -> None:
    if all(one.standing in GONE or one.standing is Standing.VISITED for one in state.areas):
        raise Refused(
            RefusalCode.ALREADY_DONE,
            "No area was taken out: each has been visited, or is in programme "
            f"{state.programme} no more.",
        )


@rule(RemoveArea, "an area can be taken out", ONCE_DRAWN, open_to=_open_to_removing)
def remove_area(
    state: ProgrammeState, message: RemoveArea, _now: datetime
) -> Sequence[ProgrammeFactModel]:
    """Take an area out by hand; its visit, if there is one, is cancelled."""
    what = f"{message.area} was not taken out"
    require_reason(what, message.reason)
    known = state.area(message.area)
    if known is None or known.standing in GONE:
        raise Refused(
            RefusalCode.ALREADY_DONE,
            f"{what}: it is not in programme {state.programme}, or not any more.",
        )
    if known.standing is Standing.VISITED:
        raise Refused(RefusalCode.WRONG_STAGE, f"{what}: it has been visited.")
    return [AreaRemoved(area=message.area)]


@fact(AreaRemoved, "area taken out by hand")
def area_removed(state: ProgrammeState, event: ProgrammeEvent, removed: AreaRemoved) -> Changes:
    """Its place is free; a visit that was opened, or is being opened, is cancelled."""
    known = state.area(removed.area)
    changes: Changes = {"areas": with_area(state, removed.area, standing=Standing.REMOVED)}
    if known is not None and known.week is not None:
        removal = Removal(area=removed.area, by=event.actor, reason=event.reason)
        changes["to_cancel"] = (*state.to_cancel, removal)
    return changes


@rule(VisitCancelled)
def visit_cancelled(
    state: ProgrammeState, message: VisitCancelled, _now: datetime
) -> Sequence[ProgrammeFactModel]:
    """Keep it once."""
    if message.area not in {removal.area for removal in state.to_cancel}:
        return []
    return [CancelledForRemoval(area=message.area)]


@fact(CancelledForRemoval, "visit of an area taken out cancelled")
def cancelled_for_removal(
    state: ProgrammeState, _event: ProgrammeEvent, cancelled: CancelledForRemoval
) -> Changes:
    """Nothing is left to do about it."""
    left = tuple(removal for removal in state.to_cancel if removal.area != cancelled.area)
    return {"to_cancel": left}


def _open_to_seeing(state: ProgrammeState) -> None:
    if not any(one.trouble for one in state.areas):
        raise Refused(
            RefusalCode.ALREADY_DONE,
            "Nothing was changed: no area has refused anything that is still to be seen to.",
        )


@rule(SeeToArea, "an area can be seen to", ONCE_DRAWN, open_to=_open_to_seeing)
def see_to_area(
    state: ProgrammeState, message: SeeToArea, _now: datetime
) -> Sequence[ProgrammeFactModel]:
    """Keep that a person saw to it."""
    known = state.area(message.area)
    if known is None or not known.trouble:
        raise Refused(
            RefusalCode.ALREADY_DONE,
            f"Nothing was changed: {message.area} has refused nothing that is still to be seen to.",
        )
    return [AreaSeenTo(area=message.area)]


@fact(AreaSeenTo, "what a visit refused was seen to")
def area_seen_to(state: ProgrammeState, _event: ProgrammeEvent, seen: AreaSeenTo) -> Changes:
    """A visit that was not opened waits for its turn; another has what it was to have."""
    known = state.area(seen.area)
    if known is not None and known.standing is Standing.SELECTED:
        return {"areas": with_area(state, seen.area, trouble=False, week=None)}
    return {"areas": with_area(state, seen.area, trouble=False, arranged=True)}


def _open_to_a_stop(state: ProgrammeState) -> None:
    if state.stopped:
        raise Refused(RefusalCode.ALREADY_DONE, "Nothing was changed: no area is invited any more.")


@rule(StopInviting, "inviting can be stopped", ONCE_DRAWN, open_to=_open_to_a_stop)
def stop_inviting(
    _state: ProgrammeState, _message: StopInviting, _now: datetime
) -> Sequence[ProgrammeFactModel]:
    """Open no more visits."""
    return [InvitingStopped()]


@fact(InvitingStopped, "inviting stopped")
def inviting_stopped(
    _state: ProgrammeState, _event: ProgrammeEvent, _fact: InvitingStopped
) -> Changes:
    """Visits under way go on."""
    return {"stopped": True}


def _open_to_closing(state: ProgrammeState) -> None:
    live = [one.area for one in state.areas if one.standing in LIVE]
    if live or state.to_cancel:
        left = len(live) or len(state.to_cancel)
        raise Refused(
            RefusalCode.NOT_YET,
            f"{_not_closed(state)}: {left} of its visits {'is' if left == 1 else 'are'} under way; "
            f"`visits list --programme {state.programme}` tells which.",
        )


def _not_closed(state: ProgrammeState) -> str:
    return f"Programme {state.programme} was not closed"


@rule(CloseProgramme, "the programme can be closed", open_to=_open_to_closing)
def close(
    state: ProgrammeState, message: CloseProgramme, _now: datetime
) -> Sequence[ProgrammeFactModel]:
    """End it once no visit is under way; one that visits nobody needs a reason."""
    waiting = any(one.standing is Standing.SELECTED for one in state.areas)
    if (waiting or not state.areas) and message.reason is None:
        raise Refused(
            RefusalCode.REASON_MISSING,
            f"{_not_closed(state)}: areas are still to be visited; a reason is needed, with "
            "--reason.",
        )
    return [ProgrammeClosed()]


@fact(ProgrammeClosed, "programme closed")
def closed(_state: ProgrammeState, _event: ProgrammeEvent, _fact: ProgrammeClosed) -> Changes:
    """Its life has ended."""
    return {"stage": ProgrammeStage.CLOSED}


@rule(RecordAreaContacts, "contacts can be recorded")
def record_contacts(
    _state: ProgrammeState, message: RecordAreaContacts, _now: datetime
) -> Sequence[ProgrammeFactModel]:
    """Keep whom to write to; visits that are open have their own."""
    return [AreaContactsRecorded(contacts=message.contacts)]


@fact(AreaContactsRecorded, "contacts of areas recorded")
def contacts_recorded(
    _state: ProgrammeState, _event: ProgrammeEvent, recorded: AreaContactsRecorded
) -> Changes:
    """They hold for visits that are opened from now on."""
    return {"contacts": recorded.contacts}
