"""Agreed notes go to the mailboxes that are set for all visits, and never to another address."""

import email
import email.policy
from itertools import count

import pytest

from desk.departments import EXAMPLES
from desk.desk import Desk
from register import letters
from register.content import people_of
from rules.refusals import RefusalCode
from schemas.email_address import on_the_wire
from schemas.events.invitation import PersonCorrected
from schemas.forms.letters import ContactsForm, CorrectionForm, ResendingForm
from schemas.forms.note import SharingForm
from schemas.personal import Person
from schemas.values import ContactRole, Department, LetterKind
from tests.e2e.refusing import Visits, refusal_of
from tests.e2e.walking import Walk
from tests.engine import UNHURRIED
from worker.environment import SettingsError

_IDS = count(1)

DFE, NHS_ENGLAND = EXAMPLES
MOVED = DFE.model_copy(update={"email": "new.mailbox@dfe.example.gov.uk"})


def new_walk(visits: Visits) -> Walk:
    scenario = visits.engine.scenario().model_copy(update={"programme": f"new-{next(_IDS)}"})
    engine = visits.engine
    return Walk(scenario, visits.client, engine.pool, engine.settings.task_queue)


async def _people(visits: Visits, visit: str) -> dict[str, Person]:
    async with visits.engine.pool.acquire() as connection:
        return await people_of(connection, visit)


async def _mailed(visits: Visits, visit: str, kind: LetterKind) -> list[tuple[str, str]]:
    """Each finished letter of a kind: its key, and the address in it."""
    async with visits.engine.pool.acquire() as connection:
        rows = await letters.of_visit(connection, visit, words=True)
    return [
        (row.order.key.removeprefix(f"{visit}/"), _address(row.message))
        for row in rows
        if row.order.kind is kind and row.message
    ]


def _address(message: bytes) -> str:
    read = email.message_from_bytes(message, policy=email.policy.default)
    (one,) = read["To"].addresses
    return str(one.addr_spec)


async def test_the_form_need_not_name_the_departments(visits: Visits) -> None:
    walk = new_walk(visits)
    assert walk.scenario.contacts is not None
    assert not {p.role for p in walk.scenario.contacts.people} & {DFE.role, NHS_ENGLAND.role}

    await walk.open()

    known = await _people(visits, walk.visit)
    assert (known["dfe"], known["nhs-england"]) == EXAMPLES


async def test_a_form_that_names_a_department_as_it_is_set_is_taken(visits: Visits) -> None:
    walk = new_walk(visits)
    contacts = _with(walk.scenario.contacts, DFE.model_copy(update={"name": "SEND policy"}))

    await walk.desk.open(walk.opening, contacts, "open")

    assert (await _people(visits, walk.visit))["dfe"] == DFE


async def test_a_form_cannot_give_a_department_another_address(visits: Visits) -> None:
    walk = new_walk(visits)
    stranger = DFE.model_copy(update={"ref": "education", "email": "stranger@paper.example"})

    told = await refusal_of(
        walk.desk.open(walk.opening, _with(walk.scenario.contacts, stranger), "open")
    )

    assert told.code is RefusalCode.CONTACTS
    assert told.sentence == (
        "The contacts were not recorded: where notes for DfE go is set for all visits, with "
        "`VISITS_MAIL_DFE`, and a visit cannot have another address for it. Leave it out."
    )
    assert await _people(visits, walk.visit) == {}


async def test_without_the_settings_nothing_is_opened(visits: Visits) -> None:
    walk = new_walk(visits)

    def nobody() -> tuple[Person, ...]:
        raise SettingsError("Nobody has said where agreed notes go.")

    desk = Desk(
        walk.client,
        visits.engine.pool,
        task_queue=visits.engine.settings.task_queue,
        patience=UNHURRIED,
        now=lambda: walk.now,
        mailboxes=nobody,
    )
    for contacts in (walk.scenario.contacts, None):
        with pytest.raises(SettingsError, match="where agreed notes go"):
            await desk.open(walk.opening, contacts, "open")

    assert await visits.engine.events(walk.visit) == []
    assert await _people(visits, walk.visit) == {}


async def test_a_note_is_shared_with_nobody_else(visits: Visits) -> None:
    walk = await visits.at("sharing")

    told = await refusal_of(
        walk.submit(SharingForm(version=1, departments=("forum", Department.DFE)), "share")
    )

    assert told.code is RefusalCode.RECIPIENT


async def test_a_note_goes_to_where_the_mailbox_is_when_it_is_shared(visits: Visits) -> None:
    walk = await visits.at("sharing")
    walk.mailboxes = (MOVED, NHS_ENGLAND)

    await walk.submit(SharingForm(version=1), "share")

    assert await _mailed(visits, walk.visit, LetterKind.SHARED_NOTE) == [
        ("shared_note/1/dfe.2", on_the_wire(MOVED.email)),
        ("shared_note/1/nhs-england", on_the_wire(NHS_ENGLAND.email)),
    ]
    logged = await visits.engine.events(walk.visit)
    corrected = [e.event.fact for e in logged if isinstance(e.event.fact, PersonCorrected)]
    assert [(fact.person, fact.role) for fact in corrected] == [("dfe", ContactRole.DFE)]

    # It moves again, once the note is there: the note follows it when a person says so.
    again = MOVED.model_copy(update={"email": "third.mailbox@dfe.example.gov.uk"})
    walk.mailboxes = (again, NHS_ENGLAND)
    resent = f"{walk.visit}/shared_note/1/dfe.2"
    told = await refusal_of(walk.submit(ResendingForm(letter=resent), "resend"))
    assert f"`visits correct {walk.visit} dfe`" in told.sentence
    stranger = CorrectionForm(person="dfe", email="stranger@paper.example")
    told = await refusal_of(walk.submit(stranger, "stranger"))
    assert told.code is RefusalCode.CONTACTS

    await walk.submit(CorrectionForm(person="dfe"), "correct")

    sent = await _mailed(visits, walk.visit, LetterKind.SHARED_NOTE)
    assert sent[2:] == [("shared_note/1/dfe.3", on_the_wire(again.email))]


def _with(contacts: ContactsForm | None, person: Person) -> ContactsForm:
    assert contacts is not None
    return contacts.model_copy(update={"people": (*contacts.people, person)})
