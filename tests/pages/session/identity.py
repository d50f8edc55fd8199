"""A real identity provider (npm `oidc-provider`), and a browser that signs in there."""

import asyncio
import re
import shutil
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from html import unescape
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import httpx2
import pytest

from tests.support.free_ports import free_port

ROOT = Path(__file__).parents[3]
TOOLS = ROOT / "var" / "identity-tools"
_OLDEST_NODE = 22
_FORM = re.compile(r'<form[^>]*action="([^"]+)"')
_HIDDEN = re.compile(r'<input[^>]*type="hidden"[^>]*name="([^"]+)"[^>]*value="([^"]*)"')


def node_and_package() -> tuple[str, Path]:
    """Node and the provider's package; without them the test is left out, in one line."""
    package = TOOLS / "node_modules" / "oidc-provider"
    node = next(
        (
            found
            for place in (TOOLS / "bin" / "node", shutil.which("node"))
            if place and (found := str(place)) and _is_new(found)
        ),
        None,
    )
    if node is None or not package.is_dir():
        pytest.skip("left out: `make identity` installs an identity provider and Node 22 for it")
    return node, package


def _is_new(node: str) -> bool:
    if not Path(node).exists():
        return False
    told = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)
    number = told.stdout.strip().removeprefix("v").partition(".")[0]
    return number.isdecimal() and int(number) >= _OLDEST_NODE


@asynccontextmanager
async def providing(app: str) -> AsyncIterator[str]:
    """The provider, on `localhost`, for as long as the block lasts; its issuer."""
    node, package = node_and_package()
    port = free_port()
    process = await asyncio.create_subprocess_exec(
        node,
        str(Path(__file__).with_name("provider.mjs")),
        str(package),
        str(port),
        app,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        assert process.stdout is not None
        async with asyncio.timeout(30):
            while (await process.stdout.readline()).strip() != b"ready":
                assert process.returncode is None
        yield f"http://localhost:{port}"
    finally:
        process.terminate()
        await process.wait()


class ProvidersBrowser:
    """A browser at the provider: it fills in what it is asked, as one person.

    Args:
        account: Whom the provider is to know them as.
    """

    def __init__(self, account: str) -> None:
        self._account = account
        self.client = httpx2.AsyncClient(timeout=60)

    async def sign_in(self, address: str) -> str:
        """Go where we sent the browser, and sign in; where the provider sends it back."""
        page = await self.client.get(address)
        while True:
            if page.is_redirect:
                onwards = urljoin(str(page.url), page.headers["location"])
                if urlsplit(onwards).path == "/sign-in/back":
                    return onwards
                page = await self.client.get(onwards)
                continue
            if "<form" not in page.text:
                return page.text
            page = await self._send(page)

    async def sign_out(self, address: str) -> str:
        """Sign out there; where the provider sends the browser then."""
        page = await self._send(await self.client.get(address), {"logout": "yes"})
        while page.is_redirect:
            onwards = urljoin(str(page.url), page.headers["location"])
            if urlsplit(onwards).path == "/signed-out":
                return onwards
            page = await self.client.get(onwards)
        raise AssertionError(page.text)

    async def _send(
        self, page: httpx2.Response, more: dict[str, str] | None = None
    ) -> httpx2.Response:
        action = _FORM.search(page.text)
        assert action is not None, page.text
        given = {unescape(name): unescape(value) for name, value in _HIDDEN.findall(page.text)}
        given |= more or {"login": self._account, "password": "any", "confirm": "yes"}
        return await self.client.post(urljoin(str(page.url), unescape(action[1])), data=given)
