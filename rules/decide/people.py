"""Whose reference it is, whose address was wrong, and what is sent to somebody again."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from rules.addressees import ADDRESSEES
from rules.copies import copy_number, people_in
from rules.correspondence import rounds_written
from rules.decide.letters_written import never_written, open_to_letters
from rules.decide.rule import EVERY_STAGE, rule
from rules.evolve import REACHED
from rules.holds import on_hold
from rules.recipients import in_roles
from rules.refusals import RefusalCode, Refused
from rules.versions import WRITTEN_TO_AGAIN
from schemas.events.event import Fact
from schemas.events.invitation import Invited, LetterResent, PersonCorrected
from schemas.ids import PersonRef, copy_of, recipient_of, round_of
from schemas.messages import CorrectPerson, ResendLetter
from schemas.parts import CorrectedPerson
from schemas.state import VisitState
from schemas.values import ContactRole, InspectorRole, LetterKind, Stage

Role = ContactRole | InspectorRole


def require_own_reference(
    state: VisitState, people: Iterable[tuple[PersonRef, Role]], what: str
) -> None:
    """Refuse a reference that belongs to somebody in another role.

    Args:
        state: The visit.
        people: Who is recorded, as what.
        what: The beginning of the sentence, what was not done.
    """
    if state.rules_version < WRITTEN_TO_AGAIN:
        return
    known = _roles(state)
    for ref, role in people:
        have = known.get(ref)
        if have is not None and have is not role:
            raise Refused(
                RefusalCode.RECIPIENT,
                f"{what}: {ref} is the reference of the {_words(have)}; "
                "choose another reference for somebody else.",
            )


def _roles(state: VisitState) -> dict[PersonRef, Role]:
    known: dict[PersonRef, Role] = {d.inspector: d.role for d in state.declarations}
    known |= {member.inspector: member.role for member in state.team}
    if state.officer is not None:
        known[state.officer] = ContactRole.NOMINATED_OFFICER
    return known | {contact.ref: contact.role for contact in state.contacts}


def _words(role: Role) -> str:
    return role.value.replace("_", " ")


def corrections(
    state: VisitState, corrected: Sequence[CorrectedPerson]
) -> list[PersonCorrected | Invited]:
    """What follows when people's addresses are corrected; who was invited is invited there."""
    facts: list[PersonCorrected | Invited] = [
        PersonCorrected(person=one.person, role=one.role, content=one.content) for one in corrected
    ]
    # Whether or not it is known yet what became of the letter: it may be on its way to the old one.
    invited = {*in_roles(state, [*ADDRESSEES, ContactRole.PARENT_CARER_FORUM])}
    asked = state.stage is Stage.INVITED and not on_hold(state)
    again = asked and invited & {one.person for one in corrected}
    if again and state.invitation is not None:
        facts.append(Invited(round=state.invitation.round + 1))
    return facts


def _open_to_corrections(state: VisitState, _now: datetime) -> None:
    if not people_in(state) and not _roles(state):
        raise Refused(
            RefusalCode.RECIPIENT,
            f"Nothing was corrected: nobody is recorded in visit {state.visit_id} "
            "yet; `visits contacts` records whom to write to.",
        )


@rule(
    CorrectPerson,
    stages=EVERY_STAGE,
    words="a name or an address can be corrected",
    open_to=_open_to_corrections,
)
def correct_person(state: VisitState, message: CorrectPerson, now: datetime) -> Sequence[Fact]:
    """Put somebody's name or address right; they are written to again with what the others have."""
    del now
    one = message.corrected
    if one.person not in people_in(state) and one.person not in _roles(state):
        raise Refused(
            RefusalCode.RECIPIENT,
            f"Nothing was corrected: nobody in visit {state.visit_id} has the reference "
            f"{one.person}; `visits show {state.visit_id}` tells who there is.",
        )
    return corrections(state, [one])


@rule(
    ResendLetter,
    stages=EVERY_STAGE,
    words="a letter can be sent again",
    open_to=open_to_letters,
)
def resend_letter(state: VisitState, message: ResendLetter, now: datetime) -> Sequence[Fact]:
    """Send a letter once more, in the same words, to the address that its reader has now."""
    del now
    visit, kind, _, _ = message.letter.split("/")
    if visit != state.visit_id:
        raise Refused(
            RefusalCode.LETTER,
            f"Letter {message.letter} does not belong to visit {state.visit_id}.",
        )
    asked_about = message.letter in {task.letter for task in state.tasks}
    written = round_of(message.letter) <= rounds_written(state).get(kind, 0)
    recipient = recipient_of(message.letter)
    there = recipient in people_in(state) and copy_of(message.letter) <= copy_number(
        state, recipient
    )
    if not (asked_about or (written and there)):
        raise Refused(RefusalCode.LETTER, never_written(state.visit_id, message.letter))
    if kind == LetterKind.INVITATION and state.stage is Stage.INVITED and _has(state, recipient):
        raise Refused(
            RefusalCode.ALREADY_DONE,
            f"Letter {message.letter} was not sent again: the invitation is known to have "
            "arrived. If the address is wrong, correct it with `visits correct`.",
        )
    return [LetterResent(letter=message.letter, copy_number=copy_number(state, recipient) + 1)]


def _has(state: VisitState, recipient: PersonRef) -> bool:
    outcomes = state.invitation.outcomes if state.invitation else ()
    return any(o.recipient == recipient and o.status in REACHED for o in outcomes)
