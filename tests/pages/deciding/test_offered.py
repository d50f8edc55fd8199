"""Where pages lead whom: to no form that would refuse them whatever they filled in."""

import re

import pytest

from register.letter_list import Wanted, list_letters
from schemas.staff import Acting, StaffRole
from tests.support.deciding_pages import Deciding

_FORM = re.compile(r"/(open|each)/[a-z-]+|/.+/decide/[a-z-]+(\?.*)?|/.+/plan|/each|/mail")
_LISTS = ("/", "/visits", "/programmes", "/reports", "/each")


async def forms_led_to(deciding: Deciding, *pages: str) -> set[str]:
    """The forms that these pages have links to."""
    browser = deciding.browser()
    found: set[str] = set()
    for page in pages:
        await browser.open(page)
        assert browser.answer.status_code == 200, (page, browser.text)
        found |= {where for where in browser.links().values() if _FORM.fullmatch(where)}
    return found


async def pages_of_the_visit(deciding: Deciding) -> list[str]:
    root = f"/visits/{deciding.walk.visit}"
    days_on = (deciding.walk.days.one - deciding.walk.now.date()).days
    async with deciding.pool.acquire() as connection:
        letter = (await list_letters(connection, Wanted(visit=deciding.walk.visit)))[0].order.key
    return [
        *(f"{root}/{tab}" for tab in ("letters", "people", "days", "note")),
        f"/visits/{letter.replace('/', '/letters/', 1)}",
        f"/today?after={days_on}",
    ]


@pytest.mark.parametrize("role", list(StaffRole))
async def test_nobody_is_led_to_a_form_that_is_not_for_them(
    deciding: Deciding, role: StaffRole
) -> None:
    await deciding.walk.open()
    await deciding.walk.steps_through("timetable")
    pages = [*_LISTS, *await pages_of_the_visit(deciding)]
    deciding.who.acting = Acting(ref="somebody", roles=frozenset({role}))

    led_to = await forms_led_to(deciding, *pages)

    browser = deciding.browser()
    for form in sorted(led_to):
        await browser.open(form)
        assert browser.answer.status_code == 200, form
        assert "That is for" not in browser.text, form


async def test_coordinators_are_led_to_what_they_decide(deciding: Deciding) -> None:
    await deciding.walk.open()
    await deciding.walk.steps_through("timetable")
    root = f"/visits/{deciding.walk.visit}"

    led_to = await forms_led_to(
        deciding, *("/visits", "/programmes", "/each"), *await pages_of_the_visit(deciding)
    )

    assert led_to >= {
        *("/open/visit", "/open/programme", "/each", "/each/pause", "/mail"),
        *(f"{root}/decide/{slug}" for slug in ("add-to-letter", "held", "finding", "refer")),
    }


async def test_a_decision_for_many_says_first_whom_it_is_for(deciding: Deciding) -> None:
    deciding.who.acting = Acting(ref="anna", roles=frozenset({StaffRole.ANALYST}))

    browser = await deciding.browser().open("/each/pause")

    assert "You cannot decide this as things stand" in browser.text
    assert "That is for" in browser.text
