"""Whom to invite, what became of a letter, and the reply."""

from desk.intake.context import Paper
from register import content
from schemas import forms as f
from schemas import messages as m
from schemas.parts import Contact
from schemas.personal import People
from schemas.values import ContactRole, ContentKind


async def contacts(form: f.ContactsForm, paper: Paper) -> m.Decision:
    """Names and addresses stay in the register; who there is remains."""
    await content.keep_people(paper.connection, paper.visit, form.people)
    kept = await paper.keep(ContentKind.CONTACTS, People(people=form.people))
    return m.RecordContacts(
        actor=paper.actor,
        reason=paper.reason,
        content=kept,
        contacts=tuple(
            Contact(ref=person.ref, role=person.role)
            for person in form.people
            if isinstance(person.role, ContactRole)
        ),
    )


async def delivery(form: f.DeliveryForm, paper: Paper) -> m.Decision:
    """What became of a letter."""
    return m.RecordDelivery(
        actor=paper.actor, reason=paper.reason, letter=form.letter, status=form.status
    )


async def response(form: f.ResponseForm, paper: Paper) -> m.Decision:
    """The area's answer."""
    return m.Respond(actor=paper.actor, reason=paper.reason, answer=form.answer)


async def extension(form: f.ExtensionForm, paper: Paper) -> m.Decision:
    """Longer to reply."""
    return m.ExtendReply(actor=paper.actor, reason=paper.reason, until=form.until)


async def no_reply(form: f.NoReplyForm, paper: Paper) -> m.Decision:
    """Nobody replied."""
    del form
    return m.RecordNoReply(actor=paper.actor, reason=paper.reason)


async def withdrawal(form: f.WithdrawalForm, paper: Paper) -> m.Decision:
    """The invitation is taken back."""
    del form
    return m.WithdrawVisit(actor=paper.actor, reason=paper.reason)
