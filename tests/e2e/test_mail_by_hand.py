"""Mail that does not say what it is about is put to a visit by a person, and told there."""

from collections.abc import AsyncIterator

import httpx2
import pytest

from api.app import create_api
from api.dependencies import ApiDependencies
from desk.tasks import things_to_do, words_of
from register import content, mail
from schemas.incoming import Mail, MailKind, MailOutcome
from schemas.values import LetterKind
from tests.engine import Engine
from tests.support.acting import SignedInAs
from tests.support.browsing import Browser
from tests.support.mail_in import Post, lost, post_of_an_invited_visit, report

INVITATION = LetterKind.INVITATION
STRANGER = b"From: somebody@kent.example\nSubject: Re: the visit\n\nWe shall come.\n"


@pytest.fixture
async def post(engine: Engine) -> AsyncIterator[Post]:
    async with post_of_an_invited_visit(engine) as opened:
        yield opened


async def only(post: Post) -> Mail:
    (found,) = await post.unmatched()
    return found


async def test_a_reply_is_put_to_its_visit_and_asks_there(post: Post) -> None:
    post.comes(STRANGER)
    await post.is_read()
    number = (await only(post)).number

    browser = Browser(post.client)
    await browser.open("/mail")
    await browser.open(browser.links()[f"Put it to a visit: message {number}"])
    await browser.press("Continue", {"visit": "nowhere"})
    assert "That is no visit" in browser.text
    await browser.press("Continue", {"visit": post.walk.visit})
    await browser.press("Put it to this visit")

    assert browser.path.startswith(f"/visits/{post.walk.visit}/letters")
    assert "We shall come." in browser.text
    (came,) = await post.listed()
    assert (came.kind, came.visit_id, came.matched_by) == (
        MailKind.REPLY,
        post.walk.visit,
        "coordinator",
    )
    assert await post.unmatched() == []
    async with post.pool.acquire() as connection:
        found = await things_to_do(connection, post.walk.now)
    asked = [words_of(one.thing) for one in found if "visits post" in str(one.thing)]
    await browser.open(f"/visits/{post.walk.visit}/letters")
    assert f"Put it to a visit: message {number}" in browser.links(), "it can be put elsewhere"
    assert len(asked) == 1
    assert asked[0].startswith("read a reply")


async def test_a_bounce_that_is_put_to_its_letter_is_recorded_as_refused(post: Post) -> None:
    post.comes(report("a" * 16))
    await post.is_read()
    bounce = await only(post)
    assert (bounce.kind, bounce.outcome) == (MailKind.RETURNED, MailOutcome.UNPROVED)
    key = post.key(INVITATION, "dcs")

    browser = Browser(post.client)
    await browser.open(f"/mail/{bounce.number}/match?visit={post.walk.visit}")
    assert "Which letter came back?" in browser.text
    await browser.press("Put it to this visit")
    assert browser.problems == ["Select which letter came back, or that it is not known"]
    assert await lost(post) == []
    await browser.press("Put it to this visit", {"letter": key})

    assert await lost(post) == [(key, "coordinator")]
    (came,) = await post.listed()
    assert (came.letter, came.recipient, came.outcome) == (key, "dcs", MailOutcome.RECORDED)
    again = await post.client.post(
        f"/mail/{bounce.number}/match", data={"visit": post.walk.visit, "letter": key}
    )
    assert "about visit" in again.text
    assert await lost(post) == [(key, "coordinator")]


async def test_a_message_is_put_to_no_visit_and_no_letter_that_there_is_not(post: Post) -> None:
    post.comes(STRANGER)
    await post.is_read()
    number = (await only(post)).number
    where = f"/mail/{number}/match"
    wrong = await post.client.post(where, data={"visit": "interim-e99999999"})
    assert "interim-e99999999" in wrong.text
    assert [one.number for one in await post.unmatched()] == [number]

    strange = await post.client.post(
        where, data={"visit": post.walk.visit, "letter": "other-e10000016/invitation/1/dcs"}
    )
    assert strange.status_code != 303
    assert [one.number for one in await post.unmatched()] == [number]


