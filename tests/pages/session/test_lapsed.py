"""A session ends by itself while somebody types: they sign in again, and find their words."""

import asyncio
from datetime import timedelta

import httpx2
import pytest

from pages.session.cookie import SESSION
from register import sessions
from register.hashed import hashed
from schemas.ids import ActorRef
from tests.pages.session.conftest import Pages
from tests.support.browsing import Browser

FORM = "/open/programme"
TYPED = {"programme": "autumn", "frame": "code\nE10000016\n"}


async def lapse(pages: Pages, secret: str, *, idle: float = 0, old: float = 0) -> None:
    """Let hours pass over a session: since something was asked, and since it began."""
    async with pages.pool.acquire() as connection:
        await connection.execute(
            "UPDATE sessions SET seen_at = seen_at - $2::interval,"
            " began_at = began_at - $3::interval WHERE hash = $1",
            hashed(secret),
            timedelta(hours=idle),
            timedelta(hours=old),
        )


@pytest.mark.parametrize(
    ("idle", "old"), [(2, 2), (0, 13)], ids=["nothing asked for an hour", "a day long"]
)
async def test_what_was_typed_is_there_after_signing_in_again(
    pages: Pages, idle: float, old: float
) -> None:
    ref = await pages.somebody()
    client = await pages.signed_in(ref)
    browser = await Browser(client).open(FORM)
    await lapse(pages, client.cookies[SESSION], idle=idle, old=old)

    await browser.press("Continue", TYPED)

    assert browser.path == "/sign-in"
    assert "what you typed is kept" in browser.text
    assert browser.links()["the form that you were filling in"] == FORM
    # Somebody else signing in puts old sessions away, and that must not lose it either.
    other = await pages.signed_in(await pages.somebody())
    assert (await Browser(other).open(FORM)).fields()["programme"] == [""]
    again = await Browser(await pages.signed_in(ref)).open(FORM)
    assert again.fields()["programme"] == ["autumn"]
    assert again.fields()["frame"][0].split() == TYPED["frame"].split()


async def test_a_session_that_is_over_shows_and_decides_nothing(pages: Pages) -> None:
    ref = await pages.somebody()
    client = await pages.signed_in(ref)
    browser = await Browser(client).open(FORM)
    await browser.press("Save and come back later", TYPED)
    await browser.open(FORM)
    await lapse(pages, client.cookies[SESSION], idle=2)

    for address in (FORM, f"{FORM}/check", "/"):
        assert (await client.get(address)).status_code == 303
    assert (await client.post(f"{FORM}/check", data=browser.fields())).status_code == 303
    async with pages.pool.acquire() as connection:
        assert await connection.fetchval("SELECT count(*) FROM events") == 0


async def test_words_are_kept_for_nobody_else_and_from_no_other_page(pages: Pages) -> None:
    """By another page's form, by a session that somebody has ended, or long after, nothing is."""
    ref = await pages.somebody()
    foreign, ended, old = [await pages.signed_in(ref) for _ in range(3)]
    opened = [await Browser(client).open(FORM) for client in (foreign, ended, old)]
    await lapse(pages, foreign.cookies[SESSION], idle=2)
    await lapse(pages, old.cookies[SESSION], idle=14)
    async with pages.pool.acquire() as connection:
        await sessions.end(connection, ended.cookies[SESSION])

    await opened[0].press("Continue", {**TYPED, "csrf": opened[1].fields()["csrf"]})
    await asyncio.gather(*(one.press("Continue", TYPED) for one in opened[1:]))

    assert [one.path for one in opened] == ["/sign-in"] * 3
    again = await Browser(await pages.signed_in(ref)).open(FORM)
    assert again.fields()["programme"] == [""]


async def test_the_words_for_many_visits_are_kept_as_well(pages: Pages) -> None:
    ref = await pages.somebody()
    client = await pages.signed_in(ref)
    browser = await Browser(client).open("/each/hand-over")
    (field,) = [at for at in browser.fields() if at not in {"csrf", "_do"}][:1]
    await lapse(pages, client.cookies[SESSION], idle=2)

    await browser.press("Save and come back later", {field: ref})

    again = await Browser(await pages.signed_in(ref)).open("/each/hand-over")
    assert again.fields()[field] == [ref]


async def sign_in_again(pages: Pages, client: httpx2.AsyncClient, ref: ActorRef) -> None:
    """In another tab of the same browser."""
    await client.post("/sign-in/once", data={"secret": await pages.address(ref)})


async def test_whoever_signs_in_again_in_another_tab_goes_on_in_the_first(pages: Pages) -> None:
    ref = await pages.somebody()
    client = await pages.signed_in(ref)
    browser = await Browser(client).open(FORM)
    await lapse(pages, client.cookies[SESSION], idle=2)
    await sign_in_again(pages, client, ref)

    await browser.press("Save and come back later", TYPED)

    assert (browser.answer.status_code, browser.path) == (200, "/programmes")
    assert (await browser.open(FORM)).fields()["programme"] == ["autumn"]


async def test_nobody_goes_on_with_a_form_of_somebody_else_or_of_a_session_that_was_ended(
    pages: Pages,
) -> None:
    ref, other = await pages.somebody(), await pages.somebody()
    theirs, ended, old = [await pages.signed_in(ref) for _ in range(3)]
    opened = [await Browser(client).open(FORM) for client in (theirs, ended, old)]
    await lapse(pages, theirs.cookies[SESSION], idle=2)
    await lapse(pages, old.cookies[SESSION], idle=14)
    async with pages.pool.acquire() as connection:
        await sessions.end(connection, ended.cookies[SESSION])
    await sign_in_again(pages, theirs, other)
    await sign_in_again(pages, ended, ref)
    await sign_in_again(pages, old, ref)

    for browser in opened:
        await browser.press("Save and come back later", TYPED)

        assert browser.answer.status_code == 403
    assert await pages.pool.fetchval("SELECT count(*) FROM drafts") == 0
