"""People sign in by a real identity provider, in two tabs at once, and are signed out by it."""

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest
from starlette.types import ASGIApp, Receive, Scope, Send

from desk.desk import Desk
from desk.identity import NobodyHere, NotIdentified, Provider, sign_in
from pages.app import create_pages
from pages.dependencies import PagesDependencies
from pages.session.cookie import BROWSER, SESSION
from register import staff
from schemas.identity import IdentitySettings
from schemas.staff import OWNER, StaffRole
from tests.engine import Engine
from tests.pages.serving import serving
from tests.pages.session.conftest import Pages
from tests.pages.session.identity import ProvidersBrowser, providing


class _Later:
    """The pages' address must be known before they can be made."""

    app: ASGIApp

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.app(scope, receive, send)


@dataclass
class Together:
    """The pages, the provider, who is known to both, and browsers that are at the provider."""

    pages: Pages
    provider: Provider
    address: str
    there: Callable[[str], ProvidersBrowser]

    async def is_in(self, browser: httpx2.AsyncClient) -> bool:
        return (await browser.get("/account")).status_code == 200

    async def begun(self, browser: httpx2.AsyncClient, then: str = "/account") -> str:
        answer = await browser.get("/sign-in/begin", params={"next": then})
        assert answer.status_code == 303
        return answer.headers["location"]


def _path_of(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.path}?{parts.query}"


@pytest.fixture
async def together(engine: Engine) -> AsyncIterator[Together]:
    later = _Later()
    async with AsyncExitStack() as stack:
        address = await stack.enter_async_context(serving(later))
        issuer = await stack.enter_async_context(providing(address))
        settings = IdentitySettings(
            issuer=issuer,
            client_id="visits",
            client_secret="a secret of trials alone",  # noqa: S106 - of the trial's provider
            public_address=address,
            private=True,
        )
        provider = Provider(settings)
        desk = Desk(await engine.client(), engine.pool, task_queue=engine.settings.task_queue)
        later.app = create_pages(PagesDependencies(engine.pool, desk, provider=provider))

        def browser() -> httpx2.AsyncClient:
            made = httpx2.AsyncClient(
                transport=httpx2.ASGITransport(app=later.app), base_url="https://t"
            )
            stack.push_async_callback(made.aclose)
            return made

        async with engine.pool.acquire() as connection, connection.transaction():
            await staff.ensure_owner(connection)
            await staff.add(
                connection,
                ref="p-1",
                name="Ada Sample",
                email="ada@example.org",
                roles={StaffRole.COORDINATOR},
                actor=OWNER,
            )

        def there(account: str) -> ProvidersBrowser:
            made = ProvidersBrowser(account)
            stack.push_async_callback(made.client.aclose)
            return made

        yield Together(Pages(engine.pool, browser), provider, address, there)


async def test_people_come_by_their_provider_in_two_tabs_and_leave(together: Together) -> None:
    browser, there = together.pages.browser(), together.there("ada")
    one, two = await together.begun(browser, "/visits"), await together.begun(browser)
    asked = parse_qs(urlsplit(one).query)
    assert asked["code_challenge_method"] == ["S256"]
    assert asked["redirect_uri"] == [f"{together.address}/sign-in/back"]

    newer = await browser.get(_path_of(await there.sign_in(two)))
    assert (newer.status_code, newer.headers["location"]) == (303, "/account")
    assert "p-1" in (await browser.get("/account")).text
    older = await browser.get(_path_of(await there.sign_in(one)))
    assert (older.status_code, older.headers["location"]) == (303, "/visits")
    assert await together.is_in(browser)

    # What the provider ends is over here, in whatever browser.
    leave = await together.provider.sign_out_address()
    assert leave is not None
    assert await there.sign_out(leave) == f"{together.address}/signed-out"
    assert not await together.is_in(browser)


