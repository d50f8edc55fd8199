"""What was recorded of the two days and of the note by mistake, and is put right."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from rules.decide.preparation import require_team
from rules.decide.rule import BEFORE_THE_END, rule
from rules.decide.timing import require_time
from rules.reasons import require_reason
from rules.refusals import RefusalCode, Refused
from rules.wording import OUTCOME_WORDS
from schemas.events.corrections import (
    FindingCorrected,
    MeetingsNotHeld,
    NoteRecalled,
    TeamCorrected,
)
from schemas.events.event import Fact
from schemas.messages import CorrectFinding, CorrectMeetings, CorrectTeam, RecallNote
from schemas.state import VisitState
from schemas.values import Outcome, SlotKind, Stage

_NOT_RECALLED = "The note was not recalled"
_MEETINGS_STAND = "The meetings were not put right"
_TEAM_STANDS = "It was not put right who visited"


def _open_to_other_meetings(state: VisitState, _now: datetime) -> None:
    if state.note is not None:
        raise Refused(
            RefusalCode.ALREADY_DONE,
            f"{_MEETINGS_STAND}: the note has been drafted from what was held.",
        )
    if state.meetings is None or not state.meetings.held:
        raise Refused(
            RefusalCode.NOT_YET,
            f"{_MEETINGS_STAND}: none is recorded as held in visit {state.visit_id}.",
        )


@rule(
    CorrectMeetings,
    stages=(Stage.VISITING, Stage.DRAFTING),
    words="meetings recorded by mistake can be put right",
    open_to=_open_to_other_meetings,
)
def correct_meetings(state: VisitState, message: CorrectMeetings, now: datetime) -> Sequence[Fact]:
    """Let meetings be still to be held; without any, the visit has not begun."""
    del now
    what = _MEETINGS_STAND
    require_reason(what, message.reason)
    meetings = state.meetings
    held, slots = (meetings.held, meetings.slots) if meetings else ((), ())
    for slot in message.slots:
        if slot not in held:
            raise Refused(RefusalCode.TIMETABLE, f"{what}: {slot} is not recorded as held.")
    feedback = [s.slot_id for s in slots if s.kind is SlotKind.FEEDBACK]
    after = [slot for slot in feedback if slot in held and slot not in message.slots]
    if after:
        raise Refused(
            RefusalCode.TIMETABLE,
            f"{what}: the feedback meeting, which comes after all others, is recorded as held; "
            f"name {after[0]} as well, in `visits not-held {state.visit_id}`.",
        )
    left = set(held) - set(message.slots)
    begun = bool(left or state.findings_recorded or state.pauses)
    return [MeetingsNotHeld(slots=tuple(dict.fromkeys(message.slots)), begun=begun)]


def _open_to_another_finding(state: VisitState, _now: datetime) -> None:
    if not state.findings_recorded:
        raise Refused(
            RefusalCode.NOT_YET,
            f"The finding was not put right: none is recorded in visit {state.visit_id}.",
        )


@rule(
    CorrectFinding,
    stages=BEFORE_THE_END,
    words="a finding can be put right",
    open_to=_open_to_another_finding,
)
def correct_finding(state: VisitState, message: CorrectFinding, now: datetime) -> Sequence[Fact]:
    """Let a finding have other words, or tell something else."""
    del now
    what = "The finding was not put right"
    require_reason(what, message.reason)
    if int(message.finding.rpartition("-")[2]) > state.findings_recorded:
        raise Refused(
            RefusalCode.ID,
            f"{what}: there is no {message.finding} in this visit; `visits read {state.visit_id} "
            "findings` tells which there are.",
        )
    return [
        FindingCorrected(
            finding=message.finding, was=message.was, kind=message.kind, content=message.content
        )
    ]


def _open_to_another_team(state: VisitState, _now: datetime) -> None:
    if state.sharings:
        raise Refused(
            RefusalCode.NOT_YET,
            f"{_TEAM_STANDS}: departments have the note, which names the team that was recorded; "
            f"first call it back with `visits recall {state.visit_id}`.",
        )


@rule(
    CorrectTeam,
    stages=(Stage.DRAFTING, Stage.AGREEING, Stage.SHARING),
    words="who visited can be put right",
    open_to=_open_to_another_team,
)
def correct_team(state: VisitState, message: CorrectTeam, now: datetime) -> Sequence[Fact]:
    """Let others have visited than was recorded; a note that names those is void."""
    del now
    what = _TEAM_STANDS
    require_reason(what, message.reason)
    require_team(state, message.members, what)
    if set(message.members) == set(state.team):
        raise Refused(
            RefusalCode.ALREADY_DONE,
            f"{what}: that is how it is recorded already, and nothing has changed.",
        )
    visited = {member.inspector for member in message.members}
    return [
        TeamCorrected(
            members=message.members,
            leaving=tuple(m.inspector for m in state.team if m.inspector not in visited),
            void_version=state.note.version
            if state.note is not None and state.stage is not Stage.DRAFTING
            else None,
        )
    ]


def _open_to_a_recall(state: VisitState, now: datetime) -> None:
    recalled(state, now, _NOT_RECALLED)


@rule(
    RecallNote,
    stages=(Stage.SHARING, Stage.ENDED),
    words="a note that was shared can be recalled",
    open_to=_open_to_a_recall,
)
def recall_note(state: VisitState, message: RecallNote, now: datetime) -> Sequence[Fact]:
    """Call the note back from the departments that have it."""
    require_reason(_NOT_RECALLED, message.reason)
    return [recalled(state, now, _NOT_RECALLED)]


def recalled(state: VisitState, now: datetime, what: str) -> NoteRecalled:
    """The note is called back.

    Raises:
        Refused: No department has it, the visit ended otherwise, or its time has passed.
    """
    if state.outcome not in {None, Outcome.CLOSED}:
        raise Refused(
            RefusalCode.WRONG_STAGE,
            f"{what}: {OUTCOME_WORDS[state.outcome or Outcome.CLOSED]}; what of it was shared is "
            "seen to by telephone.",
        )
    if not state.sharings or state.agreement is None:
        raise Refused(RefusalCode.NOT_YET, f"{what}: it has not been shared.")
    first = min(sharing.sequence for sharing in state.sharings)
    if not first:
        raise Refused(RefusalCode.WRONG_STAGE, f"{what}: the visit was opened under earlier rules.")
    if state.ended_at is not None:
        require_time(state, state.ended_at, now, what, "ask the departments by telephone")
    return NoteRecalled(
        version=state.agreement.version,
        departments=tuple(sharing.department for sharing in state.sharings),
        undoes=first,
    )


def held_until(state: VisitState) -> datetime | None:
    """When the letters leave by which the note was shared last; `None` when nobody has it."""
    shared = max((sharing.shared_at for sharing in state.sharings), default=None)
    return shared + timedelta(minutes=state.policy.letters_held_minutes) if shared else None
