"""A browser, and a judge of pages."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx2
import pytest
from playwright.async_api import Browser, BrowserContext, Page, async_playwright

from tests.pages.browser.judging import Judge
from tests.pages.browser.tools import NU, browser_program, missing
from tests.support.free_ports import free_port

_FLAGS = ("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking")
_SHORT_LIVED = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xss16m")
"""A checker that lives for some hundred pages: to compile it as for days takes half its time. It
recurses deeply where it reads its schemas."""
_PATIENCE = 120_000  # milliseconds that a page is waited for; usually it takes one hundredth
_WITHIN = 900
"""Seconds for one test: whichever comes first waits for the house and for the checker."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave out, with one line, what cannot be looked at here."""
    why = missing()
    for item in items:
        if Path(__file__).parent in item.path.parents:
            if item.get_closest_marker("timeout") is None:
                item.add_marker(pytest.mark.timeout(_WITHIN))
            if why is not None:
                item.add_marker(pytest.mark.skip(reason=why))


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        opened = await playwright.chromium.launch(executable_path=browser_program(), args=[*_FLAGS])
        _make_patient(opened)
        yield opened
        await opened.close()


def _make_patient(browser: Browser) -> None:
    """Have its windows wait for what is to come of them as long as a busy machine may take."""
    new_context, new_page = browser.new_context, browser.new_page

    async def patient_context(**options: Any) -> BrowserContext:  # noqa: ANN401 - Playwright's own
        context = await new_context(**options)
        context.set_default_timeout(_PATIENCE)
        return context

    async def patient_page(**options: Any) -> Page:  # noqa: ANN401 - as above
        page = await new_page(**options)
        page.set_default_timeout(_PATIENCE)
        return page

    browser.new_context = patient_context  # type: ignore[method-assign]
    browser.new_page = patient_page  # type: ignore[method-assign]


@pytest.fixture(scope="session")
async def checker() -> AsyncIterator[httpx2.AsyncClient]:
    """The Nu Html Checker as a server, to be asked."""
    port = free_port()
    # Of version 4 alone: whoever looks at what listens here takes a mapped address for another.
    words = (
        *_SHORT_LIVED,
        *("-Dnu.validator.servlet.bind-address=127.0.0.1", "-Djava.net.preferIPv4Stack=true"),
        *("-cp", str(NU)),
    )
    server = await asyncio.create_subprocess_exec(
        "java",
        *words,
        "nu.validator.servlet.Main",
        str(port),
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        # One for all pages: to make one reads every certificate that the machine goes by.
        async with httpx2.AsyncClient(base_url=address, timeout=60) as client:
            while True:
                assert server.returncode is None, "the checker ended by itself"
                try:
                    await client.get("/")
                    break
                except httpx2.HTTPError:
                    await asyncio.sleep(0.2)
            yield client
    finally:
        if server.returncode is None:
            os.kill(server.pid, signal.SIGKILL)
            await server.wait()


@pytest.fixture(scope="session")
async def judge(browser: Browser, checker: httpx2.AsyncClient) -> Judge:
    return Judge(browser, checker)
