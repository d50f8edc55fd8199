"""The note as a file over HTTP: taken away, brought back, and decided like any other form."""

from register import visits
from tests.api.conftest import ApiDoor
from tests.support.note_files import by_pandoc, replaced


async def test_a_file_is_read_into_the_form_that_is_then_decided(door: ApiDoor) -> None:
    await door.walk.open()
    await door.walk.steps_through("feedback")
    at = f"/visits/{door.walk.visit}"
    who = 'author="Ann" date="2027-01-01T00:00:00Z"'
    content = by_pandoc(f"# Waiting\n\n- *a*\n- b [c]{{.insertion {who}}}\n", "docx")

    told = (await door.client.post(f"{at}/note/draft", content=content)).raise_for_status().json()

    section = {"heading": "Waiting", "paragraphs": ["- *a*\n- b c"]}
    assert told["form"] == {"sections": [section]}
    assert told["marks"][-1] == "In “Waiting”: Put in: “c”."
    assert len(told["marks"]) == 5  # the four usual sections are not in it
    decided = await door.client.post(
        f"{at}/decisions/draft", json=told["form"], params={"confirmed": "true"}
    )
    assert decided.status_code == 200, decided.text
    (version,) = (await door.client.get(f"{at}/written/note")).json()
    assert version["note"]["marked"] is True


async def test_an_edited_copy_is_read_into_comments(door: ApiDoor) -> None:
    await door.walk.open()
    await door.walk.steps_through("draft")
    at = f"/visits/{door.walk.visit}"
    copy = (await door.client.get(f"{at}/note/odt")).raise_for_status()
    assert copy.headers["content-type"] == "application/vnd.oasis.opendocument.text"
    edited = replaced(copy.content, "content.xml", "weekly calls", "calls every fortnight")

    told = (await door.client.post(f"{at}/note/comment", content=edited)).raise_for_status().json()

    (comment,) = told["form"]["comments"]
    assert "calls every fortnight" in comment["text"]
    decided = await door.client.post(f"{at}/decisions/comment", json=told["form"])
    assert decided.status_code == 200, decided.text
    async with door.pool.acquire() as connection:
        state = await visits.require(connection, door.walk.visit)
    assert len(state.comment_rounds) == 1


async def test_what_cannot_be_used_is_a_problem_with_a_sentence(door: ApiDoor) -> None:
    await door.walk.open()
    at = f"/visits/{door.walk.visit}"

    empty = await door.client.post(f"{at}/note/draft", content=b"")
    early = await door.client.post(f"{at}/note/comment", content=by_pandoc("# A\n\nx"))
    nowhere = await door.client.post("/visits/interim-e10000099/note/draft", content=b"")

    assert (empty.status_code, nowhere.status_code) == (422, 404)
    assert empty.json()["detail"].startswith("The file cannot be used: it is empty (0 bytes)")
    assert "has no summary note yet on which to comment" in early.json()["detail"]
