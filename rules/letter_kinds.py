"""Every kind of letter, declared once: after which facts, to whom, in which round, with what.

What follows from a fact by these declarations is worked out in `rules.correspondence`.
"""

from collections.abc import Iterable, Mapping
from typing import Final

from rules import recipients as who
from rules.evolve.corrections import times_put_right, times_team_put_right
from rules.holds import days_off
from rules.letters import CalendarPart, Letter, Needed
from rules.versions import ENTRY_WITH_CONFIRMATION, LEAVERS_TOLD
from schemas.events.cases import ConsentWithdrawn
from schemas.events.corrections import AcceptanceCorrected, NoteRecalled, Reopened, TeamCorrected
from schemas.events.course import EndedIncomplete, Paused, PutOnHold, Resumed, TakenOffHold
from schemas.events.deferral import DeferralAsked, DeferralRefused, Deferred
from schemas.events.event import Fact, VisitEvent
from schemas.events.invitation import (
    Declined,
    Invited,
    NoReply,
    PersonCorrected,
    ReplyExtended,
    ReplyReminded,
    Withdrawn,
)
from schemas.events.note import (
    AcknowledgementReminded,
    FactsDecided,
    NoteDrafted,
    NoteShared,
    SharingDecided,
)
from schemas.events.preparation import ArrangementsConfirmed, SurveyHandedOver, TimetableFixed
from schemas.events.team import InspectorReplaced, TeamConfirmed
from schemas.events.visit import Cancelled
from schemas.ids import PersonRef
from schemas.letters import DocumentOrder
from schemas.questions import Question
from schemas.state import VisitState
from schemas.values import DocumentKind, LetterKind, Outcome, Stage

# --- Which round it is -----------------------------------------------------------------------


def _invitations(state: VisitState) -> int:
    return state.invitation.round if state.invitation else 0


def _extensions(state: VisitState) -> int:
    return state.invitation.extensions if state.invitation else 0


def _reminders(state: VisitState) -> int:
    return _invitations(state) + _extensions(state)


def _timetables(state: VisitState) -> int:
    return state.meetings.round if state.meetings else 0


def _drafts(state: VisitState) -> int:
    return state.note.version if state.note else 0


def _agreed(state: VisitState) -> int:
    return state.agreement.version if state.agreement else 0


def _ends(state: VisitState) -> int:
    return 1 + times_put_right(state) if state.invitation else 0


def _times_put_right(state: VisitState) -> int:
    return times_put_right(state) if state.invitation else 0


# --- What goes with it -----------------------------------------------------------------------


def _the_invitation(state: VisitState, _recipient: PersonRef) -> Iterable[DocumentOrder]:
    return [DocumentOrder(kind=DocumentKind.INVITATION, version=_invitations(state))]


def _the_timetable(state: VisitState, recipient: PersonRef) -> Iterable[DocumentOrder]:
    """As its reader has it: the forum is told of its own meetings (`rules.whose_meetings`)."""
    number = _timetables(state)
    of_forum = recipient in who.forum(state)
    kind = DocumentKind.FORUM_TIMETABLE if of_forum else DocumentKind.TIMETABLE
    return [DocumentOrder(kind=kind, version=number)] if number else []


def _the_note(state: VisitState, _recipient: PersonRef) -> Iterable[DocumentOrder]:
    return [DocumentOrder(kind=DocumentKind.SUMMARY_NOTE, version=_drafts(state))]


def _the_draft(state: VisitState, recipient: PersonRef) -> Iterable[DocumentOrder]:
    """The note, and where somebody wished so a copy of it to be edited."""
    yield from _the_note(state, recipient)
    if state.note and state.note.editable_copy:
        yield DocumentOrder(kind=DocumentKind.SUMMARY_NOTE_COPY, version=_drafts(state))


def _entry(state: VisitState, _event: VisitEvent, _recipient: PersonRef) -> CalendarPart | None:
    if state.meetings is None or days_off(state):
        return None
    return CalendarPart(_timetables(state) - 1)


def _planned_entry(
    state: VisitState, event: VisitEvent, _recipient: PersonRef
) -> CalendarPart | None:
    """The entry of the two days as they are planned; the timetable's replaces it."""
    if state.rules_version < ENTRY_WITH_CONFIRMATION:
        return None
    return CalendarPart(event.sequence)


