"""Whoever has no part in a visit any more reads so, if they had read of it: on the real server."""

from collections.abc import AsyncIterator
from datetime import timedelta
from email import message_from_bytes
from email.policy import default

import pytest

from register import letters
from register.letters import LetterRow
from schemas.forms.letters import ContactsForm, CorrectionForm, DeliveryForm
from schemas.forms.team import DeclarationsForm, InspectorForm, OfficerForm, ReplacementForm
from schemas.ids import PersonRef
from schemas.values import Delivery, InspectorRole, LetterKind, LetterStatus
from stack import EmbeddedStack
from tests.e2e.walking import Walk, own_engine
from tests.engine import Engine

SOCIAL_CARE = "hmi-social-care-3"
SPARE = InspectorForm(
    ref="hmi-social-care-5",
    role=InspectorRole.OFSTED_SOCIAL_CARE,
    name="Grace Lindqvist",
    email="grace.lindqvist@ofsted.example.gov.uk",
    organisation="Ofsted",
)


@pytest.fixture(scope="module")
async def engine(
    stack: EmbeddedStack, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Engine]:
    async with (
        own_engine(stack.addresses, tmp_path_factory.mktemp("leavers")) as made,
        made.working(),
    ):
        yield made


async def walking(engine: Engine, programme: str, *, through: str | None = None) -> Walk:
    scenario = engine.scenario().model_copy(update={"programme": programme})
    walk = Walk(scenario, await engine.client(), engine.pool, engine.settings.task_queue)
    await walk.open()
    await walk.let_pass(timedelta(days=1))
    if through is not None:
        await walk.steps_through(through)
    return walk


def another_director(walk: Walk, **other: str) -> ContactsForm:
    """The contacts, with somebody else as the director."""
    contacts = walk.scenario.contacts
    assert contacts is not None
    director, *rest = contacts.people
    own = {"ref": "dcs-2", "name": "Laurence Hobday", "email": "new.dcs@kent.example.gov.uk"}
    return ContactsForm(people=(director.model_copy(update=own | other), *rest))


def another_officer(email: str = "new.officer@kent.example.gov.uk") -> OfficerForm:
    return OfficerForm(name="Peter Iqbal", email=email, organisation="Kent County Council")


async def farewells(engine: Engine, walk: Walk) -> dict[PersonRef, LetterRow]:
    """The letters of leave, by their reader; each has one at most."""
    async with engine.pool.acquire() as connection:
        rows = await letters.of_visit(connection, walk.visit, words=True)
    found = [row for row in rows if row.order.kind is LetterKind.STOOD_DOWN]
    by_reader = {row.order.recipient: row for row in found}
    assert len(by_reader) == len(found)
    assert {row.status for row in found} <= {LetterStatus.DELIVERED}
    return by_reader


def read(row: LetterRow) -> str:
    assert row.message is not None
    message = message_from_bytes(row.message, policy=default)
    body = message.get_body(("plain",))
    assert body is not None
    return f"{message['To']} {message['Subject']} " + " ".join(body.get_content().split())


async def test_a_director_who_was_invited_by_mistake_is_told(engine: Engine) -> None:
    walk = await walking(engine, "mistaken-director")

    await walk.submit(another_director(walk), "contacts")
    await walk.submit(another_director(walk), "contacts-again")

    told = await farewells(engine, walk)
    assert set(told) == {"dcs"}
    text = read(told["dcs"])
    assert "dcs@kent.example.gov.uk" in text
    assert "you no longer have a part in it" in text
    assert "You need not do anything else that our letters asked of you" in text
    assert "please reply to this email" in text
    assert "Laurence" not in text, "who has their place is not theirs to know"
    assert "calendar" not in text
    assert await engine.state(walk.visit) == await engine.refolded(walk.visit)


async def test_an_officer_who_had_the_survey_links_is_told_and_one_who_had_nothing_is_not(
    engine: Engine,
) -> None:
    walk = await walking(engine, "officers", through="team")
    await walk.submit(another_officer(), "nominate-2")
    assert await farewells(engine, walk) == {}, "nothing had left to the first"

    await walk.submit(walk.form_of("survey"), "links")
    await walk.submit(another_officer("third.officer@kent.example.gov.uk"), "nominate-3")

    assert set(await farewells(engine, walk)) == {"officer-2"}


async def test_an_inspector_with_a_conflict_who_had_nothing_is_told_nothing(
    engine: Engine,
) -> None:
    walk = await walking(engine, "early-conflict", through="team")
    await walk.submit(DeclarationsForm(inspectors=(SPARE,)), "spare")
    change = ReplacementForm(leaving=SOCIAL_CARE, joining=SPARE.ref)
    await walk.submit(change, "replaced")

    assert await farewells(engine, walk) == {}


async def test_an_address_from_which_a_letter_came_back_is_left_alone(engine: Engine) -> None:
    walk = await walking(engine, "bounced")
    invitation = f"{walk.visit}/invitation/1/dcs"
    await walk.submit(DeliveryForm(letter=invitation, status=Delivery.REFUSED), "came-back")

    await walk.submit(another_director(walk), "contacts")

    assert await farewells(engine, walk) == {}


async def test_whoever_stays_under_another_name_or_address_does_not_leave(engine: Engine) -> None:
    walk = await walking(engine, "corrected", through="dates")
    right = "amara.okafor@kent.example.gov.uk"

    await walk.submit(CorrectionForm(person="dcs", email=right), "address")
    same = another_director(walk, name="Amara Okafor-Bell", email=right.upper())
    await walk.submit(same, "another-reference")

    assert await farewells(engine, walk) == {}
