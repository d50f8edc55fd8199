"""Contacts, the invitation, its delivery and the reply."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta

from rules.evolve import ADDRESSEES
from rules.refusals import RefusalCode, Refused
from rules.working_days import add_working_days
from rules.zones import at_london, london_date
from schemas.events import (
    Accepted,
    ContactsRecorded,
    Declined,
    Fact,
    InvitationDelivered,
    InvitationSent,
    Invited,
    LetterDelivered,
    LetterFailed,
)
from schemas.messages import LettersSettled, RecordContacts, RecordDelivery, Respond
from schemas.parts import LetterOutcome
from schemas.state import VisitState
from schemas.values import Answer, ContactRole, LetterKind, LetterStatus, Stage

_EXACTLY_ONE = (
    ContactRole.DIRECTOR_OF_CHILDRENS_SERVICES,
    ContactRole.DFE,
    ContactRole.NHS_ENGLAND,
)
_ROLE_WORDS: dict[ContactRole, str] = {
    ContactRole.DIRECTOR_OF_CHILDRENS_SERVICES: "director of children's services",
    ContactRole.ACCOUNTABLE_OFFICER: "accountable officer of a health body",
    ContactRole.PARENT_CARER_FORUM: "parent carer forum",
    ContactRole.NOMINATED_OFFICER: "nominated officer",
    ContactRole.DFE: "DfE mailbox",
    ContactRole.NHS_ENGLAND: "NHS England mailbox",
}
_FAILED = (LetterStatus.REFUSED, LetterStatus.UNCERTAIN)


def record_contacts(state: VisitState, message: RecordContacts, now: datetime) -> Sequence[Fact]:
    """Keep whom to write to; after a failed invitation, invite again where it did not arrive."""
    del now
    roles = Counter(contact.role for contact in message.contacts)
    for role in _EXACTLY_ONE:
        if roles[role] != 1:
            _refuse_contacts(f"exactly one {_ROLE_WORDS[role]} is needed, not {roles[role]}")
    if not roles[ContactRole.ACCOUNTABLE_OFFICER]:
        _refuse_contacts("at least one accountable officer of a health body is needed")
    if roles[ContactRole.PARENT_CARER_FORUM] > 1:
        _refuse_contacts("there is at most one parent carer forum")
    if roles[ContactRole.NOMINATED_OFFICER]:
        _refuse_contacts("the nominated officer is named by the area, with `visits nominate`")
    if len({contact.ref for contact in message.contacts}) != len(message.contacts):
        _refuse_contacts("each contact needs a reference of its own")
    facts: list[Fact] = [ContactsRecorded(content=message.content, contacts=message.contacts)]
    invitation = state.invitation
    if invitation and any(outcome.status in _FAILED for outcome in invitation.outcomes):
        facts.append(Invited(round=invitation.round + 1))
    return facts


def _refuse_contacts(why: str) -> None:
    raise Refused(RefusalCode.CONTACTS, f"The contacts were not recorded: {why}.")


def record_delivery(state: VisitState, message: RecordDelivery, now: datetime) -> Sequence[Fact]:
    """Take a person's word on a letter."""
    visit, kind, _, recipient = message.letter.split("/")
    if visit != state.visit_id:
        raise Refused(
            RefusalCode.LETTER, f"Letter {message.letter} does not belong to visit {state.visit_id}."
        )
    if message.status not in {LetterStatus.DELIVERED, LetterStatus.REFUSED}:
        raise Refused(
            RefusalCode.LETTER,
            f"A letter is recorded as delivered or refused, not as {message.status}.",
        )
    outcome = LetterOutcome(
        key=message.letter,
        kind=LetterKind(kind),
        recipient=recipient,
        status=message.status,
        at=now,
    )
    if kind == LetterKind.INVITATION:
        current = state.invitation
        known = {contact.ref for contact in state.contacts}
        if current is None or recipient not in known:
            raise Refused(RefusalCode.LETTER, f"No invitation was sent as {message.letter}.")
    elif message.status is LetterStatus.DELIVERED:
        if message.letter not in {task.letter for task in state.tasks}:
            raise Refused(
                RefusalCode.LETTER,
                f"Nothing is known to be wrong with letter {message.letter}, "
                "so there is nothing to record; only invitations wait for proof of delivery.",
            )
        return [LetterDelivered(letter=message.letter)]
    facts = _settle(state, (outcome,))
    if not facts:
        raise Refused(
            RefusalCode.ALREADY_DONE,
            f"Letter {message.letter} is already recorded as {message.status}.",
        )
    return facts


def letters_settled(state: VisitState, message: LettersSettled, now: datetime) -> Sequence[Fact]:
    """Take the post room's word; what is known already changes nothing."""
    del now
    if state.stage is Stage.ENDED:
        return []
    return _settle(state, message.outcomes)


def _settle(state: VisitState, outcomes: tuple[LetterOutcome, ...]) -> list[Fact]:
    known = {(o.key, o.status) for o in state.invitation.outcomes} if state.invitation else set()
    tasks = {task.letter for task in state.tasks}
    heard_of = {key for key, _ in known}
    fresh = [
        o
        for o in outcomes
        if (o.key, o.status) not in known
        and not (o.status is LetterStatus.SENT and o.key in heard_of)
    ]
    proven = tuple(
        o
        for o in fresh
        if o.kind is LetterKind.INVITATION and o.status is LetterStatus.DELIVERED
    )
    sent = tuple(
        o for o in fresh if o.kind is LetterKind.INVITATION and o.status is LetterStatus.SENT
    )
    facts: list[Fact] = []
    if sent:
        window = timedelta(hours=state.policy.bounce_hours)
        assumed = max(outcome.at for outcome in sent) + window
        facts.append(InvitationSent(outcomes=sent, assumed_delivered_at=assumed))
    if proven and state.invitation is not None:
        due = _reply_due(state, proven)
        facts.append(InvitationDelivered(outcomes=proven, reply_due=due))
    facts += [
        LetterFailed(outcome=o) for o in fresh if o.status in _FAILED and o.key not in tasks
    ]
    return facts


def assume_delivered(state: VisitState, due: datetime) -> list[Fact]:
    """No bounce came in time: what a provider took counts as delivered."""
    known = state.invitation.outcomes if state.invitation else ()
    proven = tuple(
        outcome.model_copy(update={"status": LetterStatus.DELIVERED, "at": due})
        for outcome in known
        if outcome.status is LetterStatus.SENT
    )
    if not proven:
        return []
    return [InvitationDelivered(outcomes=proven, reply_due=_reply_due(state, proven))]


def _reply_due(state: VisitState, proven: tuple[LetterOutcome, ...]) -> datetime | None:
    known = state.invitation.outcomes if state.invitation else ()
    have = {o.recipient: o.at for o in (*known, *proven) if o.status is LetterStatus.DELIVERED}
    addressees = [contact.ref for contact in state.contacts if contact.role in ADDRESSEES]
    if state.calendar is None or not all(ref in have for ref in addressees):
        return None
    anchor = max(have[ref] for ref in addressees)
    day = add_working_days(
        london_date(anchor), state.policy.reply_after_delivery, state.calendar
    )
    return at_london(day, state.policy.day_ends_at)


def respond(state: VisitState, message: Respond, now: datetime) -> Sequence[Fact]:
    """Accept, or decline, which ends the visit."""
    del state, now
    return [Accepted() if message.answer is Answer.ACCEPT else Declined()]


