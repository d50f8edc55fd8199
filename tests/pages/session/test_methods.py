"""What may be done at a page's address: HEAD wherever there is GET, and a whole `Allow`."""

import pytest

from tests.pages.session.conftest import Pages


@pytest.mark.parametrize("path", ["/", "/visits", "/visits/interim-e10000016", "/sign-in"])
async def test_a_head_is_answered_as_the_page_would_be(pages: Pages, path: str) -> None:
    client = await pages.signed_in(await pages.somebody())

    head, page = await client.head(path), await client.get(path)

    assert (head.status_code, head.content) == (page.status_code, b"")
    assert head.headers["content-type"] == page.headers["content-type"]


@pytest.mark.parametrize(
    ("path", "may"),
    [
        ("/visits", "GET, HEAD, OPTIONS"),
        ("/visits/interim-e10000016/decide/cancel", "GET, HEAD, OPTIONS, POST"),
        ("/sign-out", "OPTIONS, POST"),
        ("/answer", "OPTIONS, POST"),
    ],
)
async def test_what_may_be_done_is_told(pages: Pages, path: str, may: str) -> None:
    client = pages.browser()

    refused, asked = await client.put(path), await client.options(path)

    assert (refused.status_code, refused.headers["allow"]) == (405, may)
    assert (asked.status_code, asked.headers["allow"]) == (204, may)
