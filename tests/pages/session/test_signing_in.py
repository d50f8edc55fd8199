"""People sign in by an address that works once, and what others try comes to nothing."""

import re

import httpx2
import pytest

from desk import people
from pages.session.cookie import NEXT, SESSION
from pages.session.next_path import safe_path
from register import personal_tokens, staff
from schemas.staff import OWNER, StaffRole
from tests.pages.session.conftest import Pages

_TOKEN = re.compile(r'name="csrf" value="([^"]+)"')


async def token_of(browser: httpx2.AsyncClient) -> str:
    found = _TOKEN.search((await browser.get("/account")).text)
    assert found is not None
    return found[1]


async def is_in(browser: httpx2.AsyncClient) -> bool:
    answer = await browser.get("/account")
    assert answer.status_code in {200, 303}
    return answer.status_code == 200


async def test_whoever_has_not_signed_in_is_asked_to_and_comes_back(pages: Pages) -> None:
    answer = await pages.browser().get("/visits?area=kent")
    assert answer.status_code == 303
    assert answer.headers["location"] == "/sign-in?next=/visits%3Farea%3Dkent"
    assert "works once" in (await pages.browser().get(answer.headers["location"])).text


async def test_an_address_signs_in_once_and_looking_at_it_changes_nothing(pages: Pages) -> None:
    ref = await pages.somebody()
    secret = await pages.address(ref)
    scanner, person, replayed = pages.browser(), pages.browser(), pages.browser()

    await scanner.head(f"/sign-in/once/{secret}")
    for _ in range(2):
        looked = await scanner.get(f"/sign-in/once/{secret}")
        assert looked.status_code == 200
    assert not scanner.cookies

    assert (await person.post("/sign-in/once", data={"secret": secret})).status_code == 303
    assert ref in (await person.get("/account")).text
    again = await replayed.post("/sign-in/once", data={"secret": secret})
    assert again.status_code == 410
    assert "works once" in again.text
    assert not await is_in(replayed)


async def test_the_address_goes_to_nobody_else(pages: Pages) -> None:
    secret = await pages.address(await pages.somebody())
    looked = await pages.browser().get(f"/sign-in/once/{secret}")
    # Of the address only the origin is told to whatever the page loads.
    assert looked.headers["referrer-policy"] == "strict-origin"
    assert looked.headers["cache-control"] == "no-store"
    assert not re.findall(r'(?:href|src|action)="[^"]*' + re.escape(secret), looked.text)


async def test_scripts_and_plain_connections_do_not_see_the_session(pages: Pages) -> None:
    browser = pages.browser()
    secret = await pages.address(await pages.somebody())
    answer = await browser.post("/sign-in/once", data={"secret": secret})
    given = answer.headers["set-cookie"]
    name, *flags = [part.strip().lower() for part in given.split(";")]
    assert name.startswith("__host-")
    assert {"httponly", "secure", "samesite=lax", "path=/"} == set(flags)


async def test_a_session_that_was_there_before_is_not_the_one_afterwards(pages: Pages) -> None:
    ref = await pages.somebody()
    victim = await pages.signed_in(ref)
    planted = victim.cookies[SESSION]
    secret = await pages.address(ref)
    await victim.post("/sign-in/once", data={"secret": secret, "csrf": await token_of(victim)})
    assert victim.cookies[SESSION] != planted

    attacker = pages.browser()
    for guess in (planted, "made-up"):
        attacker.cookies.set(SESSION, guess, domain="t")
        assert not await is_in(attacker)


