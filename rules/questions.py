"""What is asked of people outside: each question is declared here, once.

Which letter asks it stands beside that letter (`rules.correspondence`). From here come the words
in the letter, the page, the form on it, and what somebody may decide who answers by their link.
"""

from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from typing import Any, Final, NamedTuple

from rules import recipients as who
from rules.refusals import RefusalCode, Refused
from schemas import forms as f
from schemas.base import Model
from schemas.ids import PersonRef, round_of
from schemas.messages import RecordDelivery
from schemas.questions import Link, Question
from schemas.state import VisitState
from schemas.values import ContactRole, Department, LetterStatus, Stage


class Standing(StrEnum):
    """Whether a question can be answered."""

    NOT_YET = "not_yet"
    OPEN = "open"
    OVER = "over"


class Asked(NamedTuple):
    """What is declared of a question.

    Attributes:
        title: What answering it is called, as a page's heading.
        words: What the letter says before the link.
        form: What is filled in, of which whoever answers sees `fields` alone.
        fields: Those, by name.
        of: Of whom it is asked, among those who have the letter.
        standing: Whether it can be answered, by the person of a link.
        given: What the form says besides, whatever was filled in.
        done: What is told to whoever has answered.
        not_yet: What is told before it can be answered.
    """

    title: str
    words: str
    form: type[f.VisitForm]
    fields: tuple[str, ...]
    of: Callable[[VisitState], Iterable[PersonRef]]
    standing: Callable[[VisitState, Link], Standing]
    given: Callable[[VisitState, Link], Mapping[str, Any]] = lambda _state, _link: {}
    done: str = "We have recorded what you told us. You do not need to do anything else."
    not_yet: str = ""


def standing_of(link: Link, state: VisitState) -> Standing:
    """Whether what a link asks can be answered by it."""
    if link.withdrawn_at is not None or link.answered_at is not None:
        return Standing.OVER
    if link.recipient not in set(ASKED[link.question].of(state)):
        return Standing.OVER  # somebody else has their place by now
    return ASKED[link.question].standing(state, link)


def require_answer(link: Link, state: VisitState, message: Model) -> None:
    """Refuse what is no answer to the question of a link, or is none of its person's.

    That a letter arrived is known of the link's own letter, by its being opened.

    Raises:
        Refused: It is not.
    """
    if isinstance(message, RecordDelivery):
        if (message.letter, message.status) == (link.letter, LetterStatus.DELIVERED):
            return
        raise _refused()
    asked = ASKED[link.question]
    if type(message) not in f.messages_of(asked.form):
        raise _refused()
    if standing_of(link, state) is not Standing.OPEN:
        raise _refused()
    for name, value in asked.given(state, link).items():
        if getattr(message, name, value) != value:
            raise _refused()


def _refused() -> Refused:
    return Refused(
        RefusalCode.PERMISSION,
        "That was not recorded: a personal link answers the one question that it was made for, "
        "for as long as that is open.",
    )


# --- Whether it can be answered --------------------------------------------------------------


def _reply(state: VisitState, _link: Link) -> Standing:
    return Standing.OPEN if state.stage is Stage.INVITED else Standing.OVER


def _officer(state: VisitState, _link: Link) -> Standing:
    if state.stage is Stage.INVITED:
        return Standing.NOT_YET
    in_time = state.stage is Stage.PREPARING and state.officer is None
    return Standing.OPEN if in_time else Standing.OVER


def _is_of_latest_version(state: VisitState, link: Link) -> bool:
    return (
        state.stage is Stage.AGREEING
        and state.note is not None
        and state.note.version == round_of(link.letter)
    )


def _comments(state: VisitState, link: Link) -> Standing:
    return Standing.OPEN if _is_of_latest_version(state, link) else Standing.OVER


def _signature(state: VisitState, link: Link) -> Standing:
    fresh = link.recipient not in state.signed
    return Standing.OPEN if fresh and _is_of_latest_version(state, link) else Standing.OVER


def _receipt(state: VisitState, link: Link) -> Standing:
    waits = any(
        sharing.acknowledged_at is None and sharing.department is _department(state, link)
        for sharing in state.sharings
    )
    return Standing.OPEN if waits and state.stage is Stage.SHARING else Standing.OVER


# --- What the form says besides --------------------------------------------------------------


def _department(state: VisitState, link: Link) -> Department | None:
    roles = {contact.ref: contact.role for contact in state.contacts}
    role = roles.get(link.recipient)
    return next((each for each in Department if role == ContactRole(each)), None)


def _own_department(state: VisitState, link: Link) -> Mapping[str, Any]:
    return {"department": _department(state, link)}


def _version(state: VisitState, _link: Link) -> Mapping[str, Any]:
    return {"version": state.note.version if state.note else None}


def _own_words(state: VisitState, link: Link) -> Mapping[str, Any]:
    digest = state.note.digest if state.note else None
    return {**_version(state, link), "digest": digest, "leaders": (link.recipient,)}


def _departments(state: VisitState) -> Iterable[PersonRef]:
    return who.departments(state, Department)


# --- Every question --------------------------------------------------------------------------


ASKED: Final[Mapping[Question, Asked]] = {
    Question.REPLY: Asked(
        title="Reply to the invitation",
        words="To say whether your area takes part",
        form=f.ResponseForm,
        fields=("answer",),
        of=who.addressees,
        standing=_reply,
        done="We have recorded your area's reply and will write to you about what happens next.",
    ),
    Question.OFFICER: Asked(
        title="Name your nominated officer",
        words="To name your nominated officer, once your area takes part",
        form=f.OfficerForm,
        fields=("name", "email", "organisation"),
        of=who.addressees,
        standing=_officer,
        done="We have recorded your nominated officer and will be in touch with them.",
        not_yet="You can name your nominated officer once your area has said that it takes part.",
    ),
    Question.COMMENTS: Asked(
        title="Comment on the summary note",
        words="To comment on the note, section by section",
        form=f.CommentsForm,
        fields=("comments",),
        of=who.leaders,
        standing=_comments,
        given=_version,
        done="We have recorded your comments. The inspectors look at each of them.",
    ),
    Question.SIGNATURE: Asked(
        title="Agree to this version of the summary note",
        words="To agree to this version of the note",
        form=f.AgreementForm,
        fields=(),
        of=who.addressees,
        standing=_signature,
        given=_own_words,
        done="We have recorded that you agree to this version.",
    ),
    Question.RECEIPT: Asked(
        title="Confirm that you have the summary note",
        words="To confirm that you have the note",
        form=f.AcknowledgementForm,
        fields=(),
        of=_departments,
        standing=_receipt,
        given=_own_department,
        done="We have recorded that you have the note. We need nothing more from you.",
    ),
}
"""What is declared of each question, in the order in which letters ask them."""
