"""A decision sent again: its receipt is for whoever may take it, and for nobody else."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

import httpx2
import pytest

from api.app import create_api
from api.dependencies import ApiDependencies
from desk.authority import ByRegister
from desk.departments import EXAMPLES
from desk.desk import Desk
from register import personal_tokens, staff
from rules.refusals import RefusalCode, Refused
from schemas.forms.team import OfficerForm
from schemas.ids import ActorRef
from schemas.staff import StaffRole
from schemas.state import Receipt
from tests.e2e.walking import Walk
from tests.engine import UNHURRIED, Engine

OFFICER = {
    "name": "Morwenna Hale",
    "email": "morwenna.hale@kent.example.gov.uk",
    "organisation": "Kent County Council",
}


@dataclass
class Asked:
    """The API, which asks the register who may, and two who have signed in.

    Attributes:
        walk: The visit.
        client: To ask with.
        of: What each sends along to be known, by their role.
        refs: How each is called.
        desk: Behind the API.
    """

    walk: Walk
    client: httpx2.AsyncClient
    of: Mapping[str, Mapping[str, str]]
    refs: Mapping[str, ActorRef]
    desk: Desk

    async def send(
        self, role: str, where: str, body: object, key: str = "sent-again"
    ) -> httpx2.Response:
        """As somebody, under an id."""
        headers = {**self.of[role], "Idempotency-Key": key}
        query = {"confirmed": "true"}
        return await self.client.post(where, json=body, headers=headers, params=query)

    def decision(self, name: str) -> str:
        """The address of a decision about the visit."""
        return f"/visits/{self.walk.visit}/decisions/{name}"


@pytest.fixture
async def asked(engine: Engine) -> AsyncIterator[Asked]:
    """For one test."""
    async with engine.working() as (client, _):
        walk = Walk(engine.scenario(), client, engine.pool, engine.settings.task_queue)
        desk = Desk(
            client,
            engine.pool,
            task_queue=engine.settings.task_queue,
            now=lambda: walk.now,
            mailboxes=lambda: EXAMPLES,
            patience=UNHURRIED,
            authority=ByRegister(),
        )
        roles = (StaffRole.COORDINATOR, StaffRole.INSPECTOR)
        refs = {role.value: f"{role.value}-{engine.number}" for role in roles}
        of = {}
        async with engine.pool.acquire() as connection, connection.transaction():
            for role in roles:
                ref = refs[role.value]
                await staff.add(
                    connection,
                    ref=ref,
                    name="Anna Example",
                    email=f"{ref}@example.org",
                    roles=(role,),
                    actor="system",
                )
                secret = (await personal_tokens.make(connection, ref, ref)).secret
                of[role.value] = {"Authorization": f"Bearer {secret}"}
        api = create_api(ApiDependencies(engine.pool, desk, lambda: walk.now))
        transport = httpx2.ASGITransport(app=api)
        async with httpx2.AsyncClient(transport=transport, base_url="https://api.test") as asking:
            yield Asked(walk, asking, of, refs, desk)


async def test_a_receipt_is_for_nobody_who_may_not_decide(asked: Asked) -> None:
    await asked.walk.open()
    await asked.walk.steps_through("respond")
    where = asked.decision("nominate")
    first = await asked.send("coordinator", where, OFFICER)

    theirs = await asked.send("coordinator", where, OFFICER)
    others = await asked.send("inspector", where, OFFICER)

    assert (first.status_code, theirs.status_code) == (200, 200)
    assert theirs.json()["receipt"]["sequence"] == first.json()["receipt"]["sequence"]
    assert others.status_code == 403
    assert others.json()["type"] == "/problems/not-permitted"
    assert "receipt" not in others.json()


async def test_nor_that_of_an_opening(asked: Asked) -> None:
    walk = asked.walk
    opening = replace(walk.opening, actor=asked.refs["coordinator"])
    contacts = walk.scenario.contacts
    _, first = await asked.desk.open(opening, contacts, "opened")

    _, theirs = await asked.desk.open(opening, contacts, "opened")
    with pytest.raises(Refused) as refused:
        await asked.desk.open(replace(opening, actor=asked.refs["inspector"]), contacts, "opened")

    assert first is not None
    assert theirs is not None
    assert theirs.sequence == first.sequence
    assert refused.value.code is RefusalCode.PERMISSION


async def test_nor_where_a_command_asks_first_what_became_of_an_id(asked: Asked) -> None:
    await asked.walk.open()
    await asked.walk.steps_through("respond")
    form = OfficerForm.model_validate(OFFICER)

    async def submit(who: str) -> Receipt:
        return await asked.desk.submit(
            asked.walk.visit, form, actor=asked.refs[who], update_id="named", repeated=True
        )

    first = await submit("coordinator")
    assert (await submit("coordinator")).sequence == first.sequence
    with pytest.raises(Refused) as refused:
        await submit("inspector")
    assert refused.value.code is RefusalCode.PERMISSION


async def test_whoever_declared_about_themselves_hears_of_it_again(asked: Asked) -> None:
    """Whom a decision was about is not known by its kind, and by whoever took it."""
    await asked.walk.open()
    await asked.walk.steps_through("nominate")
    mine = asked.refs["inspector"]
    body = {
        "inspectors": [
            {
                "ref": mine,
                "role": "ofsted_social_care_hmi",
                "name": "Tom Adeyemi",
                "email": "tom.adeyemi@ofsted.example.gov.uk",
                "organisation": "Ofsted",
            }
        ]
    }

    first = await asked.send("inspector", asked.decision("declare"), body)
    theirs = await asked.send("inspector", asked.decision("declare"), body)

    assert first.status_code == 200, first.text
    assert theirs.json()["receipt"] == first.json()["receipt"]


async def test_to_open_again_records_the_same_contacts_once(asked: Asked, engine: Engine) -> None:
    walk, pool = asked.walk, engine.pool
    opening = replace(walk.opening, actor=asked.refs["coordinator"])
    contacts = walk.scenario.contacts
    assert contacts is not None
    await asked.desk.open(opening, contacts, "opened")
    # Of contacts alone: the visit may act meanwhile by itself.
    kept = (
        "SELECT (SELECT count(*) FROM events WHERE type = 'visit.contacts_recorded.v1'),"
        " (SELECT count(*) FROM content)"
    )
    before = await pool.fetchrow(kept)

    _, same = await asked.desk.open(opening, contacts, "opened-once-more")
    after = await pool.fetchrow(kept)
    first, *others = contacts.people
    moved = first.model_copy(update={"email": "moved@example.org"})
    _, other = await asked.desk.open(
        opening, contacts.model_copy(update={"people": (moved, *others)}), "opened-otherwise"
    )

    assert same is None
    assert after == before
    assert other is not None


async def test_what_was_opened_is_asked_for_by_its_id(asked: Asked) -> None:
    opening = replace(asked.walk.opening, actor=asked.refs["coordinator"])
    visit, _ = await asked.desk.open(opening, None, "opened")
    complaint = {"text": "The lift was out of order."}
    await asked.send("coordinator", asked.decision("complain"), complaint, "beside")
    answer = {"text": "It is mended."}
    await asked.send("coordinator", asked.decision("answer-complaint"), answer, "answer")

    for key, sequence in (("opened", 1), ("beside", 1), ("answer", 2)):
        became = await asked.client.get(
            f"/decisions/{visit}/{key}", headers=asked.of["coordinator"]
        )
        assert became.status_code == 200, became.text
        assert became.json()["receipt"]["sequence"] == sequence


async def test_what_is_raised_while_temporal_is_away_is_asked_for_by_the_visit(
    asked: Asked, engine: Engine
) -> None:
    await asked.walk.open()
    now = asked.walk.now
    client = asked.walk.client
    away = Desk(client, engine.pool, task_queue="nobody", now=lambda: now, away=True)
    transport = httpx2.ASGITransport(app=create_api(ApiDependencies(engine.pool, away)))
    async with httpx2.AsyncClient(transport=transport, base_url="https://api.test") as asking:
        where, sends = asked.decision("complain"), asked.of["coordinator"]
        body = {"text": "The lift was out of order."}
        kept = await asking.post(where, json=body, headers={**sends, "Idempotency-Key": "away"})
        became = await asking.get(kept.headers["Location"], headers=sends)

    assert (kept.status_code, became.status_code) == (202, 202), became.text


async def test_an_opening_under_the_same_id_for_another_day_is_refused(asked: Asked) -> None:
    opening = replace(asked.walk.opening, actor=asked.refs["coordinator"])
    contacts = asked.walk.scenario.contacts
    assert contacts is not None
    _, first = await asked.desk.open(opening, contacts, "sent-again")
    form = {
        "area": opening.area,
        "programme": opening.programme,
        "day_one": f"{opening.day_one}",
        "people": contacts.model_dump(mode="json")["people"],
    }

    same = await asked.send("coordinator", "/visits", form)
    later = f"{opening.day_one + timedelta(days=7)}"
    other = await asked.send("coordinator", "/visits", form | {"day_one": later})

    assert first is not None
    assert same.json()["receipt"]["sequence"] == first.sequence, same.text
    assert other.status_code == 422, other.text
    assert other.json()["type"] == "/problems/id-of-another"


async def test_a_report_is_asked_about_as_answers_name_it(asked: Asked) -> None:
    became = await asked.client.get(
        "/decisions/spring-2027/annual/never", headers=asked.of["coordinator"]
    )
    assert became.status_code == 404
    assert became.json()["detail"].startswith("No decision of that id is known.")