async def test_a_form_of_somebody_elses_page_does_nothing(pages: Pages) -> None:
    ref = await pages.somebody()
    browser, other = await pages.signed_in(ref), await pages.signed_in(ref)
    mine, theirs = await token_of(browser), await token_of(other)

    for headers, data in (
        ({}, {}),
        ({}, {"csrf": theirs}),
        ({}, {"csrf": mine[:-1]}),
        ({}, {"csrf": "."}),
        ({"sec-fetch-site": "cross-site"}, {"csrf": mine}),
        ({"sec-fetch-site": "same-site"}, {"csrf": mine}),
        ({"origin": "https://elsewhere.example"}, {"csrf": mine}),
        ({"origin": "null"}, {"csrf": mine}),
    ):
        for path in ("/sign-out", "/sign-out/everywhere"):
            answer = await browser.post(path, data=data, headers=headers)
            assert answer.status_code == 403, (headers, data)
            assert "Nothing was recorded" in answer.text
        assert await is_in(browser)

    ours = {"sec-fetch-site": "same-origin", "origin": "https://t"}
    answer = await browser.post("/sign-out", data={"csrf": mine}, headers=ours)
    assert (answer.status_code, answer.headers["location"]) == (303, "/signed-out")
    assert not await is_in(browser)
    assert await is_in(other)


async def test_people_are_called_by_their_names(pages: Pages) -> None:
    ref = await pages.somebody()
    browser = await pages.signed_in(ref)

    page = (await browser.get("/")).text

    assert "Signed in as Ada Sample" in page
    assert ref not in page


async def test_a_long_form_is_read_to_its_end(pages: Pages) -> None:
    """A visit's survey has more answers than a form usually has fields."""
    browser = await pages.signed_in(await pages.somebody())
    rows = {f"rows.{number}.count": (None, "7") for number in range(3000)}

    answer = await browser.post(
        "/sign-out", files={**rows, "csrf": (None, await token_of(browser))}
    )

    assert answer.status_code == 303, answer.text


async def test_another_page_cannot_sign_somebody_in_as_another(pages: Pages) -> None:
    secret = await pages.address(await pages.somebody())
    browser = pages.browser()
    answer = await browser.post(
        "/sign-in/once", data={"secret": secret}, headers={"sec-fetch-site": "cross-site"}
    )
    assert answer.status_code == 403
    assert not browser.cookies


async def test_tokens_of_one_session_differ_from_page_to_page(pages: Pages) -> None:
    browser = await pages.signed_in(await pages.somebody())
    assert await token_of(browser) != await token_of(browser)


@pytest.mark.parametrize(
    "wanted",
    [
        "https://elsewhere.example/",
        "//elsewhere.example/",
        "/\\elsewhere.example",
        "\\/elsewhere.example",
        "/\t/elsewhere.example",
        "/visits\r\nLocation: https://elsewhere.example",
        "javascript:alert(1)",
        "visits",
        "",
        "/sign-out",
        "/" + "a" * 2000,
    ],
)
async def test_nobody_is_sent_elsewhere_after_signing_in(pages: Pages, wanted: str) -> None:
    assert safe_path(wanted) == "/"
    shown = await pages.browser().get("/sign-in", params={"next": wanted})
    assert "elsewhere" not in shown.text


def test_people_go_on_where_they_wanted_to() -> None:
    assert safe_path("/visits/interim-e10000016?tab=letters") == (
        "/visits/interim-e10000016?tab=letters"
    )


@pytest.mark.parametrize(
    ("method", "asked", "back"),
    [
        ("GET", "/visits?area=kent", "/visits?area=kent"),
        ("POST", "/open/programme", "/open/programme"),
        ("POST", "/open/programme/check", "/open/programme/check"),
        ("POST", "/account/token", "/account"),
        ("POST", "/mail/7/seen", "/mail"),
    ],
)
async def test_whoever_signs_in_by_an_address_is_where_they_wanted_to_be(
    pages: Pages, method: str, asked: str, back: str
) -> None:
    browser = pages.browser()
    sent_on = await browser.request(method, asked)
    assert (await browser.get(sent_on.headers["location"])).status_code == 200

    secret = await pages.address(await pages.somebody())
    signed_in = await browser.post("/sign-in/once", data={"secret": secret})
    assert signed_in.headers["location"] == back

    # It was for that once.
    browser.cookies.delete(SESSION)
    await browser.get("/sign-in")
    secret = await pages.address(await pages.somebody())
    again = await browser.post("/sign-in/once", data={"secret": secret})
    assert again.headers["location"] == "/"


