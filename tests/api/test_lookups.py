"""Look-ups over HTTP tell what the command tells."""

import io
import zipfile

import pytest

from tests.api.conftest import ApiDoor

OF_A_VISIT = (
    *("", "/timeline", "/letters", "/letter-notes", "/mail", "/documents", "/written", "/beside"),
    *("/events", "/forms/contacts"),
)
OF_ALL = (
    *("/visits", "/beside", "/letters", "/mail", "/tasks"),
    *("/diary", "/inbox", "/programmes", "/reports"),
)


async def test_a_visit_is_told_as_it_stands(door: ApiDoor) -> None:
    walk = door.walk
    await walk.open()
    await walk.steps_through("nominate")

    told = {
        path: (await door.client.get(f"/visits/{walk.visit}{path}")).raise_for_status().json()
        for path in OF_A_VISIT
    }

    assert told[""]["stage"] == "preparing"
    assert told[""]["to_read"] == told["/written"]
    assert told["/timeline"][-1]["words"]
    key = told["/letters"][0]["key"]
    letter = (await door.client.get(f"/letters/{key}")).raise_for_status().json()
    assert "Amara Okafor" in letter["text"]
    document = told["/documents"][0]
    pdf = await door.client.get(
        f"/visits/{walk.visit}/documents/{document['kind']}/{document['version']}"
    )
    assert pdf.content.startswith(b"%PDF")
    contacts = await door.client.get(f"/visits/{walk.visit}/written/contacts")
    assert "Amara Okafor" in contacts.text
    numbers = [int(one["sequence"]) for one in told["/events"]]
    assert numbers == [*range(1, told[""]["sequence"] + 1)]
    assert told["/forms/contacts"]["people"][0]["name"] == "Amara Okafor"


async def test_a_filter_that_is_spelt_wrongly_does_not_find_everything(door: ApiDoor) -> None:
    await door.walk.open()
    of = door.walk.visit.split("-")[0]

    found = (await door.client.get(f"/visits?programme={of}")).json()
    wrong = await door.client.get("/visits?programm=another")
    none_known = await door.client.get("/programmes?programme=interim")

    assert [one["visit_id"] for one in found] == [door.walk.visit]
    assert wrong.status_code == none_known.status_code == 422
    assert "query.programm: is none of area, due, ended," in wrong.json()["detail"]
    assert "query.programme: is known to no such request" in none_known.json()["detail"]


async def test_a_filter_that_is_given_twice_is_not_half_an_answer(door: ApiDoor) -> None:
    await door.walk.open()
    of = door.walk.visit.split("-")[0]

    for asked in (f"programme={of}&programme=another", "stage=opened&stage=ended"):
        answer = await door.client.get(f"/visits?{asked}")
        assert answer.status_code == 422, asked
        assert "may be given once only" in answer.json()["detail"]


@pytest.mark.parametrize(
    "day", ["1765238400", "2026-12-09T00:00:00Z", "2026-12-09T00:00:00%2B05:00", "20261209"]
)
async def test_a_moment_is_not_taken_for_a_day(door: ApiDoor, day: str) -> None:
    answer = await door.client.get(f"/visits?due={day}")
    assert answer.status_code == 422
    assert "query.due: is not a date, such as 2020-10-05" in answer.json()["detail"]


async def test_a_number_is_one_as_it_is_written(door: ApiDoor) -> None:
    await door.walk.open()
    answer = await door.client.get(f"/visits/{door.walk.visit}/documents/invitation/1_0")
    assert answer.status_code == 422
    assert "path.version: must be a whole number" in answer.json()["detail"]


async def test_records_are_had_as_they_are_kept(door: ApiDoor) -> None:
    walk = door.walk
    await walk.open()
    await walk.steps_through("nominate")
    content = (await door.client.get(f"/visits/{walk.visit}/events")).json()
    digest = next(one["data"]["content"]["digest"] for one in content if "content" in one["data"])

    stands = (await door.client.get(f"/visits/{walk.visit}/digests/{digest}")).json()
    nothing = (await door.client.get(f"/visits/{walk.visit}/digests/{'0' * 64}")).json()
    packed = await door.client.get(f"/visits/{walk.visit}/export")
    unknown = await door.client.get(f"/visits/{walk.visit}/forms/nothing")

    assert (stands["kind"], stands["holds"]) == ("contacts", True)
    assert (nothing["kind"], nothing["holds"]) == (None, False)
    assert f"{walk.visit}/state.json" in zipfile.ZipFile(io.BytesIO(packed.content)).namelist()
    assert unknown.status_code == 404
    assert "contacts" in unknown.json()["detail"]


async def test_all_visits_are_told_and_narrowed(door: ApiDoor) -> None:
    await door.walk.open()

    told = {path: (await door.client.get(path)).raise_for_status().json() for path in OF_ALL}
    none = await door.client.get("/visits", params={"owner": "safeguarding_lead"})

    assert [one["visit_id"] for one in told["/visits"]] == [door.walk.visit]
    assert none.json() == []


@pytest.mark.parametrize(
    "path",
    [
        *(f"/visits/interim-e10000099{path}" for path in OF_A_VISIT),
        "/letters/interim-e10000099/invitation/1/dcs",
        "/programmes/none",
        "/programmes/none/reports/none",
        "/nowhere",
    ],
)
async def test_what_there_is_not_is_not_found(door: ApiDoor, path: str) -> None:
    answer = await door.client.get(path)

    assert answer.status_code == 404
    assert answer.json()["type"] == "/problems/not-found"


async def test_nobody_looks_who_does_not_say_who_they_are(door: ApiDoor) -> None:
    door.who.acting = None

    for path in OF_ALL:
        assert (await door.client.get(path)).status_code == 401
