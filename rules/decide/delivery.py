"""What becomes of letters: the post room's word, a person's, and what is assumed."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from rules.correspondence import matters_after_the_end, rounds_written
from rules.decide.letters_written import never_written, open_to_letters
from rules.decide.rule import EVERY_STAGE, at_deadline, occurrence, rule
from rules.decide.timing import happened
from rules.evolve import FAILED, merged, reply_clock
from rules.evolve.corrections import TELLS_OF_THE_END
from rules.refusals import RefusalCode, Refused
from rules.timetable import Timetable, timetable
from rules.versions import CORRECTIONS, LATE_LETTERS_TOLD, LETTERS_SEEN_TO
from schemas.events.event import Fact
from schemas.events.invitation import (
    InvitationDelivered,
    InvitationSent,
    LateLetterSettled,
    LetterDelivered,
    LetterFailed,
)
from schemas.events.visit import TaskRaised
from schemas.ids import LetterKey, PersonRef, copy_of, recipient_of, round_of
from schemas.messages import LettersSettled, RecordDelivery
from schemas.parts import LetterOutcome
from schemas.state import VisitState
from schemas.values import DeadlineKind, LetterKind, LetterStatus, Stage, TaskKind

_WAITS_NO_MORE = (LetterStatus.SENT, LetterStatus.DELIVERED, LetterStatus.SUPERSEDED)


@rule(
    RecordDelivery,
    stages=EVERY_STAGE,  # what tells of the end may go astray, too
    words="a delivery can be recorded",
    open_to=open_to_letters,
)
def record_delivery(state: VisitState, message: RecordDelivery, now: datetime) -> Sequence[Fact]:
    """Take a person's word on a letter."""
    visit, kind, _, _ = message.letter.split("/")
    recipient = recipient_of(message.letter)
    if visit != state.visit_id:
        raise Refused(
            RefusalCode.LETTER,
            f"Letter {message.letter} does not belong to visit {state.visit_id}; "
            f"`visits letters {state.visit_id}` shows those that do.",
        )
    if message.status not in {LetterStatus.DELIVERED, LetterStatus.REFUSED}:
        raise Refused(
            RefusalCode.LETTER,
            f"A letter is recorded as delivered or refused, not as {message.status}.",
        )
    asked_about = message.letter in {task.letter for task in state.tasks}
    known_lost = message.letter in _asked(state, TaskKind.LETTER_NOT_DELIVERED)
    written = round_of(message.letter) <= rounds_written(state).get(
        kind, 0
    ) and recipient in _written_to(state)
    if not (asked_about or written):
        raise Refused(RefusalCode.LETTER, never_written(state.visit_id, message.letter))
    delivered = message.status is LetterStatus.DELIVERED
    when = happened(
        state,
        message,
        now,
        "The delivery was not recorded",
        since=_sent_by(state, message.letter),
        because="it had not been sent before",
    )
    outcome = LetterOutcome(
        key=message.letter,
        kind=LetterKind(kind),
        recipient=recipient,
        status=message.status,
        at=when or now,
    )
    if kind == LetterKind.INVITATION:
        facts = _on_invitation(state, outcome)
    elif delivered and not asked_about:
        raise Refused(
            RefusalCode.LETTER,
            f"Nothing is known to be wrong with letter {message.letter}, "
            "so there is nothing to record; only invitations wait for proof of delivery.",
        )
    elif delivered:
        facts = [LetterDelivered(letter=message.letter, happened_at=when)]
    else:
        facts = [] if known_lost else [LetterFailed(outcome=outcome)]
    if not facts:
        raise Refused(
            RefusalCode.ALREADY_DONE,
            f"Nothing to record: letter {message.letter} is already known to be "
            f"{'delivered' if delivered else 'undelivered'}.",
        )
    return facts


def _sent_by(state: VisitState, key: LetterKey) -> datetime:
    """Before when nothing can have become of a letter."""
    if state.invitation is None:
        return state.opened_at
    known = [outcome.at for outcome in state.invitation.outcomes if outcome.key == key]
    return known[0] if known else state.invitation.invited_at


def _on_invitation(state: VisitState, outcome: LetterOutcome) -> list[Fact]:
    if state.stage is Stage.ENDED:
        raise Refused(
            RefusalCode.LETTER,
            f"Visit {state.visit_id} is over, so nobody waits for its invitation any more.",
        )
    return _settle(state, (outcome,))


def _written_to(state: VisitState) -> set[PersonRef]:
    """Whoever has a part in the visit, or had one: they were told so by letter, too."""
    contacts = {contact.ref for contact in state.contacts}
    officer = {state.officer} if state.officer else set()
    team = {member.inspector for member in state.team}
    return contacts | officer | team | set(state.former)


