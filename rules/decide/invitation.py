"""Whom to write to, and the reply to the invitation."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final, NoReturn

from rules.addressees import ADDRESSEES
from rules.decide.again import prepared_before
from rules.decide.changes import checked_again
from rules.decide.people import corrections, require_own_reference
from rules.decide.rule import BEFORE_THE_END, at_deadline, rule
from rules.decide.timing import happened
from rules.evolve import FAILED
from rules.holds import on_hold
from rules.refusals import RefusalCode, Refused
from rules.timetable import Timetable
from schemas.events.event import Fact
from schemas.events.invitation import Accepted, ContactsRecorded, Declined, Invited
from schemas.events.visit import TaskRaised
from schemas.messages import RecordContacts, Respond
from schemas.parts import Contact
from schemas.state import Invitation, VisitState
from schemas.values import Answer, ContactRole, DeadlineKind, Stage, TaskKind

_EXACTLY_ONE = (
    ContactRole.DIRECTOR_OF_CHILDRENS_SERVICES,
    ContactRole.DFE,
    ContactRole.NHS_ENGLAND,
)
_ROLE_WORDS: Final[Mapping[ContactRole, str]] = {
    ContactRole.DIRECTOR_OF_CHILDRENS_SERVICES: "director of children's services",
    ContactRole.ACCOUNTABLE_OFFICER: "accountable officer of a health body",
    ContactRole.PARENT_CARER_FORUM: "parent carer forum",
    ContactRole.NOMINATED_OFFICER: "nominated officer",
    ContactRole.DFE: "DfE mailbox",
    ContactRole.NHS_ENGLAND: "NHS England mailbox",
}
_INVITED = (*ADDRESSEES, ContactRole.PARENT_CARER_FORUM)


@rule(RecordContacts, stages=BEFORE_THE_END, words="contacts can be recorded")
def record_contacts(state: VisitState, message: RecordContacts, now: datetime) -> Sequence[Fact]:
    """Keep whom to write to; while invited, invite whom no invitation has reached or was sent.

    Once the area has accepted, new leaders are told where the visit stands, and the team is
    checked against them.
    """
    del now
    known = {(contact.ref, contact.role) for contact in state.contacts}
    require_contacts(message.contacts)
    people = [(contact.ref, contact.role) for contact in message.contacts]
    require_own_reference(state, people, "The contacts were not recorded")
    facts: list[Fact] = [
        ContactsRecorded(content=message.content, contacts=message.contacts),
        *corrections(state, message.corrected),
    ]
    if any(isinstance(fact, Invited) for fact in facts):
        return facts
    if state.stage is not Stage.INVITED or on_hold(state):
        area = {(c.ref, c.role) for c in message.contacts if c.role in _INVITED}
        return [*facts, *(checked_again(state) if area - known else ())]
    if state.invitation and _to_invite_again(state, state.invitation, message.contacts):
        facts.append(Invited(round=state.invitation.round + 1))
    return facts


def _to_invite_again(
    state: VisitState, invitation: Invitation, contacts: tuple[Contact, ...]
) -> bool:
    """Whether a letter failed to reach one of these, or one of these has never had any."""
    before = {contact.ref for contact in state.contacts}
    failed = {o.recipient for o in invitation.outcomes if o.status in FAILED}
    return any(
        contact.ref in failed or contact.ref not in before
        for contact in contacts
        if contact.role in _INVITED
    )


def require_contacts(contacts: Sequence[Contact], area: str = "") -> None:
    """Refuse contacts that are not those whom an invitation needs.

    Args:
        contacts: The departments' mailboxes among them.
        area: Whose they are, where those of several are told together.

    Raises:
        Refused: Somebody is missing, or is there once too often.
    """
    roles = Counter(contact.role for contact in contacts)
    of = f" of {area}" if area else ""

    def refuse(why: str) -> NoReturn:
        raise Refused(RefusalCode.CONTACTS, f"The contacts{of} were not recorded: {why}.")

    for role in _EXACTLY_ONE:
        if roles[role] != 1:
            refuse(f"exactly one {_ROLE_WORDS[role]} is needed, not {roles[role]}")
    if not roles[ContactRole.ACCOUNTABLE_OFFICER]:
        refuse("at least one accountable officer of a health body is needed")
    if roles[ContactRole.PARENT_CARER_FORUM] > 1:
        refuse("there is at most one parent carer forum")
    if roles[ContactRole.NOMINATED_OFFICER]:
        refuse("the nominated officer is named by the area, with `visits nominate`")
    if len({contact.ref for contact in contacts}) != len(contacts):
        refuse("each contact needs a reference of its own")


@at_deadline(DeadlineKind.INVITATION_DAY)
def invite(state: VisitState, _due: datetime, _dates: Timetable) -> Sequence[Fact]:
    """Invite whoever is recorded; with nobody to write to, ask a person for the contacts."""
    if state.contacts:
        return [Invited(round=1)]
    return [TaskRaised(task=TaskKind.CONTACTS_MISSING)]


@rule(Respond, stages=(Stage.INVITED,), words="a reply can be recorded")
def respond(state: VisitState, message: Respond, now: datetime) -> Sequence[Fact]:
    """Accept, or decline, which ends the visit."""
    invited = state.invitation.invited_at if state.invitation else None
    when = happened(
        state,
        message,
        now,
        "The reply was not recorded",
        since=invited,
        because="the area was invited",
    )
    if message.answer is Answer.DECLINE:
        return [Declined(happened_at=when)]
    return [Accepted(happened_at=when), *prepared_before(state, now)]
