"""What somebody is told whose request met a register that was away: how to go on, of just that."""

import httpx2
import pytest
from fastapi import FastAPI

from web.failures import add_problems


@pytest.fixture
def door() -> httpx2.AsyncClient:
    app = FastAPI()
    add_problems(app)

    @app.api_route("/{_path:path}", methods=["GET", "POST"])
    async def away(_path: str) -> None:
        raise ConnectionRefusedError

    return httpx2.AsyncClient(
        transport=httpx2.ASGITransport(app=app), base_url="http://door.example"
    )


@pytest.mark.parametrize(
    ("method", "path", "key", "words"),
    [
        ("GET", "/events", None, "Nothing is lost; ask again"),
        ("POST", "/visits/v/decisions/pause/preview", None, "Nothing is lost; ask again"),
        ("POST", "/visits/v/decisions/pause", "a-1", "with the same Idempotency-Key"),
        ("POST", "/visits/v/decisions/pause", None, "It may have been done or not"),
    ],
)
async def test_how_to_go_on_is_told_of_what_was_asked(
    door: httpx2.AsyncClient, method: str, path: str, key: str | None, words: str
) -> None:
    headers = {"Idempotency-Key": key} if key else {}

    answer = await door.request(method, path, headers=headers)

    assert answer.status_code == 503
    detail = answer.json()["detail"]
    assert words in detail
    assert ("from the same position" in detail) == (words == "Nothing is lost; ask again")
