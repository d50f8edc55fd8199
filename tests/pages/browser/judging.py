"""Judges a page as people would come across it: by axe, by the Nu Html Checker, by keyboard."""

from collections.abc import Sequence
from functools import cache
from typing import Any

import httpx2
from playwright.async_api import Browser, Page

from tests.pages.browser.tools import ALLOWED, AXE, BY_WIDTH, RULES, WIDTHS

_HIGH = 900  # pixels
_LOW = 100
"""Pixels; while the tab key goes through a page, since each of its steps has all that can be seen
painted anew. What has the focus is told by its styles and its size, which depend on the width."""
_TABS = 400  # to go through the longest page
_AT_ONCE = 10  # presses of a key between two looks

_FOCUSED = """() => {
  const seen = window.avSeen = new Map();
  document.addEventListener('focusin', ({target: e}) => {
    const s = getComputedStyle(e), r = e.getBoundingClientRect();
    const shown = s.outlineStyle !== 'none' || s.boxShadow !== 'none'
      || e.matches('input[type=checkbox], input[type=radio]');
    seen.set(e, [shown && r.width > 0 && r.height > 0, e.outerHTML.slice(0, 100)]);
  });
  // From the top: an error summary has the focus, and the tab key goes on from what had it last.
  const top = document.body;
  top.tabIndex = -1; top.focus(); top.removeAttribute('tabindex'); window.scrollTo(0, 0);
  seen.delete(top);
}"""

_SEEN = """() => [
  [...window.avSeen.values()],
  [...window.avSeen.keys()].filter(e => e.type !== 'radio').length,
]"""


@cache
def _axe_itself() -> str:
    return AXE.read_text(encoding="utf-8")


class Judge:
    """Looks at pages.

    Args:
        browser: To open them in.
        checker: To ask the Nu Html Checker, at its address.
    """

    def __init__(self, browser: Browser, checker: httpx2.AsyncClient) -> None:
        self.browser = browser
        self._checker = checker
        self._page: Page | None = None
        self._told: list[str] = []

    async def faults(self, address: str) -> list[str]:
        """What is wrong with the page at an address, at every width and by keyboard."""
        page = await self._window()
        self._told.clear()
        await page.goto(address)
        found = await self.faults_of(page)
        return [*found, *self._told]

    async def _window(self) -> Page:
        """One for all pages that nobody types anything into: to open another takes as long."""
        if self._page is None or self._page.is_closed():
            self._page = page = await (await self.browser.new_context()).new_page()
            page.on("console", lambda said: self._told.append(f"console: {said.text}"))
            page.on("pageerror", lambda error: self._told.append(f"script: {error}"))
        return self._page

    async def faults_of(self, page: Page) -> list[str]:
        """What is wrong with a page that is open, in the state in which it is."""
        found = await self._nu(await page.content())
        # By evaluate: the policy of the pages lets no script be put in.
        await page.evaluate(_axe_itself())
        for width in WIDTHS:
            await page.set_viewport_size({"width": width, "height": _HIGH})
            found += [f"{width}: {fault}" for fault in await _too_wide(page)]
            rules = RULES if width == WIDTHS[0] else BY_WIDTH
            found += [f"{width}: {fault}" for fault in await _axe(page, rules)]
        await page.set_viewport_size({"width": WIDTHS[-1], "height": _LOW})
        found += await _by_keyboard(page)
        await page.set_viewport_size({"width": WIDTHS[-1], "height": _HIGH})
        return found

    async def _nu(self, html: str) -> list[str]:
        answer = await self._checker.post(
            "/?out=json",
            content=html.encode(),
            headers={"Content-Type": "text/html; charset=utf-8"},
        )
        return [
            f"nu: {said['message']}: {said.get('extract', '').strip()}"
            for said in answer.json()["messages"]
            if (said["type"] == "error" or said.get("subType") == "warning")
            and not said["message"].startswith(ALLOWED)
        ]


async def _too_wide(page: Page) -> list[str]:
    wide, room = await page.evaluate(
        "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"
    )
    return [f"the page is {wide} wide in {room}"] if wide > room else []


async def _axe(page: Page, rules: Sequence[str]) -> list[str]:
    told: dict[str, Any] = await page.evaluate(
        "rules => axe.run({runOnly: rules, resultTypes: ['violations']}).then("
        "r => ({violations: r.violations.map("
        "v => [v.id, v.help, v.nodes.map(n => n.html).slice(0, 3)])}))",
        rules,
    )
    return [f"axe: {one}" for one in told["violations"]]


async def _by_keyboard(page: Page) -> list[str]:
    """Everything that can be done is come by with the tab key, and seen when it is."""
    wanted = await page.evaluate(
        "[...document.querySelectorAll('a[href], button, input, select, textarea, summary')]"
        ".filter(e => !e.disabled && e.type !== 'hidden' && e.checkVisibility())"
        ".filter(e => e.type !== 'radio').length"
    )
    await page.evaluate(_FOCUSED)
    seen: list[tuple[bool, str]]
    more = True
    for _ in range(0, min(wanted + 40, _TABS), _AT_ONCE):
        for _ in range(_AT_ONCE):
            await page.keyboard.down("Tab")  # held down, it goes on from one to the next
        await page.keyboard.up("Tab")
        if not more:
            break
        seen, found = await page.evaluate(_SEEN)
        more = found < wanted  # and once more: of a group of radio buttons one has the focus
    seen, found = await page.evaluate(_SEEN)
    # The link that skips to the content takes room while it has the focus: what is pressed next
    # would move away under the pointer.
    await page.evaluate("document.activeElement.blur()")
    hidden = [
        f"keyboard: nothing shows that this has the focus: {html}"
        for shown, html in seen
        if not shown
    ]
    if found < min(wanted, _TABS):
        hidden.append(f"keyboard: {found} of {wanted} can be come by")
    return hidden
