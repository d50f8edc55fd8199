"""What somebody does at a page in a real browser: types, ticks, chooses, presses."""

from collections.abc import Collection, Mapping, Sequence

import yaml
from playwright.async_api import Page

from desk.decisions import DecisionKind
from schemas.form_words import title_of
from schemas.forms import Form
from tests.support.deciding_pages import typed_for


async def press(page: Page, button: str, heading: str) -> None:
    """Press a button, and wait for the page to which it leads."""
    await page.get_by_role("button", name=button).click()
    await page.get_by_role("heading", name=heading).first.wait_for()


async def decide(page: Page, address: str, kind: DecisionKind, form: Form) -> None:
    """Take a decision at its form's address: fill it in, look at it, and press the last button."""
    await page.goto(address)
    boxes = await page.locator("input[type=checkbox]").all()
    ticked = {await one.get_attribute("name") or "" for one in boxes}
    typed = typed_for(form, ticked)
    await empty(page, typed)
    await fill(page, typed)
    await press(page, "Continue", "Check before you decide")
    await press(page, title_of(kind.form), "Recorded")


async def fill_from_file(page: Page, values: Mapping[str, object]) -> None:
    """Have a form filled in from a file with these values."""
    text = yaml.safe_dump(dict(values), allow_unicode=True)
    await page.get_by_text("Fill this in from a file").click()
    await page.locator("[name='_file']").set_input_files(
        {"name": "form.yaml", "mimeType": "application/yaml", "buffer": text.encode()}
    )
    async with page.expect_event("load"):
        await page.get_by_role("button", name="Fill in from the file").click()


async def empty(page: Page, typed: Collection[str]) -> None:
    """Clear what the form was filled in with beforehand, and somebody would not leave so."""
    for one in await page.locator("main input[type=radio]:checked").all():
        name = await one.get_attribute("name")
        if name not in typed:
            await page.locator(f"[name='{name}'][value='']").check()
    for one in await page.locator("main input[type=text], main select").all():
        if await one.get_attribute("name") in typed or not await one.input_value():
            continue
        if await one.evaluate("e => e.tagName") == "SELECT":
            await one.select_option("")
        else:
            await one.fill("")


async def fill(page: Page, typed: Mapping[str, Sequence[str]]) -> None:
    """Type, tick and choose as somebody would; a row that is not there is added first."""
    for at, texts in typed.items():
        field = page.locator(f"[name='{at}']")
        while not await field.count():
            row = at.rsplit(".", 2)[0] if at.split(".")[-2].isdecimal() else at.split(".")[0]
            # The page with the row has the same address: only a load tells that it is there.
            async with page.expect_event("load"):
                await page.locator(f"button[value='add {row}']").click()
        kind = await field.first.get_attribute("type")
        if kind in {"radio", "checkbox"}:
            for text in texts:
                await page.locator(f"[name='{at}'][value='{text}']").check()
        elif await field.first.evaluate("e => e.tagName") == "SELECT":
            await field.first.select_option(texts[0])
        else:
            await field.first.fill(texts[0] if texts else "")
