"""Contacts of many areas are those with which a visit to each can be opened."""

from pathlib import Path

import pytest

from desk.departments import EXAMPLES
from desk.intake import to_message
from desk.reading.area_contacts import read_area_contacts
from register import content
from register.connection import Connection, Pool
from register.record import record
from rules.programme import decide_programme, evolve_programme
from rules.refusals import Refused
from rules.selection.csv_text import NotUsable
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
        name="Morwenna Hale",
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
            (DIRECTOR, person("morwenna-hale", ContactRole.ACCOUNTABLE_OFFICER)),
            "the ref of contact 2 tells who somebody is",
        ),
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


def test_a_role_that_there_is_not_is_answered_with_those_there_are(tmp_path: Path) -> None:
    file = tmp_path / "contacts.csv"
    file.write_text(
        "area,role,ref,name,email,organisation\n"
        "E10000016,director,dcs,Morwenna Hale,dcs@kent.example.gov.uk,Kent\n"
    )

    with pytest.raises(NotUsable, match="there are director_of_childrens_services, accountable_"):
        read_area_contacts(file, str)
