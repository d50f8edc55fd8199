"""What a decision takes from the click on its button to the page that answers it."""

import statistics
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Final, NamedTuple
from uuid import uuid4

from register.connection import Pool
from schemas.forms.team import OfficerForm
from stack import StackAddresses
from tests.engine import Engine
from tests.support.browsing import Browser
from tests.support.deciding_pages import Deciding, deciding_pages

TIMES: Final = 20
_NUMBER: Final = 30_001  # of a programme that nothing else plays
_OFFICER: Final[Mapping[str, str]] = {
    "email": "officer@kent.example.gov.uk",
    "organisation": "Kent County Council",
}


class Took(NamedTuple):
    """Milliseconds, as medians.

    Attributes:
        desk: The desk's own, as for the command.
        page: From the click to the page that says that it is recorded.
        check: Of the page on which a decision is looked at before it is taken.
    """

    desk: float
    page: float
    check: float


async def measure_deciding(addresses: StackAddresses, pool: Pool, folder: Path) -> Took:
    """One after the other, on one visit, in turn by the desk and by the pages.

    Args:
        addresses: Of a stack.
        pool: Its register.
        folder: Where letters go.
    """
    engine = Engine(addresses=addresses, pool=pool, folder=folder, number=_NUMBER)
    by_desk, by_page, checks = [], [], []
    async with deciding_pages(engine) as deciding:
        await deciding.walk.open()
        await deciding.walk.steps_through("respond")
        for number in range(TIMES):
            by_desk.append(await _by_desk(deciding, f"Officer {number} of the desk"))
            page, check = await _by_page(deciding, f"Officer {number} of the pages")
            by_page.append(page)
            checks.append(check)
    return Took(*(statistics.median(times) for times in (by_desk, by_page, checks)))


async def _by_desk(deciding: Deciding, name: str) -> float:
    form = OfficerForm(name=name, **_OFFICER)
    begun = time.perf_counter()
    await deciding.walk.desk.submit(
        deciding.walk.visit, form, actor="coordinator", update_id=str(uuid4()), repeated=False
    )
    return (time.perf_counter() - begun) * 1000


async def _by_page(deciding: Deciding, name: str) -> tuple[float, float]:
    browser: Browser = await deciding.browser().open(deciding.address("nominate"))
    begun = time.perf_counter()
    await browser.press("Continue", {**_OFFICER, "name": name, "ref": ""})
    check = (time.perf_counter() - begun) * 1000
    sent = browser.fields()
    begun = time.perf_counter()
    answer = await deciding.client.post(browser.path, data=sent, follow_redirects=True)
    took = (time.perf_counter() - begun) * 1000
    if "Recorded" not in answer.text:
        raise RuntimeError(answer.text)
    return took, check
