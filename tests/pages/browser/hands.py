"""What somebody does at a page in a real browser: types, ticks, chooses, presses."""

from collections.abc import Collection, Mapping, Sequence

import yaml
from playwright.async_api import Page

from desk.decisions import DecisionKind
from schemas.forms.form import Form
from tests.support.deciding_pages import typed_for


async def press(page: Page, button: str, heading: str) -> None:
    """Press a button, and wait for the page to which it leads."""
    await page.get_by_role("button", name=button).click()
    await page.get_by_role("heading", name=heading).first.wait_for()
    await page.wait_for_load_state()  # its heading is there before all of it is


async def decide(page: Page, address: str, kind: DecisionKind, form: Form) -> None:
    """Take a decision at its form's address: fill it in, look at it, and press the last button."""
    await page.goto(address)
    ticked = set(
        await page.locator("input[type=checkbox]").evaluate_all("all => all.map(e => e.name)")
    )
    typed = typed_for(form, ticked)
    await empty(page, typed)
    await fill(page, typed)
    await press(page, "Continue", "Check before you decide")
    await press(page, kind.form.heading, "Recorded")


async def fill_from_file(page: Page, values: Mapping[str, object]) -> None:
    """Have a form filled in from a file with these values."""
    text = yaml.safe_dump(dict(values), allow_unicode=True)
    await page.get_by_text("Fill this in from a file").click()
    await page.locator("[name='_file']").set_input_files(
        {"name": "form.yaml", "mimeType": "application/yaml", "buffer": text.encode()}
    )
    async with page.expect_event("load"):
        await page.get_by_role("button", name="Fill in from the file").click()


_FILLED_IN = """() => ({
  radios: [...document.querySelectorAll("main input[type=radio]:checked")].map(e => e.name),
  texts: [...document.querySelectorAll("main input[type=text], main select")]
    .filter(e => e.value).map(e => [e.name, e.tagName]),
})"""
"""Asked at once: to ask each field for itself takes longer than to fill it in."""

_KINDS = """() => Object.fromEntries([...document.querySelectorAll("[name]")].reverse().map(
  e => [e.name, e.tagName === "SELECT" ? "select" : e.type]))"""
"""What each field is; the first that has a name, where several have it."""


async def empty(page: Page, typed: Collection[str]) -> None:
    """Clear what the form was filled in with beforehand, and somebody would not leave so."""
    filled_in = await page.evaluate(_FILLED_IN)
    for name in filled_in["radios"]:
        if name not in typed:
            await page.locator(f"[name='{name}'][value='']").check()
    for name, tag in filled_in["texts"]:
        if name in typed:
            continue
        if tag == "SELECT":
            await page.locator(f"main select[name='{name}']").select_option("")
        else:
            await page.locator(f"main input[type=text][name='{name}']").fill("")


async def fill(page: Page, typed: Mapping[str, Sequence[str]]) -> None:
    """Type, tick and choose as somebody would; a row that is not there is added first."""
    kinds = await page.evaluate(_KINDS)
    for at, texts in typed.items():
        while at not in kinds:
            row = at.rsplit(".", 2)[0] if at.split(".")[-2].isdecimal() else at.split(".")[0]
            # The page with the row has the same address: only a load tells that it is there.
            async with page.expect_event("load"):
                await page.locator(f"button[value='add {row}']").click()
            kinds = await page.evaluate(_KINDS)
        field = page.locator(f"[name='{at}']").first
        if kinds[at] in {"radio", "checkbox"}:
            for text in texts:
                await page.locator(f"[name='{at}'][value='{text}']").check()
        elif kinds[at] == "select":
            await field.select_option(texts[0])
        else:
            await field.fill(texts[0] if texts else "")
