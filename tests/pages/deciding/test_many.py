"""One decision for many visits: chosen, looked at for each, brought, and told."""

import asyncio
import re

from tests.support.browsing import Browser
from tests.support.deciding_pages import Deciding
from tests.support.waiting import until


async def test_it_is_looked_at_for_each_and_brought_to_those_that_take_it(
    deciding: Deciding,
) -> None:
    walk = deciding.walk
    await walk.open()
    browser = await deciding.browser().open("/each")

    await browser.open(browser.links()["Cancel the visit"])
    await browser.press("Continue", {"reason": "The programme ends."})
    assert browser.path == "/each/cancel/visits"
    await browser.press("Look at each", {"visit": []})
    assert browser.answer.status_code == 422
    await browser.press("Look at each", {"visit": walk.visit})
    await browser.open("/each/cancel")
    await browser.press("Continue", {"reason": "The programme ends early."})
    assert browser.fields()["visit"] == [walk.visit]
    await browser.press("Look at each")
    assert f"Kent ({walk.visit})" in browser.text
    await browser.press("Decide for 1 visit")

    async def done() -> bool:
        await browser.open(browser.path)
        return "1 of 1 visits done" in browser.heading

    await until(done)
    assert "Recorded" in browser.text
    assert f"Kent ({walk.visit})" in browser.text
    assert (await browser.open("/each")).links().keys().isdisjoint({"Begun and not finished"})


async def _looked_at(deciding: Deciding, reason: str) -> Browser:
    """A window that shows what it would do to pause the visit."""
    browser = await deciding.browser().open("/each/pause")
    await browser.press("Continue", {"reason": reason})
    # As a browser sends it that was told of one visit twice.
    return await browser.press("Look at each", {"visit": [deciding.walk.visit] * 2})


async def _reasons(deciding: Deciding) -> list[str]:
    """The reasons of whatever was decided."""
    browser = await deciding.browser().open(f"/visits/{deciding.walk.visit}/reasons")
    return re.findall(r"Illness in the \w+\.", browser.text)


async def test_a_button_pressed_thrice_begins_it_once_and_shows_how_far_it_has_come(
    deciding: Deciding,
) -> None:
    await deciding.walk.open()
    browser = await _looked_at(deciding, "Illness in the team.")
    assert browser.text.count(deciding.walk.visit) == 1
    sent, where = browser.fields(), browser.path

    at_once = await asyncio.gather(*(deciding.client.post(where, data=sent) for _ in range(2)))
    later = await deciding.client.post(where, data=sent)

    (shown,) = {answer.headers["location"] for answer in (*at_once, later)}
    await browser.open(shown)

    async def done() -> bool:
        await browser.open(shown)
        return "1 of 1 visits done" in browser.heading

    await until(done)
    assert await _reasons(deciding) == ["Illness in the team."]


async def test_what_was_changed_in_another_tab_is_looked_at_before_it_is_decided(
    deciding: Deciding,
) -> None:
    await deciding.walk.open()
    first = await _looked_at(deciding, "Illness in the team.")
    await _looked_at(deciding, "Illness in the area.")

    await first.press("Decide for 1 visit")

    assert first.answer.status_code == 409
    assert "perhaps in another tab" in first.problems[0]
    assert "Illness in the area." in first.text
    assert await _reasons(deciding) == []


async def test_what_no_visit_takes_cannot_be_decided(deciding: Deciding) -> None:
    await deciding.walk.open()
    browser = await deciding.browser().open("/each/reinstate")

    await browser.press("Continue", {"reason": "By mistake."})
    await browser.press("Look at each", {"visit": deciding.walk.visit})

    assert "Refused" in browser.text
    assert "No visit takes this decision" in browser.text


async def test_a_reason_that_the_rules_ask_for_is_asked_for_at_once(deciding: Deciding) -> None:
    browser = await deciding.browser().open("/each/pause")
    assert "Reason (optional)" not in browser.text

    await browser.press("Continue", {})

    assert browser.answer.status_code == 422
    assert browser.problems == ["Enter the reason"]


async def test_what_is_of_one_visit_alone_is_not_for_many(deciding: Deciding) -> None:
    assert (await deciding.client.get("/each/nominate")).status_code == 404