def _taken_back(state: VisitState, event: VisitEvent, recipient: PersonRef) -> CalendarPart | None:
    """The entry of whoever has left, under the number of the round that the others have."""
    if days_off(state):
        return None  # nobody has one
    had_it = recipient in who.without_entry_or_place(state)
    if state.rules_version >= LEAVERS_TOLD and not (had_it and who.in_preparation(state)):
        return None
    if state.meetings is None:
        return CalendarPart(event.sequence, cancelled=True) if had_it else None
    alone = isinstance(event.fact, who.NEWCOMERS)
    return CalendarPart(_timetables(state) - (0 if alone else 1), cancelled=True)


def _withdrawn(state: VisitState, _event: VisitEvent, recipient: PersonRef) -> CalendarPart | None:
    if recipient not in who.holders(state):
        return None
    return CalendarPart(_timetables(state), cancelled=True)


def _given_back(state: VisitState, event: VisitEvent, recipient: PersonRef) -> CalendarPart | None:
    """The entry that the end had withdrawn, unless the days are over."""
    has_it = recipient in who.holders(state)
    return CalendarPart(event.sequence) if has_it and who.in_preparation(state) else None


def _given_up(state: VisitState, event: VisitEvent, recipient: PersonRef) -> CalendarPart | None:
    """The entry that everybody who has one loses with this event."""
    had_it = recipient in who.without_entry_or_place(state)
    return CalendarPart(event.sequence, cancelled=True) if had_it else None


def _given_up_in_a_pause(
    state: VisitState, event: VisitEvent, recipient: PersonRef
) -> CalendarPart | None:
    """The same, by the rules under which a pause takes it back."""
    return _given_up(state, event, recipient) if days_off(state) else None


def _standing_timetable(state: VisitState, recipient: PersonRef) -> Iterable[DocumentOrder]:
    return _the_timetable(state, recipient) if who.in_preparation(state) else []


def _forum_while_invited(state: VisitState) -> Iterable[PersonRef]:
    """Whose reply is not asked for."""
    return who.forum(state) if state.stage is Stage.INVITED else ()


# --- Every kind ------------------------------------------------------------------------------


_ON_THE_WAY = (
    LetterKind.REMINDER,
    LetterKind.CONFIRMATION,
    LetterKind.SURVEY_LINKS,
    LetterKind.TIMETABLE,
)
"""What nobody wants to read of a visit that they are not, or no longer, part of."""

_DAYS: Final = (Needed("day_one"), Needed("day_two"))
_TO_DECLINE: Final = Needed("how_to_decline", unless="copy_only")
_RECEIVED: Final = (Needed("note_version"), Needed("acknowledge_by"))


def _of_the_end(
    words: str, fact: type[Fact], outcome: Outcome, needs: tuple[Needed, ...] = ()
) -> Letter:
    """Whoever was written to is told; whoever has a calendar entry has it withdrawn."""
    return Letter(
        words=words,
        after=(fact,),
        to=who.EVERYBODY,
        round=_ends,
        entry=_withdrawn,
        tells=outcome,
        makes_needless=_ON_THE_WAY,
        needs=needs,
    )


