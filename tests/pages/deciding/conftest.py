"""The pages over a visit that a test walks through, asked as a browser without scripts asks."""

from collections.abc import AsyncIterator

import pytest

from tests.engine import Engine
from tests.support.deciding_pages import Deciding, deciding_pages


@pytest.fixture
async def deciding(engine: Engine) -> AsyncIterator[Deciding]:
    """For one test."""
    async with deciding_pages(engine) as opened:
        yield opened
