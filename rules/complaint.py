"""A complaint: answered, reviewed once if that is asked for, escalated when nobody answers.

No rule here asks what became of the visit: a pause, a cancellation or its end changes nothing.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from rules.folds import Changes
from rules.refusals import RefusalCode, Refused
from rules.side_process import (
    SideCourse,
    SideEvent,
    SideModels,
    SideProcess,
    SideWords,
    closing,
)
from schemas.side_processes import SideDue, SideOpening
from schemas.side_processes.complaint import (
    KIND,
    AnswerComplaint,
    AskReview,
    ComplaintAnswered,
    ComplaintClosed,
    ComplaintEscalated,
    ComplaintEvent,
    ComplaintEventType,
    ComplaintFact,
    ComplaintReceived,
    ComplaintStage,
    ComplaintState,
    ReceiveComplaint,
    ReviewAsked,
)
from schemas.values import Owner

_OWNERS: Final[Mapping[ComplaintStage, Owner]] = {
    ComplaintStage.WITH_LEAD: Owner.LEAD_INSPECTOR,
    ComplaintStage.WITH_SENIOR_MANAGER: Owner.SENIOR_MANAGER,
    ComplaintStage.ANSWERED: Owner.NOBODY,
    ComplaintStage.UNDER_REVIEW: Owner.SENIOR_MANAGER,
    ComplaintStage.CLOSED: Owner.NOBODY,
}


def raised(opening: ReceiveComplaint, now: datetime) -> ComplaintReceived:
    """Take the complaint; the lead inspector answers first."""
    return ComplaintReceived(
        programme=opening.programme, content=opening.content, answer_due=_answer(opening, now)
    )


def _answer(opening: SideOpening, now: datetime) -> datetime:
    return closing(opening, now, opening.policy.complaint_answer_within)


def reopened(common: SideOpening, fact: ComplaintReceived) -> ReceiveComplaint:
    """How it was taken, by what its log tells."""
    return ReceiveComplaint(**dict(common), content=fact.content)


def begun(fact: ComplaintReceived) -> Changes:
    """What a complaint knows from the first."""
    return {"due": fact.answer_due, "stage": ComplaintStage.WITH_LEAD, "content": fact.content}


def owner(state: ComplaintState) -> Owner:
    """The lead inspector at first; a senior manager for a review, or when no answer came."""
    return _OWNERS[state.stage]


def needs_a_person(state: ComplaintState) -> bool:
    """Whether no answer came in time."""
    return state.stage is ComplaintStage.WITH_SENIOR_MANAGER


# --- Words -----------------------------------------------------------------------------------


COMPLAINT_WORDS: Final[Mapping[ComplaintStage, str]] = {
    ComplaintStage.WITH_LEAD: "to be answered by the lead inspector",
    ComplaintStage.WITH_SENIOR_MANAGER: "not answered in time; to be answered by a senior manager",
    ComplaintStage.ANSWERED: "answered; a review may be asked for",
    ComplaintStage.UNDER_REVIEW: "under review by a senior manager",
    ComplaintStage.CLOSED: "closed",
}


def stands(state: ComplaintState) -> str:
    """Who answers it, or that it is answered."""
    return COMPLAINT_WORDS[state.stage]


def command(state: ComplaintState) -> str:
    """How its answer is recorded."""
    return f"visits answer-complaint {state.visit_id} {state.number} --text TEXT"


COMPLAINT = SideProcess(
    KIND,
    workflow="Complaint",
    models=SideModels(
        opening=ReceiveComplaint,
        state=ComplaintState,
        event=ComplaintEvent,
        facts=ComplaintFact,
        types=ComplaintEventType,
    ),
    course=SideCourse(
        first=ComplaintReceived,
        raised=raised,
        begun=begun,
        reopened=reopened,
        owner=owner,
        needs_a_person=needs_a_person,
    ),
    words=SideWords(
        title="complaint",
        begins="complaint received",
        stands=stands,
        awaits="answer the complaint",
        command=command,
    ),
)
"""The rules, the facts and the words of every complaint."""


# --- Deciding --------------------------------------------------------------------------------


def _open_to_an_answer(state: ComplaintState, _now: datetime) -> None:
    name = _name(state)
    if state.stage is ComplaintStage.CLOSED:
        raise Refused(
            RefusalCode.WRONG_STAGE,
            f"The answer was not recorded: {name} is closed; "
            "a new complaint is taken with `visits complain`.",
        )
    if state.stage is ComplaintStage.ANSWERED:
        raise Refused(
            RefusalCode.ALREADY_DONE,
            f"The answer was not recorded: {name} has its answer; a review is asked for with "
            "`visits review-complaint`.",
        )


def _name(state: ComplaintState) -> str:
    return f"complaint {state.number} of visit {state.visit_id}"


@COMPLAINT.rule(AnswerComplaint, open_to=_open_to_an_answer)
def answer(
    opening: SideOpening, state: ComplaintState, message: AnswerComplaint, now: datetime
) -> Sequence[ComplaintFact]:
    """Keep the answer; after the first a review may be asked for, after the second none."""
    if state.answers:
        return [ComplaintAnswered(content=message.content), ComplaintClosed()]
    until = closing(opening, now, opening.policy.complaint_review_within)
    return [ComplaintAnswered(content=message.content, review_until=until)]


def _open_to_a_review(state: ComplaintState, now: datetime) -> None:
    name = _name(state)
    if state.stage is ComplaintStage.CLOSED or (
        state.stage is ComplaintStage.ANSWERED and state.due and now >= state.due
    ):
        raise Refused(
            RefusalCode.WRONG_STAGE,
            f"The review was not recorded: {name} is closed; a review is asked for once, within "
            "the time that the first answer gave.",
        )
    if state.stage is not ComplaintStage.ANSWERED:
        what = "has a review under way" if state.answers else "has no answer yet"
        raise Refused(
            RefusalCode.NOT_YET,
            f"The review was not recorded: {name} {what}; "
            "answer it first, with `visits answer-complaint`.",
        )


@COMPLAINT.rule(AskReview, open_to=_open_to_a_review)
def ask_review(
    opening: SideOpening, _state: ComplaintState, _message: AskReview, now: datetime
) -> Sequence[ComplaintFact]:
    """Have the answer reviewed: once, and within the time that the answer gave."""
    return [ReviewAsked(answer_due=_answer(opening, now))]


@COMPLAINT.rule(SideDue)
def close_or_escalate(
    _opening: SideOpening, state: ComplaintState, _message: SideDue, now: datetime
) -> Sequence[ComplaintFact]:
    """Close it once nobody may ask for a review any more; ask a senior manager for an answer."""
    if not state.due or now < state.due:
        return []
    if state.stage is ComplaintStage.ANSWERED:
        return [ComplaintClosed()]
    return [ComplaintEscalated()]


# --- Folding ---------------------------------------------------------------------------------


@COMPLAINT.fact(ComplaintEscalated, "complaint not answered in time, senior manager asked")
def escalated(state: ComplaintState, _event: SideEvent, _fact: ComplaintEscalated) -> Changes:
    """A person is asked; there is nothing to ask them again by itself for."""
    return {
        "stage": ComplaintStage.WITH_SENIOR_MANAGER,
        "escalations": state.escalations + 1,
        "due": None,
    }


@COMPLAINT.fact(ComplaintAnswered, "complaint answered")
def answered(state: ComplaintState, _event: SideEvent, fact: ComplaintAnswered) -> Changes:
    """It has one answer more, and waits whether a review is asked for."""
    return {
        "stage": ComplaintStage.ANSWERED,
        "answers": (*state.answers, fact.content),
        "due": fact.review_until,
    }


@COMPLAINT.fact(ReviewAsked, "review of the answer asked for")
def review_asked(_state: ComplaintState, _event: SideEvent, fact: ReviewAsked) -> Changes:
    """A senior manager reviews the answer."""
    return {"stage": ComplaintStage.UNDER_REVIEW, "due": fact.answer_due}


@COMPLAINT.fact(ComplaintClosed, "complaint closed")
def closed(_state: ComplaintState, _event: SideEvent, _fact: ComplaintClosed) -> Changes:
    """Nothing is left to do."""
    return {"stage": ComplaintStage.CLOSED, "due": None, "over": True}
