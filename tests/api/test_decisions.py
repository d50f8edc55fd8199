"""A decision over HTTP: looked at, taken once, asked for again, and refused in a sentence."""

import pytest

from register import visits
from schemas.staff import StaffRole
from schemas.values import Outcome, Stage
from tests.api.conftest import ApiDoor, token_of

OFFICER = {
    "name": "Morwenna Hale",
    "email": "morwenna.hale@kent.example.gov.uk",
    "organisation": "Kent County Council",
}


async def test_a_decision_is_looked_at_then_taken_once(door: ApiDoor) -> None:
    walk = door.walk
    await walk.open()
    await walk.steps_through("respond")
    where = f"/visits/{walk.visit}/decisions/nominate"

    seen = await door.client.post(f"{where}/preview", json=OFFICER)
    first = await door.decide("nominate", OFFICER, key="nominate-1")
    again = await door.decide("nominate", OFFICER, key="nominate-1")
    asked = await door.client.get(f"/decisions/{walk.visit}/nominate-1")

    assert seen.status_code == 200
    assert seen.json()["events"][0]["type"] == "visit.officer_nominated.v1"
    assert first.status_code == 200
    assert first.json()["receipt"]["sequence"] == seen.json()["receipt"]["sequence"]
    assert again.json()["receipt"]["sequence"] == first.json()["receipt"]["sequence"]
    assert asked.json()["receipt"]["sequence"] == first.json()["receipt"]["sequence"]


async def test_what_the_rules_refuse_is_a_problem_with_its_sentence_and_code(
    door: ApiDoor,
) -> None:
    await door.walk.open()

    answer = await door.decide("nominate", OFFICER)

    assert answer.status_code == 409
    assert answer.headers["content-type"] == "application/problem+json"
    told = answer.json()
    assert told["type"] == "/problems/refused"
    assert told["code"] == "wrong_stage"
    assert told["detail"].startswith(f"Visit {door.walk.visit} is invited")


async def test_what_is_not_filled_in_is_told_field_by_field(door: ApiDoor) -> None:
    answer = await door.decide("nominate", {"name": "", "email": "nowhere", "organization": "x"})

    assert answer.status_code == 422
    places = [wrong["in"] for wrong in answer.json()["errors"]]
    assert places == ["body.name", "body.email", "body.organisation", "body.organization"]


@pytest.mark.parametrize("kind", ["application/json", "text/plain"])
async def test_what_says_two_things_under_one_name_is_refused(door: ApiDoor, kind: str) -> None:
    where = f"/visits/{door.walk.visit}/decisions/nominate"
    said = b' {"name": "Morwenna Hale", "email": "a@example.org", "name": "Somebody Else"}'

    answer = await door.client.post(where, content=said, headers={"Content-Type": kind})

    assert answer.status_code == 422
    assert answer.json()["type"] == "/problems/bad-request"
    assert "has “name” twice in one object" in answer.json()["detail"]


@pytest.mark.parametrize("written", ["utf-8-sig", "utf-16", "utf-16-be", "utf-32", "utf-32-le"])
async def test_so_it_is_however_it_is_written(door: ApiDoor, written: str) -> None:
    where = f"/visits/{door.walk.visit}/decisions/nominate"
    said = '{"name": "Morwenna Hale", "email": "a@example.org", "name": "Somebody Else"}'

    answer = await door.client.post(where, content=said.encode(written))

    assert "has “name” twice in one object" in answer.json()["detail"]


async def test_whom_letters_would_reach_has_to_be_meant(door: ApiDoor) -> None:
    await door.walk.open()
    await door.walk.steps_through("respond")

    unsaid = await door.decide("cancel", {"reason": "The programme is stopped."})
    meant = await door.decide("cancel", {"reason": "The programme is stopped."}, confirmed="true")

    assert unsaid.status_code == 409
    assert unsaid.json()["type"] == "/problems/not-confirmed"
    assert meant.status_code == 200


async def test_the_same_id_with_another_content_is_refused(door: ApiDoor) -> None:
    await door.walk.open()
    await door.walk.steps_through("respond")
    await door.decide("nominate", OFFICER, key="one-id")

    answer = await door.decide("nominate", OFFICER | {"name": "Somebody Else"}, key="one-id")

    assert answer.status_code == 422
    assert answer.json()["type"] == "/problems/id-of-another"


async def test_of_two_ids_none_is_chosen(door: ApiDoor) -> None:
    await door.walk.open()
    await door.walk.steps_through("respond")
    where = f"/visits/{door.walk.visit}/decisions/nominate?confirmed=true"
    twice = [("Idempotency-Key", "one-id"), ("Idempotency-Key", "another-id")]

    answer = await door.client.post(where, json=OFFICER, headers=twice)

    assert answer.status_code == 422
    assert "header.Idempotency-Key: may be given once only" in answer.json()["detail"]
    assert (await door.client.get(f"/decisions/{door.walk.visit}/one-id")).status_code == 404


async def test_nobody_decides_who_does_not_say_who_they_are(door: ApiDoor) -> None:
    door.who.acting = None

    answer = await door.decide("nominate", OFFICER)

    assert answer.status_code == 401
    assert answer.headers["www-authenticate"].startswith("Bearer")


async def test_a_visit_that_there_is_not_is_not_found(door: ApiDoor) -> None:
    answer = await door.client.post("/visits/interim-e10000099/decisions/nominate", json=OFFICER)

    assert answer.status_code == 404
    told = answer.json()
    assert "interim-e10000099" in told["detail"]
    assert "`GET /visits` shows those there are" in told["detail"]
    assert "`visits list` shows those there are" in told["at_a_terminal"]


async def test_a_whole_smooth_visit_goes_through_the_api(door: ApiDoor) -> None:
    await door.walk.open()

    await door.walk.to_the_end()

    async with door.pool.acquire() as connection:
        state = await visits.require(connection, door.walk.visit)
    assert (state.stage, state.outcome) == (Stage.ENDED, Outcome.CLOSED)


async def test_a_personal_token_tells_who_asks(door: ApiDoor) -> None:
    token = await token_of(door, "anna", StaffRole.COORDINATOR)

    theirs = await door.client.get("/visits", headers={"Authorization": f"Bearer {token}"})
    wrong = await door.client.get("/visits", headers={"Authorization": "Bearer avp_none"})

    assert theirs.status_code == 200
    assert wrong.status_code == 401
    assert wrong.json()["type"] == "/problems/token-refused"
