"""What end-to-end tests of several modules ask for."""

from collections.abc import AsyncIterator

import pytest

from stack import EmbeddedStack
from tests.e2e.refusing import Visits, visits_in


@pytest.fixture(scope="module")
async def visits(
    stack: EmbeddedStack, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> AsyncIterator[Visits]:
    """Those a module names in `WAITING`; they are refused everything, so that tests can share."""
    folder = tmp_path_factory.mktemp("refusals")
    async with visits_in(stack.addresses, folder, request.module.WAITING) as brought:
        yield brought