LETTERS: Final[Mapping[LetterKind, Letter]] = {
    LetterKind.INVITATION: Letter(
        words="the invitation",
        after=(Invited,),
        to=who.not_yet_reached,
        round=_invitations,
        encloses=_the_invitation,
        copies=who.forum,
        overtakes=True,
        asks=(Question.REPLY, Question.OFFICER, Question.LATER_DAYS),
        needs=(*_DAYS, Needed("reply_by", unless="copy_only", instead="reply_days"), _TO_DECLINE),
    ),
    LetterKind.REMINDER: Letter(
        words="the reminder of the reply",
        after=(ReplyReminded,),
        to=who.each_of(who.addressees),
        round=_reminders,
        overtakes=True,
        asks=(Question.REPLY,),
        needs=(*_DAYS, Needed("reply_by"), _TO_DECLINE),
    ),
    LetterKind.REPLY_EXTENDED: Letter(
        words="the letter that gives more time to reply",
        after=(ReplyExtended,),
        to=who.each_of(who.addressees),
        round=_extensions,
        asks=(Question.REPLY,),
        needs=(*_DAYS, Needed("reply_by"), _TO_DECLINE),
    ),
    LetterKind.DECLINE_NOTED: Letter(
        words="the letter that notes the decline",
        after=(Declined,),
        to=who.INVITED,
        round=_ends,
        copies=who.forum,
        tells=Outcome.DECLINED,
    ),
    LetterKind.NO_REPLY_NOTED: Letter(
        words="the letter that notes that there was no reply",
        after=(NoReply,),
        to=who.INVITED,
        round=_ends,
        copies=who.forum,
        tells=Outcome.NO_REPLY,
    ),
    LetterKind.WITHDRAWAL_NOTED: _of_the_end(
        "the letter that notes the withdrawal", Withdrawn, Outcome.WITHDRAWN
    ),
    LetterKind.CANCELLATION: _of_the_end(
        "the cancellation", Cancelled, Outcome.CANCELLED, (Needed("day_one"),)
    ),
    LetterKind.INCOMPLETE: _of_the_end(
        "the letter that the visit ended incomplete", EndedIncomplete, Outcome.INCOMPLETE
    ),
    LetterKind.DEFERRAL_GRANTED: _of_the_end(
        "the letter that grants later days",
        Deferred,
        Outcome.DEFERRED,
        (Needed("deferred_to"), Needed("successor")),
    ),
    LetterKind.CONFIRMATION: Letter(
        words="the confirmation of team, days and mode",
        after=(ArrangementsConfirmed, *who.NEWCOMERS),
        to=who.told_the_arrangements,
        round=lambda state: state.arrangements_round,
        entry=_planned_entry,
        overtakes=True,
        asks=(
            Question.SURVEYS,
            Question.CASES,
            Question.MEETINGS,
            Question.LATER_DAYS,
            Question.COMPLAINT,
            Question.CONFLICTS,
        ),
        needs=(*_DAYS, Needed("team")),
    ),
    LetterKind.TIMETABLE: Letter(
        words="the timetable",
        after=(TimetableFixed, *who.NEWCOMERS),
        to=who.told_the_timetable,
        round=_timetables,
        encloses=_the_timetable,
        entry=_entry,
        overtakes=True,
        makes_needless=(LetterKind.CONFIRMATION,),
        needs=_DAYS,
    ),
    LetterKind.PAUSE: Letter(
        words="the letter that tells of the pause",
        after=(Paused,),
        to=who.told_of_a_pause,
        round=lambda state: state.pauses,
        entry=_given_up_in_a_pause,
        needs=(Needed("pause_until"),),
    ),
    LetterKind.RESUMPTION: Letter(
        words="the letter that tells when the visit goes on",
        after=(Resumed,),
        to=who.WHOEVER_TAKES_PART,
        round=lambda state: state.pauses,
        encloses=_the_timetable,
        entry=_entry,
        needs=(Needed("resumed_on"),),
    ),
    LetterKind.ON_HOLD: Letter(
        words="the letter that the visit is on hold",
        after=(PutOnHold,),
        to=who.told_of_a_hold,
        round=lambda state: state.holds,
        entry=_given_up,
        copies=_forum_while_invited,
        makes_needless=_ON_THE_WAY,
        needs=_DAYS,
    ),
    LetterKind.OFF_HOLD: Letter(
        words="the letter that the visit, which was on hold, goes on",
        after=(TakenOffHold,),
        to=who.told_of_a_hold,
        round=lambda state: state.holds,
        copies=_forum_while_invited,
        needs=_DAYS,
    ),
    LetterKind.STOOD_DOWN: Letter(
        words="the letter to whoever is not needed any more",
        after=(
            TeamConfirmed,
            InspectorReplaced,
            ArrangementsConfirmed,
            TimetableFixed,
            Resumed,
            *who.NEWCOMERS,
        ),
        to=who.leaving,
        round=lambda state: state.stood_down,
        entry=_taken_back,
        makes_needless=_ON_THE_WAY,
        takes_leave=True,
    ),
    LetterKind.ADDRESS_REPLACED: Letter(
        words="the letter to the address that was replaced",
        after=(PersonCorrected,),
        to=who.with_an_old_entry,
        round=lambda state: state.corrections,
        entry=_withdrawn,
    ),
    LetterKind.SURVEY_LINKS: Letter(
        words="the links to the surveys",
        after=(SurveyHandedOver, *who.NEWCOMERS),
        to=who.told_the_links,
        round=lambda state: state.survey.round if state.survey else 0,
        overtakes=True,
        needs=(Needed("surveys"), Needed("survey_closes")),
    ),
    LetterKind.DRAFT_NOTE: Letter(
        words="the draft of the summary note",
        after=(NoteDrafted, *who.NEWCOMERS),
        to=who.asked_to_agree,
        round=_drafts,
        encloses=_the_draft,
        overtakes=True,
        asks=(Question.COMMENTS, Question.SIGNATURE, Question.COMPLAINT),
        needs=(Needed("note_version"), Needed("agreement_by", unless="copy_only")),
    ),
    LetterKind.FACTS_DECIDED: Letter(
        words="the decision on the facts of the note",
        after=(FactsDecided,),
        to=who.LEADERS,
        round=_drafts,
        asks=(Question.COMPLAINT,),
        needs=(Needed("note_version"),),
    ),
    LetterKind.SHARING_DECIDED: Letter(
        words="the decision whether the note is shared",
        after=(SharingDecided,),
        to=who.LEADERS,
        round=_drafts,
        asks=(Question.COMPLAINT,),
        needs=(Needed("note_version"),),
    ),
    LetterKind.SHARED_NOTE: Letter(
        words="the agreed note",
        after=(NoteShared, PersonCorrected),
        to=who.departments_named,
        round=_agreed,
        encloses=_the_note,
        asks=(Question.RECEIPT,),
        needs=_RECEIVED,
    ),
    LetterKind.RECEIPT_REMINDER: Letter(
        words="the reminder to acknowledge the note",
        after=(AcknowledgementReminded,),
        to=who.departments_named,
        round=_agreed,
        overtakes=True,
        asks=(Question.RECEIPT,),
        needs=_RECEIVED,
    ),
    LetterKind.CASE_WITHDRAWN: Letter(
        words="the letter that a case is taken out",
        after=(ConsentWithdrawn,),
        to=who.each_of(who.leaders, who.team),
        round=lambda state: len(state.cases_withdrawn),
        outlives_the_end=True,
        needs=(Needed("withdrawn_case"),),
    ),
    LetterKind.NOTE_RECALLED: Letter(
        words="the recall of the note",
        after=(ConsentWithdrawn, NoteRecalled),
        to=who.departments_named,
        round=_drafts,
        outlives_the_end=True,
        needs=(Needed("note_version"),),
    ),
    LetterKind.DEFERRAL_NOTED: Letter(
        words="the letter that later days are asked for",
        after=(DeferralAsked,),
        to=who.LEADERS,
        round=lambda state: state.deferrals_asked,
        needs=(Needed("decision_by"),),
    ),
    LetterKind.DEFERRAL_REFUSED: Letter(
        words="the refusal of later days",
        after=(DeferralRefused,),
        to=who.LEADERS,
        round=lambda state: state.deferrals_asked,
        asks=(Question.COMPLAINT,),
        needs=_DAYS,
    ),
    LetterKind.REOPENED: Letter(
        words="the letter that the visit goes on after all",
        after=(Reopened,),
        to=who.told_of_an_end,
        round=_times_put_right,
        encloses=_standing_timetable,
        entry=_given_back,
        copies=_forum_while_invited,
    ),
    LetterKind.ACCEPTANCE_CORRECTED: Letter(
        words="the letter that the visit was not accepted",
        after=(AcceptanceCorrected,),
        to=who.each_of(who.told_in_preparation),
        round=_times_put_right,
        entry=_given_up,
        makes_needless=_ON_THE_WAY,
    ),
    LetterKind.TEAM_CORRECTED: Letter(
        words="the letter that puts right who visited",
        after=(TeamCorrected,),
        to=who.told_who_visited,
        round=times_team_put_right,
        entry=_given_up,
        overtakes=True,
        makes_needless=(LetterKind.DRAFT_NOTE,),
        needs=(*_DAYS, Needed("team")),
    ),
}
"""What is declared of each kind; the letters of one event are ordered as they stand here."""
