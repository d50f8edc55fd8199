"""What stands on the first page before there is a visit."""

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
