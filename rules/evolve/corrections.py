"""What was recorded by mistake is put right: the visit is as it would have been."""

from datetime import date

from rules.copies import with_another_copy
from rules.evolve.cases import without_note
from rules.evolve.fact import fact
from rules.evolve.parts import meetings_of
from rules.evolve.tasks import asked_in, without
from rules.evolve.timetable import entries_given_up
from rules.folds import Changes, OutOfOrderError
from schemas.events.corrections import (
    AcceptanceCorrected,
    DayOnePlanned,
    FindingCorrected,
    MeetingsNotHeld,
    NoteRecalled,
    Reopened,
    TeamCorrected,
)
from schemas.events.event import VisitEvent
from schemas.parts import Task
from schemas.state import Ending, PutRight, TeamPutRight, VisitState
from schemas.values import ContactRole, LetterKind, Stage, TaskKind

TELLS_OF_THE_END = (
    LetterKind.DECLINE_NOTED,
    LetterKind.NO_REPLY_NOTED,
    LetterKind.WITHDRAWAL_NOTED,
    LetterKind.CANCELLATION,
    LetterKind.INCOMPLETE,
)
"""Letters of an end that may not hold: nobody need see to them once it does not."""


def times_put_right(state: VisitState) -> int:
    """How often a reply or an end was put right."""
    return state.put_right.number if state.put_right else 0


@fact(Reopened, "end recorded by mistake, the visit goes on")
def reopened(state: VisitState, event: VisitEvent, fact: Reopened) -> Changes:
    """The visit goes on as it was, with what has come to light since.

    Raises:
        OutOfOrderError: It has not ended.
    """
    if state.ending is None:
        raise OutOfOrderError(f"{state.visit_id} has not ended")
    tasks = _tasks_again(state, state.ending, longer=fact.reply_until is not None)
    changes: Changes = {
        "stage": state.ending.stage,
        "outcome": None,
        "ended_at": None,
        "ending": None,
        "tasks": tasks,
        "pause": state.ending.pause,
        "deferral": state.ending.deferral,
        "put_right": PutRight(
            number=times_put_right(state) + 1, outcome=fact.outcome, reply=fact.reply
        ),
        **_longer_to_reply(state, fact.reply_until),
    }
    if fact.void_version is None:
        return changes
    return changes | without_note(state.model_copy(update={"tasks": tasks}), event)


def _tasks_again(state: VisitState, ending: Ending, *, longer: bool) -> tuple[Task, ...]:
    """What people were asked before the end, and what they have been asked since.

    That a letter is late is asked again if it still is.
    """
    settled = {TaskKind.SURVEY_DISCLOSURE, TaskKind.LETTER_LATE}
    if longer:
        settled.add(TaskKind.REPLY_OVERDUE)
    before = [
        task
        for task in ending.tasks
        if task.kind not in settled
        and (not task.letter or task.letter not in state.letters_seen_to)
    ]
    since = [task for task in state.tasks if task not in before and not _tells_of_the_end(task)]
    return (*before, *since)


def _tells_of_the_end(task: Task) -> bool:
    return task.letter is not None and task.letter.split("/")[1] in TELLS_OF_THE_END


def _longer_to_reply(state: VisitState, until: date | None) -> Changes:
    """A later last day for the reply; whoever is told of it needs no reminder as well."""
    if state.invitation is None or until is None:
        return {}
    update = {"extended_to": until, "reminded": True}
    return {"invitation": state.invitation.model_copy(update=update)}


@fact(AcceptanceCorrected, "acceptance recorded by mistake")
def acceptance_corrected(
    state: VisitState, _event: VisitEvent, fact: AcceptanceCorrected
) -> Changes:
    """The area's reply is waited for; what was prepared is kept for when it accepts after all."""
    return {
        **entries_given_up(state),
        "stage": Stage.INVITED,
        "acceptance": None,
        "tasks": asked_in(state, Stage.INVITED),
        "put_right": PutRight(number=times_put_right(state) + 1, reply=fact.reply),
        **_longer_to_reply(state, fact.reply_until),
    }


@fact(MeetingsNotHeld, "meetings recorded as held by mistake")
def meetings_not_held(state: VisitState, _event: VisitEvent, fact: MeetingsNotHeld) -> Changes:
    """They are still to be held; a visit that has not begun is still prepared."""
    meetings = meetings_of(state)
    held = tuple(slot for slot in meetings.held if slot not in fact.slots)
    stage = Stage.VISITING if fact.begun else Stage.PREPARING
    changes: Changes = {
        "stage": stage,
        "feedback_held_at": None,
        "meetings": meetings.model_copy(update={"held": held}),
        "tasks": asked_in(state, stage),
    }
    return changes if fact.begun else changes | {"deferral": state.deferral_before}


@fact(FindingCorrected, "finding put right")
def finding_corrected(_state: VisitState, _event: VisitEvent, fact: FindingCorrected) -> Changes:
    """Its words are the latest that there are."""
    return {"findings_content": fact.content}


@fact(DayOnePlanned, "another day one planned")
def day_one_planned(state: VisitState, _event: VisitEvent, fact: DayOnePlanned) -> Changes:
    """The invitation goes out on another day."""
    return {"day_one": fact.day_one, "tasks": without(state, TaskKind.CONTACTS_MISSING)}


@fact(NoteRecalled, "summary note called back")
def note_recalled(state: VisitState, event: VisitEvent, fact: NoteRecalled) -> Changes:
    """Nobody has the note any more; it may be shared again, in letters of their own."""
    had = {ContactRole(department) for department in fact.departments}
    mailboxes = [contact.ref for contact in state.contacts if contact.role in had]
    return {
        "stage": Stage.SHARING,
        "outcome": None,
        "ended_at": None,
        "ending": None,
        "sharings": (),
        "sharing_released_at": event.at,
        "copies": with_another_copy(state, *mailboxes),
        "tasks": without(state, TaskKind.ACKNOWLEDGEMENT_OVERDUE),
    }


def times_team_put_right(state: VisitState) -> int:
    """How often it was put right who had visited."""
    return state.team_put_right.number if state.team_put_right else 0


@fact(TeamCorrected, "team that visited put right")
def team_corrected(state: VisitState, event: VisitEvent, fact: TeamCorrected) -> Changes:
    """These are the team, and a note that named others is void.

    Whoever had not visited loses the calendar entry; nobody is given one of days that are over.
    """
    right = TeamPutRight(
        number=times_team_put_right(state) + 1, note=state.note.version if state.note else 0
    )
    changes: Changes = {"team": fact.members, "team_put_right": right}
    if state.meetings is not None:
        had = state.meetings.holders
        entries = {
            "holders": tuple(ref for ref in had if ref not in fact.leaving),
            "left": tuple(ref for ref in had if ref in fact.leaving),
        }
        changes["meetings"] = state.meetings.model_copy(update=entries)
    return changes if fact.void_version is None else changes | without_note(state, event)
