"""What people are led to before there is a visit, and what they are told of it."""

import pytest

from schemas.staff import StaffRole
from tests.pages.session.conftest import Pages


@pytest.mark.parametrize(
    ("role", "led_on"), [(StaffRole.COORDINATOR, True), (StaffRole.INSPECTOR, False)]
)
async def test_whoever_may_open_a_visit_is_led_to_that(
    pages: Pages, role: StaffRole, *, led_on: bool
) -> None:
    browser = await pages.signed_in(await pages.somebody(role))

    text = (await browser.get("/")).text

    assert "You have nothing to do." in text
    assert ('href="/open/visit"' in text) is led_on


@pytest.mark.parametrize(
    ("path", "role"),
    [
        ("/open/visit", StaffRole.COORDINATOR),
        ("/open/programme", StaffRole.ANALYST),
        ("/open/report", StaffRole.ANALYST),
    ],
)
async def test_a_form_that_opens_something_says_first_whom_it_is_for(
    pages: Pages, path: str, role: StaffRole
) -> None:
    inspector = await pages.signed_in(await pages.somebody(StaffRole.INSPECTOR))
    other = await pages.signed_in(await pages.somebody(role))

    told = "You cannot decide this as things stand"
    assert told in (await inspector.get(path)).text
    assert told not in (await other.get(path)).text
