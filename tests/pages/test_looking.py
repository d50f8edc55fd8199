"""What those who run visits see: each page tells what the commands tell, and is sound HTML."""

import pytest

from tests.pages.conftest import PLAYED, House, errors_of

TABS = ("", "timeline", "letters", "documents", "people", "days", "cases", "note", "beside")


@pytest.mark.parametrize("tab", [*TABS, "reasons"])
@pytest.mark.parametrize("scenario", PLAYED)
async def test_each_page_of_a_visit_is_sound(house: House, scenario: str, tab: str) -> None:
    page = await house.text(f"/visits/{house.of(scenario)}/{tab}".rstrip("/"))

    assert errors_of(page) == []
    assert page.count("<h1") == 1


@pytest.mark.parametrize("path", ["/", "/visits", "/visits?stage=ended", "/?due=today&mine=true"])
async def test_each_list_is_sound(house: House, path: str) -> None:
    page = await house.text(path)

    assert errors_of(page) == []
    assert page.count("<h1") == 1


async def test_what_is_not_there_is_a_page(house: House) -> None:
    page = await house.text("/visits/nothing-e10000016", 404)

    assert "There is no visit" in page
    assert errors_of(page) == []
