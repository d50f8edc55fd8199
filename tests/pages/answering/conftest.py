"""The pages to which the links of letters lead, over a visit that a test walks through."""

from collections.abc import AsyncIterator

import pytest

from tests.engine import Engine
from tests.support.answering_pages import Answering, answering_pages


@pytest.fixture
async def answering(engine: Engine) -> AsyncIterator[Answering]:
    """For one test."""
    async with answering_pages(engine) as opened:
        yield opened
