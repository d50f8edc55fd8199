"""People recorded for a visit: kept once, and changed by a correction only."""

from collections.abc import Iterable

from desk.departments import department_in, is_mailbox, mailbox_of, not_a_visits_own
from desk.intake.context import Intake, takes_in
from register import content, letters
from rules.correspondence import overtaken_by
from rules.refusals import RefusalCode, Refused
from rules.wording import DEPARTMENT_WORDS
from schemas import messages as m
from schemas.forms.letters import CorrectionForm, ResendingForm
from schemas.ids import LetterKey, PersonRef, recipient_of
from schemas.parts import CorrectedPerson
from schemas.personal import Person
from schemas.values import ContentKind, Department


async def keep_people(intake: Intake, people: Iterable[Person]) -> tuple[CorrectedPerson, ...]:
    """Keep who is recorded; who is known with another name or address is corrected.

    Raises:
        Refused: A reference belongs to somebody in another role.
    """
    changed = await content.keep_people(intake.connection, intake.visit, people)
    return tuple([await correction_of(intake, person) for person in changed])


async def correction_of(intake: Intake, person: Person) -> CorrectedPerson:
    """Keep what is right now of somebody; who it is remains."""
    kept = await intake.keep(ContentKind.PERSON, person)
    return CorrectedPerson(person=person.ref, role=person.role, content=kept)


@takes_in(CorrectionForm)
async def correction(form: CorrectionForm, intake: Intake) -> m.CorrectPerson:
    """One person's name, address or organisation; what is not given stays.

    A department's mailbox is as it is set for all visits, and is taken from there.
    """
    person = await _known(intake, form.person)
    changes = {
        name: value
        for name in ("name", "email", "organisation")
        if (value := getattr(form, name)) is not None
    }
    right = person.model_copy(update=changes)
    department = department_in(person.role)
    if department is not None:
        mailbox = mailbox_of(department, intake.mailboxes())
        if form.email is not None and not is_mailbox(right, mailbox):
            raise not_a_visits_own(department, "Nothing was corrected")
        right = right.model_copy(update={"email": mailbox.email})
    if right == person:
        raise Refused(
            RefusalCode.ALREADY_DONE,
            f"Nothing was corrected: that is what is known of {form.person} already.",
        )
    return intake.message(m.CorrectPerson, corrected=await correction_of(intake, right))


async def _known(intake: Intake, ref: PersonRef) -> Person:
    known = await content.people_of(intake.connection, intake.visit)
    if ref not in known:
        raise Refused(
            RefusalCode.RECIPIENT,
            f"Nothing was corrected: nobody in visit {intake.visit} has the reference {ref}; "
            f"`visits show {intake.visit}` tells who there is.",
        )
    return known[ref]


async def mailboxes_moved(
    intake: Intake, departments: Iterable[Department]
) -> tuple[CorrectedPerson, ...]:
    """Those of some departments whose mailbox is set to another address than is recorded."""
    known = await content.people_of(intake.connection, intake.visit)
    have = {person.role: person for person in known.values()}
    moved = []
    for department in departments:
        mailbox = mailbox_of(department, intake.mailboxes())
        person = have.get(mailbox.role)
        if person is not None and not is_mailbox(person, mailbox):
            moved.append(mailbox.model_copy(update={"ref": person.ref}))
    return tuple([await correction_of(intake, person) for person in moved])


@takes_in(ResendingForm)
async def resending(form: ResendingForm, intake: Intake) -> m.ResendLetter:
    """A letter goes again to where its reader is, as long as it says what holds.

    Raises:
        Refused: A later letter has taken its place, or a department's mailbox has moved, so that
            the letter would go to where it was.
    """
    later = await _taken_the_place_of(intake, form.letter)
    if later is not None:
        raise Refused(
            RefusalCode.LETTER,
            f"Letter {form.letter} was not sent again: {later} has taken its place, and says what "
            "holds now.",
        )
    known = await content.people_of(intake.connection, intake.visit)
    reader = known.get(recipient_of(form.letter))
    department = department_in(reader.role) if reader else None
    if department is not None and await mailboxes_moved(intake, [department]):
        raise Refused(
            RefusalCode.RECIPIENT,
            f"Letter {form.letter} was not sent again: the mailbox of "
            f"{DEPARTMENT_WORDS[department]} is set to another address by now. Take that over "
            f"with `visits correct {intake.visit} {recipient_of(form.letter)}`; what it is to "
            "have then goes there.",
        )
    return intake.copied(form, m.ResendLetter)


async def _taken_the_place_of(intake: Intake, letter: LetterKey) -> LetterKey | None:
    """The last letter to the same reader that says otherwise than this one, if there is any."""
    rows = await letters.of_visit(intake.connection, intake.visit)
    orders = {row.order.key: row.order for row in rows}
    if letter not in orders:
        return None  # the rules say so
    this = orders[letter]
    later = [
        order
        for order in orders.values()
        if order.recipient == this.recipient
        and (order.as_of or order.sequence) > (this.as_of or this.sequence)
        and (order.kind, order.round) != (this.kind, this.round)
        and this.kind in overtaken_by(order)
    ]
    return max(later, key=lambda order: order.sequence).key if later else None