@occurrence(LettersSettled)
def letters_settled(state: VisitState, message: LettersSettled, now: datetime) -> Sequence[Fact]:
    """Take the post room's word; what is known already changes nothing."""
    del now
    if state.stage is not Stage.ENDED:
        return [*_settle(state, _of_now(state, message.outcomes)), *_lateness(state, message)]
    if state.rules_version < LETTERS_SEEN_TO:
        return []
    heard = tuple(o for o in message.outcomes if matters_after_the_end(state, o.kind))
    return [*_settle(state, heard), *_lateness(state, message)]


def _of_now(state: VisitState, outcomes: tuple[LetterOutcome, ...]) -> tuple[LetterOutcome, ...]:
    """Without those of letters that tell of an end which does not hold."""
    if state.rules_version < CORRECTIONS:
        return outcomes
    return tuple(outcome for outcome in outcomes if outcome.kind not in TELLS_OF_THE_END)


def _lateness(state: VisitState, message: LettersSettled) -> list[Fact]:
    """A person is asked about a letter that is late, and no longer once it has gone."""
    if state.rules_version < LATE_LETTERS_TOLD:
        return []
    asked = _asked(state, TaskKind.LETTER_LATE)
    known = {*(task.letter for task in state.tasks), *state.letters_seen_to}
    late = [key for key in message.late if key not in known and _matters(state, key)]
    gone = [o for o in message.outcomes if o.key in asked and o.status in _WAITS_NO_MORE]
    return [
        *(TaskRaised(task=TaskKind.LETTER_LATE, letter=key) for key in dict.fromkeys(late)),
        *(LateLetterSettled(letter=o.key, status=o.status) for o in gone),
    ]


def _matters(state: VisitState, key: LetterKey) -> bool:
    _, kind, _, _ = key.split("/")
    return state.stage is not Stage.ENDED or matters_after_the_end(state, LetterKind(kind))


def _asked(state: VisitState, kind: TaskKind) -> set[LetterKey | None]:
    """The letters that a person is asked about."""
    return {task.letter for task in state.tasks if task.kind is kind}


def _settle(state: VisitState, outcomes: tuple[LetterOutcome, ...]) -> list[Fact]:
    news = tuple(outcome for outcome in outcomes if _is_news(state, outcome))
    invitations = [outcome for outcome in news if outcome.kind is LetterKind.INVITATION]
    sent = tuple(o for o in invitations if o.status is LetterStatus.SENT)
    proven = tuple(o for o in invitations if o.status is LetterStatus.DELIVERED)
    facts: list[Fact] = []
    if sent:
        window = timedelta(hours=state.policy.bounce_hours)
        assumed = max(outcome.at for outcome in sent) + window
        facts.append(InvitationSent(outcomes=sent, assumed_delivered_at=assumed))
    if proven:
        facts.append(InvitationDelivered(outcomes=proven, reply_due=_reply_due(state, proven)))
    return facts + [LetterFailed(outcome=o) for o in news if o.status in FAILED]


def _is_news(state: VisitState, outcome: LetterOutcome) -> bool:
    """Whether a visit learns something: the post room tells again what it told before.

    What a person has recorded since, and the letter of a later round, outweigh the old story.
    """
    if outcome.kind is not LetterKind.INVITATION or state.invitation is None:
        lost = _asked(state, TaskKind.LETTER_NOT_DELIVERED)
        known = {*lost, *state.letters_seen_to}
        return outcome.status in FAILED and outcome.key not in known
    delivered = outcome.status is LetterStatus.DELIVERED
    have = {o.recipient: o for o in state.invitation.outcomes}.get(outcome.recipient)
    if have is None:
        return delivered or round_of(outcome.key) == state.invitation.round
    if have.key != outcome.key:
        later = _place(outcome.key) > _place(have.key)
        return later or (delivered and have.status is not LetterStatus.DELIVERED)
    fresh = outcome.status is not have.status and outcome.at >= have.at
    return fresh and outcome.status is not LetterStatus.SENT


def _place(key: LetterKey) -> tuple[int, int]:
    """Of two letters to one recipient, which is the later: by round, then by copy."""
    return round_of(key), copy_of(key)


@at_deadline(DeadlineKind.DELIVERY_ASSUMED)
def assume_delivered(state: VisitState, due: datetime, _dates: Timetable) -> Sequence[Fact]:
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
    if state.invitation is None:
        return None
    starts = reply_clock(state.contacts, merged(state.invitation.outcomes, proven))
    invitation = state.invitation.model_copy(update={"delivered_at": starts})
    dates = timetable(state.model_copy(update={"invitation": invitation}))
    return dates.reply_due if dates else None
