"""Contacts of many areas are those with which a visit to each can be opened."""

import pytest

from desk.departments import EXAMPLES
from desk.intake import to_message
from register import content
from register.connection import Connection, Pool
from register.record import record
from rules.programme import decide_programme, evolve_programme
from rules.refusals import Refused
from schemas.personal import Person
from schemas.programme import ProgrammeState
from schemas.programme.content import AreaContacts
from schemas.programme.forms import AreaContactsForm
from schemas.programme.messages import RecordAreaContacts
from schemas.values import ContactRole
from tests.rules.programme.programmes import AREAS, OPENED, Told


def person(ref: str, role: ContactRole, email: str = "") -> Person:
    return Person(
        ref=ref,
        role=role,
        name=f"Example {ref}",
        email=email or f"{ref}@example.gov.uk",
        organisation="Example",
    )


DIRECTOR = person("dcs", ContactRole.DIRECTOR_OF_CHILDRENS_SERVICES)
OFFICER = person("health-1", ContactRole.ACCOUNTABLE_OFFICER)


async def told(
    connection: Connection, state: ProgrammeState, **areas: tuple[Person, ...]
) -> ProgrammeState:
    """The programme once contacts are recorded."""
    message = await to_message(
        connection, "autumn", AreaContactsForm(areas=areas), "anna", lambda: EXAMPLES
    )
    assert isinstance(message, RecordAreaContacts)
    events = decide_programme(state, message, OPENED)
    for event in events:
        state = evolve_programme(state, event)
    await record(connection, events)
    return state


async def test_areas_that_are_not_named_keep_theirs(pool: Pool) -> None:
    first, second = AREAS[:2]
    async with pool.acquire() as connection, connection.transaction():
        programme = Told()
        await record(connection, programme.events)
        both = {first: (DIRECTOR, OFFICER), second: (DIRECTOR, OFFICER)}
        state = await told(connection, programme.state, **both)
        corrected = person("dcs", ContactRole.DIRECTOR_OF_CHILDRENS_SERVICES, "new@example.gov.uk")
        state = await told(connection, state, **{second: (corrected, OFFICER)})
        assert state.contacts is not None
        kept = await content.fetch(connection, "autumn", state.contacts, AreaContacts)

    assert kept.areas == {first: (DIRECTOR, OFFICER), second: (corrected, OFFICER)}


@pytest.mark.parametrize(
    ("people", "why"),
    [
        ((DIRECTOR,), "accountable officer"),
        ((OFFICER,), "director of children's services"),
        ((DIRECTOR, OFFICER, OFFICER), "reference of its own"),
        (
            (DIRECTOR, OFFICER, person("dfe", ContactRole.DFE, "someone@example.org")),
            "The contacts were not recorded",
        ),
    ],
)
async def test_contacts_with_which_no_visit_could_be_opened_are_refused(
    pool: Pool, people: tuple[Person, ...], why: str
) -> None:
    async with pool.acquire() as connection, connection.transaction():
        programme = Told()
        await record(connection, programme.events)
        with pytest.raises(Refused, match=why):
            await told(connection, programme.state, **{AREAS[0]: people})
