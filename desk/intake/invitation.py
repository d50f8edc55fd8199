"""Whom to invite."""

from desk.intake.context import Intake, takes_in
from desk.intake.people import keep_people
from schemas import forms as f
from schemas import messages as m
from schemas.parts import Contact
from schemas.personal import People
from schemas.values import ContactRole, ContentKind


@takes_in(f.ContactsForm)
async def contacts(form: f.ContactsForm, intake: Intake) -> m.RecordContacts:
    """Names and addresses stay in the register; who there is remains."""
    corrected = await keep_people(intake, form.people)
    kept = await intake.keep(ContentKind.CONTACTS, People(people=form.people))
    return intake.message(
        m.RecordContacts,
        content=kept,
        corrected=corrected,
        contacts=tuple(
            Contact(ref=person.ref, role=person.role)
            for person in form.people
            if isinstance(person.role, ContactRole)
        ),
    )