async def test_what_came_back_once_does_not_come_back_again_or_elsewhere(
    together: Together,
) -> None:
    browser, there = together.pages.browser(), together.there("ada")
    back = _path_of(await there.sign_in(await together.begun(browser)))

    thief = together.pages.browser()
    assert (await thief.get(back)).status_code == 403
    thief.cookies.set(BROWSER, "made-up", domain="t")
    assert (await thief.get(back)).status_code == 403
    assert SESSION not in thief.cookies

    assert (await browser.get(back)).status_code == 303
    again = together.pages.browser()
    again.cookies.set(BROWSER, browser.cookies[BROWSER], domain="t")
    replayed = await again.get(back)
    assert replayed.status_code == 403
    assert "ended already" in replayed.text
    # Nor with a sign-in of its own under way.
    state = parse_qs(urlsplit(await together.begun(again)).query)["state"][0]
    code = parse_qs(urlsplit(back).query)["code"][0]
    swapped = await again.get("/sign-in/back", params={"state": state, "code": code})
    assert swapped.status_code == 403
    assert not await together.is_in(again)


@pytest.mark.parametrize("account", ["nobody", "unsure-ada"])
async def test_whoever_is_not_known_here_or_not_vouched_for_stays_out(
    together: Together, account: str
) -> None:
    browser = together.pages.browser()
    back = await together.there(account).sign_in(await together.begun(browser))
    answer = await browser.get(_path_of(back))
    assert answer.status_code == 403
    assert "not among those who run visits" in answer.text.replace("\n", " ")
    assert not await together.is_in(browser)


async def test_whoever_was_ended_stays_out(together: Together) -> None:
    browser, there = together.pages.browser(), together.there("ada")
    await browser.get(_path_of(await there.sign_in(await together.begun(browser))))
    async with together.pages.pool.acquire() as connection, connection.transaction():
        await staff.end(connection, "p-1", OWNER)
    assert not await together.is_in(browser)
    answer = await browser.get(_path_of(await there.sign_in(await together.begun(browser))))
    assert answer.status_code == 403


async def test_roles_may_come_from_the_provider(together: Together) -> None:
    by_claim = Provider(replace(together.provider.settings, roles_claim="roles"))
    address = await by_claim.address_to_sign_in("a-state", "a-nonce", "a" * 43)
    back = await together.there("grace").sign_in(address)
    code = parse_qs(urlsplit(back).query)["code"][0]
    with pytest.raises(NotIdentified):
        await by_claim.who_came_back("made-up", "a-nonce", "a" * 43)
    known_as = await by_claim.who_came_back(code, "a-nonce", "a" * 43)
    async with together.pages.pool.acquire() as connection, connection.transaction():
        ref = await sign_in(connection, known_as)
        acting = await staff.acting(connection, ref)
        with pytest.raises(NobodyHere):
            await sign_in(connection, known_as.model_copy(update={"subject": "x", "roles": None}))
    assert acting is not None
    assert acting.roles == {StaffRole.ANALYST}


async def test_what_was_signed_for_another_sign_in_is_not_taken(together: Together) -> None:
    provider = together.provider
    address = await provider.address_to_sign_in("a-state", "a-nonce", "a" * 43)
    back = await together.there("ada").sign_in(address)
    code = parse_qs(urlsplit(back).query)["code"][0]
    with pytest.raises(NotIdentified, match="cannot be trusted"):
        await provider.who_came_back(code, "another-nonce", "a" * 43)


async def test_only_the_provider_can_say_that_somebody_left(together: Together) -> None:
    browser, there = together.pages.browser(), together.there("ada")
    await browser.get(_path_of(await there.sign_in(await together.begun(browser))))
    for token in ("", "a.b.c", "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhZGEifQ."):
        answer = await together.pages.browser().post(
            "/sign-in/ended-by-provider", data={"logout_token": token}
        )
        assert answer.status_code == 400
    assert await together.is_in(browser)


async def test_a_terminal_is_approved_in_a_browser(together: Together) -> None:
    terminal = Provider(
        replace(together.provider.settings, client_id="terminal", client_secret=None)
    )
    device = await terminal.begin_device()
    assert device.code in device.address.replace("%2D", "-")
    await together.there("ada").sign_in(device.address)
    known_as = await terminal.who_approved(device._replace(every=0.05))
    async with together.pages.pool.acquire() as connection, connection.transaction():
        assert await sign_in(connection, known_as) == "p-1"
