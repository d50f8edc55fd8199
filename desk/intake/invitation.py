"""Whom to invite."""

from collections.abc import Iterator

from desk.departments import department_in, is_mailbox, mailbox_of, not_a_visits_own
from desk.intake.context import Intake, takes_in
from desk.intake.people import keep_people
from register import content
from schemas import messages as m
from schemas.forms.letters import ContactsForm
from schemas.parts import Contact
from schemas.personal import People, Person
from schemas.values import ContactRole, ContentKind


@takes_in(ContactsForm)
async def contacts(form: ContactsForm, intake: Intake) -> m.RecordContacts:
    """Names and addresses stay in the register; who there is remains."""
    people = (*area_of(form, intake), *await _departments(intake))
    corrected = await keep_people(intake, people)
    kept = await intake.keep(ContentKind.CONTACTS, People(people=people))
    return intake.message(
        m.RecordContacts,
        content=kept,
        corrected=corrected,
        contacts=tuple(
            Contact(ref=person.ref, role=person.role)
            for person in people
            if isinstance(person.role, ContactRole)
        ),
    )


def area_of(form: ContactsForm, intake: Intake) -> Iterator[Person]:
    """Whom the form names in the area; a department may stand in it as it is set anyway.

    Raises:
        Refused: A department is given another address.
    """
    for person in form.people:
        department = department_in(person.role)
        if department is None:
            yield person
        elif not is_mailbox(person, mailbox_of(department, intake.mailboxes())):
            raise not_a_visits_own(department, "The contacts were not recorded")


async def _departments(intake: Intake) -> list[Person]:
    """The departments' mailboxes as they are set, under the references that the visit has."""
    known = await content.people_of(intake.connection, intake.visit)
    have = {person.role: person for person in known.values() if department_in(person.role)}
    return [_recorded(have.get(mailbox.role), mailbox) for mailbox in intake.mailboxes()]


def _recorded(known: Person | None, mailbox: Person) -> Person:
    if known is None:
        return mailbox
    return known if is_mailbox(known, mailbox) else mailbox.model_copy(update={"ref": known.ref})
