"""A decision that is taken and not yet recorded: its answer leads to where to ask on."""

from urllib.parse import urljoin

import httpx2
import pytest
from fastapi import FastAPI, Response

from api.answers import later
from desk.answers import KeptForLater


@pytest.mark.parametrize("below", ["", "/api", "/visits/api"])
async def test_its_location_is_that_of_what_became_of_it(below: str) -> None:
    api = FastAPI()
    served = api
    if below:
        served = FastAPI()
        served.mount(below, api)

    @api.post("/visits/interim-e10000016/decisions/nominate")
    async def nominate() -> Response:
        return later(
            "interim-e10000016", "nominate-7", KeptForLater("interim-e10000016", "nominate-7")
        )

    transport = httpx2.ASGITransport(app=served)
    async with httpx2.AsyncClient(transport=transport, base_url="http://here") as client:
        answer = await client.post(f"{below}/visits/interim-e10000016/decisions/nominate")

    assert answer.status_code == 202
    leads_to = urljoin(str(answer.url), answer.headers["Location"])
    assert leads_to == f"http://here{below}/decisions/interim-e10000016/nominate-7"
    assert leads_to == f"http://here{below}/{answer.json()['ask_at']}"