async def test_somebody_of_two_visits_is_put_to_one_by_one_click(post: Post) -> None:
    other = await _another_visit(post)
    post.comes(b"From: dcs@kent.example.gov.uk\nSubject: A question\n\nWhen is it?\n")
    await post.is_read()
    number = (await only(post)).number

    browser = Browser(post.client)
    await browser.open("/mail")
    assert other in browser.text
    await browser.press(f"Kent ({post.walk.visit}): message {number}")

    (came,) = await post.listed()
    assert (came.number, came.recipient) == (number, "dcs")


async def test_what_one_sender_sends_stands_together_and_in_pages(post: Post) -> None:
    async with post.pool.acquire() as connection:
        for number in range(60):
            await connection.execute(
                "INSERT INTO mail (place, kind, read_at, sender, subject, words, settled_at)"
                " VALUES ($1, 'unknown', now(), $2, $3, 'words', now())",
                f"made/{number}",
                f"shop-{number}@example.org",
                f"Offer {number}",
            )
        for number in range(3):
            await connection.execute(
                "INSERT INTO mail (place, kind, read_at, sender, subject, words, settled_at)"
                " VALUES ($1, 'unknown', now(), 'Again@example.org', $2, 'words', now())",
                f"again/{number}",
                f"Once more {number}",
            )
    browser = Browser(post.client)
    await browser.open("/mail")
    assert "Once more 2" in browser.text
    assert "Once more 1" not in browser.text
    assert "All 3 like this" in browser.text
    assert "Offer 59" in browser.text
    assert "Offer 5 " not in browser.text
    await browser.open("/mail?number=2")
    assert "Offer 0" in browser.text
    async with post.pool.acquire() as connection:
        latest = (await mail.of_none(connection))[0]
    await browser.open(f"/mail/{latest.number}/alike")
    assert all(f"Once more {number}" in browser.text for number in range(3))


async def test_replies_stand_apart_from_what_came_back(post: Post) -> None:
    key = post.key(INVITATION, "dcs")
    post.comes(
        report(await post.tag(key)),
        b"From: dcs@kent.example.gov.uk\nSubject: A question\n\nWhen is it?\n",
    )
    await post.is_read()

    page = await post.page()
    assert page.index("What came back</h3>") < page.index("Replies</h3>")


async def _another_visit(post: Post) -> str:
    """The director takes part in a second visit, under way."""
    other = "another-e10000016"
    async with post.pool.acquire() as connection:
        await connection.execute(
            "INSERT INTO visits SELECT (jsonb_populate_record(v, jsonb_build_object("
            "'visit_id', $2::text))).* FROM visits v WHERE visit_id = $1",
            post.walk.visit,
            other,
        )
        people = await content.people_of(connection, post.walk.visit)
        await content.keep_people(connection, other, [people["dcs"]])
    return other


async def test_a_message_is_put_to_its_letter_over_http(post: Post) -> None:
    post.comes(report("a" * 16))
    await post.is_read()
    number = (await only(post)).number
    key = post.key(INVITATION, "dcs")
    deps = ApiDependencies(
        post.desks,
        post.reader._desk,  # noqa: SLF001 - the one that asks the register who may
        now=lambda: post.walk.now,
    )
    transport = httpx2.ASGITransport(app=SignedInAs(create_api(deps)))
    async with httpx2.AsyncClient(transport=transport, base_url="https://api.test") as client:
        wrong = await client.post(f"/mail/{number}/match", json={"letter": key})
        told = await client.post(
            f"/mail/{number}/match", json={"visit": post.walk.visit, "letter": key}
        )

    assert wrong.status_code == httpx2.codes.UNPROCESSABLE_CONTENT
    assert told.raise_for_status().json()["outcome"] == "recorded"
    assert await lost(post) == [(key, "coordinator")]