async def test_what_a_browser_was_made_to_show_sends_nobody_elsewhere(pages: Pages) -> None:
    browser = pages.browser()
    browser.cookies.set(NEXT, "//elsewhere.example/", domain="t")
    secret = await pages.address(await pages.somebody())
    signed_in = await browser.post("/sign-in/once", data={"secret": secret})
    assert signed_in.headers["location"] == "/"


async def test_what_is_taken_away_is_gone_with_the_next_page(pages: Pages) -> None:
    ref = await pages.somebody(StaffRole.COORDINATOR, StaffRole.ANALYST)
    browser = await pages.signed_in(ref)
    assert "analyst" in (await browser.get("/account")).text
    async with pages.pool.acquire() as connection, connection.transaction():
        await staff.ensure_owner(connection)
        await people.set_roles(connection, OWNER, ref, frozenset({StaffRole.COORDINATOR}))
    assert "analyst" not in (await browser.get("/account")).text
    async with pages.pool.acquire() as connection:
        await people.end(connection, OWNER, ref)
    assert not await is_in(browser)


async def test_one_act_signs_out_everywhere(pages: Pages) -> None:
    ref = await pages.somebody()
    here, there = await pages.signed_in(ref), await pages.signed_in(ref)
    stranger = await pages.signed_in(await pages.somebody())
    async with pages.pool.acquire() as connection:
        token = await personal_tokens.make(connection, ref, ref)
    await here.post("/sign-out/everywhere", data={"csrf": await token_of(here)})
    assert not await is_in(here)
    assert not await is_in(there)
    assert await is_in(stranger)
    async with pages.pool.acquire() as connection:
        assert await personal_tokens.acting(connection, token.secret) is None


async def test_the_register_has_nothing_that_signs_in(pages: Pages) -> None:
    ref = await pages.somebody()
    browser = await pages.signed_in(ref)
    waiting = await pages.address(ref)
    async with pages.pool.acquire() as connection:
        token = await personal_tokens.make(connection, ref, ref)
        rows = [
            *await connection.fetch("SELECT t::text FROM sessions t"),
            *await connection.fetch("SELECT t::text FROM sign_in_addresses t"),
            *await connection.fetch("SELECT t::text FROM personal_tokens t"),
        ]
    kept = " ".join(row[0] for row in rows)
    assert ref in kept
    for secret in (browser.cookies[SESSION], waiting, token.secret):
        assert secret not in kept
        assert secret.encode().hex() not in kept


async def test_a_personal_token_is_shown_once_to_whoever_it_is_of(pages: Pages) -> None:
    ref = await pages.somebody()
    browser = await pages.signed_in(ref)
    assert (await browser.post("/account/token")).status_code == 403
    made = await browser.post("/account/token", data={"csrf": await token_of(browser)})
    assert made.headers["cache-control"] == "no-store"
    secret = made.text.partition("avp_")[2].partition("<")[0]
    assert secret not in (await browser.get("/account")).text
    async with pages.pool.acquire() as connection:
        acting = await personal_tokens.acting(connection, f"avp_{secret}")
    assert acting is not None
    assert acting.ref == ref


async def test_two_installations_on_one_machine_leave_each_other_alone(pages: Pages) -> None:
    """To browsers, and to this client, the ports of a host are one when it comes to cookies."""
    client = pages.browser()
    signed_in = {f"https://t:{port}": await pages.somebody() for port in (8500, 8501)}
    for place, ref in signed_in.items():
        await client.post(f"{place}/sign-in/once", data={"secret": await pages.address(ref)})

    for place, ref in signed_in.items():
        assert ref in (await client.get(f"{place}/account")).text
    first, second = signed_in
    found = _TOKEN.search((await client.get(f"{first}/account")).text)
    assert found is not None
    await client.post(f"{first}/sign-out", data={"csrf": found[1]})

    assert (await client.get(f"{first}/account")).status_code == 303
    assert signed_in[second] in (await client.get(f"{second}/account")).text
