"""What people fill in about letters: whom to write to, what became of one, what is added to one."""

from typing import Annotated

from pydantic import Field

from schemas import messages as m
from schemas.clock import LocalTime
from schemas.days import Day
from schemas.email_address import EmailAddress
from schemas.events.invitation import (
    ContactsRecorded,
    InvitationDelivered,
    LetterDelivered,
    LetterFailed,
    LetterNoteAdded,
    LetterNoteRemoved,
    LetterResent,
    PersonCorrected,
)
from schemas.field_words import FieldWords
from schemas.forms.form import VisitForm, form
from schemas.ids import LetterKey, PersonRef
from schemas.personal import Name, NoteToReaders, Person
from schemas.values import Delivery, LetterKind


@form("contacts", m.RecordContacts, told_by=(ContactsRecorded,))
class ContactsForm(VisitForm):
    """Whom to write to."""

    heading = "Record whom to write to"

    people: Annotated[tuple[Person, ...], FieldWords("Person")]


@form("delivery", m.RecordDelivery, told_by=(LetterDelivered, LetterFailed, InvitationDelivered))
class DeliveryForm(VisitForm):
    """What became of a letter."""

    heading = "Record what became of a letter"

    letter: LetterKey
    status: Annotated[Delivery, FieldWords("What became of it?")]
    happened_on: Day | None = None
    happened_at: LocalTime | None = None


@form("correct", m.CorrectPerson, told_by=(PersonCorrected,))
class CorrectionForm(VisitForm):
    """One person's name, address or organisation is put right; what is not given stays."""

    heading = "Correct a person's name or address"

    person: Annotated[PersonRef, FieldWords("Who is it about?")]
    name: Annotated[Name | None, FieldWords("Full name", "Leave empty what stays as it is")] = None
    email: EmailAddress | None = None
    organisation: Name | None = None


@form("resend", m.ResendLetter, told_by=(LetterResent,))
class ResendingForm(VisitForm):
    """A letter is sent once more."""

    heading = "Send a letter again"

    letter: LetterKey


@form("add-to-letter", m.AddLetterNote, told_by=(LetterNoteAdded,))
class LetterNoteForm(VisitForm):
    """A note of a coordinator's own is added to letters of a kind."""

    heading = "Add a note of your own to a letter"

    kind: Annotated[
        LetterKind,
        FieldWords(
            "To which letter?",
            "It goes with those that wait, or else with the next that are written",
        ),
    ]
    recipient: Annotated[
        PersonRef | None,
        FieldWords(
            "Only to one of its readers?", "Leave it open for everybody who has such a letter"
        ),
    ] = None
    text: Annotated[
        NoteToReaders,
        FieldWords(
            "Your note",
            "It stands in the letter as a part of its own, marked as the coordinator's. "
            "Leave an empty line between two paragraphs; name no child and no family",
        ),
    ]


@form("take-from-letter", m.RemoveLetterNote, told_by=(LetterNoteRemoved,))
class LetterNoteRemovalForm(VisitForm):
    """A note that has not gone yet goes with no letter."""

    heading = "Take a note out of a letter"

    number: Annotated[int, FieldWords("Which note?", "One that no letter has left with")] = Field(
        ge=1
    )
